"""Which day and hour something was written: the team's days on site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from itertools import count
from random import Random

from inspector_app.demo.writing_records import Author

__all__ = ["SHORT_DAYS", "STANDARD_DAYS", "Diary", "later"]

STANDARD_DAYS = (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
"""Two weeks, counted from the first Monday."""

SHORT_DAYS = (0, 1, 2, 3, 4)

# The last days are for reading and judging; sampling stops before.
_SAMPLING = 0.8
_SLOTS = ("09:40", "10:50", "11:50", "13:20", "14:30", "15:40")
_LAST_MINUTE = 24 * 60 - 1


class Diary:
    """Hands out days and hours, author by author, evenly over the days of sampling."""

    def __init__(self, days: Sequence[int], wanted: Mapping[Author, int], random: Random) -> None:
        self._days = tuple(days)
        self._sampling = self._days[: max(1, round(len(self._days) * _SAMPLING))]
        self._wanted = wanted
        self._random = random
        self._given: dict[Author, count[int]] = {}

    def day(self, standard: int) -> int:
        """The day here that stands where `standard` stands in a standard inspection."""
        if standard < 0:
            return standard
        nearest = min(STANDARD_DAYS, key=lambda day: abs(day - standard))
        return self._days[STANDARD_DAYS.index(nearest) * len(self._days) // len(STANDARD_DAYS)]

    def slot(self, author: Author) -> tuple[int, time]:
        """The next day and hour at which this author saw a case."""
        number = next(self._given.setdefault(author, count()))
        wanted = max(1, self._wanted.get(author, 1))
        per_day = -(-wanted // len(self._sampling))
        day = self._sampling[min(number // per_day, len(self._sampling) - 1)]
        start = time.fromisoformat(_SLOTS[(number % per_day) * len(_SLOTS) // per_day])
        return day, later(start, self._random.randint(0, 14))


def later(at: time, minutes: int) -> time:
    """So many minutes later on the same day, at the latest one minute before midnight."""
    total = min(at.hour * 60 + at.minute + minutes, _LAST_MINUTE)
    return time(total // 60, total % 60)
