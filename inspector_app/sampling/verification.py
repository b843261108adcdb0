"""Was the sample drawn as its plan and seed say? Every ticket is worked out again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from inspector_app.sampling.draw import (
    Draw,
    DrawPlan,
    Selected,
    draw_sample,
    group_units,
    probability_text,
)
from inspector_app.sampling.strata import Unit
from inspector_app.sampling.tickets import in_ticket_order, ticket

__all__ = ["Mismatch", "Verification", "verify_draw"]

Problem = Literal[
    "ticket",
    "order",
    "count",
    "not-on-the-list",
    "wrong-stratum",
    "rank",
    "passed-over",
    "probability",
    "allocation",
]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that does not agree.

    Args:
        problem: `ticket` (is not the SHA-256 it should be), `order` (ranks do not follow
            tickets), `count` (a stratum's number is not that of its units), `probability`,
            and only with the frame: `not-on-the-list`, `wrong-stratum`, `rank` (not its place by
            ticket), `passed-over` (should have been drawn and was not), `allocation` (the strata
            or their sizes are not the plan's).
        stratum: where.
        unit: the unit's id, or empty where the problem is the stratum's.
    """

    problem: Problem
    stratum: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome.

    Args:
        mismatches: all found; none means the draw stands as far as was looked.
        complete: True when the whole frame was worked through, so that nobody was passed over.
        checked: how many tickets were worked out.
        sentence: the outcome in words, without cases.
    """

    mismatches: tuple[Mismatch, ...]
    complete: bool
    checked: int
    sentence: str

    @property
    def ok(self) -> bool:
        """No mismatch."""
        return not self.mismatches


def verify_draw(
    plan: DrawPlan,
    draw: Draw,
    units: Sequence[Unit] | None = None,
    *,
    called: Collection[str] = (),
    extended: bool = False,
) -> Verification:
    """Recomputes the tickets of a draw, of the whole frame where it is given.

    Without the frame only the listed cases can be checked: that their tickets are right and follow
    each other, not that nobody with a lower ticket was passed over. The result says which.

    Args:
        plan: the plan, with its seed.
        draw: what was kept of the draw.
        units: the frame, where it is at hand.
        called: unit ids of reserves called as replacements (an extension passes over them).
        extended: the draw was extended, so its sizes are no longer those of the plan's n.

    Raises:
        SamplingError: as `group_units`, when the frame cannot carry this plan at all.
    """
    mismatches = _check_listed(plan.seed, draw)
    if units is None:
        checked = len(draw.selected) + len(draw.reserves)
    else:
        checked = len(units)
        mismatches += _check_against_frame(plan, draw, units, called)
        if not extended and draw_sample(units, plan).strata != draw.strata:
            mismatches.append(Mismatch("allocation", ""))
    return Verification(
        tuple(mismatches),
        units is not None,
        checked,
        _sentence(len(mismatches), checked, complete=units is not None),
    )


def _check_listed(seed: str, draw: Draw) -> list[Mismatch]:
    found = [
        Mismatch("ticket", one.stratum, one.unit)
        for one in (*draw.selected, *draw.reserves)
        if ticket(seed, one.unit) != one.ticket
    ]
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
        chance = probability_text(count.drawn, count.population)
        found += [
            Mismatch("probability", stratum, one.unit)
            for one in selected[stratum]
            if one.probability != chance
        ]
    return found


def _check_against_frame(
    plan: DrawPlan, draw: Draw, units: Sequence[Unit], called: Collection[str]
) -> list[Mismatch]:
    found: list[Mismatch] = []
    where: dict[str, tuple[str, int]] = {}
    selected = {one.unit for one in draw.selected}
    drawn = _by_stratum(draw.selected)
    for value, members in group_units(units, plan).items():
        order = in_ticket_order(plan.seed, [unit.id for unit in members])
        where |= {unit_id: (value, at) for at, (_, unit_id) in enumerate(order, start=1)}
        last = max((one.rank for one in drawn[value]), default=0)
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


def _sentence(mismatches: int, checked: int, *, complete: bool) -> str:
    scope = (
        f"The tickets of all {checked:,} on the list were worked out again"
        if complete
        else f"The tickets of the {checked:,} listed were worked out again, without the frame"
    )
    limit = "" if complete else " Whether anyone was passed over needs the frame."
    outcome = {0: "all agree.", 1: "1 thing does not agree."}.get(
        mismatches, f"{mismatches:,} things do not agree."
    )
    return f"{scope}: {outcome}{limit}"
