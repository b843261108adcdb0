"""What is asked before a bundle is written or taken in, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from inspector_app.tui import bundle_doings
from inspector_app.tui.screens.ask import ChooseScreen
from inspector_app.tui.screens.path import PathScreen
from inspector_app.tui.team_sections import when_words
from inspector_app.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.tui.app import InspectorApp
    from inspector_app.tui.team_view import Team

_EVERYBODY, _WITH, _WITHOUT = "everybody", "with", "without"
_ON_A_STICK = "A stick, a shared folder or an e-mail will do: a bundle is sealed, and safe to lose."

Do = Callable[[Callable[[], str], str], None]
"""Runs what takes long and says what came of it; given what to do, and what to call it meanwhile.
"""


def ask_to_write(program: InspectorApp, base: EvidenceBase, team: Team, do: Do) -> None:
    """Ask for whom a bundle is, whether lists go along, and where it goes; then write it."""
    others = {each.member: each for each in team.laptops if not each.ours}
    ours = {each.member for each in team.laptops if each.ours}
    choices = [Choice(_EVERYBODY, "Everything: for any laptop of the team, also one that joins")]
    for member, laptop in others.items():
        at = laptop.had.at
        if member not in ours and at is not None and len(team.of_member(member)) == 1:
            words = f"{laptop.name}: what they lacked when last seen, {when_words(at, team.today)}"
            choices.append(Choice(member, words))

    def chosen(whom: str | None) -> None:
        if whom is not None:
            program.run_apart(_ask_lists(program, base, whom, do), "bundle")

    program.push_screen(ChooseScreen("For whom is the bundle?", choices, ""), chosen)


async def _ask_lists(program: InspectorApp, base: EvidenceBase, whom: str, do: Do) -> None:
    path = await program.work.slow(lambda: bundle_doings.new_bundle(base, program.start.clock()))
    if not await program.work.slow(partial(bundle_doings.lists_travel, base)):
        _ask_where(program, base, whom, path, do, _WITHOUT)
        return
    choices = [
        Choice(_WITHOUT, "Without the authority's lists: small"),
        Choice(_WITH, "With them, sealed: for whoever has them not yet"),
    ]
    screen = ChooseScreen("Do imported lists go along?", choices, "")
    await program.push_screen(screen, partial(_ask_where, program, base, whom, path, do))


def _ask_where(
    program: InspectorApp, base: EvidenceBase, whom: str, path: str, do: Do, lists: str | None
) -> None:
    if lists is None:
        return
    member = None if whom == _EVERYBODY else whom

    def write(typed: str | None) -> None:
        if typed is not None:
            task = partial(bundle_doings.write, base, typed, member, with_lists=lists == _WITH)
            do(task, "writing a bundle")

    screen = PathScreen("Where does the bundle go?", "Write it", path, _ON_A_STICK)
    program.push_screen(screen, write)


def ask_to_take_in(
    program: InspectorApp, base: EvidenceBase, do: Do, progress: bundle_doings.Progress
) -> None:
    """Ask for a bundle, the newest in the folder that was used last; then take it in."""

    def take(typed: str | None) -> None:
        if typed is not None:
            do(partial(bundle_doings.take_in, base, typed, progress), "taking in a bundle")

    async def ask() -> None:
        newest = await program.work.slow(partial(bundle_doings.newest_bundle, base))
        more = "Work that is here already is not doubled; what clashes stays side by side."
        await program.push_screen(
            PathScreen("Which bundle came?", "Take it in", newest, more), take
        )

    program.run_apart(ask(), "bundle")
