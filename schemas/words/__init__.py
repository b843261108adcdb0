"""7,776 English words that are hard to mistake for each other, for passphrases and comparing.

The list is the Electronic Frontier Foundation's long list (Bonneau 2016), CC BY 3.0 US.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

__all__ = ["random_words", "word_list", "words_for"]

_COUNT = 6


@cache
def word_list() -> tuple[str, ...]:
    """All 7,776 words, in alphabetical order."""
    text = (files("schemas.words") / "words.txt").read_text(encoding="ascii")
    return tuple(sorted(text.split()))


def words_for(digest: bytes) -> str:
    """Six words standing for a digest of at least 16 bytes, for comparing by ear: 77 bits of it.

    Its first 16 bytes are one big-endian number, divided six times by 7,776; each remainder is the
    place of a word in the alphabetical list.
    """
    words = word_list()
    number = int.from_bytes(digest[:16], "big")
    chosen = []
    for _ in range(_COUNT):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return " ".join(chosen)


def random_words(randomness: Callable[[int], bytes]) -> str:
    """Six random words, 77 bits: a passphrase one can remember.

    Unbiased: draws of two bytes that fall beyond the last whole multiple are thrown away.
    """
    words = word_list()
    limit = 65536 - 65536 % len(words)
    chosen: list[str] = []
    while len(chosen) < _COUNT:
        draw = int.from_bytes(randomness(2), "big")
        if draw < limit:
            chosen.append(words[draw % len(words)])
    return " ".join(chosen)
