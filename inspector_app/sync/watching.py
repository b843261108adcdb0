"""Exchanging again and again: when this laptop has something to send, or the server to give."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sync.attention import Attention
from inspector_app.sync.report import SyncReport
from inspector_app.sync.whereabouts import inspection_server

__all__ = ["Watch"]

_LOOK = 0.5
"""Seconds between two looks whether another program of this home has saved something."""


class Watch:
    """Exchanges in the thread that calls it, until an exception ends it.

    Args:
        base: ours.
        exchange: exchanges once.
        after_save: seconds to wait after a save; asked for at each.
        worked: told what came of an exchange.
        failed: told why one did not work.
        deaf: told why the server could not be listened to although exchanges work.
    """

    def __init__(
        self,
        base: EvidenceBase,
        exchange: Callable[[], SyncReport],
        *,
        after_save: Callable[[], float],
        worked: Callable[[SyncReport], None],
        failed: Callable[[InspectorError], None],
        deaf: Callable[[InspectorError], None],
    ) -> None:
        self._base = base
        self._exchange = exchange
        self._after_save = after_save
        self._worked = worked
        self._failed = failed
        self._deaf = deaf
        self._roused = threading.Event()
        self._attention = Attention(base, time.monotonic, self._roused.set)
        self._newest, self._head = 0, ""
        self._well = False
        self._deafness: InspectorError | None = None
        self._told_deaf = ""

    def run(self) -> None:
        """Goes on and on.

        Raises:
            InspectorError: `no-server`.
        """
        inspection_server(self._base)
        try:
            while True:
                self._look()
                if self._attention.due:
                    self._exchange_once()
                elif self._roused.wait(_LOOK):
                    self._roused.clear()
        finally:
            self._attention.stop()

    def _look(self) -> None:
        if self._written():
            self._attention.timetable.saved(time.monotonic(), self._after_save())
        news = self._attention.heard()
        self._attention.note(news)
        if news.answered:
            self._deafness, self._told_deaf = None, ""
        elif news.trouble is not None:
            self._deafness = news.trouble

    def _written(self) -> bool:
        """Whether another program of this home has saved, or changed the team, since the last look.

        What an exchange brings into the team looks the same, and costs one that brings nothing.
        """
        newest, head = self._base.newest_unsealed(), self._base.team.chain.head.record
        found = newest > self._newest or head != self._head
        self._newest, self._head = max(newest, self._newest), head
        return found

    def _exchange_once(self) -> None:
        self._attention.begun()
        try:
            report = self._exchange()
        except InspectorError as error:
            self._attention.failed()
            self._failed(error)
            self._well = False
            return
        self._attention.worked(report, inspection_server(self._base))
        self._worked(report)
        # What could not be heard while the server was away says nothing about listening.
        if self._well and self._deafness is not None and self._deafness.code != self._told_deaf:
            self._told_deaf = self._deafness.code
            self._deaf(self._deafness)
        self._deafness, self._well = None, True
