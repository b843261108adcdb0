"""Any text as it may be drawn: nothing is read as markup, nothing steers the terminal.

Terminals obey control characters, and Textual drops some of them while it measures others, so
that columns slip. Here each unsafe character becomes exactly one visible character; positions in
the shown text are positions in the real text.
"""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content

NOT_SHOWABLE: Final = "�"
"""Stands for characters that have no picture of their own."""

_PICTURES: Final = 0x2400
"""Start of the Unicode block 'Control Pictures': NUL is ␀, escape is ␛."""

_DELETE: Final = 0x7F


def _table() -> dict[int, str]:
    """Build the map from unsafe code points to what is shown for them.

    C1 controls are obeyed by many terminals (0x9B starts an escape sequence). Bidirectional
    embeddings and isolates reorder the cells around them; the plain marks of Arabic, Hebrew and
    Persian text, joiners and emoji selectors are left alone. Lone surrogates cannot be written
    to a terminal at all.
    """
    table = {code: chr(_PICTURES + code) for code in range(0x20) if chr(code) not in "\n\t"}
    table[_DELETE] = "␡"
    unshowable = [range(0x80, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A)]
    unshowable += [range(0xD800, 0xE000), range(0xE0000, 0xE0080)]
    for block in unshowable:
        table.update(dict.fromkeys(block, NOT_SHOWABLE))
    table[0x2028] = table[0x2029] = "␤"
    return table


_MANY_LINES: Final = _table()
_ONE_LINE: Final = {**_MANY_LINES, ord("\n"): "⏎", ord("\t"): "⇥"}


def shown(text: str) -> str:
    """Return `text` as it is drawn over several lines; line feeds and tabs stay."""
    return text.translate(_MANY_LINES)


def shown_on_one_line(text: str) -> str:
    """Return `text` as it is drawn on one line: a line feed is ⏎ and a tab is ⇥."""
    return text.translate(_ONE_LINE)


def plain(text: str, style: str = "") -> Content:
    """Return `text` as content that Textual draws as it stands, never as markup.

    Args:
        text: What anybody typed.
        style: One style for all of it, for example 'bold' or '$text-muted'.
    """
    return Content.styled(shown(text), style) if style else Content(shown(text))


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` on one line in exactly `width` cells, cut with '…' or filled with blanks.

    Args:
        text: What anybody typed.
        width: Cells; wide characters count two. 0 or less gives an empty string.
        right: Put the text at the right end, as for numbers.
    """
    if width <= 0:
        return ""
    # Stacked accents and joined emoji take several characters a cell, hardly more than sixteen;
    # to look at a whole long paste would be slow and change nothing.
    line = shown_on_one_line(text[: 16 * width + 64])
    length = cell_len(line)
    if length > width:
        return set_cell_size(set_cell_size(line, width - 1).rstrip() + "…", width)
    return " " * (width - length) + line if right else line + " " * (width - length)
