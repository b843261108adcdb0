"""Random draws: preview, simple and stratified, each by tickets.

A draw is a function of the plan and the set of units: it does not depend on the order of the rows,
and nothing in it is left to chance once the seed is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nsmallest
from typing import Literal

from inspector_app.sampling.allocation import (
    ROUNDING_RULE,
    Allocation,
    Stratum,
    allocate,
    allocate_by_hand,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import ALL, Unit, check_units, group_by
from inspector_app.sampling.tickets import tickets

__all__ = [
    "RESERVES_AT_LEAST",
    "Design",
    "Draw",
    "DrawPlan",
    "Preview",
    "Selected",
    "StratumCount",
    "Unit",
    "draw_sample",
    "draw_simple",
    "draw_stratified",
    "first_by_ticket",
    "group_units",
    "preview",
    "probability_text",
]

Design = Literal["simple", "stratified"]

RESERVES_AT_LEAST = 10
"""Reserves kept per stratum: as many as are drawn, and never fewer than these (or all there are).
More can be had from the frame, whose tickets give the whole order."""


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """What to draw.

    Args:
        design: `simple` or `stratified`.
        n: units wanted, 1 or more.
        seed: from `compose_seed`; may be empty for a preview only.
        by: the columns whose values make the strata; none for a simple draw.
        allocation: how n is spread over the strata.
        manual: units per stratum value, for `manual` only; adds up to n.
        minimum: units per stratum at least (a smaller stratum is taken whole).
    """

    design: Design
    n: int
    seed: str = ""
    by: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    manual: Mapping[str, int] = field(default_factory=dict)
    minimum: int = 0


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
        stratum: the stratum's value (`all` in a simple draw).
        rank: its place by ticket within the stratum, from 1.
        probability: units drawn over units in its stratum, as an exact fraction ('3/80'). A
            reserve has that of its stratum.
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
    """The outcome: strata by value, units by stratum and rank; reserves come next by ticket."""

    selected: tuple[Selected, ...]
    reserves: tuple[Selected, ...]
    strata: tuple[StratumCount, ...]
    population: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draw would take from where. Never cases, so nobody draws until it pleases."""

    population: int
    strata: tuple[StratumCount, ...]
    rounding_rule: str


def preview(units: Sequence[Unit], plan: DrawPlan) -> Preview:
    """Population, strata and allocation of a plan; the seed is not looked at.

    Raises:
        SamplingError: as `draw_sample`, but for the seed.
    """
    groups = group_units(units, plan)
    return Preview(len(units), _count(groups, plan), ROUNDING_RULE)


def draw_sample(units: Sequence[Unit], plan: DrawPlan) -> Draw:
    """The draw of a plan, by its design.

    Raises:
        SamplingError: `empty-list`, `identifier-missing`, `duplicate-unit`, `seed-missing`,
            `unknown-column`, `strata-missing`, `option-not-for-design`, and those of
            `inspector_app.sampling.allocation`.
    """
    return draw_simple(units, plan) if plan.design == "simple" else draw_stratified(units, plan)


def draw_simple(units: Sequence[Unit], plan: DrawPlan) -> Draw:
    """The n lowest tickets of all units; a larger n keeps every unit of a smaller one."""
    _check_design(plan, "simple")
    return _draw(units, plan)


def draw_stratified(units: Sequence[Unit], plan: DrawPlan) -> Draw:
    """The lowest tickets of each stratum, as many as its allocation says."""
    _check_design(plan, "stratified")
    return _draw(units, plan)


def group_units(units: Sequence[Unit], plan: DrawPlan) -> dict[str, list[Unit]]:
    """The strata of a plan, sorted by value; a simple plan has the one stratum `all`.

    Raises:
        SamplingError: as `draw_sample`, but for seed and allocation.
    """
    check_units(units)
    if plan.design == "simple":
        _refuse_strata_options(plan)
        return {ALL: list(units)}
    if not plan.by:
        raise SamplingError(
            "strata-missing",
            "A stratified draw needs at least one column that makes the strata.",
            next_step="Name a column, or choose a simple draw.",
        )
    return group_by(units, plan.by)


def probability_text(drawn: int, population: int) -> str:
    """The exact chance `drawn` / `population` in lowest terms, '3/80'; a certainty is '1/1'."""
    chance = Fraction(drawn, population)
    return f"{chance.numerator}/{chance.denominator}"


def _draw(units: Sequence[Unit], plan: DrawPlan) -> Draw:
    if not plan.seed:
        raise SamplingError(
            "seed-missing",
            "A draw needs a seed.",
            next_step="Give a phrase, or let the program make one.",
        )
    groups = group_units(units, plan)
    strata = _count(groups, plan)
    selected: list[Selected] = []
    reserves: list[Selected] = []
    for count in strata:
        keep = max(count.drawn, RESERVES_AT_LEAST)
        ordered = first_by_ticket(plan.seed, count, groups[count.value], count.drawn + keep)
        selected += ordered[: count.drawn]
        reserves += ordered[count.drawn :]
    return Draw(tuple(selected), tuple(reserves), strata, len(units))


def first_by_ticket(
    seed: str, count: StratumCount, units: Sequence[Unit], how_many: int
) -> list[Selected]:
    """The first units of one stratum by ticket, ties by unit id, with their ranks."""
    ticketed = zip(
        tickets(seed, [unit.id for unit in units]),
        [unit.id for unit in units],
        range(len(units)),
        strict=True,
    )
    chance = probability_text(count.drawn, count.population)
    return [
        Selected(unit_id, units[at].case, ticket, count.value, rank, chance)
        for rank, (ticket, unit_id, at) in enumerate(nsmallest(how_many, ticketed), start=1)
    ]


def _count(groups: Mapping[str, Sequence[Unit]], plan: DrawPlan) -> tuple[StratumCount, ...]:
    strata = [Stratum(value, len(units)) for value, units in groups.items()]
    if plan.allocation == "manual":
        sizes = allocate_by_hand(strata, plan.n, plan.manual, minimum=plan.minimum)
    else:
        if plan.manual:
            raise _not_for_design("Sizes set by hand", "the manual allocation")
        sizes = allocate(strata, plan.n, plan.allocation, minimum=plan.minimum)
    return tuple(
        StratumCount(stratum.value, stratum.size, size)
        for stratum, size in zip(strata, sizes, strict=True)
    )


def _check_design(plan: DrawPlan, design: Design) -> None:
    if plan.design != design:
        raise _not_for_design(f"A {plan.design} plan", f"a {plan.design} draw")


def _refuse_strata_options(plan: DrawPlan) -> None:
    if plan.by or plan.manual or plan.minimum or plan.allocation == "manual":
        raise _not_for_design("Strata and their sizes", "a stratified draw")


def _not_for_design(what: str, where: str) -> SamplingError:
    return SamplingError(
        "option-not-for-design",
        f"{what} can only be used with {where}.",
        next_step="Leave the option out, or choose the other design.",
    )
