"""The Sample screen: the authority's lists that were imported, and the plans drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from inspector_app.errors import InspectorError
from inspector_app.sampling.recorded import RecordedPlan
from inspector_app.tui.plan_form import Form
from inspector_app.tui.sample_overview import Samples, read_samples
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import ReasonScreen
from inspector_app.tui.screens.place import MainPlace
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.table_layout import Column

if TYPE_CHECKING:
    from inspector_app.evidence_base.base import EvidenceBase

_WIDE: Final = 110
"""Cells from which what the cursor stands at is told beside the tables."""

_VERY_WIDE: Final = 170
"""Cells from which all columns are shown."""


class SampleScreen(MainPlace):
    """From the authority's lists to a sample."""

    NAME = "sample"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("sample")

    def __init__(self) -> None:
        super().__init__()
        self._samples = Samples()
        self._read_once = False
        self._pointed: str | None = None
        self._form: Form | None = None

    def body(self) -> ComposeResult:
        """Lay out the two tables, and beside them what the cursor stands at."""
        with Horizontal():
            with Vertical(id="tables"):
                yield PlainLabel("The authority's lists", classes="title")
                yield RowList(
                    self._frame_columns(),
                    empty="Nothing is imported yet. I imports the authority's lists.",
                    by_slash=True,
                    id="frames",
                )
                yield PlainLabel("Samples", classes="title")
                yield RowList(
                    self._plan_columns(),
                    empty="No sample yet. Import the lists first: I.",
                    by_slash=True,
                    id="plans",
                )
            with VerticalScroll(id="about", can_focus=False):
                yield PlainLabel("", id="about-text")

    def _frame_columns(self) -> list[Column]:
        columns = [
            Column("file", "File", share=3, minimum=16),
            Column("when", "Imported", 17),
            Column("rows", "Rows", 9, right=True),
            Column("flags", "Odd", 7, right=True),
            Column("state", "Where", 16),
        ]
        if self.program.size.width >= _VERY_WIDE:
            columns.append(Column("by", "By", 14))
        return columns

    def _plan_columns(self) -> list[Column]:
        columns = [
            Column("title", "Title", share=3, minimum=14),
            Column("design", "Chosen", share=2, minimum=16),
            Column("size", "Size", 13, right=True),
            Column("seen", "Seen", 9, right=True),
            Column("state", "State", 13),
        ]
        if self.program.size.width >= _VERY_WIDE:
            columns += [
                Column("allocated", "Allocated", 9, right=True),
                Column("when", "Drawn", 12),
                Column("by", "By", 10),
            ]
        return columns

    def point_at(self, record: str) -> None:
        """Let the cursor stand at these lists or at this plan when the screen is shown."""
        self._pointed = record

    def read_again(self) -> None:
        """Read lists and plans again."""
        self.in_background(self._read, "sample")

    async def _read(self) -> None:
        samples = await self.program.work.read(partial(read_samples, self.base))
        first, self._read_once = not self._read_once, True
        self._samples = samples
        frames, plans = self.query_one("#frames", RowList), self.query_one("#plans", RowList)
        if samples.here:
            plans.say_when_empty("No sample yet. P plans one and draws it.")
        pointed, self._pointed = self._pointed, None
        frames.show_rows(samples.frames, select=pointed)
        plans.show_rows(samples.plans, select=pointed)
        if first or pointed:
            at_plans = bool(samples.plans) and pointed not in samples.here
            (plans if at_plans else frames).focus()
        self._tell_about()

    def _tell_about(self) -> None:
        tables = [table for table in self.query(RowList) if table.has_focus]
        key = tables[0].selected_key if tables else None
        about = self._samples.about or {}
        self.query_one("#about-text", PlainLabel).text = about.get(key or "", "")

    @on(RecordTable.RowSelected)
    def on_descendant_focus(self) -> None:
        """Tell about what the cursor stands at."""
        self._tell_about()

    def action_import_lists(self) -> None:
        """Choose the authority's files."""
        from inspector_app.tui.screens.choose_lists import ChooseListsScreen

        self.program.push_screen(ChooseListsScreen())

    @on(RecordTable.RowChosen, "#plans")
    def open_plan(self, event: RecordTable.RowChosen) -> None:
        """Show one sample with its cases."""
        from inspector_app.tui.screens.plan import PlanScreen

        self.program.push_screen(PlanScreen(event.key))

    @on(RecordTable.RowChosen, "#frames")
    def action_plan_sample(self) -> None:
        """Plan a sample from the lists under the cursor."""
        if not self._samples.here:
            words = "Import the authority's lists first: I. A sample is drawn where its rows lie."
            self.tell(words, Severity.ATTENTION)
            return
        key = self.query_one("#frames", RowList).selected_key
        frame = key if key in self._samples.here else self._samples.here[0]
        self.in_background(partial(self._open_form, frame, None), "form")

    def plan_again(self, plan: RecordedPlan) -> None:
        """Open the form as a plan was made, to draw it again."""
        frame = plan.record.frame or ""
        self.program.run_apart(self._open_form(frame, plan))

    async def _open_form(self, frame: str, again: RecordedPlan | None) -> None:
        from inspector_app.sampling.plan_choices import choices_of_frame
        from inspector_app.tui.plan_form import first_form, form_again
        from inspector_app.tui.screens.planning import PlanningScreen

        form = self._form
        if again is not None or form is None or form.frame != frame:
            lists = await self.program.work.slow(partial(choices_of_frame, self.base, frame))
            form = first_form(frame, lists)
            form = form if again is None else form_again(form, again)
        self.program.push_screen(PlanningScreen(form, self._keep_form))

    def _keep_form(self, form: Form | None) -> None:
        self._form = form

    # -- where the lists are ----------------------------------------------------------------

    def _do(self, task: Callable[[EvidenceBase, str], str]) -> None:
        """Do something with the lists under the cursor, and say what was done."""
        frame = self.query_one("#frames", RowList).selected_key
        if frame is None:
            self.tell("Import the authority's lists first: I.", Severity.ATTENTION)
            return
        base = self.base

        async def run() -> None:
            try:
                said = await self.program.work.slow(partial(task, base, frame))
            except InspectorError as error:
                self.tell(refusal_words(error), Severity.ATTENTION)
                return
            self.tell(said)
            self.read_again()

        # What was begun outlives the screen.
        self.program.run_apart(run(), "frames")

    def action_offer_lists(self) -> None:
        """Offer the lists under the cursor to the team."""
        from inspector_app.tui import frame_doings

        self._do(frame_doings.offer)

    def action_fetch_lists(self) -> None:
        """Fetch the lists under the cursor, which somebody offered."""
        from inspector_app.tui import frame_doings

        self._do(partial(frame_doings.fetch, transport=self.program.start.transport))

    def action_purge_lists(self) -> None:
        """Destroy the rows of the lists under the cursor, after a warning and with a reason."""
        frame = self.query_one("#frames", RowList).selected_key
        if frame is not None:
            self.in_background(partial(self._purge, frame), "purge")

    async def _purge(self, frame: str) -> None:
        from inspector_app.tui import frame_doings

        task = partial(frame_doings.purge_warning, self.base, frame)
        warning = await self.program.work.read(task)
        question = (
            f"{warning}Destroy the rows of these lists for good? Cases that were chosen stay. "
            "It cannot be taken back. Why?"
        )
        reason = await self.program.push_screen_wait(ReasonScreen(question, "Destroy them"))
        if reason is not None:
            self._do(partial(frame_doings.purge, reason=reason))
