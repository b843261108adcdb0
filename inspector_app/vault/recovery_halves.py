"""The two recovery halves: texts that a person keeps apart, and the escrow keys both make.

    half     = 32 bytes; the first is random, both together XOR to the recovery secret
    code     = the half as one big-endian number of 20 digits of base 7,776, most significant first,
               each a word of the list; five lines of four words and a check word
    check    = the word at SHA-256("inspector/recovery-half/1" ‖ 0x00 ‖ canonical [half, line,
               word, word, word, word]), its first 16 bytes as a number, modulo 7,776
    keys     = HKDF-SHA256 of the secret, one for each seed: "inspector/escrow/…/1"

A check word names a mistyped line. Whether the halves are the right ones is settled by the card
that they make: the inspection's first record names it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.vault.device import Device
from schemas.canonical import encode
from schemas.epochs import derive
from schemas.identifiers import Randomness
from schemas.words import word_list

__all__ = ["Half", "escrow_device", "new_halves", "read_half"]

_BYTES = 32
_LINES = 5
_IN_LINE = 4
_ORDINALS = ("first", "second")
_LINE = re.compile(r"\s*([1-5])[.:)]?((?:\s+[a-z-]+){5})\s*\Z")
_TEXT = """\
INSPECTOR - RECOVERY, HALF {number} OF 2

WHAT THIS IS
One of two halves. Both together let another laptop take the lead inspector's
seat and read everything, in each inspection that was begun with them, when the
lead's laptop or its passphrase is lost. One half by itself opens nothing.

WHERE TO KEEP IT
Print it, put it in a sealed envelope with the lead's name and today's date, and
give it to somebody to keep: the two halves to two people in two places. Then
delete this file. Never keep both halves in one place, and neither on a laptop
that Inspector is used on.

WHEN IT IS NEEDED
Set another laptop up with `inspector init`. Then, with both halves as files:
    inspector recover --halves FIRST SECOND --server ADDRESS
or, without a server, with a bundle file from any laptop of the team:
    inspector recover --halves FIRST SECOND --bundle FILE
A half on paper is typed into a plain text file: the five lines below, with
their numbers, are enough. The last word of a line finds slips of the pen.

PAIR (the same on both halves)
{pair}

HALF {number}
{code}
"""


@dataclass(frozen=True, repr=False)
class Half:
    """One of the two halves.

    Args:
        number: 1 or 2.
        data: 32 bytes.
    """

    number: int
    data: bytes

    def to_text(self, pair: str) -> str:
        """The half for a person to keep: plain ASCII that says what it is.

        Args:
            pair: six words that stand for both, to see which halves belong together.
        """
        lines = "\n".join(f"{at}  {'  '.join(line)}" for at, line in enumerate(self._lines(), 1))
        return _TEXT.format(number=self.number, pair=pair, code=lines)

    def _lines(self) -> Iterator[tuple[str, ...]]:
        words = _as_words(self.data)
        for at in range(_LINES):
            line = words[at * _IN_LINE : (at + 1) * _IN_LINE]
            yield (*line, _check_word(self.number, at + 1, line))


def new_halves(randomness: Randomness) -> tuple[Half, Half]:
    """Two halves, each as random as the secret that they make."""
    return Half(1, randomness(_BYTES)), Half(2, randomness(_BYTES))


def read_half(text: str, place: int) -> Half:
    """Reads a half that was kept or typed again; only its five lines count.

    Args:
        text: of the file.
        place: 0 for the first file that was named, 1 for the second; for what is said.

    Raises:
        InspectorError: `not-a-half`, naming a line that was mistyped.
    """
    which = _ORDINALS[place]
    found: dict[int, tuple[str, ...]] = {}
    for typed in text.lower().splitlines():
        if match := _LINE.match(typed):
            found.setdefault(int(match[1]), tuple(match[2].split()))
    if not found:
        raise _not_a_half(f"The {which} file is not a recovery half.")
    good = {number: _good_lines(number, found) for number in (1, 2)}
    number = max(good, key=lambda each: len(good[each]))
    for line in range(1, _LINES + 1):
        if line not in good[number]:
            raise _not_a_half(f"Line {line} of the {which} half is missing or mistyped.")
    data = _from_words([word for line in sorted(found) for word in found[line][:_IN_LINE]])
    if data is None:
        raise _not_a_half(f"Line 1 of the {which} half is missing or mistyped.")
    return Half(number, data)


def escrow_device(first: Half, second: Half) -> Device:
    """The device identity that both halves together make.

    Raises:
        InspectorError: `not-a-half` when both are the same one of the two.
    """
    if first.number == second.number:
        raise _not_a_half(f"Both files hold half {first.number} of two.")
    secret = bytes(a ^ b for a, b in zip(first.data, second.data, strict=True))
    sign, mlkem_d, mlkem_z, x25519 = (
        derive(secret, f"inspector/escrow/{seed}/1".encode())
        for seed in ("sign", "mlkem-d", "mlkem-z", "x25519")
    )
    return Device(sign, mlkem_d + mlkem_z, x25519)


def _good_lines(number: int, found: dict[int, tuple[str, ...]]) -> set[int]:
    return {
        line for line, words in found.items() if words[-1] == _check_word(number, line, words[:-1])
    }


def _as_words(data: bytes) -> list[str]:
    words, number = word_list(), int.from_bytes(data, "big")
    chosen = []
    for _ in range(_LINES * _IN_LINE):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return chosen[::-1]


def _from_words(chosen: Sequence[str]) -> bytes | None:
    """The bytes that 20 words stand for; None when they stand for more than 32."""
    places = {word: place for place, word in enumerate(word_list())}
    number = 0
    for word in chosen:
        if word not in places:
            return None
        number = number * len(places) + places[word]
    return number.to_bytes(_BYTES, "big") if number < 1 << 8 * _BYTES else None


def _check_word(number: int, line: int, words: Sequence[str]) -> str:
    digest = hashlib.sha256(
        b"inspector/recovery-half/1\x00" + encode([number, line, *words])
    ).digest()
    every = word_list()
    return every[int.from_bytes(digest[:16], "big") % len(every)]


def _not_a_half(message: str) -> InspectorError:
    return InspectorError(
        "not-a-half",
        message,
        kept="Nothing was changed.",
        next_step="Compare the five numbered lines with the paper, then try again.",
    )
