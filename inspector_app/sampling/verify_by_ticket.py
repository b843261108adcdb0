"""Checks of draws that take the lowest tickets, of all or of each stratum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise

from inspector_app.sampling.draw_by_ticket import group_units
from inspector_app.sampling.draws import Draw, DrawPlan, Selected, fraction_text
from inspector_app.sampling.mismatches import Mismatch
from inspector_app.sampling.strata import Unit
from inspector_app.sampling.tickets import in_ticket_order

__all__ = ["check_by_ticket", "check_listed_by_ticket"]


def check_listed_by_ticket(draw: Draw) -> list[Mismatch]:
    """Order, number and probability of the units listed, stratum by stratum or by cluster."""
    found: list[Mismatch] = []
    selected = _by_stratum(draw.selected)
    reserves = _by_stratum(draw.reserves)
    for stratum in sorted(selected.keys() | reserves.keys()):
        by_rank = sorted(selected[stratum] + reserves[stratum], key=lambda one: one.rank)
        found += [
            Mismatch("order", stratum, after.unit)
            for before, after in pairwise(by_rank)
            if (before.ticket, before.unit) >= (after.ticket, after.unit)
            or before.rank == after.rank
        ]
    counted = {count.value: count for count in draw.strata}
    for stratum in sorted(counted.keys() | selected.keys()):
        count = counted.get(stratum)
        if count is None or not len(selected[stratum]) == count.drawn <= count.population:
            found.append(Mismatch("count", stratum))
            continue
        if not count.drawn:
            continue
        chance = fraction_text(draw.first_stage * Fraction(count.drawn, count.population))
        found += [
            Mismatch("probability", stratum, one.unit)
            for one in selected[stratum]
            if one.probability != chance
        ]
    return found


def check_by_ticket(
    plan: DrawPlan, draw: Draw, units: Sequence[Unit], called: Collection[str]
) -> list[Mismatch]:
    """A simple or stratified draw against the tickets of the whole frame.

    Those drawn and the reserves called are always the first of their stratum, all together.

    Args:
        plan: with its seed.
        draw: as it stands.
        units: the frame.
        called: unit ids of reserves that were called.
    """
    found: list[Mismatch] = []
    where: dict[str, tuple[str, int]] = {}
    selected = {one.unit for one in draw.selected}
    drawn = _by_stratum([*draw.selected, *(one for one in draw.reserves if one.unit in called)])
    counted = {count.value: count.drawn for count in draw.strata}
    for value, members in group_units(units, plan).items():
        order = in_ticket_order(plan.seed, [unit.id for unit in members])
        where |= {unit_id: (value, at) for at, (_, unit_id) in enumerate(order, start=1)}
        last = max([counted.get(value, 0), *(one.rank for one in drawn[value])])
        found += [
            Mismatch("passed-over", value, unit_id)
            for _, unit_id in order[:last]
            if unit_id not in selected and unit_id not in called
        ]
    for one in (*draw.selected, *draw.reserves):
        if one.unit not in where:
            found.append(Mismatch("not-on-the-list", one.stratum, one.unit))
        elif where[one.unit][0] != one.stratum:
            found.append(Mismatch("wrong-stratum", one.stratum, one.unit))
        elif where[one.unit][1] != one.rank:
            found.append(Mismatch("rank", one.stratum, one.unit))
    return found


def _by_stratum(units: Sequence[Selected]) -> defaultdict[str, list[Selected]]:
    groups: defaultdict[str, list[Selected]] = defaultdict(list)
    for one in units:
        groups[one.stratum].append(one)
    return groups
