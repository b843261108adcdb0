"""Days on an axis of months, in cells: marks, gaps and labels as plain lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspector_app.tui.dates import MONTHS

_FEWEST_MONTHS: Final = 6
"""A line of a few days still shows half a year: less would make minutes look like years."""

_MONTH_LABEL: Final = 4
"""Cells of a month from which its name stands below it."""

_SEVERAL: Final = "+"
"""Stands where marks of different kinds meet in one cell, or more than nine of one kind."""


@dataclass(frozen=True, slots=True)
class Track:
    """Marks of one kind.

    Attributes:
        sign: One cell that stands for the kind where all share a line.
        label: Any text.
        days: Of the marks, in any order.
    """

    sign: str
    label: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch without a mark that is worth pointing at.

    Attributes:
        first: The day it begins.
        last: The day it ends.
        months: Whole ones between them.
    """

    first: date
    last: date
    months: int


@dataclass(frozen=True, slots=True)
class TimeScale:
    """So many months from the first one on, drawn in so many cells."""

    first: date
    months: int
    cells: int

    def cell(self, day: date) -> int:
        """Return the cell of a day; days outside fall into the first or the last."""
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        at = (months + (day.day - 1) / 31) * self.cells / self.months
        return min(max(int(at), 0), self.cells - 1)

    def month_at(self, cell: int) -> date:
        """Return the first day of the month that a cell shows."""
        return self.month(min(max(cell, 0), self.cells - 1) * self.months // self.cells)

    def month(self, number: int) -> date:
        """Return the first day of a month, counted from the first one."""
        months = self.first.month - 1 + number
        return date(self.first.year + months // 12, months % 12 + 1, 1)

    def axis(self) -> str:
        """Return years, and where there is room months, below the cells."""
        line = [" "] * self.cells
        starts = [self.month(number) for number in range(self.months)]
        by_name = self.cells // self.months >= _MONTH_LABEL
        first = f"{MONTHS[self.first.month - 1]} {self.first.year}"
        labels = [(0, str(self.first.year) if self.first.month == 1 and not by_name else first)]
        labels += [(self.cell(day), str(day.year)) for day in starts if day.month == 1]
        if by_name:
            labels += [(self.cell(day), MONTHS[day.month - 1]) for day in starts]
        for at, label in labels:
            end = at + len(label)
            free = all(sign == " " for sign in line[max(0, at - 1) : end + 1])
            if end <= self.cells and free:
                line[at:end] = label
        return "".join(line)

    def marks(self, track: Track) -> str:
        """Return the marks of one track: a dot for one, the number for several in a cell."""
        counts = [0] * self.cells
        for day in track.days:
            counts[self.cell(day)] += 1
        return "".join(_counted(count) for count in counts)

    def joined(self, tracks: Iterable[Track], spans: Iterable[Span]) -> str:
        """Return the marks of all tracks on one line, each by its sign, and the gaps in words."""
        line = ["─"] * self.cells
        for track in tracks:
            for day in track.days:
                at = self.cell(day)
                line[at] = track.sign if line[at] in ("─", track.sign) else _SEVERAL
        for span in spans:
            _write_gap(line, self.cell(span.first) + 1, self.cell(span.last), span.months)
        return "".join(line)

    def gaps(self, spans: Iterable[Span]) -> str:
        """Return the gaps alone, in words."""
        line = [" "] * self.cells
        for span in spans:
            start, end = self.cell(span.first) + 1, self.cell(span.last)
            line[start:end] = "┄" * (end - start)
            _write_gap(line, start, end, span.months)
        return "".join(line)


def time_scale(days: Sequence[date], cells: int) -> TimeScale | None:
    """Return the scale on which all days have a cell; None where there are none, or no room."""
    if not days or cells < _FEWEST_MONTHS:
        return None
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    scale = TimeScale(first.replace(day=1), months, cells)
    if months >= _FEWEST_MONTHS or first.year == date.min.year:
        return scale
    return TimeScale(scale.month(months - _FEWEST_MONTHS), _FEWEST_MONTHS, cells)


def _counted(count: int) -> str:
    if count == 0:
        return "·"
    return "●" if count == 1 else str(count) if count <= 9 else _SEVERAL


def _write_gap(line: list[str], start: int, end: int, months: int) -> None:
    """Write how long a gap is into the longest stretch of it that has no mark."""
    runs: list[tuple[int, int]] = []
    at = start
    for place in range(start, end + 1):
        if place == end or line[place] not in "─┄":
            runs.append((at, place))
            at = place + 1
    if not runs:
        return
    first, last = max(runs, key=lambda run: run[1] - run[0])
    room = last - first
    for label in (f" {months:,} months ", f" {months:,} m ", f"{months:,}m"):
        if len(label) <= room:
            at = first + (room - len(label)) // 2
            line[at : at + len(label)] = label
            return
