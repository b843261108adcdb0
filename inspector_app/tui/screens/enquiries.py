"""Lines of enquiry: where each stands, whose it is, how much there is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.listing import ListPlace
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.table_layout import Column

if TYPE_CHECKING:
    from inspector_app.enquiries.line_list import ListedLine

_WIDE: Final = 110
"""Cells from which owners and all counts are shown."""

_WIDEST: Final = 160
"""Cells from which the areas are shown."""


class EnquiriesScreen(ListPlace):
    """The list of lines."""

    NAME = "enquiries"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("enquiries")

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[Column] = []
        self._lines: tuple[ListedLine, ...] = ()
        self._all = False

    def body(self) -> ComposeResult:
        """Lay out the table below what it shows."""
        self._columns = self._fitting()
        yield PlainLabel("Lines of enquiry", id="title")
        yield RecordTable(
            self._columns,
            empty="No line here. Ctrl+N raises one; Ctrl+A shows those that are closed, too.",
            sort="state",
            id="lines-table",
        )

    def _fitting(self) -> list[Column]:
        """Return the columns for which there is room; all can be searched for."""
        width = self.program.size.width
        columns = [
            Column("state", "State", 27 if width >= _WIDE else 15),
            Column("title", "Line of enquiry", share=3, minimum=20),
            Column("priority", "Priority", 8),
            Column("strengths", "+", 3, right=True),
            Column("concerns", "−", 3, right=True),
            Column("cases", "Cases", 5, right=True),
            Column("waiting", "?", 3, right=True),
        ]
        if width >= _WIDE:
            columns[5:5] = [
                Column("others", "~", 3, right=True),
                Column("notes", "Notes", 5, right=True),
            ]
            columns[3:3] = [Column("owners", "Owners", share=1, minimum=12)]
        if width >= _WIDEST:
            columns[3:3] = [Column("areas", "Areas", share=1, minimum=16)]
        return columns

    def read_again(self) -> None:
        """Read the list again."""
        self.in_background(self._read, "enquiries")

    async def _read(self) -> None:
        base = self.base

        def read() -> tuple[ListedLine, ...]:
            # Imported where it runs: the first time takes too long for the thread that draws.
            from inspector_app.enquiries.line_list import listed_lines

            return listed_lines(base)

        self._lines = await self.program.work.read(read)
        await self._arrange()

    async def _arrange(self) -> None:
        table, session = self.query_one(RecordTable), self.program.session
        order, descending = table.order
        shown = [line for line in self._lines if line.is_open or self._all]
        names = session.names if session is not None else {}
        framework = self.opened.framework
        areas = {area.id: area.short for area in framework.areas} if framework is not None else {}
        columns = [column.key for column in self._columns]
        wanted = table.filter_text

        def arrange() -> list[Row]:
            from inspector_app.tui.enquiry_rows import line_rows

            return line_rows(
                shown, names, areas, columns, wanted=wanted, order=order, descending=descending
            )

        self._rows = await self.program.work.read(arrange)
        self._name_list(len(self._rows), filtered=bool(wanted))
        table.reload()

    def _name_list(self, matching: int, *, filtered: bool) -> None:
        is_open = sum(line.is_open for line in self._lines)
        closed = len(self._lines) - is_open
        words = f"Lines of enquiry · {is_open:,} open"
        if closed:
            words += f" · {closed:,} closed" + ("" if self._all else ", not shown")
        if filtered:
            words += f" · {matching:,} match"
        self.query_one("#title", PlainLabel).text = words

    @on(RecordTable.RowChosen)
    def open_line(self, event: RecordTable.RowChosen) -> None:
        """Show one line."""
        self.program.show_record(event.key)

    def tag_shown(self) -> None:
        """Answer F4: what is tagged is what lies on a line."""
        self.tell("Open a line to tag it. Notes and evidence are tagged with lines by F4 or !.")

    # -- actions ----------------------------------------------------------------------------

    def action_lines_whose(self) -> None:
        """Show open lines, or closed ones as well."""
        self._all = not self._all
        self.in_background(self._arrange, "arrange")

    def action_raise_line(self) -> None:
        """Open the form of a line."""
        from inspector_app.tui.form_opening import fill_in_new

        fill_in_new(self, "line")
