"""Any text as a document may hold it: what XML cannot, and what would steer a line, is shown."""

from __future__ import annotations

from typing import Final

__all__ = ["on_one_line", "printable"]

_NOT_SHOWABLE: Final = "\N{REPLACEMENT CHARACTER}"
_PICTURES: Final = 0x2400
"""Start of the Unicode block 'Control Pictures': NUL is ␀, escape is ␛."""


def _table() -> dict[int, str]:
    """From characters that XML 1.0 (§2.2) or a reader cannot bear to what stands for them.

    Bidirectional embeddings, overrides and isolates could show a sentence as another one, and
    reorder the counts after it; the plain marks of Arabic and Hebrew text are left alone.
    """
    table = {code: chr(_PICTURES + code) for code in range(0x20) if chr(code) not in "\n\t"}
    table[0x7F] = "␡"
    hidden = [range(0x80, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A)]
    hidden += [range(0xD800, 0xE000), range(0xFFFE, 0x10000), range(0xE0000, 0xE0080)]
    for block in hidden:
        table.update(dict.fromkeys(block, _NOT_SHOWABLE))
    # What word processors paste for a new line, a new page or a new paragraph.
    table.update(dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n"))
    return table


_SHOWN: Final = _table()


def printable(text: str) -> str:
    """Text over several lines, every character of it either itself or visibly not."""
    return text.replace("\r\n", "\n").translate(_SHOWN)


def on_one_line(text: str) -> str:
    """The same for headings and cells: white space is one blank."""
    return " ".join(printable(text).split())
