"""The columns of a table: how wide each is and how a row of texts is laid out in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from inspector_app.tui.widgets.visible_text import fitted

POINTER: Final = 2
"""Cells left of the first column, for the mark of the selected row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: Its name in `SortWanted`.
        header: Any text.
        width: Cells; 0 shares what the others leave.
        share: How large its part of that is.
        minimum: Fewest cells of a column that shares.
        right: Put the text at the right end, as for numbers.
        sortable: Whether the table may ask for this order.
    """

    key: str
    header: str
    width: int = 0
    share: int = 1
    minimum: int = 8
    right: bool = False
    sortable: bool = True


def column_widths(columns: Sequence[Column], room: int) -> list[int]:
    """Return the cells of each column, one blank between two of them.

    Args:
        columns: At least one.
        room: Cells for all; if the fixed and smallest widths need more, they get more and the
            table scrolls sideways.
    """
    room -= len(columns) - 1 + sum(column.width for column in columns)
    sharing = [column for column in columns if not column.width]
    widths = {column.key: column.width for column in columns}
    # Columns whose share is below their smallest width take that; the others share the rest.
    while sharing:
        total = sum(column.share for column in sharing)
        small = [c for c in sharing if room * c.share // total < c.minimum]
        if not small:
            break
        for column in small:
            widths[column.key] = column.minimum
            room -= column.minimum
            sharing.remove(column)
    total = sum(column.share for column in sharing)
    for column in sharing:
        widths[column.key] = room * column.share // total
    if sharing:
        widths[sharing[-1].key] += room - sum(widths[column.key] for column in sharing)
    return [widths[column.key] for column in columns]


class TableLayout:
    """Columns fitted into the room there is.

    Args:
        columns: From left to right; at least one.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._widths = [column.width or column.minimum for column in columns]

    @property
    def width(self) -> int:
        """Cells of a whole row."""
        return POINTER + sum(self._widths) + len(self._widths) - 1

    def fit(self, room: int) -> None:
        """Fit the columns into so many cells, or the fewest they need."""
        self._widths = column_widths(self.columns, room - POINTER)

    def line(self, cells: Sequence[str], *, pointed: bool = False) -> str:
        """Return a row as it is drawn.

        Args:
            cells: Any texts; missing ones are blank.
            pointed: Whether the row has the mark of the selected one.
        """
        texts = [*cells, *("" for _ in range(len(self.columns) - len(cells)))]
        drawn = (
            fitted(text, width, right=column.right)
            for text, width, column in zip(texts, self._widths, self.columns, strict=False)
        )
        return ("▸ " if pointed else "  ") + " ".join(drawn)

    def header(self, sorted_by: str, *, descending: bool) -> str:
        """Return the line of headers; an arrow stands by the one that is sorted by."""
        arrow = "▼" if descending else "▲"
        return self.line(
            [
                f"{arrow} {column.header}" if column.key == sorted_by else column.header
                for column in self.columns
            ]
        )

    def column_at(self, x: int) -> Column | None:
        """Return the column at so many cells from the left of the row."""
        x -= POINTER
        for column, width in zip(self.columns, self._widths, strict=True):
            if 0 <= x <= width:
                return column
            x -= width + 1
        return None
