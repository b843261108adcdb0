"""A table of rows held in memory: it sorts, narrows and answers for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable


@dataclass(frozen=True, slots=True)
class Listed:
    """A row with what it is sorted and narrowed by.

    Attributes:
        row: As it is drawn.
        order: What each column is sorted by, in their order; values of one column are of one
            type. The drawn texts if empty.
        more: Any text that the row is found by beside its cells.
    """

    row: Row
    order: tuple[str | int, ...] = ()
    more: str = ""

    @property
    def words(self) -> str:
        """What typing looks in."""
        return f"{' '.join(self.row.cells)} {self.more}".casefold()

    def place(self, column: int) -> str | int:
        """What the row is sorted by in a column."""
        return self.order[column] if self.order else self.row.cells[column].casefold()


class RowList(RecordTable):
    """A record table for a few thousand rows at most, which reads nothing.

    It takes the arguments of `RecordTable`. Rows stay in the order given until somebody sorts.
    """

    _listed: tuple[Listed, ...] = ()
    _shown: tuple[Row, ...] = ()
    _known = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are shown, narrowed and sorted."""
        return self._shown

    @property
    def every(self) -> tuple[Listed, ...]:
        """All rows, whatever was typed to narrow the list."""
        return self._listed

    def show_rows(self, listed: Sequence[Listed], *, select: str | None = None) -> None:
        """Show other rows; the selected record stays selected where it is still there.

        Args:
            listed: The rows.
            select: Key of the record to select instead.
        """
        self._listed, self._known = tuple(listed), True
        self._arrange()
        keys = [row.key for row in self._shown]
        if select in keys:
            self.select(keys.index(select))

    def _arrange(self) -> None:
        words = self.filter_text.casefold().split()
        found = self._listed
        if words:
            found = tuple(each for each in found if all(word in each.words for word in words))
        column, descending = self.order
        keys = [each.key for each in self._table_layout.columns]
        if column in keys:
            at = keys.index(column)
            ordered = sorted(found, key=lambda each: each.place(at), reverse=descending)
            found = tuple(ordered)
        self._shown = tuple(each.row for each in found)
        self.reload()

    def _ask(self) -> None:
        """Answer at once instead of asking the owner: the rows are here."""
        if not (self._known and self.is_mounted):
            return
        top, rows = round(self.scroll_y), self._rows_seen
        window = self._windows.wanted(top - rows, top + 2 * rows)
        if window is None:
            return
        offset, limit = window
        places = (n for n, row in enumerate(self._shown) if row.key == self.selected_key)
        part = self._shown[offset : offset + limit]
        self.show_window(offset, part, len(self._shown), selected_at=next(places, None))

    def on_record_table_sort_wanted(self, event: RecordTable.SortWanted) -> None:
        """Sort."""
        event.stop()
        self._arrange()

    def on_record_table_filter_changed(self, event: RecordTable.FilterChanged) -> None:
        """Narrow."""
        event.stop()
        self._arrange()
