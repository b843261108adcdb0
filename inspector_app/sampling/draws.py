"""What a draw is: its plan, its outcome, and the units that came out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.refusals import SamplingError

__all__ = [
    "RESERVES_AT_LEAST",
    "Design",
    "Draw",
    "DrawPlan",
    "Selected",
    "StratumCount",
    "fraction_text",
    "not_for_design",
    "probability_text",
]

Design = Literal["simple", "systematic", "stratified", "pps", "two-stage"]

RESERVES_AT_LEAST = 10
"""Reserves kept per stratum: as many as are drawn, and never fewer than these (or all there are).
More can be had from the frame, whose tickets give the whole order."""


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """What to draw.

    Args:
        design: which.
        n: units wanted, 1 or more.
        seed: from `compose_seed`; may be empty for a preview only.
        by: the columns whose values make the strata; for a stratified draw.
        allocation: how n is spread over the strata, or over the clusters drawn.
        manual: units per stratum value, for `manual` only; adds up to n.
        minimum: units per stratum at least (a smaller stratum is taken whole).
        spreads: by stratum value, for `neyman` only.
        sort: the columns of the stated order, for `systematic` and `pps`; ties, and all where
            none is given, by unit id.
        size_column: for `pps`: a unit's chance is in proportion to what stands there.
        cluster: for `two-stage`: the column whose values are the clusters.
        clusters: how many of them are drawn.
        coded: whether clusters go by a number instead of their value, which names a person.
    """

    design: Design
    n: int
    seed: str = ""
    by: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    manual: Mapping[str, int] = field(default_factory=dict)
    minimum: int = 0
    spreads: Mapping[str, Fraction] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    size_column: str | None = None
    cluster: str | None = None
    clusters: int = 0
    coded: bool = False


@dataclass(frozen=True, slots=True)
class StratumCount:
    """One stratum: units in the population and units drawn."""

    value: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Selected:
    """One unit of a draw or of its reserves.

    Args:
        unit: its id.
        case: the case it belongs to.
        ticket: 64 hexadecimal digits.
        stratum: the stratum's or the cluster's value; `all` where there are none.
        rank: from 1, its place by ticket within the stratum or cluster; in a systematic draw and
            one proportional to size its place in the stated order.
        probability: as an exact fraction ('3/80'), as the design's module says. A reserve has
            none of its own and repeats that of its stratum, or '0/1' where that has none.
    """

    unit: str
    case: str
    ticket: str
    stratum: str
    rank: int
    probability: str

    @property
    def chance(self) -> Fraction:
        """The probability as a number."""
        return Fraction(self.probability)


@dataclass(frozen=True, slots=True)
class Draw:
    """The outcome of a draw.

    Args:
        selected: units by stratum and rank.
        reserves: by stratum, next by ticket first.
        strata: by value; of a two-stage draw the clusters drawn, in the order of their tickets.
        population: units that could be drawn.
        first_stage: the chance of a stratum: clusters drawn over clusters there, 1 if not drawn.
    """

    selected: tuple[Selected, ...]
    reserves: tuple[Selected, ...]
    strata: tuple[StratumCount, ...]
    population: int
    first_stage: Fraction = Fraction(1)


def probability_text(drawn: int, population: int) -> str:
    """The exact chance `drawn` / `population` in lowest terms, '3/80'; a certainty is '1/1'."""
    return fraction_text(Fraction(drawn, population))


def fraction_text(number: Fraction) -> str:
    """An exact fraction in lowest terms, '12/5'."""
    return f"{number.numerator}/{number.denominator}"


def not_for_design(what: str, where: str) -> SamplingError:
    """The refusal of an option that the design has no use for."""
    return SamplingError(
        "option-not-for-design",
        f"{what} can only be used with {where}.",
        next_step="Leave the option out, or choose the other design.",
    )
