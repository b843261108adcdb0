"""The program with its screens: the shell around them, and what works everywhere."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.events import Event, InputEvent

from inspector_app.tui.courier import Courier
from inspector_app.tui.doors import Doors
from inspector_app.tui.general_actions import GeneralActions
from inspector_app.tui.idle import Idle
from inspector_app.tui.open_inspection import OpenInspection, RecordsChanged, Told
from inspector_app.tui.screen_actions import REACHABLE, REGISTRY
from inspector_app.tui.screens import SCREEN_STYLES
from inspector_app.tui.screens.place import Place
from inspector_app.tui.start import Start
from inspector_app.tui.styles import WIDGET_STYLES
from inspector_app.tui.themes import install_themes
from inspector_app.tui.widgets.cover import Cover, FullLockWanted, PinDialog
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.session_pin import SessionPin
from inspector_app.tui.widgets.title_line import Standing, TitleLine

if TYPE_CHECKING:
    from inspector_app.tui.opening import Opened

LAST_PUSH = 3.0
"""Seconds that a full lock waits for the server at most."""


class InspectorApp(GeneralActions):
    """The program.

    Args:
        start: Where the data are, clocks and randomness.
    """

    TITLE = "Inspector"
    CSS_PATH = [*WIDGET_STYLES, *SCREEN_STYLES]  # noqa: RUF012  as Textual declares it
    COMMANDS: ClassVar = {REGISTRY.palette}
    BINDINGS: ClassVar = REGISTRY.bindings()
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  likewise

    def __init__(self, start: Start | None = None) -> None:
        super().__init__(start or Start())
        self.doors = Doors(self)
        self.standing = Standing()
        self._idle = Idle(self.start.seconds, self.start.clock)
        self._pin: SessionPin | None = None
        install_themes(self)

    def compose(self) -> ComposeResult:
        """Show that the program is there before anything heavy is loaded."""
        yield PlainLabel("Inspector is starting…", id="starting")

    def on_mount(self) -> None:
        """Begin at the door."""
        self.set_interval(0.5, self._tick)
        self.run_apart(self.doors.begin())

    @property
    def opened(self) -> Opened | None:
        """The opened inspection, if there is one."""
        return self.session.opened if self.session is not None else None

    # -- which screens are shown ------------------------------------------------------------

    async def enter(self, opened: Opened) -> None:
        """Show an inspection that was opened."""
        from inspector_app.tui.screens.cases import CasesScreen
        from inspector_app.tui.screens.enquiries import EnquiriesScreen
        from inspector_app.tui.screens.evidence_grid import EvidenceGridScreen
        from inspector_app.tui.screens.meetings import MeetingsScreen
        from inspector_app.tui.screens.sample import SampleScreen
        from inspector_app.tui.screens.today import TodayScreen

        start = self.start
        # A message is the only way here from the thread that listens.
        roused = partial(self.post_message, Told())
        courier = Courier(opened.base, self.work, start.seconds, roused, start.transport)
        self.session = OpenInspection(self, opened, courier)
        await self.session.begin()
        for name in REACHABLE:
            if self.is_screen_installed(name):
                self.uninstall_screen(name)
        self.install_screen(TodayScreen(), "today")
        self.install_screen(EnquiriesScreen(), "enquiries")
        self.install_screen(SampleScreen(), "sample")
        self.install_screen(CasesScreen(), "cases")
        self.install_screen(EvidenceGridScreen(), "evidence")
        self.install_screen(MeetingsScreen(), "meetings")
        await self.show_only("today")
        self.doors.resume()

    def show_standing(self, standing: Standing | None = None) -> None:
        """Show how the work stands in every title line."""
        self.standing = standing or self.standing
        place = self.opened.place(self.start.clock().date()) if self.opened else ()
        for screen in self.screen_stack:
            for line in screen.query(TitleLine):
                line.place, line.standing = place, self.standing

    @on(RecordsChanged)
    def spread_change(self, event: RecordsChanged) -> None:
        """Tell the session and the screens which records were written."""
        if self.session is None:
            return
        self.session.records_changed(ours=event.ours)
        for screen in self.screen_stack:
            if isinstance(screen, Place):
                screen.records_changed(event.records)

    # -- time -------------------------------------------------------------------------------

    async def on_event(self, event: Event) -> None:
        """Take note that somebody is there."""
        if isinstance(event, InputEvent):
            self._idle.touched()
        await super().on_event(event)

    def still_busy(self) -> None:
        """Take note that something runs that somebody began: a long import is no idle time."""
        self._idle.touched()

    @on(Told)
    def look_at_news(self) -> None:
        """Look whether what the server told is new."""
        if self.session is not None:
            self.run_apart(self.session.listen(), "listening")
            for screen in self.screen_stack:
                if isinstance(screen, Place):
                    screen.news_came()

    def on_unmount(self) -> None:
        """Stop listening; nothing waits for it."""
        if self.session is not None:
            self.session.courier.stop()

    def _tick(self) -> None:
        if not self.screen_stack:
            return  # The program is just closing.
        covered = isinstance(self.screen, Cover)
        must_lock = self._idle.must_lock(covered=covered)
        if self.session is None:
            return
        if self.session.courier.due:
            self.run_apart(self.session.exchange(aloud=False))
        if must_lock:
            self.run_apart(self.lock("Locked after a long time or a suspended laptop."))
        elif self._idle.must_cover(covered=covered):
            if self._pin is not None:
                self._cover()
            else:
                self.run_apart(self.lock("Locked because nobody was typing."))

    def _cover(self) -> None:
        if self._pin is not None and not isinstance(self.screen, Cover):
            self._idle.covered()
            self.push_screen(Cover(self._pin))

    @on(FullLockWanted)
    def lock_in_full(self) -> None:
        """Five wrong PINs: keys are dropped."""
        self.run_apart(self.lock("Locked: the PIN was wrong five times."))

    async def lock(self, why: str) -> None:
        """Close the inspection and drop the keys; drafts stay, typing resumes after unlocking."""
        session = self.session
        if session is None:
            return
        self.doors.remember(self.screen_stack)
        for screen in self.screen_stack:
            if isinstance(screen, Place):
                screen.put_away()
        # From here on no screen reaches the files, and nothing is locked twice.
        self.session = self._pin = None
        await session.close(LAST_PUSH)
        await self.doors.lock(why, session.opened, self.standing.to_send)

    def action_stop_for_today(self) -> None:
        """Save, send and lock."""
        self.run_apart(self.lock("Stopped for today. Everything is saved on this laptop."))

    def action_cover(self) -> None:
        """Cover the screen; a PIN is asked for at the first time."""
        if self._pin is None:
            self.push_screen(PinDialog(self.start.randomness), self._take_pin)
        else:
            self._cover()

    def _take_pin(self, pin: SessionPin | None) -> None:
        if pin is not None:
            self._pin = pin
            self._cover()

    async def action_quit(self) -> None:
        """Close the program; drafts are kept."""
        for screen in self.screen_stack:
            if isinstance(screen, Place):
                screen.put_away()
        if self.session is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.session.last_draft(), 0.8)
        self.exit()


def run_screens(home: Path | None = None) -> None:
    """Open the screens.

    Args:
        home: The data folder; the one from the settings if None.
    """
    InspectorApp(Start(folder=home)).run()
