"""Search over everything, as one types."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.table_layout import Column
from inspector_app.tui.widgets.text_input import TextInput

PAUSE: Final = 0.12
"""Seconds after a key before the search begins."""

MOST_HITS: Final = 100


class SearchScreen(Dialog[None]):
    """A field and what was found."""

    NAME = "search"
    AUTO_FOCUS = "TextInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False),
        Binding("down", "to_hits", "To what was found", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._rows: list[Row] = []

    def compose(self) -> ComposeResult:
        """Lay out the field above the table."""
        with Vertical(id="search"):
            yield TextInput(label="Search all notes, evidence and lines", id="wanted")
            yield RecordTable(
                [
                    Column("type", "What", 16, sortable=False),
                    Column("snippet", "Where it says so", sortable=False),
                ],
                empty="Type words. The last one may be unfinished.",
                filterable=False,
            )
            yield PlainLabel("↓ to the list · Enter opens · Esc closes", classes="more")

    @on(Input.Changed)
    def wait_a_moment(self) -> None:
        """Search when nothing was typed for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._search)

    def _search(self) -> None:
        self.in_background(partial(self._read, self.query_one(TextInput).value), "search")

    async def _read(self, wanted: str) -> None:
        from inspector_app.enquiries.search import search

        hits = await self.program.work.read(partial(search, self.base, wanted, limit=MOST_HITS))
        self._rows = [Row(h.record, (h.type.replace("-", " "), h.snippet)) for h in hits]
        self.query_one(RecordTable).reload()

    @on(RecordTable.WindowWanted)
    def answer(self, event: RecordTable.WindowWanted) -> None:
        """Give the table its rows."""
        part = self._rows[event.offset : event.offset + event.limit]
        event.table.show_window(event.offset, part, len(self._rows), generation=event.generation)

    @on(Input.Submitted)
    def action_to_hits(self) -> None:
        """Go from the field to the list; Enter opens the only hit at once."""
        table = self.query_one(RecordTable)
        if self._rows and not table.has_focus:
            table.focus()
            if len(self._rows) == 1:
                table.action_choose()

    @on(RecordTable.RowChosen)
    def open_hit(self, event: RecordTable.RowChosen) -> None:
        """Show one record."""
        self.dismiss(None)
        self.program.show_record(event.key)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
