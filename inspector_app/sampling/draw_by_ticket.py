"""Simple and stratified draws: the lowest tickets of all units, or of each stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest

from inspector_app.sampling.allocation import Share, Stratum, shares
from inspector_app.sampling.allocation_by_hand import allocate_by_hand
from inspector_app.sampling.draws import (
    RESERVES_AT_LEAST,
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    not_for_design,
    probability_text,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import ALL, Unit, check_units, group_by
from inspector_app.sampling.tickets import tickets

__all__ = ["count_strata", "draw_by_ticket", "first_by_ticket", "group_units"]


def draw_by_ticket(units: Sequence[Unit], plan: DrawPlan) -> Draw:
    """The lowest tickets of each stratum, as many as its allocation says.

    A larger simple draw keeps every unit of a smaller one.

    Args:
        units: in any order.
        plan: simple or stratified, with its seed.

    Raises:
        SamplingError: as `group_units` and `count_strata`.
    """
    groups = group_units(units, plan)
    strata, _ = count_strata(groups, plan)
    selected: list[Selected] = []
    reserves: list[Selected] = []
    for count in strata:
        keep = max(count.drawn, RESERVES_AT_LEAST)
        ordered = first_by_ticket(plan.seed, count, groups[count.value], count.drawn + keep)
        selected += ordered[: count.drawn]
        reserves += ordered[count.drawn :]
    return Draw(tuple(selected), tuple(reserves), strata, len(units))


def group_units(units: Sequence[Unit], plan: DrawPlan) -> dict[str, list[Unit]]:
    """The strata of a plan, sorted by value; a simple plan has the one stratum `all`.

    Raises:
        SamplingError: `empty-list`, `identifier-missing`, `duplicate-unit`, `unknown-column`,
            `strata-missing`.
    """
    check_units(units)
    if plan.design != "stratified":
        return {ALL: list(units)}
    if not plan.by:
        raise SamplingError(
            "strata-missing",
            "A stratified draw needs at least one column that makes the strata.",
            next_step="Name a column, or choose a simple draw.",
        )
    return group_by(units, plan.by)


def count_strata(
    groups: Mapping[str, Sequence[Unit]], plan: DrawPlan
) -> tuple[tuple[StratumCount, ...], tuple[Share, ...]]:
    """How many each stratum gives, and how that was rounded (nothing where it was set by hand).

    Raises:
        SamplingError: `option-not-for-design`, and those of the allocation.
    """
    strata = [Stratum(value, len(units)) for value, units in groups.items()]
    if plan.spreads and plan.allocation != "neyman":
        raise not_for_design("Spreads", "the Neyman allocation")
    if plan.allocation == "manual":
        rounded: tuple[Share, ...] = ()
        sizes = allocate_by_hand(strata, plan.n, plan.manual, minimum=plan.minimum)
    else:
        if plan.manual:
            raise not_for_design("Sizes set by hand", "the manual allocation")
        rounded = shares(
            strata, plan.n, plan.allocation, minimum=plan.minimum, spreads=plan.spreads
        )
        sizes = tuple(share.size for share in rounded)
    counts = tuple(
        StratumCount(stratum.value, stratum.size, size)
        for stratum, size in zip(strata, sizes, strict=True)
    )
    return counts, rounded


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
