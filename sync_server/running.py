"""A server put together from its parts, in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sync_server.app import create_app
from sync_server.board import Board
from sync_server.identity import ServerIdentity
from sync_server.inspections import Inspections
from sync_server.metrics import Measured
from sync_server.news import News
from sync_server.serving import Listener, ReadyServer, serve_until_stopped
from sync_server.store import Store, open_store
from sync_server.workers import serve_by_workers, worker_error

__all__ = ["Served"]


@dataclass(frozen=True)
class Served:
    """What is served.

    Args:
        database: the URL of its store.
        identity: its key and certificate.
        token: who knows it sees the figures; None: this machine only.
    """

    database: str
    identity: ServerIdentity
    token: str | None

    def serve(
        self, workers: int, listen: Callable[[], Listener], ready: Callable[[Listener], None]
    ) -> None:
        """Serves until SIGTERM or SIGINT.

        Args:
            workers: how many processes answer; one is this one.
            listen: binds the address, once it is sure that the store may be served.
            ready: called once, when it answers.

        Raises:
            ServerError: when it cannot start.
        """
        with closing(open_store(self.database)) as store:
            refused = worker_error(workers, shared=store.shared)
            if refused is not None:
                raise refused
            with store.serving(), listen() as listener:
                if workers == 1:
                    self._work(store, listener, lambda: ready(listener))
                else:
                    store.close()  # else its connections would be everybody's
                    self._by_workers(workers, listener, lambda: ready(listener))

    def _by_workers(self, workers: int, listener: Listener, ready: Callable[[], None]) -> None:
        board = Board(workers)

        def work(place: int, answers: Callable[[], None]) -> None:
            with closing(open_store(self.database)) as store:
                self._work(store, listener, answers, board, place)

        serve_by_workers(workers, work, ready)

    def _work(
        self,
        store: Store,
        listener: Listener,
        ready: Callable[[], None],
        board: Board | None = None,
        place: int = 0,
    ) -> None:
        news = News()
        inspections = Inspections(store, news)
        app = create_app(store, self.identity, _now, os.urandom, inspections)
        measured = Measured(app, self.token, board, place)
        server = ReadyServer(measured, self.identity, stopping=news.close)
        with store.listening(inspections.heard):
            serve_until_stopped(server, listener, ready)


def _now() -> datetime:
    return datetime.now(UTC)
