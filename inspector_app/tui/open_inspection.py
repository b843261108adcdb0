"""An inspection while it is open: its drafts, its standing, its exchange with the server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from inspector_app.errors import InspectorError
from inspector_app.tui.courier import Courier, in_courier
from inspector_app.tui.drafting import Drafting
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.title_line import Link

if TYPE_CHECKING:
    from textual.timer import Timer

    from inspector_app.sync.report import SyncReport
    from inspector_app.tui.app import InspectorApp
    from inspector_app.tui.opening import Opened
    from inspector_app.tui.widgets.completion_list import Completion


_HOUR = 3600.0
"""Seconds between two looks whether a copy is due."""


class RecordsChanged(Message):
    """Records were written.

    Attributes:
        records: Their ids.
        ours: Whether on this laptop, by this program.
    """

    def __init__(self, records: frozenset[str], *, ours: bool) -> None:
        self.records = records
        self.ours = ours
        super().__init__()


class Told(Message):
    """The server said something; it is to be looked at."""


class OpenInspection(Drafting):
    """What the program holds while an inspection is open.

    Args:
        program: The program.
        opened: The inspection.
        courier: Exchanges with its server.
    """

    def __init__(self, program: InspectorApp, opened: Opened, courier: Courier) -> None:
        super().__init__(program, opened)
        self.courier = courier
        self.completions: tuple[Completion, ...] = ()
        self.names: dict[str, str] = {}
        """Names of members by id."""
        self._undone = False
        self._stop_listening: Callable[[], None] = lambda: None
        self._told_why = ""
        self.why_it_waits = ""
        """Why the last exchange did not work, and what to do; empty if it did."""
        self._refreshing = False
        self._in_session = False
        self._copying: Timer | None = None
        self._newer_told = 0
        self.newer = ""
        """What needs a newer program to be shown, in words."""

    async def begin(self) -> None:
        """Read the drafts and what the screens need at once, and listen for changes."""
        from inspector_app.tui import draft_box

        base = self.opened.base
        drafts = await self._program.work.write(partial(draft_box.kept, base))
        for draft in drafts:
            if draft.id == draft_box.CONCERN:
                self.concern_draft = draft.text
            elif draft.sheet is not None and draft.sheet.record is None:
                self._begun[draft.sheet.begun_on] = draft.sheet
        self._stop_listening = base.on_change(self._heard)
        await self._refresh()
        self._program.run_apart(self._tell_newer(), "newer")
        self._copy_soon()
        self._copying = self._program.set_interval(_HOUR, self._copy_soon)

    async def close(self, longest: float) -> None:
        """Send what can be sent in so many seconds, then close the files."""
        self._stop_listening()
        self.courier.stop()
        if self._copying is not None:
            self._copying.stop()
        await self.last_draft()
        with contextlib.suppress(InspectorError, asyncio.TimeoutError):
            await asyncio.wait_for(self.courier.exchange(), longest)
        await self._program.work.write(self.opened.base.close)

    # -- changes ----------------------------------------------------------------------------

    def _heard(self, records: frozenset[str]) -> None:
        # Called on the thread that wrote; a message is the only way to the screens.
        self._program.post_message(RecordsChanged(records, ours=not in_courier()))

    def records_changed(self, *, ours: bool) -> None:
        """Show how things stand now."""
        if ours:
            self.courier.saved(in_session=self._in_session)
        if not self._refreshing:
            self._refreshing = True
            self._program.set_timer(0.15, self._refresh_soon)

    def _refresh_soon(self) -> None:
        self._program.run_apart(self._refresh(), "standing")

    async def _refresh(self) -> None:
        from inspector_app.evidence_base.membership import members_named
        from inspector_app.judgement.sessions import session_is_open
        from inspector_app.sync.status import sync_status
        from inspector_app.tui.opening import reread
        from inspector_app.tui.queries import completions

        self._refreshing = False
        base, work = self.opened.base, self._program.work
        status = await work.read(partial(sync_status, base))
        self._in_session = await work.read(partial(session_is_open, base))
        self.names = dict(await work.read(partial(members_named, base)))
        if self.opened.record is None:
            self.opened = await work.read(partial(reread, self.opened))
        self.completions = await work.read(partial(completions, base, self.opened.framework))
        standing = self._program.standing
        self._program.show_standing(
            replace(standing, to_send=status.unsent, conflicts=status.conflicts)
        )

    async def _tell_newer(self) -> None:
        """Say, once for each number, that something here needs a newer program to be shown."""
        from inspector_app.evidence_base.newer import needs_newer

        newer = await self._program.work.slow(partial(needs_newer, self.opened.base))
        if newer.records > self._newer_told:
            notice(self._program, newer.said, Severity.ATTENTION, seconds=12)
        self._newer_told, self.newer = newer.records, newer.said

    # -- the copy of the day ----------------------------------------------------------------

    def _copy_soon(self) -> None:
        self._program.run_apart(self._copy_if_due(), "copy")

    async def _copy_if_due(self) -> None:
        from inspector_app.evidence_base.copying import copy_if_due

        try:
            await self._program.work.slow(partial(copy_if_due, self.opened.base))
        except InspectorError as error:
            words = f"Today's copy could not be made. {error.message} {error.next_step}"
            notice(self._program, words, Severity.ATTENTION, seconds=12)

    # -- the server -------------------------------------------------------------------------

    async def exchange(self, *, aloud: bool) -> None:
        """Exchange with the server once.

        Args:
            aloud: Say what came of it, because somebody asked.
        """
        from inspector_app.sync.whereabouts import known_server

        if self.courier.running:
            return
        if await self._program.work.read(partial(known_server, self.opened.base)) is None:
            self.courier.nothing_to_do()
            if aloud:
                words = "This inspection has no server yet. Everything is saved on this laptop."
                notice(self._program, words, Severity.ATTENTION)
            return
        if self.courier.running:
            return  # Another one has begun meanwhile.
        if aloud:
            self._show_link(Link.SENDING)
        try:
            report = await self.courier.exchange()
        except InspectorError as error:
            self._show_link(Link.AWAY if error.code == "server-away" else Link.REFUSED)
            self.why_it_waits = f"{error.message} {error.next_step}"
            if aloud or (error.code not in ("server-away", self._told_why)):
                self._told_why = error.code
                words = f"{error.message} {error.kept} {error.next_step}"
                notice(self._program, words, Severity.ATTENTION, seconds=12)
            return
        finally:
            self._program.post_message(Told())
        self._told_why = self.why_it_waits = ""
        self._show_link(Link.QUIET)
        await self._refresh()
        self._tell_exchanged(report, aloud=aloud)

    def _tell_exchanged(self, report: SyncReport, *, aloud: bool) -> None:
        """Say what came of an exchange: lost work loudly, all else if somebody asked."""
        if report.server_lost:
            from inspector_app.sync.losses import losses_words

            words = losses_words(report.server_lost, report.sent)
            notice(self._program, words, Severity.PROBLEM, seconds=60)
        if report.received:
            self._program.run_apart(self._tell_newer(), "newer")
        if aloud:
            notice(self._program, f"{report.sent:,} sent, {report.received:,} received.")

    async def listen(self) -> None:
        """Look at what the server told, and fetch it if it is new."""
        await self.courier.listen()
        if self.courier.due:
            await self.exchange(aloud=False)

    def _show_link(self, link: Link) -> None:
        self._program.show_standing(replace(self._program.standing, link=link))

    # -- taking back ------------------------------------------------------------------------

    def ask_to_undo(self, *, again: bool) -> None:
        """Ask whether the last save of this laptop is to be taken back, or done again."""
        from inspector_app.tui.screens.ask import AskScreen

        if again and not self._undone:
            notice(self._program, "Nothing was taken back.")
            return
        words = "Do again what was taken back?" if again else "Take back your last save?"
        more = "Both stay in the history; nothing is lost."

        def answered(yes: bool | None) -> None:
            if yes:
                self._program.run_apart(self._undo(again=again))

        self._program.push_screen(AskScreen(words, more), answered)

    async def _undo(self, *, again: bool) -> None:
        from inspector_app.evidence_base.editing import undo

        base = self.opened.base
        await self._program.work.write(lambda: base.record(*undo(base)))
        self._undone = not again
        notice(self._program, "Done again." if again else "Taken back.")
