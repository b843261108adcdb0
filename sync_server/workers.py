"""Several processes that answer at one address: one sees to it that the others are there.

The one only watches: it holds no connection to the database and answers nobody. A worker that is
killed is started anew; what it had acknowledged is in the database, and whoever waited asks again.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from sync_server.errors import ServerError
from sync_server.process import end_with_parent

__all__ = ["serve_by_workers", "worker_error"]

_PAUSE_SECONDS = 1.0
"""Before a worker is started in the place of one that ended by itself."""

_STOPS = (signal.SIGTERM, signal.SIGINT)

_log = logging.getLogger(__name__)


def worker_error(workers: int, *, shared: bool) -> ServerError | None:
    """Why so many workers cannot serve, if they cannot.

    Args:
        workers: how many are wanted.
        shared: whether the store may be served by more than one.
    """
    if workers == 1:
        return None
    if not shared:
        return ServerError(
            "one-worker-only",
            "A store in a file is served by one process.",
            kept="Nothing was changed.",
            next_step="Leave out --workers, or keep the store in PostgreSQL.",
        )
    if sys.platform == "win32":
        return ServerError(
            "one-worker-only",
            "On this system one process answers at an address.",
            kept="Nothing was changed.",
            next_step="Leave out --workers.",
        )
    return None


def serve_by_workers(
    count: int, serve: Callable[[int, Callable[[], None]], None], ready: Callable[[], None]
) -> None:
    """Serves until SIGTERM or SIGINT, by so many processes that are children of this one.

    Args:
        count: how many.
        serve: what each does until it is told to stop; it is given its place among them, which
            whoever is started instead of it takes over, and what to call once it answers.
        ready: called once, when all answer.

    Raises:
        ServerError: when one of them ends before it answers for the first time.
    """
    crew = _Crew(serve)
    for stop in _STOPS:
        signal.signal(stop, crew.stop)
    try:
        if all(crew.start(place) for place in range(count)):
            ready()
        elif not crew.stopping.is_set():
            raise ServerError(
                "not-started",
                "The server did not start.",
                kept="Its store is as it was.",
                next_step="Look at the log for the reason.",
            )
        crew.keep()
    finally:
        crew.stop()
        crew.wait()


class _Crew:
    """The workers that are there."""

    def __init__(self, serve: Callable[[int, Callable[[], None]], None]) -> None:
        self.stopping = threading.Event()
        self._serve = serve
        self._there: dict[int, int] = {}
        """The place of each, by its process."""

    def start(self, place: int) -> bool:
        """Starts one and waits until it answers; says whether it does."""
        if self.stopping.is_set():
            return False
        heard, told = os.pipe()
        # Held back: what is meant for the one that watches must not find it in its child.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        watching = os.getpid()
        child = os.fork()
        if child == 0:
            os.close(heard)
            end_with_parent(watching)
            self._work(place, told)
        self._there[child] = place
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(told)
        with os.fdopen(heard, "rb") as pipe:
            return bool(pipe.read(1))

    def keep(self) -> None:
        """Starts another one for each that ends, until it is to stop."""
        while not self.stopping.is_set():
            place = self._ended()
            if not self.stopping.is_set():
                _log.error("a worker has ended: another one takes its place")
                self.stopping.wait(_PAUSE_SECONDS)
                self.start(place)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Tells all of them to stop; requests under way are finished."""
        self.stopping.set()
        for child in list(self._there):
            with suppress(ProcessLookupError):  # it has ended just now
                os.kill(child, signal.SIGTERM)

    def wait(self) -> None:
        """Waits until all have ended."""
        while self._there:
            self._ended()

    def _ended(self) -> int:
        """Waits until one of them has ended, and says which place is free."""
        return self._there.pop(os.waitpid(-1, 0)[0])

    def _work(self, place: int, told: int) -> None:
        """What a worker does; it does not return."""
        status = 1
        try:
            for stop in _STOPS:
                signal.signal(stop, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

            def ready() -> None:
                os.write(told, b".")
                os.close(told)

            self._serve(place, ready)
            status = 0
        except ServerError as error:
            _log.error("%s %s", error.message, error.next_step)
        finally:
            os._exit(status)
