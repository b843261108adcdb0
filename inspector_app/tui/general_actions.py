"""The actions that work on every screen, as the registry names them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from inspector_app.tui.screen_actions import BEFORE_OPENING, REGISTRY
from inspector_app.tui.screens.place import MainPlace, Place
from inspector_app.tui.shell import Shell
from inspector_app.tui.themes import theme_after
from inspector_app.tui.widgets.cover import Cover, PinDialog
from inspector_app.tui.widgets.notices import Severity, notice

if TYPE_CHECKING:
    from inspector_app.tui.open_inspection import OpenInspection

TELL_A_MANAGER: Final = (
    "Tell a manager here now. Do not wait for this program. Do not investigate. "
    "Do not promise secrecy."
)
"""What has to be read first; also before anything is unlocked."""

_GENERAL: Final = frozenset(
    action.command.removeprefix("app.").partition("(")[0]
    for action in REGISTRY
    if not action.screens
)
_AT_THE_DOOR: Final = frozenset(
    ["child_not_safe", *(REGISTRY[name].command.removeprefix("app.") for name in BEFORE_OPENING)]
)


class GeneralActions(Shell):
    """What F-keys and Ctrl-keys do, wherever one is."""

    session: OpenInspection | None = None
    """What is open, if anything is."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Tell whether an action works now: few do at the door, none but quitting on the cover."""
        if action not in _GENERAL:
            return True
        if isinstance(self.screen, Cover | PinDialog):
            return action == "quit"
        return self.session is not None or action in _AT_THE_DOOR

    async def action_go(self, name: str) -> None:
        """Go to a main screen."""
        if isinstance(self.screen, MainPlace) and self.screen.name != name:
            self.run_apart(self.show_only(name))

    def action_new_note(self) -> None:
        """Open quick capture."""
        self._capture()

    def action_beside_someone(self) -> None:
        """Show only the note."""
        self._capture(beside=True)

    def _capture(self, *, beside: bool = False) -> None:
        from inspector_app.tui.screens.capture import CaptureScreen

        if isinstance(self.screen, CaptureScreen):
            if beside:
                self.screen.turn_beside()
        elif self.session is not None:
            case = self.screen.note_case if isinstance(self.screen, Place) else ""
            self.push_screen(CaptureScreen(self.session.begun_sheet(case), beside=beside))

    def resume_writing(self, case: str) -> None:
        """Open what was being written when a lock came in between.

        Args:
            case: The case it was begun on; empty for none.
        """
        from inspector_app.tui.screens.capture import CaptureScreen

        if self.session is not None:
            self.push_screen(CaptureScreen(self.session.begun_sheet(case)))

    def action_child_not_safe(self) -> None:
        """Open the form for a child who is not safe."""
        from inspector_app.tui.screens.concern import ConcernScreen

        if self.session is None:
            notice(self, TELL_A_MANAGER, Severity.ATTENTION, seconds=30)
        elif not isinstance(self.screen, ConcernScreen):
            self.push_screen(ConcernScreen(self.session.concern_draft))

    def action_search(self) -> None:
        """Open search."""
        from inspector_app.tui.screens.search import SearchScreen

        self.push_screen(SearchScreen())

    def action_team(self) -> None:
        """Show the team and the server."""
        from inspector_app.tui.screens.team import TeamScreen

        if isinstance(self.screen, MainPlace) and not isinstance(self.screen, TeamScreen):
            self.push_screen(TeamScreen())

    def action_help(self) -> None:
        """Explain what has the cursor."""
        from inspector_app.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.focused, self.screen.name or ""))

    def action_save(self) -> None:
        """Save what is being written."""
        if isinstance(self.screen, Place):
            self.screen.save_shown()

    def action_tag(self) -> None:
        """Tag what is shown."""
        if isinstance(self.screen, Place):
            self.screen.tag_shown()

    def action_undo(self) -> None:
        """Take back the last save."""
        if self.session is not None:
            self.session.ask_to_undo(again=False)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        if self.session is not None:
            self.session.ask_to_undo(again=True)

    def action_next_pane(self) -> None:
        """Move to the next part of the screen."""
        self.screen.focus_next()

    def action_next_theme(self) -> None:
        """Change the theme."""
        self.theme = theme_after(self.theme)

    def action_sync_now(self) -> None:
        """Exchange with the server now and say what came of it."""
        if self.session is not None:
            self.run_apart(self.session.exchange(aloud=True))

    def show_record(self, record: str) -> None:
        """Show a record of any type on the screen that fits it."""
        self.run_apart(self._show_record(record))

    async def _show_record(self, record: str) -> None:
        from inspector_app.tui.screens.record import screen_of

        if self.session is None:
            return
        kind = await self.work.read(partial(self.session.opened.base.type_of, record))
        await self.push_screen(screen_of(kind, record))

    def settle(self, record: str, field: str = "") -> None:
        """Show the values of a field beside each other, to take one, both or another.

        Args:
            record: Its id.
            field: With its bracket; the first one of the record if empty.
        """
        from inspector_app.tui.screens.settle import SettleScreen

        if self.session is not None and not isinstance(self.screen, SettleScreen):
            self.push_screen(SettleScreen(record, field))

    def show_conflict(self, record: str) -> None:
        """Show a record that a colleague changed while it was being edited."""
        from inspector_app.tui.screens.record_place import RecordPlace

        words = "A colleague changed this while you were writing. Both are kept: see below."
        notice(self, words, Severity.ATTENTION, seconds=12)
        if not isinstance(self.screen, RecordPlace):
            self.show_record(record)
