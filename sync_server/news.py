"""Who listens in which inspection, and what they have still to be told."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from schemas.events import TeamGrew, Tip, event
from sync_server.limits import MOST_WAITING, STREAMS, STREAMS_OF_A_DEVICE
from sync_server.refusals import Refusal

__all__ = ["Hearing", "News"]


class Hearing:
    """What one open stream has still to tell. It is made in the event loop that tells it.

    Args:
        inspection: where.
        device: who listens.
    """

    def __init__(self, inspection: str, device: str) -> None:
        self.inspection = inspection
        self.device = device
        self._loop = asyncio.get_running_loop()
        self._roused = asyncio.Event()
        self._lock = threading.Lock()
        self._waiting: deque[bytes] = deque()
        self._over = False

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        with self._lock:
            return self._over and not self._waiting

    def put(self, told: bytes) -> None:
        """Has an event told; from any thread. Who reads too slowly for it hears nothing more."""
        with self._lock:
            if self._over:
                return
            if len(self._waiting) < MOST_WAITING:
                self._waiting.append(told)
            else:
                self._waiting.clear()
                self._over = True
        self._rouse()

    def end(self, last: bytes | None = None) -> None:
        """Ends the stream; from any thread.

        Args:
            last: the only event that is still told.
        """
        with self._lock:
            if self._over:
                return
            self._waiting = deque() if last is None else deque([last])
            self._over = True
        self._rouse()

    async def wait(self, seconds: float) -> bytes:
        """What is to be told next; nothing when so many seconds passed without news."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._roused.wait()
        with self._lock:
            self._roused.clear()
            told = b"".join(self._waiting)
            self._waiting.clear()
            if self._over:
                self._roused.set()
        return told

    def _rouse(self) -> None:
        with suppress(RuntimeError):  # the loop has stopped already
            self._loop.call_soon_threadsafe(self._roused.set)


class News:
    """Tells the open streams of an inspection what is new there.

    It knows the streams of this process. Of what another process wrote to a store that several
    serve, it is told by the inspection that has caught up (`Inspections.heard`).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: list[Hearing] = []
        self._closed = False

    @contextmanager
    def listen(self, inspection: str, device: str) -> Iterator[Hearing]:
        """A stream's share of the news while the block lasts.

        A laptop whose line broke may have streams that nobody reads: its newest ones stay.

        Raises:
            Refusal: when as many listen as the server can bear.
        """
        hearing = Hearing(inspection, device)
        with self._lock:
            if len(self._open) >= STREAMS:
                raise Refusal("server-full", "Too many listen here: ask again later.")
            own = [each for each in self._open if each.device == device and not each.over]
            for oldest in own[: max(0, len(own) + 1 - STREAMS_OF_A_DEVICE)]:
                oldest.end()
            self._open.append(hearing)
            if self._closed:
                hearing.end()
        try:
            yield hearing
        finally:
            with self._lock:
                self._open.remove(hearing)

    def tell(self, inspection: str, tips: Iterable[Tip]) -> None:
        """Says which entries are new at the ends of their feeds; from any thread."""
        told = [event("tip", tip) for tip in tips]
        for hearing in self.listening(inspection):
            for each in told:
                hearing.put(each)

    def tell_team(self, inspection: str, head: str, member: Callable[[str], bool]) -> None:
        """Says that the team has changed and ends every stream; from any thread.

        Args:
            inspection: whose team.
            head: the record that stands now.
            member: whether a device may still hear anything; else its stream ends in silence.
        """
        last = event("team", TeamGrew(head=head))
        for hearing in self.listening(inspection):
            hearing.end(last if member(hearing.device) else None)

    def close(self) -> None:
        """Ends every stream, and any that opens from now on; from any thread."""
        with self._lock:
            self._closed = True
            every = list(self._open)
        for hearing in every:
            hearing.end()

    def listening(self, inspection: str) -> list[Hearing]:
        """The streams that are open there."""
        with self._lock:
            return [each for each in self._open if each.inspection == inspection]
