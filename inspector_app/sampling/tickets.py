"""Tickets: the order of a random draw, which anyone with a SHA-256 tool can work out again.

`ticket = SHA-256(seed ‖ U+001F ‖ unit id)`, the text in UTF-8, printed as 64 lower-case
hexadecimal digits. Units are taken in the order of their tickets. A ticket depends on the seed and
the unit alone, so neither the order of the rows nor the size of the sample changes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from inspector_app.sampling.refusals import SamplingError

__all__ = [
    "SEPARATOR",
    "compose_seed",
    "in_ticket_order",
    "make_phrase",
    "phrase_commitment",
    "phrase_is_weak",
    "split_phrases",
    "ticket",
    "tickets",
]

SEPARATOR = "\x1f"
"""U+001F, the unit separator: it cannot be typed into a phrase, so the join is unambiguous."""

_PHRASE_STRENGTH = 2**77
"""Six words of a list of 7,776. Who sees some of the drawn cases could try seeds on a graphics
card until they fit, and would then know the reserves: that must stay out of reach."""

_FEW_WORDS = 6
_WORD = re.compile(r"[^\W_]{3,}")


def compose_seed(plan_id: str, ours: str, theirs: str = "") -> str:
    """The seed `<plan id>/<our phrase>/<their phrase>`.

    Phrases are brought to Unicode form NFC and stripped of outer blanks, so that the same phrase
    typed on two keyboards gives one seed. Only their phrase may contain a slash.

    Raises:
        SamplingError: `seed-missing`, `seed-unclear`.
    """
    plan, first, second = (_clean(text) for text in (plan_id, ours, theirs))
    if not plan or not first:
        raise SamplingError(
            "seed-missing",
            "A draw needs a plan and a phrase of ours for its seed.",
            next_step="Give a phrase, or let the program make one.",
        )
    if "/" in plan or "/" in first:
        raise _unclear("Our part of the seed contains a slash, which separates its parts.")
    return f"{plan}/{first}/{second}"


def split_phrases(text: str) -> tuple[str, str]:
    """Our phrase and theirs from `OURS/THEIRS`; theirs is empty where there is no slash."""
    ours, _, theirs = text.partition("/")
    return ours, theirs


def phrase_is_weak(phrase: str) -> bool:
    """Whether a phrase that somebody thought of may be found by trying.

    Who sees some of the drawn cases can try phrases until one fits, and then knows the reserves.
    Fewer than six different words are few; nothing here can measure more than that.
    """
    words = {word.casefold() for word in _WORD.findall(phrase)}
    return len(words) < _FEW_WORDS


def phrase_commitment(phrase: str) -> str:
    """SHA-256 (hexadecimal) of our phrase: how joint seeds were committed to at first."""
    return sha256(_encode(_clean(phrase))).hexdigest()


def ticket(seed: str, unit_id: str) -> str:
    """The ticket of one unit, 64 hexadecimal digits.

    Raises:
        SamplingError: `seed-unclear`, `identifier-unreadable`.
    """
    return tickets(seed, (unit_id,))[0]


def tickets(seed: str, unit_ids: Iterable[str]) -> list[str]:
    """The tickets of many units, in the order given. Raises as `ticket` does."""
    if SEPARATOR in seed:
        raise _unclear("The seed contains U+001F, which separates it from the unit.")
    start = _encode(seed + SEPARATOR)
    try:
        return [sha256(start + unit_id.encode()).hexdigest() for unit_id in unit_ids]
    except UnicodeEncodeError:
        raise _unreadable() from None


def in_ticket_order(seed: str, unit_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs (ticket, unit id) sorted by ticket, ties by unit id (by code point)."""
    return sorted(zip(tickets(seed, unit_ids), unit_ids, strict=True))


def make_phrase(words: Sequence[str], randomness: Callable[[int], bytes]) -> str:
    """A phrase of ours: words joined by hyphens, as many as make 2⁷⁷ phrases equally likely.

    Args:
        words: distinct words without slashes, blanks or control characters.
        randomness: gives that many random bytes.

    Raises:
        SamplingError: `word-list-unusable`.
    """
    if len(words) < 2 or len(set(words)) != len(words) or not all(map(_usable_word, words)):
        raise SamplingError(
            "word-list-unusable",
            "The list of words for phrases has doubles, or words with blanks or slashes.",
            next_step="Reinstall the program, or give a phrase of your own.",
        )
    count = 1
    while len(words) ** count < _PHRASE_STRENGTH:
        count += 1
    return "-".join(words[_below(len(words), randomness)] for _ in range(count))


def _below(limit: int, randomness: Callable[[int], bytes]) -> int:
    """A whole number from 0 to limit - 1, each equally likely.

    Numbers beyond the last full multiple of `limit` are thrown away: a remainder alone would
    favour the first words.
    """
    size = (limit.bit_length() + 7) // 8 + 1
    span = 256**size
    while True:
        number = int.from_bytes(randomness(size), "big")
        if number < span - span % limit:
            return number % limit


def _usable_word(word: str) -> bool:
    return bool(word) and word.isprintable() and "/" not in word and " " not in word


def _clean(text: str) -> str:
    tidy = unicodedata.normalize("NFC", text).strip()
    if not tidy.isprintable():
        raise _unclear("A part of the seed contains a control character or a line break.")
    return tidy


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise _unclear("A part of the seed cannot be written in UTF-8.") from None


def _unclear(message: str) -> SamplingError:
    return SamplingError(
        "seed-unclear", message, next_step="Use a phrase of plain words, on one line."
    )


def _unreadable() -> SamplingError:
    return SamplingError(
        "identifier-unreadable",
        "An identifier on the list cannot be written in UTF-8, so it has no ticket.",
        next_step="Mend the list and import it again.",
    )
