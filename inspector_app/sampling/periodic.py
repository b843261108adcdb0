"""Does a stated order repeat itself in step with the interval of a systematic draw?

If every sixth case on the list is the same worker's and every sixth is drawn, the sample is that
worker's. The rule: for each column, and for the day of the week of each column of dates, how often
do two units that are one interval apart agree? If clearly more often (by a quarter of all pairs)
than two that are one place nearer *and* than two that are one place further apart, the order may be
periodic there. A list in blocks (sorted by team) agrees as much at all three, so it does not warn.
The rule is of this program; it warns and forbids nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from inspector_app.sampling.conditions import comparable
from inspector_app.sampling.strata import Unit

__all__ = ["periodic_columns"]

_CLEARLY = Fraction(1, 4)
_PAIRS_AT_LEAST = 30
"""Fewer pairs agree by accident too often to say anything."""


def periodic_columns(ordered: Sequence[Unit], interval: Fraction) -> tuple[str, ...]:
    """The columns in which the order may be in step with the interval, in words.

    Args:
        ordered: the units in the stated order, with the columns to be looked at.
        interval: N / n.
    """
    if interval < 2 or len(ordered) - interval < _PAIRS_AT_LEAST:
        return ()
    columns = sorted({column for unit in ordered for column in unit.values})
    found = []
    for column in columns:
        cells = [unit.values.get(column, "").strip() for unit in ordered]
        if _in_step(cells, interval):
            found.append(column)
        days = _week_days(cells)
        if days is not None and _in_step(days, interval):
            found.append(f"the day of the week of {column}")
    return tuple(found)


def _in_step(cells: Sequence[str], interval: Fraction) -> bool:
    nearer, here, further = (_agreement(cells, interval + step) for step in (-1, 0, 1))
    return here - max(nearer, further) > _CLEARLY


def _agreement(cells: Sequence[str], apart: Fraction) -> Fraction:
    """Share of pairs that far apart (a fraction: the place is rounded down) which agree."""
    pairs = len(cells) - -(-apart.numerator // apart.denominator)
    if pairs < 1:
        return Fraction(0)
    numerator, denominator = apart.numerator, apart.denominator
    same = sum(
        cells[at] == cells[(at * denominator + numerator) // denominator] for at in range(pairs)
    )
    return Fraction(same, pairs)


def _week_days(cells: Sequence[str]) -> list[str] | None:
    """The day of the week of each; None unless every filled cell is a date."""
    days = []
    for cell in cells:
        value = comparable(cell)
        if cell and not isinstance(value, date):
            return None
        days.append(str(value.weekday()) if isinstance(value, date) else "")
    return days if any(days) else None
