"""How many connections are open at a time, in all and from one address, and how more are refused.

Every connection takes a file descriptor, of which a process has few: without a limit whoever opens
enough of them keeps the server from its own database. What is counted is what is open, from the
moment it is accepted, TLS or not, until it is closed; a stream of events is one of them.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import sys
from collections import Counter
from contextlib import suppress
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from sync_server.refusals import STATUSES

__all__ = ["CONNECTIONS", "CONNECTIONS_OF_AN_ADDRESS", "Crowd", "Doorway", "crowded", "places"]

CONNECTIONS = 2048
"""Connections that are served at a time: every stream of events, and as many again."""

CONNECTIONS_OF_AN_ADDRESS = 256
"""Connections that are served at a time from one address: an office, or a proxy before a team."""

_TOLD = 32
"""So many more are let in, in all and from one address, only to be told that it is full."""

_OWN_FILES = 256
"""Descriptors that are kept for the database, its backups and the log."""

_RETRY_SECONDS = 10
_CONTENT = {
    "error": {"code": "server-full", "message": "Too many connections are open: ask again later."}
}
_HEADERS = {"Retry-After": str(_RETRY_SECONDS), "Connection": "close"}


class Crowd:
    """Who is connected now. Belongs to one event loop.

    Args:
        most: connections that are served at a time.
        of_an_address: likewise from one address (one /64 network of IPv6).
    """

    def __init__(self, most: int, of_an_address: int) -> None:
        self._most = most
        self._each = of_an_address
        self._there: Counter[str] = Counter()
        self._beyond: set[tuple[str, int]] = set()

    @property
    def connected(self) -> int:
        """How many are connected."""
        return self._there.total()

    def is_beyond(self, peer: tuple[str, int]) -> bool:
        """Whether there was no place for this one any more when it came."""
        return peer in self._beyond

    def come(self, peer: tuple[str, int]) -> bool:
        """One more, who is to be shut out when this is false."""
        whence = _whence(peer[0])
        self._there[whence] += 1
        beyond = max(self.connected - self._most, self._there[whence] - self._each)
        if beyond > 0:
            self._beyond.add(peer)
        if beyond <= _TOLD:
            return True
        self.go(peer)
        return False

    def go(self, peer: tuple[str, int]) -> None:
        """One less."""
        whence = _whence(peer[0])
        self._there[whence] -= 1
        if not self._there[whence]:
            del self._there[whence]
        self._beyond.discard(peer)


class Doorway(socket.socket):
    """A socket that listens, and accepts no more than there is room for.

    Whoever is one too many is hung up on before a byte is read; over plain HTTP with an answer.
    Windows accepts past this class, and has no small number of descriptors either.
    """

    crowd: Crowd
    in_clear = False

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection.

        Raises:
            ConnectionAbortedError: when there is no room for it.
        """
        came, address = super().accept()
        peer = (address[0], address[1])
        if self.crowd.come(peer):
            return _Guest(came, self.crowd, peer), address
        with came, suppress(OSError):
            if self.in_clear:
                came.setblocking(False)
                came.send(_whole_answer())
        raise ConnectionAbortedError


class _Guest(socket.socket):
    """A connection that is counted until it is closed."""

    def __init__(self, came: socket.socket, crowd: Crowd, peer: tuple[str, int]) -> None:
        super().__init__(came.family, came.type, came.proto, came.detach())
        self._crowd: Crowd | None = crowd
        self._peer = peer

    def close(self) -> None:
        """Lets go of it, once."""
        super().close()
        if self._crowd is not None:
            self._crowd.go(self._peer)
            self._crowd = None


async def crowded(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers whoever is let in only to be told that there is no room."""
    await JSONResponse(_CONTENT, STATUSES["server-full"], _HEADERS)(scope, receive, send)


def places(wanted: int) -> int:
    """How many connections this process can serve, at most so many: it asks the system for more.

    Returns:
        fewer where the system's limit on open files is lower.
    """
    needed = wanted + _TOLD + _OWN_FILES
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if resource.RLIM_INFINITY not in (soft, hard):
            wished = min(max(soft, needed), hard)
        else:
            wished = max(soft, needed) if soft != resource.RLIM_INFINITY else soft
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))
            soft = wished
        if soft != resource.RLIM_INFINITY:
            return max(1, min(wanted, soft - _TOLD - _OWN_FILES))
    return wanted


def _whence(address: str) -> str:
    """What counts as one address: a network of IPv6 is had by one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _whole_answer() -> bytes:
    body = json.dumps(_CONTENT).encode()
    headers = {**_HEADERS, "Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = ["HTTP/1.1 503 Service Unavailable", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
