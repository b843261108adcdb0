"""Answering on a socket: TLS 1.3, or plain HTTP on this machine only."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self, cast

import uvicorn
from starlette.types import ASGIApp

from sync_server.doorway import CONNECTIONS, CONNECTIONS_OF_AN_ADDRESS, Crowd, Doorway
from sync_server.errors import ServerError
from sync_server.heads import ImpatientProtocol
from sync_server.identity import ServerIdentity

__all__ = ["Listener", "ReadyServer", "listen", "serve_until_stopped"]

_PATIENCE_SECONDS = 5
"""How long requests under way may take when the server is told to stop."""

_STREAM_SECONDS = 1.0
"""How long a stream of events may take to end: it says nothing more, and nothing of it is lost."""

_LOOK_SECONDS = 0.005
"""How often it looks meanwhile whether they are done."""


@dataclass(frozen=True)
class Listener:
    """A socket that is bound, and the address by which it is reached. Closed after the block."""

    bound: Doorway
    url: str

    def __enter__(self) -> Self:
        """Nothing more: it is bound already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Lets go of the address."""
        self.bound.close()


def listen(host: str, port: int, identity: ServerIdentity, crowd: Crowd | None = None) -> Listener:
    """Binds an address.

    Args:
        host: name or address of this machine.
        port: 0 for any that is free.
        identity: without a certificate only loopback addresses are bound.
        crowd: counts who is connected, and says who is one too many.

    Raises:
        ServerError: when the address is not this machine's, taken, or would carry plain HTTP
            over a network.
    """
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
    except (OSError, OverflowError):
        raise _unusable("That host or port is not one of this machine's.") from None
    if identity.certificate is None and not ipaddress.ip_address(address[0]).is_loopback:
        raise ServerError(
            "certificate-needed",
            "Without a certificate the server answers on this machine only.",
            kept="Nothing was changed.",
            next_step="Add --certificate auto, or a certificate file, or leave out --host.",
        )
    # The protocol is named: else the event loop would not send small answers at once.
    bound = Doorway(family, kind, protocol)
    bound.crowd = crowd or Crowd(CONNECTIONS, CONNECTIONS_OF_AN_ADDRESS)
    bound.in_clear = identity.certificate is None
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise _unusable(f"The server cannot answer there: {error.strerror}.") from None
    scheme = "http" if identity.certificate is None else "https"
    shown = f"[{host}]" if ":" in host else host
    return Listener(bound, f"{scheme}://{shown}:{bound.getsockname()[1]}")


class ReadyServer(uvicorn.Server):
    """Serves an application and says when it answers.

    Args:
        app: what answers.
        identity: whose certificate TLS uses.
        stopping: called once when it stops, before it waits for requests under way: ends what
            would go on by itself.

    Raises:
        ServerError: when the certificate's file cannot be used.
    """

    def __init__(
        self, app: ASGIApp, identity: ServerIdentity, stopping: Callable[[], None] = lambda: None
    ) -> None:
        self._stopping = stopping
        context = None if identity.certificate is None else _tls(identity.certificate)
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                # The access log would tell who asked for which inspection and when.
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                ssl_context_factory=None if context is None else lambda _, __: context,
            )
        )
        self._ready: Callable[[], None] | None = None
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def answer(self, listener: Listener, ready: Callable[[], None]) -> None:
        """Serves until it is told to stop; `ready` is called once, when it answers."""
        self._ready = ready
        protocol = partial(ImpatientProtocol, listener.bound.crowd)
        self.config.http = cast("type[ImpatientProtocol]", protocol)  # it is only ever called
        self.run(sockets=[listener.bound])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to answer, then says so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self._ready is not None:
            self._ready()

    def stop(self) -> None:
        """Tells it to stop; from any thread. Requests under way are finished."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # it has stopped already
                self._loop.call_soon_threadsafe(self._told.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal tells it to stop; a second one, not to wait for requests either."""
        super().handle_exit(sig, frame)
        self.stop()

    async def main_loop(self) -> None:
        """Serves until it is told to stop, and notices that at once."""
        tenths = 0  # of a second: the web server counts them, and tells the time once in ten
        while not await self.on_tick(tenths):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._told.wait()
            tenths += 10

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more requests, lets those under way finish, and waits for nothing else."""
        for server in self.servers:
            server.close()
        for bound in sockets or ():
            bound.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        self._stopping()
        asyncio.get_running_loop().call_later(_STREAM_SECONDS, self._cut_streams)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while (state.connections or state.tasks) and not self.force_exit:
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            for task in state.tasks:
                task.cancel()

    def _cut_streams(self) -> None:
        """Hangs up on whoever does not even read that their stream has ended."""
        for connection in list(self.server_state.connections):
            if (getattr(connection, "scope", None) or {}).get("path", "").endswith("/events"):
                connection.transport.abort()


def serve_until_stopped(server: ReadyServer, listener: Listener, ready: Callable[[], None]) -> None:
    """Serves in this thread until SIGTERM or SIGINT; requests under way are finished."""
    # uvicorn raises the signal again once it has stopped: it is answered then.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda _, __: None)
    server.answer(listener, ready)


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(certificate)
    except OSError:
        raise ServerError(
            "identity-not-usable",
            "The certificate file does not hold a certificate and its key.",
            kept="Nothing was changed.",
            next_step="Give a PEM file with the certificate chain followed by its private key.",
        ) from None
    return context


def _unusable(message: str) -> ServerError:
    return ServerError(
        "address-not-usable",
        message,
        kept="Nothing was changed.",
        next_step="Choose another --host or --port; port 0 takes any that is free.",
    )
