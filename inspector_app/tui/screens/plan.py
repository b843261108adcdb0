"""One sample: its cases, who looks at which, and what it can say."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from inspector_app.errors import InspectorError
from inspector_app.sampling.plan_cases import routes_by_hand
from inspector_app.sampling.plan_changes import replacement_reasons
from inspector_app.tui import plan_doings
from inspector_app.tui.plan_view import (
    PlanSeen,
    about_plan,
    members_to_choose,
    read_plan,
    usual_members,
)
from inspector_app.tui.sample_actions import PLAN_BUTTONS
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import AskScreen, ChooseScreen, ChooseSeveralScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.screens.plan_asks import (
    AddCaseScreen,
    AddedByHand,
    NumberScreen,
    TellsScreen,
    WordsScreen,
)
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.table_layout import Column
from schemas.wording import sampling_wording

_WIDE: Final = 150
"""Cells from which the authority's identifier has a column, too."""

_SEED: Final = (
    "Who knows the seed knows the reserves, and could prepare those files. Keep it to the team "
    "until the sample is complete."
)

R = TypeVar("R")


class PlanScreen(AbovePlace):
    """Shows one sample.

    Args:
        plan: Its id.
    """

    NAME = "plan"
    TAB = "sample"
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("plan")

    def __init__(self, plan: str) -> None:
        super().__init__()
        self._plan = plan
        self._seen: PlanSeen | None = None

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
            Column("stratum", "From", share=2, minimum=10),
            Column("came", "How it came", share=2, minimum=15),
            Column("seen", "Seen", share=2, minimum=14),
            Column("people", "With", share=2, minimum=9),
        ]
        if self.program.size.width >= _WIDE:
            columns.append(Column("unit", "In their lists", 20))
        return columns

    def read_again(self) -> None:
        """Read the plan again."""
        self.in_background(self._read, "plan")

    async def _read(self) -> None:
        self._seen = seen = await self.program.work.read(partial(read_plan, self.base, self._plan))
        self.query_one("#heading", PlainLabel).text = seen.heading
        self.query_one("#line", PlainLabel).text = seen.line
        self.query_one("#about-text", PlainLabel).text = about_plan(seen)
        self.query_one("#cases", RowList).show_rows(seen.rows)

    @on(RecordTable.RowChosen, "#cases")
    def open_case(self, event: RecordTable.RowChosen) -> None:
        """Show the case with everything that was written about it."""
        one = self._seen.case(event.key) if self._seen is not None else None
        if one is not None and one.record.case:
            self.program.show_record(one.record.case)

    # -- doing and asking -------------------------------------------------------------------

    def _do(self, task: Callable[[], str]) -> None:
        """Save something and say what was done."""

        async def run() -> None:
            try:
                said = await self.program.work.slow(task)
            except InspectorError as error:
                self.tell(refusal_words(error), Severity.ATTENTION)
                return
            self.tell(said)

        self.in_background(run, "change")

    def _show(self, title: str, task: Callable[[], str]) -> None:
        """Work something out and show it to read."""

        async def run() -> None:
            try:
                words = await self.program.work.slow(task)
            except InspectorError as error:
                self.tell(refusal_words(error), Severity.ATTENTION)
                return
            self.program.push_screen(WordsScreen(title, words))

        self.in_background(run, "show")

    # -- actions ----------------------------------------------------------------------------

    def action_allocate(self) -> None:
        """Share out the cases that nobody has yet."""
        self.in_background(self._allocate, "ask")

    async def _allocate(self) -> None:
        team = await self.program.work.read(partial(members_to_choose, self.base))
        choices = [Choice(member, f"{name} · {', '.join(roles)}") for member, name, roles in team]
        question = "Who takes the cases that nobody has yet? They are shared out evenly."
        screen = ChooseSeveralScreen(question, choices, usual_members(team), "Share out")
        members = await self.program.push_screen_wait(screen)
        if members is not None:
            self._do(partial(plan_doings.allocate, self.base, self._plan, members))

    def action_replace(self) -> None:
        """Call the next reserve for the case under the cursor."""
        seen, key = self._seen, self.query_one("#cases", RowList).selected_key
        one = seen.case(key) if seen is not None else None
        if seen is None or one is None:
            return
        if not (one.drawn and seen.plan.at_random):
            words = "Only cases drawn by chance have reserves. N adds another by hand."
            self.tell(words, Severity.ATTENTION)
            return
        said = sampling_wording().replaced
        choices = [Choice(r, said[r].capitalize()) for r in replacement_reasons() if r in said]
        question = f"Why can {seen.called(str(key))} not be seen? Its next reserve is called."
        screen = ChooseScreen(question, choices, "")

        def answered(reason: str | None) -> None:
            if reason is not None:
                self._do(partial(plan_doings.replace_one, self.base, self._plan, one, reason))

        self.program.push_screen(screen, answered)

    def action_ask_manager(self) -> None:
        """Record a request for a manager about the case under the cursor."""
        seen, key = self._seen, self.query_one("#cases", RowList).selected_key
        one = seen.case(key) if seen is not None else None
        if seen is None or one is None:
            return
        called = seen.called(str(key))
        question = f"Ask the authority for a manager who can talk {called} through?"

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(partial(plan_doings.ask_for_manager, self.base, one, called))

        more = "It becomes a request. A worker who is not here is no reason to give a case up."
        self.program.push_screen(AskScreen(question, more), answered)

    def action_extend(self) -> None:
        """Draw more cases by the same tickets."""
        question = "Draw how many more? None of those drawn is taken back."

        def answered(add: int | None) -> None:
            if add is not None:
                self._do(partial(plan_doings.extend, self.base, self._plan, add))

        self.program.push_screen(NumberScreen(question, "How many more", "Draw them"), answered)

    def action_add_case(self) -> None:
        """Add a case that was not drawn."""
        words = sampling_wording().routes
        routes = [Choice(route, words.get(route, route).capitalize()) for route in routes_by_hand()]

        def answered(added: AddedByHand | None) -> None:
            if added is not None:
                given = (added.identifier, added.route, added.why)
                self._do(partial(plan_doings.add_by_hand, self.base, self._plan, *given))

        self.program.push_screen(AddCaseScreen(routes), answered)

    def action_statement(self) -> None:
        """Show what the sample can and cannot say."""
        task = partial(plan_doings.statement_words, self.base, self._plan)
        self._show("What this sample can say", task)

    def action_tells(self) -> None:
        """Say what a number of cases tells."""
        seen = self._seen
        if seen is not None:
            looked = sum(1 for row in seen.rows if row.row.cells[4].startswith("●"))
            screen = TellsScreen(partial(plan_doings.tells_words, seen.plan), looked)
            self.program.push_screen(screen)

    def action_verify(self) -> None:
        """Work every ticket out again."""
        self._show("Checked", partial(plan_doings.verify_words, self.base, self._plan))

    def action_show_seed(self) -> None:
        """Show the seed after a warning."""

        def answered(yes: bool | None) -> None:
            if yes:
                task = partial(plan_doings.seed_words, self.base, self._plan)
                self._show("The seed of this draw. Keep it to the team.", task)

        self.program.push_screen(AskScreen("Show the seed?", _SEED), answered)

    def action_against_list(self) -> None:
        """Show the list as bars against the sample."""
        from inspector_app.tui.screens.against_list import AgainstListScreen

        if self._seen is not None:
            self.program.push_screen(AgainstListScreen(self._plan, self._seen.heading))

    def action_draw_again(self) -> None:
        """Open the form as this plan was made; drawing again needs a reason."""
        from inspector_app.tui.screens.sample import SampleScreen

        seen = self._seen
        if seen is not None:
            self.program.get_screen("sample", SampleScreen).plan_again(seen.plan)
