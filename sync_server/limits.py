"""How much a request may bring, how long it may take, and how many may listen at a time.

A small body may come from anybody; a larger one is read only from a device that is logged in, so
that strangers can fill neither memory nor time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.entries import LARGEST_ENTRY
from schemas.wire import PAGE_BYTES
from sync_server.refusals import Refusal

__all__ = [
    "HEARTBEAT_SECONDS",
    "LARGEST_PUSH",
    "LARGEST_REQUEST",
    "LARGEST_TEAM",
    "LARGEST_UNKNOWN",
    "MOST_WAITING",
    "STREAMS",
    "STREAMS_OF_A_DEVICE",
    "BodyLimit",
]

LARGEST_PUSH = PAGE_BYTES + LARGEST_ENTRY
"""Bytes of one push: a page, and the entry that filled it."""

LARGEST_TEAM = 16 * 1024 * 1024
"""Bytes of a whole team chain, as JSON."""

LARGEST_REQUEST = 1024 * 1024
"""Bytes of any other request."""

LARGEST_UNKNOWN = 64 * 1024
"""Bytes of a request without a good token: a device card and a sealed request are far smaller."""

STREAMS_OF_A_DEVICE = 4
"""Streams of events that one device may have open: its screens and a command, and some to spare."""

STREAMS = 1024
"""Streams of events that are open at a time, in all inspections."""

MOST_WAITING = 64
"""Events that wait for one slow reader; one more, and its stream ends."""

HEARTBEAT_SECONDS = 15.0
"""After so much silence a stream says that it is still there."""

_SECONDS = 30.0
_BYTES_A_SECOND = 8 * 1024


class BodyLimit:
    """Refuses a body above its path's limit, from a stranger, or too slow.

    Args:
        app: what is behind.
        device: the device that an `Authorization` header speaks for, or a `Refusal`.
        seconds: how long a body may take, and as long again for each of its bytes as a slow line
            needs (8 KiB a second).
    """

    def __init__(
        self, app: ASGIApp, device: Callable[[str | None], str], seconds: float = _SECONDS
    ) -> None:
        self._app = app
        self._device = device
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with a reader that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _Counted(scope, receive, self._device, self._seconds), send)


class _Counted:
    """Reads one request's body."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        device: Callable[[str | None], str],
        seconds: float,
    ) -> None:
        self._receive = receive
        self._device = device
        self._seconds = seconds
        self._authorization = _header(scope, b"authorization")
        self._limit = _limit(scope["path"])
        declared = _header(scope, b"content-length") or "0"
        # What is no number is refused before it comes here.
        self._size = int(declared[:16]) if declared.isascii() and declared.isdigit() else 0
        self._read = 0
        self._known = self._complete = False
        self._begun = asyncio.get_running_loop().time()

    async def __call__(self) -> Message:
        """The next piece of the body; afterwards, that the other side has gone."""
        if self._complete:
            return await self._receive()
        await self._allow()
        message = await self._in_time()
        self._read += len(message.get("body", b""))
        self._size = max(self._size, self._read)
        await self._allow()
        self._complete = not message.get("more_body", False)
        return message

    async def _allow(self) -> None:
        if self._size > self._limit:
            raise Refusal("too-large", f"The server takes {self._limit} bytes at once here.")
        if self._size > LARGEST_UNKNOWN and not self._known:
            await run_in_threadpool(self._device, self._authorization)
            self._known = True

    async def _in_time(self) -> Message:
        until = self._begun + self._seconds + self._read / _BYTES_A_SECOND
        try:
            async with asyncio.timeout_at(until):
                return await self._receive()
        except TimeoutError:
            raise Refusal("bad-request", "The request comes too slowly.", status=408) from None


def _limit(path: str) -> int:
    if path.endswith("/push"):
        return LARGEST_PUSH
    if path.endswith(("/team", "/inspections")):
        return LARGEST_TEAM
    return LARGEST_REQUEST


def _header(scope: Scope, wanted: bytes) -> str | None:
    for name, value in scope["headers"]:
        if name == wanted:
            return bytes(value).decode("latin-1")
    return None
