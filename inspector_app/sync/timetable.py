"""When the next exchange with the server is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "AFTER_SAVE",
    "AFTER_SAVE_IN_SESSION",
    "LONGEST_WAIT",
    "LOOK_EVERY",
    "LOOK_WHILE_LISTENING",
    "Timetable",
]

AFTER_SAVE: Final = 2.0
"""Seconds from the last save to sending it."""

AFTER_SAVE_IN_SESSION: Final = 0.3
"""The same while a judgement session is open: the others sit in the same room and wait."""

LOOK_EVERY: Final = 15.0
"""Seconds between two looks for what colleagues sent, while nobody tells."""

LOOK_WHILE_LISTENING: Final = 30.0
"""The same while the server tells: not all that it has to give is told."""

LONGEST_WAIT: Final = 300.0
"""Seconds that a server is left alone at most after it failed again and again."""

_SHORTEST_PAUSE: Final = 0.5
"""Seconds between two exchanges that news asks for."""

_LONGEST_PAUSE: Final = 60.0
"""The same after a server cried again and again and nothing came of it."""


@dataclass
class Timetable:
    """When the next exchange is due; all times are seconds of one clock that only goes forward.

    Attributes:
        failures: exchanges that failed since the last that worked.
        listening: whether the server tells what is new.
    """

    failures: int = 0
    listening: bool = False
    _look_at: float = 0.0
    _save_at: float | None = field(default=None, repr=False)
    _news_at: float | None = field(default=None, repr=False)
    _ended: float = float("-inf")
    _for_news: bool = False
    _for_nothing: int = 0

    @property
    def next_at(self) -> float:
        """When it is due."""
        wanted = (self._look_at, self._save_at, self._news_at)
        return min(moment for moment in wanted if moment is not None)

    def saved(self, now: float, wait: float = AFTER_SAVE) -> None:
        """Take note of a save: it is sent when there was no other for a moment.

        A server that is away is not asked sooner because of it.
        """
        if not self.failures:
            self._save_at = now + wait

    def news(self, now: float) -> None:
        """Take note that there is something new: it is fetched at once.

        Where that was said before and nothing came, each time the wait doubles: no server keeps a
        laptop busy by crying.
        """
        if not self.failures:
            pause = min(_SHORTEST_PAUSE * 2**self._for_nothing, _LONGEST_PAUSE)
            self._news_at = max(now, self._ended + pause)

    def answered(self, now: float) -> None:
        """Take note that the server let us listen: whatever failed before may work now."""
        self.failures = 0
        self.news(now)

    def begun(self) -> None:
        """Take note that an exchange begins: it takes along what was saved and told until now."""
        self._for_news = self._news_at is not None
        self._save_at = self._news_at = None

    def worked(self, now: float, *, brought: bool = True) -> None:
        """Take note of an exchange that worked.

        Args:
            now: when it ended.
            brought: whether anything went over by it.
        """
        self.failures = 0
        self._ended = now
        self._look_at = now + (LOOK_WHILE_LISTENING if self.listening else LOOK_EVERY)
        if brought:
            self._for_nothing = 0
        elif self._for_news:
            self._for_nothing = min(self._for_nothing + 1, 16)

    def failed(self, now: float) -> None:
        """Take note of one that did not: each time the wait doubles."""
        self.failures += 1
        self._ended = now
        self._look_at = now + min(AFTER_SAVE * 2 ** min(self.failures, 16), LONGEST_WAIT)
        self._save_at = self._news_at = None

    def due(self, now: float) -> bool:
        """Tell whether it is time."""
        return now >= self.next_at
