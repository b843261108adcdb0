"""Cases: mine or all, how each was chosen and seen, one case a key away."""

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
    from inspector_app.enquiries.case_list import ListedCase


_WIDE: Final = 110
"""Cells from which team and plan are shown."""

_WIDEST: Final = 160
"""Cells from which the identifier is shown."""


class CasesScreen(ListPlace):
    """The list of cases."""

    NAME = "cases"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("cases")

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[Column] = []
        self._cases: tuple[ListedCase, ...] = ()
        self._mine: bool | None = None

    def body(self) -> ComposeResult:
        """Lay out the table below what it shows."""
        self._columns = self._fitting()
        yield PlainLabel("Cases", id="title")
        yield RecordTable(
            self._columns,
            empty="No case here. Ctrl+A shows all, Ctrl+N adds one, Sample (3) draws them.",
            sort="number",
            id="cases-table",
        )

    def _fitting(self) -> list[Column]:
        """Return the columns for which there is room; all can be searched for."""
        width = self.program.size.width
        columns = [
            Column("number", "No.", 5, right=True),
            Column("label", "Case", share=2, minimum=14),
            Column("seen", "Seen", 18),
            Column("with", "With", share=2, minimum=10),
            Column("notes", "Notes", 5, right=True),
            Column("evidence", "Evid.", 5, right=True),
            Column("last", "Last note", 11),
        ]
        if width >= _WIDE:
            columns[2:2] = [
                Column("team", "Team · place", share=3, minimum=16),
                Column("plan", "How it came, and plan", share=4, minimum=20),
            ]
        if width >= _WIDEST:
            columns[1:1] = [Column("identifier", "Identifier", 12)]
        return columns

    def read_again(self) -> None:
        """Read the list again."""
        self.in_background(self._read, "cases")

    async def _read(self) -> None:
        base = self.base

        def read() -> tuple[ListedCase, ...]:
            # Imported where it runs: the first time takes too long for the thread that draws.
            from inspector_app.enquiries.case_list import listed_cases

            return listed_cases(base)

        self._cases = await self.program.work.read(read)
        if self._mine is None:
            # Whoever has none yet, such as a QAM, begins with everybody's.
            self._mine = any(case.ours for case in self._cases) or not self._cases
        await self._arrange()

    async def _arrange(self) -> None:
        table, session = self.query_one(RecordTable), self.program.session
        order, descending = table.order
        shown = [case for case in self._cases if case.ours or not self._mine]
        names = session.names if session is not None else {}
        columns = [column.key for column in self._columns]
        wanted = table.filter_text

        def arrange() -> list[Row]:
            from inspector_app.tui.case_rows import case_rows

            return case_rows(
                shown, names, columns, wanted=wanted, order=order, descending=descending
            )

        self._rows = await self.program.work.read(arrange)
        self._name_list(len(shown), len(self._rows), filtered=bool(table.filter_text))
        table.reload()

    def _name_list(self, shown: int, matching: int, *, filtered: bool) -> None:
        every = len(self._cases)
        if self._mine:
            words = f"My cases · {shown:,} of {every:,}"
        else:
            ours = sum(case.ours for case in self._cases)
            words = f"All cases · {every:,}, of these {ours:,} mine"
        if filtered:
            words += f" · {matching:,} match"
        self.query_one("#title", PlainLabel).text = words

    @on(RecordTable.RowChosen)
    def open_case(self, event: RecordTable.RowChosen) -> None:
        """Show one case."""
        from inspector_app.tui.screens.case import CaseScreen

        self.program.push_screen(CaseScreen(event.key))

    def tag_shown(self) -> None:
        """Answer F4: a case has no tags of its own."""
        self.tell("Open a case and tag its notes: lines reach a case through them.")

    # -- actions ----------------------------------------------------------------------------

    def action_cases_whose(self) -> None:
        """Show mine, or all."""
        self._mine = not self._mine
        self.in_background(self._arrange, "arrange")

    def action_new_case(self) -> None:
        """Open the form for a case."""
        from inspector_app.tui.screens.new_case import NewCaseScreen

        self.program.push_screen(NewCaseScreen(), self._show_added)

    def _show_added(self, case: str | None) -> None:
        if case is not None:
            from inspector_app.tui.screens.case import CaseScreen

            self.program.push_screen(CaseScreen(case))
