"""The systematic draw: every so many-th unit of a stated order, from a start by chance.

The interval is N / n, a fraction. With the start u (0 ≤ u < 1, from the seed) the units at the
places ⌊(u + k) · N / n⌋ + 1 for k = 0 … n - 1 are drawn: always exactly n, all different. Every
unit has the chance n / N (but for 2⁻⁶⁴, as u is a multiple of that). Fractional interval: Särndal,
Swensson and Wretman, Model Assisted Survey Sampling, 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inspector_app.sampling.allocation_checks import Stratum, check_size
from inspector_app.sampling.draws import Draw, DrawPlan, probability_text
from inspector_app.sampling.stated_order import (
    START_SPAN,
    drawn_in_order,
    in_stated_order,
    start_of,
)
from inspector_app.sampling.strata import ALL, Unit, check_units

__all__ = ["draw_systematic", "interval_of", "order_of", "systematic_places"]


def draw_systematic(units: Sequence[Unit], plan: DrawPlan, *, keep: int | None = None) -> Draw:
    """The units at the places of this module's rule; the reserves are all others, by ticket.

    Args:
        units: in any order.
        plan: systematic, with its seed.
        keep: reserves wanted; as many as drawn if None.

    Raises:
        SamplingError: as `order_of`.
    """
    ordered = order_of(units, plan)
    places = systematic_places(plan.seed, plan.n, len(ordered))
    chance = probability_text(plan.n, len(ordered))
    positions = [place - 1 for place in places]
    return drawn_in_order(plan.seed, ordered, positions, lambda _: chance, keep=keep)


def order_of(units: Sequence[Unit], plan: DrawPlan) -> list[Unit]:
    """The units in the plan's stated order.

    Raises:
        SamplingError: those of `check_units`, `unknown-column`, `size-not-positive`,
            `sample-larger-than-population`.
    """
    check_units(units)
    check_size([Stratum(ALL, len(units))], plan.n)
    return in_stated_order(units, plan.sort)


def interval_of(n: int, population: int) -> Fraction:
    """N / n."""
    return Fraction(population, n)


def systematic_places(seed: str, n: int, population: int) -> list[int]:
    """The places drawn, from 1, ascending."""
    start = start_of(seed)
    return [(start + k * START_SPAN) * population // (n * START_SPAN) + 1 for k in range(n)]
