"""The authority's list as bars against the sample, by any column."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from inspector_app.errors import InspectorError
from inspector_app.sampling.plan_units import TEAM
from inspector_app.tui.plan_against_list import against_list
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import ChooseScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.table_layout import Column

_WIDE: Final = 110
_BAR: Final = 20
_NARROW_BAR: Final = 9


class AgainstListScreen(AbovePlace):
    """Compares a sample with its list.

    Args:
        plan: Id of the plan.
        heading: What people call it.
    """

    NAME = "against-list"
    TAB = "sample"
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("against-list")

    def __init__(self, plan: str, heading: str) -> None:
        super().__init__()
        self._plan = plan
        self._heading = heading
        self._columns: tuple[str, ...] = ()
        self._column = ""

    def body(self) -> ComposeResult:
        """Lay out the choice of the column above the bars."""
        yield PlainLabel(self._heading, id="heading")
        with Horizontal(id="which"):
            yield PlainButton(" F By… ", compact=True, id="by", action="screen.choose_field")
        yield PlainLabel("", id="says")
        yield RowList(
            [
                Column("value", "Value", share=1, minimum=12),
                Column("population", "List", 6, right=True),
                Column("share", "", 7, right=True, sortable=False),
                Column("bar", "", self._bar, sortable=False),
                Column("sample", "Sample", 6, right=True),
                Column("sample-share", "", 7, right=True, sortable=False),
                Column("sample-bar", "", self._bar, sortable=False),
                Column("difference", "Points", 10),
            ],
            empty="Nothing to compare yet.",
            by_slash=True,
            id="values",
        )

    @property
    def _bar(self) -> int:
        return _BAR if self.program.size.width >= _WIDE else _NARROW_BAR

    def read_again(self) -> None:
        """Compare again."""
        self.in_background(self._read, "compare")

    async def _read(self) -> None:
        from inspector_app.sampling.plan_comparison import columns_to_compare, compare_plan

        try:
            if not self._columns:
                task = partial(columns_to_compare, self.base, self._plan)
                self._columns = await self.program.work.slow(task)
                usual = TEAM if TEAM in self._columns else self._columns[0]
                self._column = self._column or usual
            compare = partial(compare_plan, self.base, self._plan, self._column)
            found = against_list(await self.program.work.slow(compare), self._bar)
        except InspectorError as error:
            self.query_one("#says", PlainLabel).text = f"⚠ {refusal_words(error)}"
            self.query_one("#values", RowList).show_rows(())
            return
        self.query_one("#by", PlainButton).label = f" F By: {self._column} ▾ "
        self.query_one("#says", PlainLabel).text = found.says
        self.query_one("#values", RowList).show_rows(found.rows)

    def action_choose_field(self) -> None:
        """Choose the column to compare by."""
        choices = [Choice(column, column) for column in self._columns]

        def answered(column: str | None) -> None:
            if column is not None:
                self._column = column
                self.read_again()

        self.program.push_screen(ChooseScreen("By which column?", choices, self._column), answered)
