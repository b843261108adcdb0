"""What makes an exchange with the server due: time, saves, and what the server tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector_app.errors import InspectorError
from inspector_app.sync.timetable import Timetable

if TYPE_CHECKING:
    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.sync.listening import Listener
    from inspector_app.sync.report import SyncReport
    from schemas.team_records import Server

__all__ = ["Attention", "News"]


@dataclass(frozen=True)
class News:
    """What listening brought.

    Args:
        answered: whether the server let us listen anew.
        fetch: whether there is something to fetch.
        trouble: why we could not listen.
    """

    answered: bool = False
    fetch: bool = False
    trouble: InspectorError | None = None


class Attention:
    """What makes an exchange due: a timetable, and a listener that a first exchange begins.

    Args:
        base: ours.
        seconds: a clock that only goes forward.
        roused: called, in a thread of the listener's, when `heard` has something to say. None: no
            listener is begun.
    """

    def __init__(
        self,
        base: EvidenceBase,
        seconds: Callable[[], float],
        roused: Callable[[], object] | None,
    ) -> None:
        self.timetable = Timetable()
        self._base = base
        self._seconds = seconds
        self._roused = roused
        self._listener: Listener | None = None

    @property
    def due(self) -> bool:
        """Whether an exchange should begin."""
        return self.timetable.due(self._seconds())

    def heard(self) -> News:
        """What was heard since the last time, held against what is here; from any thread."""
        listener = self._listener
        if listener is None:
            return News()
        heard = listener.take()
        return News(heard.opened, heard.unknown_in(self._base), heard.trouble)

    def note(self, news: News) -> None:
        """Makes an exchange due if news asks for one."""
        now = self._seconds()
        if news.answered:
            self.timetable.answered(now)
        elif news.fetch or news.trouble is not None:
            # Whether the server is away an exchange finds out, and says so.
            self.timetable.news(now)

    def begun(self) -> None:
        """An exchange begins: what was told until now comes with it."""
        if self._listener is not None:
            self._listener.take()
        self.timetable.begun()

    def worked(self, report: SyncReport, server: Server) -> None:
        """An exchange worked; from now on that server is listened to."""
        # Here: screens make an `Attention` before anything of the network is loaded.
        from inspector_app.sync.listening import Listener

        listener = self._listener
        if self._roused is not None and (listener is None or listener.server != server):
            if listener is not None:
                listener.stop()
            device, inspection = self._base.vault.device, self._base.inspection
            self._listener = Listener(device, server, inspection, self._roused)
            self._listener.start()
        self.timetable.listening = listener is not None and listener.listening
        self.timetable.worked(self._seconds(), brought=bool(report.sent or report.received))

    def failed(self) -> None:
        """An exchange did not work."""
        self.timetable.failed(self._seconds())

    def stop(self) -> None:
        """Listens no more, also when another exchange works."""
        self._roused = None
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
