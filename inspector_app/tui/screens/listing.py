"""A main screen with one table whose rows were read whole."""

from __future__ import annotations

from textual import on

from inspector_app.tui.screens.place import MainPlace
from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable


class ListPlace(MainPlace):
    """Gives the table its rows, and sorts or narrows what was read."""

    AUTO_FOCUS = "RecordTable"

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] | None = None
        """None until they were read."""

    async def _arrange(self) -> None:
        """Sort and narrow what was read, then have the table ask for it."""
        raise NotImplementedError

    @on(RecordTable.WindowWanted)
    def answer(self, event: RecordTable.WindowWanted) -> None:
        """Give the table its rows once they were read."""
        rows = self._rows
        if rows is None:
            return
        places = (n for n, row in enumerate(rows) if row.key == event.selected_key)
        event.table.show_window(
            event.offset,
            rows[event.offset : event.offset + event.limit],
            len(rows),
            generation=event.generation,
            selected_at=next(places, None),
        )

    @on(RecordTable.SortWanted)
    @on(RecordTable.FilterChanged)
    def arrange_again(self) -> None:
        """Sort or narrow what was read."""
        self.in_background(self._arrange, "arrange")
