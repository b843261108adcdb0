"""When a text that is being typed is handed over to be kept: at pauses, and now and then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

PAUSE_SECONDS: Final = 0.5
"""Seconds without a change after which the text is handed over."""

JOURNAL_SECONDS: Final = 5.0
"""Seconds between two hand-overs while somebody types without a pause."""


class Stoppable(Protocol):
    """A timer that has been started."""

    def stop(self) -> None:
        """Let it never fire."""


TimerFactory = Callable[[float, Callable[[], None]], Stoppable]
"""Starts a timer that calls a function once after so many seconds."""


class HandOver:
    """Watches changes and tells when it is time.

    Args:
        timer: Starts timers.
        paused: Called after half a second without a change, if there was one.
        journal: Called every five seconds while changes go on.
    """

    def __init__(
        self, timer: TimerFactory, paused: Callable[[], None], journal: Callable[[], None]
    ) -> None:
        self._timer = timer
        self._paused = paused
        self._journal = journal
        self._pause_timer: Stoppable | None = None
        self._journal_timer: Stoppable | None = None
        self._waiting = False

    @property
    def waiting(self) -> bool:
        """Whether there is a change that no pause has handed over yet."""
        return self._waiting

    def changed(self) -> None:
        """Take note of a change."""
        self._waiting = True
        if self._pause_timer is not None:
            self._pause_timer.stop()
        self._pause_timer = self._timer(PAUSE_SECONDS, self.now)
        if self._journal_timer is None:
            self._journal_timer = self._timer(JOURNAL_SECONDS, self._journal_due)

    def now(self) -> None:
        """Hand over at once what has not been handed over."""
        for timer in (self._pause_timer, self._journal_timer):
            if timer is not None:
                timer.stop()
        self._pause_timer = self._journal_timer = None
        if self._waiting:
            self._waiting = False
            self._paused()

    def _journal_due(self) -> None:
        self._journal_timer = None
        self._journal()
