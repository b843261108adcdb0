"""When the screen covers itself and when the program locks in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

COVER_AFTER: Final = 5 * 60.0
"""Seconds without a key or the mouse."""

LOCK_AFTER: Final = 60 * 60.0
"""Seconds under the cover."""

JUMP: Final = 60.0
"""Seconds by which the clock on the wall runs ahead when the laptop was suspended."""


class Idle:
    """Watches how long nobody touched the program.

    Args:
        seconds: A clock that only goes forward; it may stand still while the laptop sleeps.
        wall: The present moment.
    """

    def __init__(self, seconds: Callable[[], float], wall: Callable[[], datetime]) -> None:
        self._seconds = seconds
        self._wall = wall
        self._touched_at = seconds()
        self._covered_at = seconds()
        self._last = (seconds(), wall())

    def touched(self) -> None:
        """Take note of a key or the mouse."""
        self._touched_at = self._seconds()

    def covered(self) -> None:
        """Take note that the cover was shown."""
        self._covered_at = self._seconds()

    def must_cover(self, *, covered: bool) -> bool:
        """Tell whether nobody was there for five minutes."""
        return not covered and self._seconds() - self._touched_at >= COVER_AFTER

    def must_lock(self, *, covered: bool) -> bool:
        """Tell whether an hour has passed under the cover, or the laptop was suspended.

        To be asked every second or so: a suspended laptop shows as a jump between two questions.
        """
        now, wall = self._seconds(), self._wall()
        before, wall_before = self._last
        self._last = (now, wall)
        jumped = (wall - wall_before).total_seconds() > JUMP or now - before > JUMP
        return jumped or (covered and now - self._covered_at >= LOCK_AFTER)
