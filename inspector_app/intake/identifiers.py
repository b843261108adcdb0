"""The authority's identifiers, written in one way wherever they are met."""

from __future__ import annotations

import re

__all__ = ["normalise_identifier"]

_WHOLE = re.compile(r"(\d+)\.0+")


def normalise_identifier(typed: str | int | float) -> str:
    """The identifier as records hold it; '' when there is none.

    Outer blanks go, and with them every non-breaking blank, zero-width or control character;
    `12345.0` becomes `12345`; leading zeros stay; case is kept, because an authority's system may
    tell two children apart by case alone.
    """
    text = f"{typed:.0f}" if isinstance(typed, float) and typed.is_integer() else str(typed)
    # Of all blanks only the ordinary one counts as printable.
    text = text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())
    text = text.strip()
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text
