"""How much is asked and how long it takes, for Prometheus: counts and durations, no ids.

A call is named by the words of its path that are the same for everybody; whatever else somebody
asks is `other`. So nothing here tells of an inspection, a device or a person.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from pathlib import Path

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync_server.board import Board
from sync_server.errors import ServerError
from sync_server.figures import Figures

__all__ = ["PATH", "Measured", "read_token"]

PATH = "/metrics"

_WORDS = frozenset(
    {
        "blobs",
        "challenge",
        "enrol",
        "events",
        "feed",
        "hello",
        "inspections",
        "login",
        "mailboxes",
        "pull",
        "push",
        "requests",
        "team",
        "vector",
    }
)
_METHODS = frozenset({"GET", "POST", "PUT"})
_OFTEN_SECONDS = 0.5
"""Workers know of each other's figures as late as this."""

_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_SHORTEST = 16
_PROXIES = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"})


def read_token(file: Path) -> str:
    """The token that whoever asks must know, from the first line of a file.

    Raises:
        ServerError: when it cannot be read, or is too short to be one.
    """
    try:
        token = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, ValueError):
        token = ""
    if len(token) < _SHORTEST or not token.isascii():
        raise ServerError(
            "token-not-usable",
            f"The file of the token for {PATH} does not hold {_SHORTEST} letters or more.",
            kept="Nothing was changed.",
            next_step="Put a random word of letters and digits on its first line.",
        )
    return token


class Measured:
    """Counts and times what goes through, and answers `/metrics`.

    Args:
        app: what is behind.
        token: asked of whoever wants the figures; None lets in this machine only.
        board: where other workers' figures stand, if there are any, and
        place: where on it this one's do.
    """

    def __init__(
        self, app: ASGIApp, token: str | None = None, board: Board | None = None, place: int = 0
    ) -> None:
        self._app = app
        self._token = token
        self._board = board
        self._place = place
        before = None if board is None else board.read(place)
        self._own = before or Figures()
        # Whoever had them open before is no more.
        self._own.open.clear()
        self._writing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers with the figures."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == PATH:
            await self._figures(scope)(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        call, begun = _call(scope), time.perf_counter()
        status = 0  # nobody was there any more to be answered

        async def counting_in() -> Message:
            message = await receive()
            self._own.bytes["received"] += len(message.get("body", b""))
            return message

        async def counting_out(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            self._own.bytes["sent"] += len(message.get("body", b""))
            await send(message)

        self._own.open[call] += 1
        try:
            await self._app(scope, counting_in, counting_out)
        finally:
            self._own.open[call] -= 1
            self._own.count(call, status, time.perf_counter() - begun)
            self._write_soon()

    def _write_soon(self) -> None:
        """Has the figures written for the others, once for all that comes until then."""
        if self._board is not None and not self._writing:
            self._writing = True
            asyncio.get_running_loop().call_later(_OFTEN_SECONDS, self._write)

    def _write(self) -> None:
        self._writing = False
        if self._board is not None:
            self._board.write(self._place, self._own)

    def _figures(self, scope: Scope) -> Response:
        if scope["method"] != "GET" or not self._lets_in(scope):
            told = {"code": "bad-request", "message": "Not Found"}
            return JSONResponse({"error": told}, 404)
        found = Figures()
        found.add(self._own)
        for other in () if self._board is None else self._board.others(self._place):
            found.add(other)
        return PlainTextResponse("".join(found.lines()), media_type=_FORMAT)

    def _lets_in(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        if self._token is not None:
            said = headers.get(b"authorization", b"")
            return hmac.compare_digest(said, f"Bearer {self._token}".encode())
        # Whom a proxy on this machine speaks for may be anywhere.
        return _is_here(scope.get("client")) and not _PROXIES & headers.keys()


def _call(scope: Scope) -> str:
    """A call without anything that differs from one to the next."""
    method = scope["method"] if scope["method"] in _METHODS else "other"
    words = [word for word in scope["path"].split("/")[2:] if word in _WORDS]
    return f"{method} {words[-1] if words else 'other'}"


def _is_here(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
