"""One case: at a glance, and on one dated line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.section_list import SectionList
from inspector_app.tui.widgets.table_layout import Column
from inspector_app.tui.widgets.time_strip import TimeStrip

if TYPE_CHECKING:
    from inspector_app.tui.case_line_rows import Marks
    from inspector_app.tui.case_view import CaseView
    from inspector_app.tui.widgets.section_list import Section

_WIDE: Final = 110
"""Cells from which the line and the glance stand beside each other."""


_WIDEST: Final = 180
"""Cells from which who and how have columns of their own."""


class CaseScreen(AbovePlace):
    """Shows one case.

    Args:
        record: Its id.
    """

    NAME = "case"
    TAB = "cases"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("case")

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = self.note_case = record
        self._view: CaseView | None = None
        self._columns: list[Column] = []
        self._rows: list[Row] = []
        self._from_top = True

    def body(self) -> ComposeResult:
        """Lay out what it is, the strip, then line and glance."""
        self._columns = [
            Column("day", "Day", 11),
            Column("from", "From", 20),
            Column("what", "What"),
        ]
        if self.program.size.width >= _WIDEST:
            self._columns += [Column("how", "How", 30), Column("by", "By", 10)]
        yield PlainLabel("", id="heading")
        yield PlainLabel("", id="under")
        yield TimeStrip(empty="Nothing is dated yet.", id="case-strip")
        with Horizontal(id="case"):
            with Vertical(id="line"):
                yield RecordTable(
                    self._columns,
                    empty="Nothing is on the line yet. F2 begins a note on this case.",
                    sort="day",
                    descending=True,
                    id="case-line",
                )
                with VerticalScroll(id="whole", can_focus=False):
                    yield PlainLabel("", id="text")
                yield PlainLabel("", id="where")
            yield SectionList(id="case-glance")

    def on_mount(self) -> None:
        """Begin with what is needed first."""
        super().on_mount()
        self.query_one(SectionList).focus()

    # -- reading ----------------------------------------------------------------------------

    def read_again(self) -> None:
        """Read the case again."""
        self.in_background(self._read, "case")

    async def _read(self) -> None:
        base, record, room = self.base, self._record, self._room
        today = self.program.start.clock().date()

        def read() -> tuple[CaseView, tuple[Section, ...], Marks]:
            # Imported where it runs: the first time takes too long for the thread that draws.
            from inspector_app.tui.case_line_rows import strip_marks
            from inspector_app.tui.case_view import read_case, sections_of

            view = read_case(base, record, today)
            return view, sections_of(view, room), strip_marks(view.line)

        view, sections, marks = await self.program.work.read(read)
        self._view = view
        self.query_one("#heading", PlainLabel).text = view.heading
        self.query_one("#under", PlainLabel).text = view.under
        self.query_one("#where", PlainLabel).text = view.where
        self.query_one(TimeStrip).show(*marks)
        self.query_one(SectionList).show(sections)
        await self._arrange()

    @property
    def _room(self) -> int:
        """Cells of a line at a glance."""
        width = self.program.size.width
        return (width * 2 // 5 if width >= _WIDE else width) - 6

    async def _arrange(self) -> None:
        from inspector_app.tui.case_line_rows import line_rows

        view, table = self._view, self.query_one(RecordTable)
        if view is None:
            return
        order, descending = table.order
        task = partial(
            line_rows,
            view.line,
            view.names,
            [column.key for column in self._columns],
            wanted=table.filter_text,
            order=order,
            descending=descending,
        )
        self._rows = await self.program.work.read(task)
        self._from_top = round(table.scroll_y) == 0
        table.reload()

    @on(RecordTable.WindowWanted)
    def answer(self, event: RecordTable.WindowWanted) -> None:
        """Give the table its rows once they were read."""
        if self._view is None:
            return
        places = (n for n, row in enumerate(self._rows) if row.key == event.selected_key)
        event.table.show_window(
            event.offset,
            self._rows[event.offset : event.offset + event.limit],
            len(self._rows),
            generation=event.generation,
            selected_at=next(places, None),
        )
        if self._from_top:
            # What is new comes in at the top; there it must not be out of sight.
            event.table.scroll_to(y=0, animate=False, force=True)
            self._from_top = False

    @on(RecordTable.SortWanted)
    @on(RecordTable.FilterChanged)
    def arrange_again(self) -> None:
        """Sort or narrow the line."""
        self.in_background(self._arrange, "arrange")

    # -- going on ---------------------------------------------------------------------------

    @on(RecordTable.RowSelected)
    def show_whole(self, event: RecordTable.RowSelected) -> None:
        """Show the whole text of the selected row where there is room."""
        from inspector_app.tui.case_line_rows import whole_text

        line, names = (self._view.line, self._view.names) if self._view else ((), {})
        self.query_one("#text", PlainLabel).text = whole_text(line, names, event.key)

    @on(RecordTable.RowChosen)
    def open_row(self, event: RecordTable.RowChosen) -> None:
        """Open what a row of the line shows."""
        from inspector_app.tui.case_line_rows import NOTHING_BEHIND

        chosen = {how.selection.id for how in self._view.page.chosen} if self._view else set()
        if event.key.startswith(NOTHING_BEHIND):
            self.tell("The lists say no more than this. F2 begins a note on this case.")
        elif event.key in chosen:
            self._show_side(line=False)
            self.tell("How it was chosen stands at a glance.")
        else:
            self._open(event.key)

    @on(SectionList.Opened)
    def open_entry(self, event: SectionList.Opened) -> None:
        """Open what an entry shows."""
        from inspector_app.tui.case_view import RECORD

        self._open(event.key.removeprefix(RECORD))

    def _open(self, record: str) -> None:
        self.program.show_record(record)

    @on(TimeStrip.MonthChosen)
    def show_month(self, event: TimeStrip.MonthChosen) -> None:
        """Go to the month on the line that was clicked on the strip."""
        from inspector_app.tui.case_line_rows import row_of_month

        if self._view is None:
            return
        at = row_of_month(self._view.line, self._rows, event.month)
        if at is not None:
            self._show_side(line=True)
            self.query_one(RecordTable).select(at)

    def _show_side(self, *, line: bool) -> None:
        self.set_class(line, "-line")
        side = self.query_one(RecordTable) if line else self.query_one(SectionList)
        # What is not shown yet cannot take the cursor.
        self.call_after_refresh(side.focus)

    def tag_shown(self) -> None:
        """Answer F4: a case has no tags of its own."""
        self.tell("Tag a note on this case: lines reach a case through its notes.")

    # -- actions ----------------------------------------------------------------------------

    def action_case_side(self) -> None:
        """Go from the glance to the line, and back."""
        self._show_side(line=not self.query_one(RecordTable).has_focus)

    def action_line_order(self) -> None:
        """Turn the line round."""
        self.query_one(RecordTable).action_sort_turned()

    def action_ask_for_manager(self) -> None:
        """Ask for a manager; if one is asked for already, say what came of it."""
        from inspector_app.tui.manager_asking import ask_or_answer

        if self._view is not None:
            ask_or_answer(self, self._view.page)
