"""A list of evidence: narrowed by typing, sorted by any column, one item a key away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.table_layout import Column

if TYPE_CHECKING:
    from inspector_app.enquiries.shown import Shown
    from schemas.records import Evidence

_WIDE: Final = 110
"""Cells from which all columns are shown."""


class EvidenceListScreen(AbovePlace):
    """The evidence of one cell, or all of it.

    Args:
        cell: Pairs of side and key; none for all.
        title: What is listed.
    """

    NAME = "evidence-list"
    TAB = "evidence"
    TAGS = True
    AUTO_FOCUS = "RecordTable"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("evidence-list")

    def __init__(self, cell: tuple[tuple[str, str], ...], title: str) -> None:
        super().__init__()
        self._cell = cell
        self._title = title
        self._items: tuple[Shown[Evidence], ...] = ()
        self._rows: list[Row] = []
        self._read_once = False

    def body(self) -> ComposeResult:
        """Lay out the table, and the whole text beside it where there is room."""
        yield PlainLabel(self._title, id="title")
        with Horizontal():
            yield RecordTable(
                self._columns(),
                empty="Nothing is here yet. F2, then Ctrl+E writes evidence.",
                sort="when",
                descending=True,
            )
            with VerticalScroll(id="whole", can_focus=False):
                yield PlainLabel("", id="text")

    def _columns(self) -> list[Column]:
        """Return the columns; on a narrow terminal the text has the room of the last ones."""
        columns = [
            Column("polarity", "Polarity", 11),
            Column("text", "Evidence", share=3, minimum=20),
            Column("areas", "Areas", 16),
            Column("by", "By", 10),
        ]
        if self.program.size.width >= _WIDE:
            columns += [
                Column("sources", "Sources", 9, right=True),
                Column("when", "Written", 17),
            ]
        return columns

    def read_again(self) -> None:
        """Read the list again."""
        self.in_background(self._read, "list")

    async def _read(self) -> None:
        from inspector_app.tui.queries import evidence_in_cell

        task = partial(evidence_in_cell, self.base, self._cell)
        self._items = await self.program.work.read(task)
        self._read_once = True
        await self._arrange()

    async def _arrange(self) -> None:
        from inspector_app.tui.evidence_rows import evidence_rows

        table, session = self.query_one(RecordTable), self.program.session
        order, descending = table.order
        task = partial(
            evidence_rows,
            self._items,
            self.opened.framework,
            session.names if session is not None else {},
            wanted=table.filter_text,
            order=order,
            descending=descending,
        )
        self._rows = await self.program.work.read(task)
        counted = f"{len(self._rows):,} of {len(self._items):,}"
        shown = counted if table.filter_text else f"{len(self._items):,}"
        self.query_one("#title", PlainLabel).text = f"{self._title} · {shown}"
        table.reload()

    @on(RecordTable.WindowWanted)
    def answer(self, event: RecordTable.WindowWanted) -> None:
        """Give the table its rows once they were read."""
        if not self._read_once:
            return
        places = (n for n, row in enumerate(self._rows) if row.key == event.selected_key)
        event.table.show_window(
            event.offset,
            self._rows[event.offset : event.offset + event.limit],
            len(self._rows),
            generation=event.generation,
            selected_at=next(places, None),
        )

    @on(RecordTable.SortWanted)
    @on(RecordTable.FilterChanged)
    def arrange_again(self) -> None:
        """Sort or narrow what was read."""
        self.in_background(self._arrange, "arrange")

    @on(RecordTable.RowSelected)
    def show_whole(self, event: RecordTable.RowSelected) -> None:
        """Show the whole text of the selected evidence."""
        found = [item.record.text or "" for item in self._items if item.id == event.key]
        self.query_one("#text", PlainLabel).text = found[0][:5000] if found else ""

    @on(RecordTable.RowChosen)
    def open_item(self, event: RecordTable.RowChosen) -> None:
        """Show one item."""
        from inspector_app.tui.screens.item import ItemScreen

        self.program.push_screen(ItemScreen(event.key))

    def tag_shown(self) -> None:
        """Tag the selected evidence."""
        key = self.query_one(RecordTable).selected_key
        if key is not None:
            from inspector_app.tui.screens.tagging import ask_for_tags

            ask_for_tags(self, key)
