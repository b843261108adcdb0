"""The page of one sample: its cases as a table, and what is said about the plan beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from inspector_app.errors import InspectorError
from inspector_app.sampling.recorded import PlanCase
from inspector_app.tui.plan_view import (
    PlanSeen,
    about_plan,
    read_plan,
)
from inspector_app.tui.sample_actions import DRAFT_BUTTONS, PLAN_BUTTONS
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.screens.plan_asks import (
    WordsScreen,
)
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.table_layout import Column

_WIDE: Final = 150
"""Cells from which the authority's identifier has a column, too."""


class PlanPage(AbovePlace):
    """Shows one sample; what can be done with it is added in `PlanScreen`.

    Args:
        plan: Its id.
    """

    NAME = "plan"
    TAB = "sample"
    AUTO_FOCUS = "RowList"

    def __init__(self, plan: str) -> None:
        super().__init__()
        self.plan = plan
        self.seen: PlanSeen | None = None
        """As it was read last."""

    def body(self) -> ComposeResult:
        """Lay out the cases, and beside them what is said about the plan."""
        yield PlainLabel("", id="heading")
        yield PlainLabel("", id="line")
        with Vertical(id="tools"):
            for buttons in PLAN_BUTTONS:
                yield KeyLine(REGISTRY[name] for name in buttons)
        with Horizontal():
            yield RowList(
                self._columns(),
                empty="No case yet. N adds one by hand, saying why.",
                by_slash=True,
                id="cases",
            )
            with VerticalScroll(id="about", can_focus=False):
                yield PlainLabel("", id="about-text")

    def _columns(self) -> list[Column]:
        columns = [
            Column("number", "No", 4, right=True),
            Column("words", "Case", share=2, minimum=11),
            Column("stratum", "From", share=3, minimum=14),
            Column("came", "How it came", share=2, minimum=11),
            Column("seen", "Seen", share=2, minimum=10),
            Column("people", "With", share=2, minimum=9),
        ]
        if self.program.size.width >= _WIDE:
            columns.append(Column("unit", "In their lists", 20))
        return columns

    def read_again(self) -> None:
        """Read the plan again."""
        self.in_background(self._read, "plan")

    async def _read(self) -> None:
        self.seen = seen = await self.program.work.read(partial(read_plan, self.base, self.plan))
        self.query_one("#heading", PlainLabel).text = seen.heading
        self.query_one("#line", PlainLabel).text = seen.line
        self.query_one("#about-text", PlainLabel).text = about_plan(seen)
        self.query_one("#cases", RowList).show_rows(seen.rows)
        lines = DRAFT_BUTTONS if seen.plan.is_draft else PLAN_BUTTONS
        for line, buttons in zip(self.query("#tools KeyLine").results(KeyLine), lines, strict=True):
            line.show(REGISTRY[name] for name in buttons)

    @on(RecordTable.RowChosen, "#cases")
    def open_case(self, event: RecordTable.RowChosen) -> None:
        """Show the case with everything that was written about it."""
        one = self.seen.case(event.key) if self.seen is not None else None
        if one is not None and one.record.case:
            self.program.show_record(one.record.case)

    @property
    def here(self) -> PlanCase | None:
        """The case under the cursor."""
        key = self.query_one("#cases", RowList).selected_key
        return self.seen.case(key) if self.seen is not None else None

    # -- doing and asking -------------------------------------------------------------------

    def do(self, task: Callable[[], str]) -> None:
        """Save something and say what was done."""

        async def run() -> None:
            try:
                said = await self.program.work.slow(task)
            except InspectorError as error:
                self.tell(refusal_words(error), Severity.ATTENTION)
                return
            self.tell(said)

        # What is being saved outlives the screen.
        self.program.run_apart(run(), "change")

    def show(self, title: str, task: Callable[[], str]) -> None:
        """Work something out and show it to read."""

        async def run() -> None:
            try:
                words = await self.program.work.slow(task)
            except InspectorError as error:
                self.tell(refusal_words(error), Severity.ATTENTION)
                return
            self.program.push_screen(WordsScreen(title, words))

        self.in_background(run, "show")
