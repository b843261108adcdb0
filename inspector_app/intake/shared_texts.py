"""Measures the texts of an .xlsx that its cells refer to by number."""

from __future__ import annotations

import re

from inspector_app.intake.limits import damaged
from inspector_app.intake.survey_zip import ZippedParts

__all__ = ["shared_text_lengths"]

_TEXT_END = re.compile(rb"</(?:[^\s<>/:]{1,32}:)?si\s{0,8}>|<(?:[^\s<>/:]{1,32}:)?si\s{0,8}/>")
_END_MOST = 64
_HIDING = re.compile(rb"<!\[CDATA\[|<!--|</[^\s<>/:]*:?si\s{9}|<[^\s<>/:]{33}")


def shared_text_lengths(parts: ZippedParts, part: str) -> list[int]:
    """The length in bytes, markup included, of every text, in their order.

    Raises:
        RefusedFileError: damaged, or written so that it cannot be told where a text ends.
    """
    lengths: list[int] = []
    carried = 0
    rest = b""
    for chunk in parts.chunks(part):
        block = rest + chunk
        *ended, rest = _cut_behind_texts(block)
        if ended and not lengths:
            # What stands before the first text belongs to none.
            carried -= max(ended[0].find(b"<si"), 0)
        lengths += [len(piece) for piece in ended]
        if ended:
            lengths[-len(ended)] += carried
            carried = 0
        if len(rest) > _END_MOST:
            carried, rest = carried + len(rest) - _END_MOST, rest[-_END_MOST:]
    return lengths


def _cut_behind_texts(block: bytes) -> list[bytes]:
    if (
        block.count(b"</si") == block.count(b"</si>")
        and block.count(b"<si") == block.count(b"<si>")
        and b":si" not in block
        and b"<!" not in block
    ):
        # As every spreadsheet program writes them.
        return block.split(b"</si>")
    if _HIDING.search(block):
        raise damaged("its texts are written in a way that no spreadsheet program has")
    return _TEXT_END.split(block)
