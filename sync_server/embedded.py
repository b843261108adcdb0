"""A server inside another program, on this machine only: for the demonstration and for tests."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.identifiers import Clock, Randomness
from sync_server.app import create_app
from sync_server.auth import make_code
from sync_server.errors import ServerError
from sync_server.file_store import FileStore
from sync_server.identity import open_identity
from sync_server.inspections import Inspections
from sync_server.limits import HEARTBEAT_SECONDS
from sync_server.news import News
from sync_server.serving import Listener, ReadyServer, listen

__all__ = ["EmbeddedServer"]

_HOST = "127.0.0.1"


class EmbeddedServer:
    """Serves a folder on a free loopback port from a thread of its own while the block lasts.

        with EmbeddedServer(folder, clock, os.urandom) as server:
            ... server.url, server.enrolment_code() ...

    Entering returns once the server answers; leaving returns once it has stopped. The folder may
    be served again later, by this class or by the command line.

    Args:
        folder: keeps the store (`server.db`) and the identity (`identity/`).
        clock: the server's clock.
        randomness: draws its key, nonces, tokens and codes.
        certificate: `auto` for TLS by a certificate of its own, None for plain HTTP.
        heartbeat: seconds of silence after which a stream of events says that it is still there.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        randomness: Randomness,
        *,
        certificate: str | None = None,
        heartbeat: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._randomness = randomness
        self._certificate = certificate
        self._heartbeat = heartbeat
        self.news = News()
        self.url = ""
        self.server = ""
        self.certificate_sha256: str | None = None

    def __enter__(self) -> Self:
        """Starts the server.

        Raises:
            ServerError: when the folder cannot be used or is being served already.
        """
        with ExitStack() as undo:
            identity = open_identity(
                self._folder / "identity", self._certificate, _HOST, self._clock, self._randomness
            )
            store = FileStore(self._folder / "server.db")
            undo.callback(store.close)
            undo.enter_context(store.serving())
            self.news = News()
            inspections = Inspections(store, self.news)
            app = create_app(
                store, identity, self._clock, self._randomness, inspections, self._heartbeat
            )
            listener = undo.enter_context(listen(_HOST, 0, identity))
            undo.enter_context(
                _answering(ReadyServer(app, identity, stopping=self.news.close), listener)
            )
            self._undo = undo.pop_all()
        self._store = store
        self.crowd = listener.bound.crowd
        self.url, self.server = listener.url, identity.id
        self.certificate_sha256 = identity.certificate_sha256
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops it; requests under way are finished."""
        self._undo.close()

    def enrolment_code(self) -> str:
        """A one-time code that lets a device bring inspections."""
        return make_code(self._store, self._clock, self._randomness).code


@contextmanager
def _answering(server: ReadyServer, listener: Listener) -> Iterator[None]:
    """Serves from another thread, from when the server answers until the block ends."""
    # Whoever embeds the server decides where its warnings go; by default nowhere, since the
    # terminal may be showing something else.
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    answered = threading.Event()

    def serve() -> None:
        try:
            server.answer(listener, answered.set)
        finally:
            answered.set()

    thread = threading.Thread(target=serve, name="inspector-server", daemon=True)
    thread.start()
    answered.wait()
    try:
        if not server.started:
            raise ServerError(
                "not-started",
                "The server did not start.",
                kept="Its store is as it was.",
                next_step="Look at the log for the reason.",
            )
        yield
    finally:
        server.stop()
        thread.join()
