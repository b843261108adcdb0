"""The draw in proportion to size: who has more of something has more chance of being drawn.

**Chances.** With sizes x and n to be drawn, π = n · x / Σx. Where that is one or more the unit is
certain; it is taken out, and the rest share what is left of n anew, until nobody reaches one
(Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 3.6.2; `inclusionprobabilities` of
the R package sampling). The chances are exact fractions and add up to n. A unit whose size is
empty, nought or no number cannot be drawn; those are counted and said.

**Draw.** Certain units apart, the chances are added up in the stated order (by unit id if none is
stated). With the start u the unit is drawn within whose stretch one of u, u + 1, u + 2 … falls
(Madow 1949). No stretch is as long as one, so exactly n different units come out, each with its
chance (but for 2⁻⁶⁴, as u is a multiple of that).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from inspector_app.sampling.allocation_checks import check_room, not_positive
from inspector_app.sampling.draws import Draw, DrawPlan, fraction_text
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stated_order import (
    START_SPAN,
    drawn_in_order,
    in_stated_order,
    start_of,
)
from inspector_app.sampling.strata import Unit, check_units, unknown_column

__all__ = ["Sized", "draw_pps", "inclusion_probabilities", "sized_units"]

_SIZE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_LARGEST = 2**47 - 1
"""Of the sum of sizes, and 2⁶³ of n times it: within these a shell's numbers of 64 bits do for the
commands of a certificate, and the two numbers of a chance stand in canonical JSON."""


@dataclass(frozen=True, slots=True)
class Sized:
    """The units that can be drawn, in the stated order.

    Args:
        units: with a size above nought.
        sizes: theirs, as whole numbers of the smallest decimal place that occurs.
        without: units left out, by what stands there: `blank`, `nought` or `unreadable`.
    """

    units: tuple[Unit, ...]
    sizes: tuple[int, ...]
    without: Mapping[str, int]


def draw_pps(units: Sequence[Unit], plan: DrawPlan, *, keep: int | None = None) -> Draw:
    """The units that this module's rule draws; the reserves are all others with a size, by ticket.

    Args:
        units: in any order.
        plan: in proportion to size, with its seed.
        keep: reserves wanted; as many as drawn if None.

    Raises:
        SamplingError: as `sized_units`.
    """
    sized = sized_units(units, plan)
    chances = inclusion_probabilities(sized.sizes, plan.n)
    positions = _drawn(start_of(plan.seed), sized.sizes, chances, plan.n)
    return drawn_in_order(
        plan.seed, sized.units, positions, lambda at: fraction_text(chances[at]), keep=keep
    )


def sized_units(units: Sequence[Unit], plan: DrawPlan) -> Sized:
    """Reads the sizes, exactly.

    Raises:
        SamplingError: those of `check_units`, `size-column-missing`, `unknown-column`,
            `size-not-positive`, `sample-larger-than-population`, `sizes-too-fine`.
    """
    check_units(units)
    column = plan.size_column
    if column is None:
        raise SamplingError(
            "size-column-missing",
            "A draw in proportion to size needs the column with the sizes.",
            next_step="Name it with --size-column, or choose a simple draw.",
        )
    if not any(column in unit.values for unit in units):
        raise unknown_column(column)
    if plan.n < 1:
        raise not_positive(plan.n)
    ordered = in_stated_order(units, plan.sort)
    without: Counter[str] = Counter()
    sized: list[tuple[Unit, Fraction]] = []
    for unit in ordered:
        size = _size(unit.values.get(column, ""))
        if isinstance(size, Fraction):
            sized.append((unit, size))
        else:
            without[size] += 1
    check_room(len(sized), plan.n)
    return Sized(
        tuple(unit for unit, _ in sized),
        _as_whole_numbers([size for _, size in sized], plan.n),
        dict(sorted(without.items())),
    )


def inclusion_probabilities(sizes: Sequence[int], n: int) -> tuple[Fraction, ...]:
    """The exact chance of each unit, in the order given; they add up to n.

    Known answer (R, package sampling): sizes 1 to 20 and n = 12 give i / 17 for the first 16 units
    and certainty for the last four.
    """
    certain: set[int] = set()
    while True:
        total = sum(size for at, size in enumerate(sizes) if at not in certain)
        left = n - len(certain)
        more = {at for at, size in enumerate(sizes) if at not in certain and left * size >= total}
        if not more or not left:
            break
        certain |= more
    one = Fraction(1)
    return tuple(
        one if at in certain else Fraction(left * size, total) for at, size in enumerate(sizes)
    )


def _drawn(start: int, sizes: Sequence[int], chances: Sequence[Fraction], n: int) -> list[int]:
    """The positions drawn, from 0, ascending; in whole numbers, so that nothing is rounded."""
    certain = [at for at, chance in enumerate(chances) if chance == 1]
    rest = [at for at, chance in enumerate(chances) if chance < 1]
    left = n - len(certain)
    total = sum(sizes[at] for at in rest)
    drawn: list[int] = []
    reached = 0
    for at in rest:
        reached += sizes[at]
        # The next point u + k lies within this stretch when (u + k) · total / left < reached.
        if (start + len(drawn) * START_SPAN) * total < reached * left * START_SPAN:
            drawn.append(at)
    return sorted([*drawn, *certain])


def _size(cell: str) -> Fraction | str:
    """A size above nought, or the word for what stands there instead."""
    tidy = cell.strip()
    if not tidy:
        return "blank"
    if not _SIZE.fullmatch(tidy):
        return "unreadable"
    return Fraction(tidy) or "nought"


def _as_whole_numbers(sizes: Sequence[Fraction], n: int) -> tuple[int, ...]:
    scale = lcm(*(size.denominator for size in sizes))
    whole = tuple(size.numerator * (scale // size.denominator) for size in sizes)
    total = sum(whole)
    if total > _LARGEST or n * total >= 2**63:
        raise SamplingError(
            "sizes-too-fine",
            "The sizes have so many digits that nobody could work the draw out in a shell.",
            next_step="Choose another column, or import the list with rounded sizes.",
        )
    return whole
