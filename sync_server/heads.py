"""Connections on which nothing, or never a whole head of a request, comes are not kept.

How long a body may take is counted where it is read (`sync_server.limits`); before its head has
come there is no request yet, and the web server would wait for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync_server.doorway import Crowd, crowded

__all__ = ["ImpatientProtocol"]

HEAD_SECONDS = 10.0
"""From the connection, or the end of the answer before, to the end of a request's head."""


class ImpatientProtocol(H11Protocol):
    """HTTP on one connection, which is closed while it keeps nobody but us waiting.

    Args:
        crowd: who else is connected; one too many is told so, whatever it asks.
        given: what the web server gives.
    """

    _until: asyncio.TimerHandle | None = None

    def __init__(self, crowd: Crowd, **given: Any) -> None:
        super().__init__(**given)
        self._crowd = crowd

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a head."""
        super().connection_made(transport)
        if self.client is not None and self._crowd.is_beyond(self.client):
            self.app = crowded
        self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Reads what has come; waits on if that is no whole head yet."""
        super().handle_events()
        self._wait_or_not()

    def _wait_or_not(self) -> None:
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._wait_no_more()
        elif self._until is None:
            self._until = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._until is not None:
            self._until.cancel()
            self._until = None
