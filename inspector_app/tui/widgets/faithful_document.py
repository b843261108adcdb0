"""The text behind an editor: kept to the last character, drawn safely.

Textual's own document splits at every kind of line end (form feeds and U+2028 among them) and
puts one kind back; it also measures control characters as zero cells wide and lets some reach
the terminal. Here only a line feed ends a line, all else is kept, and the widget is given lines
in which each unsafe character is one visible character.
"""

from __future__ import annotations

from typing import overload

from textual.document._document import Document, EditResult, Location

from inspector_app.tui.widgets.visible_text import shown


def _drawn(line: str) -> str:
    """Return a line as it is drawn; the return of a Windows line end is drawn as a blank."""
    return shown(line[:-1]) + " " if line.endswith("\r") else shown(line)


class FaithfulDocument(Document):
    """A document whose `text` is exactly what was put in.

    `lines` and indexing give what is drawn; `text` and `get_text_range` give what is kept. Both
    have the same number of characters in each line.

    Args:
        text: Any text.
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._lines = text.split("\n")
        self._drawn_lines = [_drawn(line) for line in self._lines]
        self._text: str | None = text

    @property
    def text(self) -> str:
        """The whole text as it was put in."""
        if self._text is None:
            self._text = "\n".join(self._lines)
        return self._text

    @property
    def lines(self) -> list[str]:
        """The lines as they are drawn."""
        return self._drawn_lines

    def get_line(self, index: int) -> str:
        """Return one line as it is drawn."""
        return self._drawn_lines[index]

    @overload
    def __getitem__(self, line_index: int) -> str: ...

    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...

    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        """Return a line, or lines, as drawn."""
        return self._drawn_lines[line_index]

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return the kept text between two locations."""
        (top_row, top_column), (bottom_row, bottom_column) = sorted((start, end))
        lines = self._lines[top_row : bottom_row + 1]
        if not lines:
            return ""
        if bottom_row < len(self._lines):
            lines[-1] = lines[-1][:bottom_column]
        lines[0] = lines[0][top_column:]
        return "\n".join(lines)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace the text between two locations.

        Args:
            start: Row and column.
            end: Row and column; may lie before `start`, or one row beyond the last line.
            text: What to put there; any text.

        Returns:
            Where the new text ends, and what stood there before.
        """
        top, bottom = sorted((start, end))
        replaced = self.get_text_range(top, bottom)
        head = self._lines[top[0]][: top[1]] if top[0] < len(self._lines) else ""
        tail = self._lines[bottom[0]][bottom[1] :] if bottom[0] < len(self._lines) else ""
        new = text.split("\n")
        end_row = top[0] + len(new) - 1
        end_column = len(new[-1]) + (len(head) if len(new) == 1 else 0)
        new[0] = head + new[0]
        new[-1] += tail
        self._lines[top[0] : bottom[0] + 1] = new
        self._drawn_lines[top[0] : bottom[0] + 1] = [_drawn(line) for line in new]
        self._text = None
        return EditResult((end_row, end_column), replaced)
