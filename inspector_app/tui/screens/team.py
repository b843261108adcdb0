"""Team and sync: members and their laptops, who asks to join, held work, the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import AskScreen, ChooseScreen, LineScreen, ReasonScreen
from inspector_app.tui.screens.by_bundle import ByBundle
from inspector_app.tui.screens.plan_asks import WordsScreen
from inspector_app.tui.team_sections import CLASHES, DO, HELD, LAPTOP, REQUEST, WAITS
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.section_list import SectionList

if TYPE_CHECKING:
    from inspector_app.evidence_base.admitting import HeldEntry
    from inspector_app.evidence_base.membership import OpenRequest
    from inspector_app.tui.team_view import Laptop

_NOT_OURS = "Only the lead inspector or a deputy may change the team. Ask the lead."
_NEW, _LAPTOP, _MEMBER = "new", "laptop", "member"


class TeamScreen(ByBundle):
    """Shows the team and how far everybody's work has come."""

    NAME = "team"
    TAB = "team"
    AUTO_FOCUS = "SectionList"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("team")

    def __init__(self) -> None:
        super().__init__()
        self._waits = ""

    def body(self) -> ComposeResult:
        """Lay out a heading and the list."""
        yield PlainLabel("Team and sync", id="heading")
        yield SectionList()

    def read_again(self) -> None:
        """Read everything again."""
        self.in_background(self._read, "team")

    def news_came(self) -> None:
        """Read again: a request to join is no record, and what the server has may be more."""
        if self.is_current:
            self.read_again()

    async def _read(self) -> None:
        from inspector_app.tui.team_sections import sections
        from inspector_app.tui.team_view import read_team

        session = self.program.session
        newer = "" if session is None else session.newer
        self._waits = waits = "" if session is None else session.why_it_waits
        self._team = team = await self.program.work.read(partial(read_team, self.base, newer))
        self.query_one(SectionList).show(sections(replace(team, waits=waits)))

    # -- what the cursor is at --------------------------------------------------------------

    def _selected(self, kind: str) -> str | None:
        key = self.query_one(SectionList).selected_key
        return key.removeprefix(kind) if key.startswith(kind) else None

    def _request(self) -> OpenRequest | None:
        wanted, team = self._selected(REQUEST), self._team
        found = team.requests if team is not None else ()
        return next((each for each in found if each.request == wanted), None)

    def _held(self) -> HeldEntry | None:
        wanted, team = self._selected(HELD), self._team
        found = team.held if team is not None else ()
        return next((each for each in found if each.entry == wanted), None)

    def _laptop(self) -> Laptop | None:
        wanted, team = self._selected(LAPTOP), self._team
        return None if wanted is None or team is None else team.laptop(wanted)

    def _may_change(self) -> bool:
        may = self._team is not None and self._team.signer
        if not may:
            self.tell(_NOT_OURS, Severity.ATTENTION)
        return may

    @on(SectionList.Opened)
    def open_entry(self, event: SectionList.Opened) -> None:
        """Do what an entry waits for; of a laptop, say what it had."""
        if event.key == CLASHES:
            self.program.settle("")
        elif event.key.startswith(DO):
            self.do_by_file(event.key.removeprefix(DO))
        elif event.key == WAITS and self._waits:
            self.program.push_screen(WordsScreen("Why work waits here", self._waits))
        elif event.key.startswith(REQUEST):
            self.action_approve_request()
        elif event.key.startswith(HELD):
            self.action_let_count()
        else:
            self._tell_what_it_had()

    def _tell_what_it_had(self) -> None:
        from inspector_app.sync.lost_laptop import had_in_words
        from inspector_app.tui.dates import moment_words

        laptop = self._laptop()
        if laptop is None:
            return
        if laptop.ours:
            self.tell("That is this laptop.")
            return
        at = laptop.had.at
        when = None if at is None else moment_words(at, exact=True)
        self.tell(f"{had_in_words(laptop.words, laptop.had, when)} R takes it out of the team.")

    # -- letting somebody in ----------------------------------------------------------------

    def action_approve_request(self) -> None:
        """Ask whether the words match, then whose laptop it is, then let it in."""
        if not self._may_change():
            return
        asked = self._request()
        if asked is None:
            self.tell("Go to somebody who asks to join first.", Severity.ATTENTION)
            return
        more = (
            f"{asked.name} reads six words from their screen, in person or on the telephone. "
            f"They must be these, every one:\n\n{asked.words}\n\n"
            "Others may ask in the same name; only the words tell them apart."
        )
        question = AskScreen("Do the words match?", more)
        self.program.push_screen(question, partial(self._compared, asked))

    def _compared(self, asked: OpenRequest, same: bool | None) -> None:
        team = self._team
        if not same or team is None:
            self.tell("Nobody was let in.", Severity.ATTENTION)
            return
        members = {each.member: each.name for each in team.laptops}
        choices = [Choice(_NEW, f"{asked.name}, {asked.role}, who is new or comes back")]
        choices += [Choice(member, f"{name}: a further laptop") for member, name in members.items()]
        screen = ChooseScreen("Whose laptop is it?", choices, "")
        self.program.push_screen(screen, partial(self._approve, asked))

    def _approve(self, asked: OpenRequest, whose: str | None) -> None:
        from inspector_app.tui import team_doings

        if whose is not None:
            member = None if whose == _NEW else whose
            self._change(partial(team_doings.approve, self.base, asked, member))

    def action_invite(self) -> None:
        """Ask for the role, then for the file."""
        from schemas.permissions import ROLES

        if self._may_change():
            # Deputy and chair stand beside another role; a second lead is the rarest wish.
            roles = [role for role in ROLES if role not in ("lead", "deputy", "chair")]
            roles.append("lead")
            choices = [Choice(role, role) for role in roles]
            screen = ChooseScreen("As what do you invite somebody?", choices, "")
            self.program.push_screen(screen, self._ask_where)

    def _ask_where(self, role: str | None) -> None:
        if role is not None:
            question = "Where does the invitation go? You hand the file over in person."
            label = "File · ~ is your own folder"
            screen = LineScreen(question, "Write it", label, f"~/{role}.invitation")
            self.program.push_screen(screen, partial(self._invite, role))

    def _invite(self, role: str, path: str | None) -> None:
        from inspector_app.tui import team_doings

        if path is not None:
            self._change(partial(team_doings.invite, self.base, role, path))

    # -- letting somebody go ----------------------------------------------------------------

    def action_remove_laptop(self) -> None:
        """Ask which laptops and why, then take them out."""
        if not self._may_change():
            return
        laptop, team = self._laptop(), self._team
        if laptop is None or team is None:
            self.tell("Go to a laptop under Members first.", Severity.ATTENTION)
            return
        count = len(team.of_member(laptop.member))
        if count == 1:
            self._ask_why(laptop, _LAPTOP)
            return
        choices = [
            Choice(_LAPTOP, f"Only the laptop {laptop.words}"),
            Choice(_MEMBER, f"All {count:,} laptops: {laptop.name} leaves the team"),
        ]
        screen = ChooseScreen("What goes?", choices, "")
        self.program.push_screen(screen, partial(self._ask_why, laptop))

    def _ask_why(self, laptop: Laptop, what: str | None) -> None:
        if what is None:
            return
        whom = laptop.device if what == _LAPTOP else laptop.member
        named = f"the laptop {laptop.words}" if what == _LAPTOP else "every laptop"
        ours = " It is the one you sit at." if laptop.ours else ""
        question = f"Why does {named} of {laptop.name} go?{ours}"
        self.program.push_screen(ReasonScreen(question, "Remove"), partial(self._remove, whom))

    def _remove(self, whom: str, reason: str | None) -> None:
        from inspector_app.tui import team_doings

        if reason is not None:
            task = partial(team_doings.remove, self.base, whom, reason)
            self._change(task, "Removed from the team")

    # -- held work --------------------------------------------------------------------------

    def action_let_count(self) -> None:
        """Ask whether held work is to count."""
        from inspector_app.tui.team_sections import held_words

        if not self._may_change():
            return
        held, team = self._held(), self._team
        if held is None or team is None:
            self.tell("Go to a piece of held work first.", Severity.ATTENTION)
            return
        more = (
            f"{held_words(team, held)}. What stands before it on that laptop counts too. Where "
            "somebody has changed the same text meanwhile, both stand side by side."
        )
        question = AskScreen("Let this count?", more)
        self.program.push_screen(question, partial(self._admit, held.entry))

    def _admit(self, entry: str, yes: bool | None) -> None:
        from inspector_app.tui import team_doings

        if yes:
            self._change(partial(team_doings.admit, self.base, entry))

    # -- changing ---------------------------------------------------------------------------

    def _change(self, task: Callable[[], str], title: str = "") -> None:
        """Change the team; what came of it is said even if the screen is left meanwhile.

        Args:
            task: Makes the change; gives what is said.
            title: Of a text to be read at leisure; empty for a notice.
        """
        self.program.run_apart(self._changed(task, title), "team")

    async def _changed(self, task: Callable[[], str], title: str) -> None:
        said = await self.program.work.write(task)
        session = self.program.session
        if session is None:
            return  # Locked meanwhile: nothing of it is shown at the door.
        # A record of the team alone is none of the evidence base, so nobody heard of it.
        session.records_changed(ours=True)
        if title:
            await self.program.push_screen(WordsScreen(title, said))
        else:
            self.program.say(said)
        if self.is_current:
            self.read_again()
