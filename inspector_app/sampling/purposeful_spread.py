"""Purposeful selection over a whole list: the most varied cases, or the most typical.

Both go by Gower's distance over chosen fields and are deterministic; ties go by identifier.

**Maximum variation** is farthest-first: it begins with the case most unlike all others together,
then takes each time the case farthest from its nearest among those chosen (Gonzalez 1985). Once
every combination of values has been taken, further cases repeat one.

**Typical** cases are those least unlike all others together; the first is the medoid of the list
(Kaufman and Rousseeuw 1990).
"""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.sampling.gower import Gower
from inspector_app.sampling.purposeful import (
    Selection,
    by_identifier,
    check_column,
    ranked,
    wanted_of,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit, check_units

__all__ = ["select_most_varied", "select_typical"]

_TAKEN = -1


def select_most_varied(units: Sequence[Unit], columns: Sequence[str], n: int) -> Selection:
    """The n units that differ most from each other in these fields, farthest first.

    Raises:
        SamplingError: `order-missing`, `unknown-column`, `size-not-positive`, `too-few`, and those
            of `check_units`.
    """
    ordered, gower = _measured(units, columns, n)
    totals = gower.totals()
    nearest = totals
    chosen: list[int] = []
    tied = 0
    while len(chosen) < n:
        farthest = max(nearest)
        at = nearest.index(farthest)
        tied = nearest.count(farthest) - 1
        away = gower.from_one(at)
        chosen.append(at)
        nearest = away if len(chosen) == 1 else list(map(min, nearest, away))
        for taken in chosen:
            nearest[taken] = _TAKEN
    order = f"for the greatest difference in {' and '.join(columns)}, ties by identifier"
    return Selection(ranked([ordered[at] for at in chosen]), len(units), len(units), 0, tied, order)


def select_typical(units: Sequence[Unit], columns: Sequence[str], n: int) -> Selection:
    """The n units that differ least from all others in these fields, the most typical first.

    Raises:
        SamplingError: as `select_most_varied`.
    """
    ordered, gower = _measured(units, columns, n)
    totals = gower.totals()
    by_total = sorted(range(len(ordered)), key=lambda at: totals[at])
    last = totals[by_total[n - 1]]
    tied = sum(totals[at] == last for at in by_total[n:])
    order = f"as most like all others in {' and '.join(columns)}, ties by identifier"
    return Selection(
        ranked([ordered[at] for at in by_total[:n]]), len(units), len(units), 0, tied, order
    )


def _measured(units: Sequence[Unit], columns: Sequence[str], n: int) -> tuple[list[Unit], Gower]:
    check_units(units)
    if not columns:
        raise SamplingError(
            "order-missing",
            "Such a selection needs the fields in which cases are like or unlike.",
            next_step="Name them with --sort.",
        )
    for column in columns:
        check_column(units, column)
    wanted_of(n, len(units), "there are")
    ordered = sorted(units, key=by_identifier)
    return ordered, Gower(ordered, columns)
