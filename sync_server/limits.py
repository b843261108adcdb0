"""How much a request may bring: counted while it is read, so that memory stays bounded."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.entries import LARGEST_ENTRY
from schemas.wire import PAGE_BYTES
from sync_server.refusals import Refusal

__all__ = ["LARGEST_PUSH", "LARGEST_REQUEST", "LARGEST_TEAM", "BodyLimit"]

LARGEST_PUSH = PAGE_BYTES + LARGEST_ENTRY
"""Bytes of one push: a page, and the entry that filled it."""

LARGEST_TEAM = 16 * 1024 * 1024
"""Bytes of a whole team chain, as JSON."""

LARGEST_REQUEST = 1024 * 1024
"""Bytes of any other request."""


class BodyLimit:
    """Refuses a body above its path's limit: by its declared length, or once it has grown there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with a reader that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _limit(scope["path"])
        read = _declared(scope) if _declared(scope) > limit else 0

        async def counted() -> Message:
            nonlocal read
            if read <= limit:
                message = await receive()
                read += len(message.get("body", b""))
            if read > limit:
                raise Refusal("too-large", f"The server takes {limit} bytes at once here.")
            return message

        await self._app(scope, counted, send)


def _limit(path: str) -> int:
    if path.endswith("/push"):
        return LARGEST_PUSH
    if path.endswith(("/team", "/inspections")):
        return LARGEST_TEAM
    return LARGEST_REQUEST


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
