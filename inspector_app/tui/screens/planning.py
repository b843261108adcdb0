"""Planning a sample on one page: what is drawn is seen as one types, cases never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer

from inspector_app.errors import InspectorError
from inspector_app.tui.plan_form import Form, missing_words
from inspector_app.tui.plan_preview import BAR, ShownPreview, shown_preview
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import ReasonScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.screens.plan_pane import PlanPane
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.table_layout import Column
from inspector_app.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from inspector_app.evidence_base.base import EvidenceBase

PAUSE: Final = 0.25
"""Seconds after a change before the preview is worked out."""


class PlanningScreen(AbovePlace):
    """The form and what it would draw.

    Args:
        form: As it was left, or as it is shown first.
        keep: Takes the form when the screen goes; None once it was drawn.
    """

    NAME = "planning"
    TAB = "sample"
    AUTO_FOCUS = "#why"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("planning")

    def __init__(self, form: Form, keep: Callable[[Form | None], None]) -> None:
        super().__init__()
        self._first = form
        self._keep = keep
        self._timer: Timer | None = None
        self._working = self._again = self._drawing = False

    @property
    def _form(self) -> Form:
        return self.query_one(PlanPane).form

    def body(self) -> ComposeResult:
        """Lay out the form, and what it would draw beside or below it."""
        with Container(id="planning"):
            yield PlanPane(self._first)
            with Vertical(id="preview"):
                yield PlainLabel("", id="says")
                yield RowList(
                    [
                        Column("value", "Group", share=3, minimum=12),
                        Column("share", "Share", 6, right=True),
                        Column("drawn", "Drawn", 6, right=True),
                        Column("population", "On the list", 11, right=True),
                        Column("bar", "", BAR, sortable=False),
                    ],
                    empty="What would be drawn stands here.",
                    id="strata",
                )
                yield PlainLabel("", id="rule")

    # -- the preview ------------------------------------------------------------------------

    @on(PlanPane.Changed)
    def _wait(self) -> None:
        """Work the preview out when nothing was changed for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._preview)

    def _preview(self) -> None:
        # One at a time: a long list takes a second, and the newest answer is the one that counts.
        if self._working:
            self._again = True
            return
        self._working = True
        self.in_background(self._work_out, "preview")

    async def _work_out(self) -> None:
        try:
            while True:
                self._again = False
                self._show_preview(await self._preview_of(self._form))
                if not self._again:
                    return
        finally:
            self._working = False

    async def _preview_of(self, form: Form) -> ShownPreview:
        from inspector_app.sampling.plans import preview_plan

        missing = missing_words(form)
        if missing:
            return ShownPreview(missing)
        try:
            task = partial(preview_plan, self.base, form.new_plan())
            return shown_preview(await self.program.work.slow(task))
        except InspectorError as error:
            return ShownPreview(f"⚠ {refusal_words(error)}")

    def _show_preview(self, shown: ShownPreview) -> None:
        self.query_one("#says", PlainLabel).text = shown.says
        self.query_one("#strata", RowList).show_rows(shown.rows)
        self.query_one("#rule", PlainLabel).text = shown.rule

    # -- drawing ----------------------------------------------------------------------------

    def action_draw(self) -> None:
        """Draw by this plan, if it says what it is called and why."""
        form = self._form
        for name, value, words in (
            ("title", form.shown_title, "Give it a title first."),
            ("why", form.why, "Say why these cases first: a sample must be defended."),
        ):
            if not value.strip():
                self.tell(words, Severity.ATTENTION)
                self.query_one(f"#{name}", TextInput).focus()
                return
        if missing_words(form):
            self.tell(missing_words(form), Severity.ATTENTION)
        elif not self._drawing:
            self.in_background(self._draw, "draw")

    async def _draw(self) -> None:
        from inspector_app.tui.screens.plan import PlanScreen

        self._drawing = True
        try:
            form = await self._said_why_again(self._form)
            if form is None:
                return
            self.query_one("#says", PlainLabel).text = "◌ Drawing…"
            plan, said = await self.program.work.slow(partial(_drawn, self.base, form))
        except InspectorError as error:
            self.tell(refusal_words(error), Severity.PROBLEM)
            self._wait()
            return
        finally:
            self._drawing = False
        self._keep(None)
        self.dismiss(None)
        self.program.push_screen(PlanScreen(plan))
        self.program.say(said)

    async def _said_why_again(self, form: Form) -> Form | None:
        """Ask why it is drawn again, where the list was drawn from before."""
        from inspector_app.sampling.list_draws import draws_of_list, draws_words

        if form.supersedes is not None or form.how.design == "purposeful":
            return form
        draws = await self.program.work.read(partial(draws_of_list, self.base, form.number))
        if draws.newest is None:
            return form
        question = (
            f"This list was drawn from before: {draws_words(draws)} on record, the last one "
            f"'{draws.newest.title or '?'}'. Why once more? All stay on record. To draw that one "
            "again in its place, go to it and press D."
        )
        reason = await self.program.push_screen_wait(ReasonScreen(question, "Draw once more"))
        return None if reason is None else replace(form, again=reason)

    def action_back(self) -> None:
        """Go back; the form is kept as it is."""
        self._keep(self._form)
        super().action_back()


def _drawn(base: EvidenceBase, form: Form) -> tuple[str, str]:
    """Draw, or record a draft that waits for the authority's phrase; the plan and what was done."""
    from inspector_app.sampling.joint_seeds import draft_joint_plan
    from inspector_app.sampling.plans import draw_plan

    if form.waits:
        words = "Recorded; nothing is drawn yet. P shows the lines for the authority."
        return draft_joint_plan(base, form.new_plan()).plan, words
    drawn = draw_plan(base, form.new_plan())
    return drawn.plan, f"{len(drawn.selected):,} drawn and saved. A shares them out."
