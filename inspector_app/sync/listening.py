"""Listening at a server in the background, so that what others sent is fetched at once.

Nothing waits for it: it only says that there may be something new. What is done about it, and
when, is decided by those who exchange.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sync.client import ServerClient
from inspector_app.sync.news import NewsReader
from inspector_app.vault.device import Device
from schemas.events import Tip
from schemas.team_records import Server

__all__ = ["LISTENING_THREAD", "Heard", "Listener"]

LISTENING_THREAD = "inspector-listening"

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
"""Seconds between the end of a stream and the next: doubled whenever one ends soon."""

_LASTED = 3.0
"""Seconds after which a stream did not end soon."""

_MOST_KEPT = 256
"""Ids that are kept; where more came, something of it is new."""


@dataclass(frozen=True)
class Heard:
    """What a listener has to say.

    Args:
        opened: whether a stream was opened; what was told before it may have been missed.
        told: ids of entries and team records that the server has.
        trouble: why no stream could be opened, or what was wrong with it.
    """

    opened: bool
    told: frozenset[str]
    trouble: InspectorError | None

    def unknown_in(self, base: EvidenceBase) -> bool:
        """Whether anything of it is not on this laptop: its own work is told to it as well."""
        if self.opened or len(self.told) >= _MOST_KEPT:
            return True
        if not self.told:
            return False
        unknown = self.told - base.known_entries(self.told)
        return bool(unknown) and any(each not in base.team.chain for each in unknown)


class Listener:
    """Listens in a thread of its own until it is told to stop.

    Args:
        device: who listens.
        server: where.
        inspection: in which.
        roused: called in that thread when there is something to look at, and not again before
            `take`. It must not wait for anything.
    """

    def __init__(
        self, device: Device, server: Server, inspection: str, roused: Callable[[], object]
    ) -> None:
        self.server = server
        self._device = device
        self._inspection = inspection
        self._roused = roused
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._stream: NewsReader | None = None
        self._told: set[str] = set()
        self._opened = self._waiting = False
        self._trouble: InspectorError | None = None
        self._since: float | None = None

    def start(self) -> None:
        """Begins."""
        # A daemon: the program ends without asking how the network is.
        self._thread = threading.Thread(target=self._run, name=LISTENING_THREAD, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends it at once; the thread is left to find out. It calls nobody any more."""
        with self._lock:
            self._stopped.set()
            stream = self._stream
        if stream is not None:
            stream.hang_up()

    @property
    def listening(self) -> bool:
        """Whether a stream is open now."""
        with self._lock:
            return self._stream is not None

    def take(self) -> Heard:
        """What there is to look at since the last time."""
        with self._lock:
            taken = Heard(self._opened, frozenset(self._told), self._trouble)
            self._told.clear()
            self._opened = self._waiting = False
            self._trouble = None
            return taken

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopped.is_set():
            self._since = None
            self._note(self._listen_once())
            if self._since is not None and time.monotonic() - self._since > _LASTED:
                pause = _FIRST_PAUSE
            self._stopped.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _listen_once(self) -> InspectorError | None:
        """Listens until the stream ends; says why when there was none."""
        try:
            client = ServerClient.to(self._device, self.server)
            try:
                with client.listen(self._inspection) as stream:
                    for event in stream.events() if self._open(stream) else ():
                        self._hear(event.id if isinstance(event, Tip) else event.head)
            finally:
                with self._lock:
                    self._stream = None
                client.close()
        except InspectorError as error:
            # That a stream ends says nothing: servers restart. That none begins does.
            return error if self._since is None or error.code != "server-away" else None
        return None

    def _open(self, stream: NewsReader) -> bool:
        with self._lock:
            if self._stopped.is_set():
                return False
            self._stream, self._trouble, self._opened = stream, None, True
            self._since = time.monotonic()
        self._rouse()
        return True

    def _hear(self, told: str) -> None:
        with self._lock:
            if len(self._told) < _MOST_KEPT:
                self._told.add(told)
        self._rouse()

    def _note(self, trouble: InspectorError | None) -> None:
        if trouble is None:
            return
        with self._lock:
            self._trouble = trouble
        self._rouse()

    def _rouse(self) -> None:
        with self._lock:
            if self._waiting or self._stopped.is_set():
                return
            self._waiting = True
        with suppress(RuntimeError):  # whose loop has stopped
            self._roused()
