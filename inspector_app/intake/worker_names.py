"""Tells workers by name or code, however an authority writes them."""

from __future__ import annotations

import re
import unicodedata

from inspector_app.intake.cells import text_of

__all__ = ["looks_like_code", "name_keys"]

_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_NOT_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
_CODE = re.compile(r"[A-Za-z]{0,4}[-_ ]?\d{1,8}")


def looks_like_code(text: str) -> bool:
    """Whether a text is a code such as W07 or 10234, and no name."""
    return bool(_CODE.fullmatch(text))


def name_keys(name: str) -> tuple[str, ...]:
    """What a name is found by, the surest first; () of a blank.

    Case, accents, punctuation, titles and what stands in brackets do not count; 'Doe, Jane' is
    'Jane Doe'. Second comes the same without regard to the order of its parts, because systems
    write surnames first and last.
    """
    plain = unicodedata.normalize("NFKD", text_of(name)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = plain.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    plain = _BRACKETS.sub(" ", plain) if _BRACKETS.sub("", plain).strip() else plain
    last, comma, first = plain.partition(",")
    parts = f"{first} {last}" if comma and "," not in first else plain
    words = [word for word in _NOT_LETTER_OR_DIGIT.sub(" ", parts).split() if word not in _TITLES]
    if not words:
        return ()
    return " ".join(words), " ".join(sorted(words))
