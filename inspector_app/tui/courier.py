"""Sending and fetching in the background: when, and what to say when it does not work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from inspector_app.sync.attention import Attention
from inspector_app.sync.timetable import AFTER_SAVE, AFTER_SAVE_IN_SESSION
from inspector_app.tui.work import SLOW_THREAD, Work

if TYPE_CHECKING:
    import httpx

    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.sync.report import SyncReport
    from schemas.team_records import Server


def exchange_once(
    base: EvidenceBase, transport: httpx.BaseTransport | None = None
) -> tuple[SyncReport, Server]:
    """Exchange everything with the inspection's server once; also return which that is by then.

    Raises:
        InspectorError: `no-server`, `server-away`, `wrong-server`, or what the server refused.
    """
    from inspector_app.judgement.answers import publish_openings
    from inspector_app.sync.client import ServerClient
    from inspector_app.sync.exchange import exchange
    from inspector_app.sync.whereabouts import inspection_server

    client = ServerClient.to(base.vault.device, inspection_server(base), transport)
    try:
        report = exchange(base, client, before_sealing=publish_openings)
    finally:
        client.close()
    return report, inspection_server(base)


def in_courier() -> bool:
    """Tell whether this is the thread that talks to the server."""
    return threading.current_thread().name == SLOW_THREAD


class Courier:
    """Exchanges with the server, one exchange at a time, off every thread that matters.

    Args:
        base: Ours.
        work: The threads.
        seconds: A clock that only goes forward.
        roused: Called, in a thread of its own, when `listen` should be.
        transport: Another way to carry requests; then nobody listens.
    """

    def __init__(
        self,
        base: EvidenceBase,
        work: Work,
        seconds: Callable[[], float],
        roused: Callable[[], object],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base = base
        self._work = work
        self._seconds = seconds
        self._transport = transport
        self._attention = Attention(base, seconds, roused if transport is None else None)
        self.running = False
        self._listening = False

    @property
    def due(self) -> bool:
        """Whether an exchange should begin."""
        return not self.running and self._attention.due

    def saved(self, *, in_session: bool) -> None:
        """Take note of a save.

        Args:
            in_session: Whether a judgement session is open.
        """
        wait = AFTER_SAVE_IN_SESSION if in_session else AFTER_SAVE
        self._attention.timetable.saved(self._seconds(), wait)

    def nothing_to_do(self) -> None:
        """Take note that there is no server to exchange with."""
        self._attention.timetable.worked(self._seconds())

    async def listen(self) -> None:
        """Look at what was heard; an exchange may be due by it."""
        if not self.running and not self._listening:
            self._listening = True
            try:
                self._attention.note(await self._work.read(self._attention.heard))
            finally:
                self._listening = False

    async def exchange(self) -> SyncReport:
        """Exchange now.

        Raises:
            InspectorError: As `exchange_once`.
        """
        self.running = True
        self._attention.begun()
        try:
            report, server = await self._work.slow(
                lambda: exchange_once(self._base, self._transport)
            )
        except BaseException:
            self._attention.failed()
            raise
        finally:
            self.running = False
        self._attention.worked(report, server)
        return report

    def stop(self) -> None:
        """Listen no more."""
        self._attention.stop()
