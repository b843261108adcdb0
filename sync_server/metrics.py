"""How much is asked and how long it takes, for Prometheus: counts and durations, no ids.

A call is named by the words of its path that are the same for everybody; whatever else somebody
asks is `other`. So nothing here tells of an inspection, a device or a person.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync_server.errors import ServerError

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
_UP_TO = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; the bounds of the histogram."""

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
    """

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self._app = app
        self._token = token
        self._answered: Counter[tuple[str, int]] = Counter()
        self._slots: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._bytes: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._started = time.time()

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
            self._bytes["received"] += len(message.get("body", b""))
            return message

        async def counting_out(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            self._bytes["sent"] += len(message.get("body", b""))
            await send(message)

        self._open[call] += 1
        try:
            await self._app(scope, counting_in, counting_out)
        finally:
            self._open[call] -= 1
            self._count(call, status, time.perf_counter() - begun)

    def _count(self, call: str, status: int, seconds: float) -> None:
        self._answered[call, status] += 1
        if not call.endswith("events"):  # which lasts as long as somebody listens
            self._slots[call, bisect_left(_UP_TO, seconds)] += 1
            self._seconds[call] += seconds

    def _figures(self, scope: Scope) -> Response:
        if scope["method"] != "GET" or not self._lets_in(scope):
            told = {"code": "bad-request", "message": "Not Found"}
            return JSONResponse({"error": told}, 404)
        return PlainTextResponse("".join(self._lines()), media_type=_FORMAT)

    def _lets_in(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        if self._token is not None:
            said = headers.get(b"authorization", b"")
            return hmac.compare_digest(said, f"Bearer {self._token}".encode())
        # Whom a proxy on this machine speaks for may be anywhere.
        return _is_here(scope.get("client")) and not _PROXIES & headers.keys()

    def _lines(self) -> Iterator[str]:
        yield from _headed("inspector_requests_total", "counter", "Answers by call and status.")
        for (call, status), count in sorted(self._answered.items()):
            yield f'inspector_requests_total{{call="{call}",status="{status}"}} {count}\n'
        name = "inspector_request_seconds"
        yield from _headed(name, "histogram", "Seconds from question to the end of the answer.")
        for call in sorted(self._seconds):
            counts = [self._slots[call, slot] for slot in range(len(_UP_TO) + 1)]
            for slot, bound in enumerate((*map(str, _UP_TO), "+Inf")):
                below = sum(counts[: slot + 1])
                yield f'{name}_bucket{{call="{call}",le="{bound}"}} {below}\n'
            yield f'{name}_sum{{call="{call}"}} {self._seconds[call]:.6f}\n'
            yield f'{name}_count{{call="{call}"}} {sum(counts)}\n'
        yield from _headed("inspector_bytes_total", "counter", "Bytes of bodies.")
        for way in ("received", "sent"):
            yield f'inspector_bytes_total{{way="{way}"}} {self._bytes[way]}\n'
        yield from _headed("inspector_open_requests", "gauge", "Requests under way, by call.")
        for call, count in sorted(self._open.items()):
            yield f'inspector_open_requests{{call="{call}"}} {count}\n'
        yield from _headed("inspector_start_time_seconds", "gauge", "When the server started.")
        yield f"inspector_start_time_seconds {self._started:.0f}\n"


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


def _headed(name: str, kind: str, says: str) -> tuple[str, str]:
    return f"# HELP {name} {says}\n", f"# TYPE {name} {kind}\n"
