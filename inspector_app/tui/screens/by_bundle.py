"""Writing bundles and taking them in from a screen, and looking at the way to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from inspector_app.tui.screens.bundle_asks import ask_to_take_in, ask_to_write
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from inspector_app.tui.team_view import Team


class ByBundle(AbovePlace):
    """A screen with a heading, from which work goes by file and the way to others is tried."""

    class CameSoFar(Message):
        """So much of a bundle is in."""

        def __init__(self, done: int, of: int) -> None:
            self.done = done
            self.of = of
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._team: Team | None = None
        self._doing = ""

    def do_by_file(self, action: str) -> None:
        """Do what an entry stands for."""
        ways = {
            "write_bundle": self.action_write_bundle,
            "take_in_bundle": self.action_take_in_bundle,
            "can_we_talk": self.action_can_we_talk,
        }
        ways[action]()

    def action_write_bundle(self) -> None:
        """Ask for whom and where to, then write a bundle."""
        if self._team is not None:
            ask_to_write(self.program, self.base, self._team, self._take_long)

    def action_take_in_bundle(self) -> None:
        """Ask for a file, then take it in."""
        ask_to_take_in(self.program, self.base, self._take_long, self._came_so_far)

    def action_can_we_talk(self) -> None:
        """Try the way to every server and the folder."""
        from inspector_app.tui.screens.talk import TalkScreen

        self.program.push_screen(TalkScreen())

    def _take_long(self, task: Callable[[], str], doing: str) -> None:
        if self._doing:
            self.tell(f"Still {self._doing}: wait for that first.", Severity.ATTENTION)
            return
        self.program.run_apart(self._taken_long(task, doing), "bundle")

    async def _taken_long(self, task: Callable[[], str], doing: str) -> None:
        self._head(doing)
        try:
            said = await self.program.work.slow(task)
        finally:
            self._head("")
        session = self.program.session
        if session is None:
            return  # Locked meanwhile: nothing of it is shown at the door.
        session.records_changed(ours=True)
        self.program.say(said)
        if self.is_current:
            self.read_again()

    def _came_so_far(self, done: int, of: int) -> None:
        # Called on the thread that takes it in; a message is the only way to the screen.
        self.post_message(self.CameSoFar(done, of))

    @on(CameSoFar)
    def show_progress(self, event: CameSoFar) -> None:
        """Show how much is in, and count it as activity."""
        self.program.still_busy()
        if self._doing:
            self._head(self._doing, f" {event.done:,} of {event.of:,}")

    def _head(self, doing: str, so_far: str = "") -> None:
        self._doing = doing
        if self.is_mounted:
            words = f" · {doing}…{so_far}" if doing else ""
            self.query_one("#heading", PlainLabel).text = f"Team and sync{words}"
