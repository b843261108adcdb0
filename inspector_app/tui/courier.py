"""Sending and fetching in the background: when, and what to say when it does not work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from inspector_app.tui.work import SLOW_THREAD, Work

if TYPE_CHECKING:
    import httpx

    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.sync.report import SyncReport

AFTER_SAVE: Final = 2.0
"""Seconds from the last save to sending it."""

LOOK_EVERY: Final = 15.0
"""Seconds between two looks for what colleagues sent."""

LONGEST_WAIT: Final = 300.0
"""Seconds that a server is left alone at most after it failed again and again."""


@dataclass
class Timetable:
    """When the next exchange is due; all times are seconds of one clock that only goes forward.

    Attributes:
        next_at: When it is due; None while there is nothing to wait for.
        failures: Exchanges that failed since the last that worked.
    """

    next_at: float | None = 0.0
    failures: int = 0

    def saved(self, now: float) -> None:
        """Take note of a save: it is sent when there was no other for a moment.

        A server that is away is not asked sooner because of it.
        """
        if not self.failures:
            self.next_at = now + AFTER_SAVE

    def worked(self, now: float) -> None:
        """Take note of an exchange that worked."""
        self.failures = 0
        self.next_at = now + LOOK_EVERY

    def failed(self, now: float) -> None:
        """Take note of one that did not: each time the wait doubles."""
        self.failures += 1
        self.next_at = now + min(AFTER_SAVE * 2**self.failures, LONGEST_WAIT)

    def due(self, now: float) -> bool:
        """Tell whether it is time."""
        return self.next_at is not None and now >= self.next_at


def exchange_once(base: EvidenceBase, transport: httpx.BaseTransport | None = None) -> SyncReport:
    """Exchange everything with the inspection's server once.

    Raises:
        InspectorError: `no-server`, `server-away`, `wrong-server`, or what the server refused.
    """
    from inspector_app.judgement.answers import publish_openings
    from inspector_app.sync.client import ServerClient
    from inspector_app.sync.exchange import exchange, inspection_server

    client = ServerClient.to(base.vault.device, inspection_server(base), transport)
    try:
        return exchange(base, client, before_sealing=publish_openings)
    finally:
        client.close()


def in_courier() -> bool:
    """Tell whether this is the thread that talks to the server."""
    return threading.current_thread().name == SLOW_THREAD


class Courier:
    """Exchanges with the server, one exchange at a time, off every thread that matters.

    Args:
        base: Ours.
        work: The threads.
        seconds: A clock that only goes forward.
        transport: Another way to carry requests.
    """

    def __init__(
        self,
        base: EvidenceBase,
        work: Work,
        seconds: Callable[[], float],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base = base
        self._work = work
        self._seconds = seconds
        self._transport = transport
        self.timetable = Timetable()
        self.running = False

    @property
    def due(self) -> bool:
        """Whether an exchange should begin."""
        return not self.running and self.timetable.due(self._seconds())

    def saved(self) -> None:
        """Take note of a save."""
        self.timetable.saved(self._seconds())

    async def exchange(self) -> SyncReport:
        """Exchange now.

        Raises:
            InspectorError: As `exchange_once`.
        """
        self.running = True
        worked = False
        try:
            report = await self._work.slow(lambda: exchange_once(self._base, self._transport))
            worked = True
            return report
        finally:
            self.running = False
            now = self._seconds()
            if worked:
                self.timetable.worked(now)
            else:
                self.timetable.failed(now)
