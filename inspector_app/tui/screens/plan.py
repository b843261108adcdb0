"""One sample: its cases, who looks at which, and what it can say."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import BindingType

from inspector_app.sampling.plan_cases import routes_by_hand
from inspector_app.sampling.plan_changes import replacement_reasons
from inspector_app.sampling.recorded import PlanCase
from inspector_app.tui import plan_doings
from inspector_app.tui.file_choosing import last_folder
from inspector_app.tui.plan_view import (
    members_to_choose,
    usual_members,
)
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import (
    AskScreen,
    ChooseScreen,
    ChooseSeveralScreen,
    ReasonScreen,
)
from inspector_app.tui.screens.certificate import CertificateScreen
from inspector_app.tui.screens.giving import GiveScreen
from inspector_app.tui.screens.plan_asks import (
    AddCaseScreen,
    AddedByHand,
    NumberScreen,
    PhraseScreen,
    TellsScreen,
)
from inspector_app.tui.screens.plan_page import PlanPage
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.notices import Severity
from schemas.wording import sampling_wording

_SEED: Final = (
    "Who knows the seed knows the reserves, and could prepare those files. Keep it to the team "
    "until the sample is complete."
)


class PlanScreen(PlanPage):
    """Shows one sample and what can be done with it.

    Args:
        plan: Its id.
    """

    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("plan")

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
            self.do(partial(plan_doings.allocate, self.base, self.plan, members))

    def action_give(self) -> None:
        """Give the case under the cursor to others, too, each to look at a side of it."""
        if self.here is not None:
            self.in_background(partial(self._give, self.here), "ask")

    async def _give(self, one: PlanCase) -> None:
        team = await self.program.work.read(partial(members_to_choose, self.base))
        choices = [Choice(member, f"{name} · {', '.join(roles)}") for member, name, roles in team]
        called = self.seen.called(one.record.id) if self.seen is not None else "this case"
        screen = GiveScreen(called, choices, one.allocated)
        given = await self.program.push_screen_wait(screen)
        if given is not None:
            wanted = (one, given.members, given.angle)
            self.do(partial(plan_doings.give, self.base, self.plan, *wanted))

    def action_replace(self) -> None:
        """Call the next reserve for the case under the cursor."""
        seen, one = self.seen, self.here
        if seen is None or one is None:
            return
        if not (one.drawn and seen.plan.at_random):
            words = "Only cases drawn by chance have reserves. N adds another by hand."
            self.tell(words, Severity.ATTENTION)
            return
        said = sampling_wording().replaced
        choices = [Choice(r, said[r].capitalize()) for r in replacement_reasons() if r in said]
        question = f"Why can {seen.called(one.record.id)} not be seen? Its next reserve is called."
        screen = ChooseScreen(question, choices, "")

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.do(partial(plan_doings.replace_one, self.base, self.plan, one, reason))

        self.program.push_screen(screen, answered)

    def action_ask_manager(self) -> None:
        """Record a request for a manager about the case under the cursor."""
        seen, one = self.seen, self.here
        if seen is None or one is None:
            return
        self.in_background(partial(self._ask_manager, one, seen.called(one.record.id)), "ask")

    async def _ask_manager(self, one: PlanCase, called: str) -> None:
        question = f"A manager who can talk {called} through, as its worker is not here?"
        states = [Choice(state, words) for state, words in plan_doings.MANAGER_STATES.items()]
        state = await self.program.push_screen_wait(ChooseScreen(question, states, ""))
        if state is None:
            return
        reason = None
        if state == "refused":
            screen = ReasonScreen("Why can none come? Say it by role, without names.", "Record it")
            reason = await self.program.push_screen_wait(screen)
            if reason is None:
                return
        self.do(partial(plan_doings.ask_for_manager, self.base, one, state, reason))

    def action_complete(self) -> None:
        """Complete the sample; with cases unseen for a reason only."""
        seen = self.seen
        if seen is None:
            return
        if not seen.life.left:
            self.do(partial(plan_doings.complete, self.base, self.plan, None))
            return
        question = f"{seen.life.left:,} of {seen.life.size:,} were not seen. Why do they stay so?"

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.do(partial(plan_doings.complete, self.base, self.plan, reason))

        self.program.push_screen(ReasonScreen(question, "Close the sample"), answered)

    def action_certificate(self) -> None:
        """Write the proof of the draw for outsiders, once the sample is complete."""
        if self.seen is None:
            return
        if not self.seen.life.complete:
            words = "The certificate leaves once the sample is complete: C."
            self.tell(words, Severity.ATTENTION)
            return
        self.in_background(self._certificate, "ask")

    async def _certificate(self) -> None:
        folder = await self.program.work.write(partial(last_folder, self.base))
        screen = CertificateScreen(Path(folder) / "certificate.docx")
        wanted = await self.program.push_screen_wait(screen)
        if wanted is not None:
            given = (wanted.out, wanted.passphrase)
            self.do(partial(plan_doings.certify, self.base, self.plan, *given))

    def action_their_phrase(self) -> None:
        """Take the authority's phrase for a draft, and draw."""
        if self.seen is None or not self.seen.plan.is_draft:
            self.tell("This sample was drawn already.", Severity.ATTENTION)
            return
        self.in_background(self._their_phrase, "ask")

    async def _their_phrase(self) -> None:
        task = partial(plan_doings.draft_lines, self.base, self.plan)
        lines = await self.program.work.read(task)
        theirs = await self.program.push_screen_wait(PhraseScreen(lines))
        if theirs is not None:
            self.do(partial(plan_doings.finish_draft, self.base, self.plan, theirs))

    def action_extend(self) -> None:
        """Draw more cases by the same tickets."""
        question = "Draw how many more? None of those drawn is taken back."

        def answered(add: int | None) -> None:
            if add is not None:
                self.do(partial(plan_doings.extend, self.base, self.plan, add))

        self.program.push_screen(NumberScreen(question, "How many more", "Draw them"), answered)

    def action_add_case(self) -> None:
        """Add a case that was not drawn."""
        words = sampling_wording().routes
        routes = [Choice(route, words.get(route, route).capitalize()) for route in routes_by_hand()]

        def answered(added: AddedByHand | None) -> None:
            if added is not None:
                given = (added.identifier, added.route, added.why)
                self.do(partial(plan_doings.add_by_hand, self.base, self.plan, *given))

        self.program.push_screen(AddCaseScreen(routes), answered)

    def action_statement(self) -> None:
        """Show what the sample can and cannot say."""
        task = partial(plan_doings.statement_words, self.base, self.plan)
        self.show("What this sample can say", task)

    def action_tells(self) -> None:
        """Say what a number of cases tells."""
        seen = self.seen
        if seen is not None:
            looked = sum(1 for row in seen.rows if row.row.cells[4].startswith("●"))
            screen = TellsScreen(partial(plan_doings.tells_words, seen.plan), looked)
            self.program.push_screen(screen)

    def action_verify(self) -> None:
        """Work every ticket out again."""
        self.show("Checked", partial(plan_doings.verify_words, self.base, self.plan))

    def action_show_seed(self) -> None:
        """Show the seed after a warning."""

        def answered(yes: bool | None) -> None:
            if yes:
                task = partial(plan_doings.seed_words, self.base, self.plan)
                self.show("The seed of this draw. Keep it to the team.", task)

        self.program.push_screen(AskScreen("Show the seed?", _SEED), answered)

    def action_against_list(self) -> None:
        """Show the list as bars against the sample."""
        from inspector_app.tui.screens.against_list import AgainstListScreen

        if self.seen is not None:
            self.program.push_screen(AgainstListScreen(self.plan, self.seen.heading))

    def action_draw_again(self) -> None:
        """Open the form as this plan was made; drawing again needs a reason."""
        from inspector_app.tui.screens.sample import SampleScreen

        seen = self.seen
        if seen is not None:
            self.program.get_screen("sample", SampleScreen).plan_again(seen.plan)
