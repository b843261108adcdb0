"""Checks of draws through a stated order or in two stages: the whole draw is made again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from inspector_app.sampling.draw import draw_sample
from inspector_app.sampling.draw_systematic import systematic_places
from inspector_app.sampling.draws import Draw, DrawPlan, Selected, probability_text
from inspector_app.sampling.mismatches import Mismatch, Problem
from inspector_app.sampling.strata import Unit

__all__ = ["check_listed_in_order", "check_redrawn"]


def check_listed_in_order(plan: DrawPlan, draw: Draw) -> Iterator[Mismatch]:
    """Number, places and probabilities of the units listed, as far as they need no frame.

    The places of a systematic draw follow from seed, n and N alone; those of a draw in proportion
    to size need the sizes of the frame.
    """
    for count in draw.strata:
        if not len(draw.selected) == count.drawn <= count.population:
            yield Mismatch("count", count.value)
    if plan.design != "systematic":
        for one in draw.selected:
            if not 0 < one.chance <= 1:
                yield Mismatch("probability", one.stratum, one.unit)
        return
    places = set(systematic_places(plan.seed, plan.n, draw.population))
    chance = probability_text(plan.n, draw.population)
    for one in draw.selected:
        if one.rank not in places:
            yield Mismatch("rank", one.stratum, one.unit)
        if one.probability != chance:
            yield Mismatch("probability", one.stratum, one.unit)


def check_redrawn(
    plan: DrawPlan, draw: Draw, units: Sequence[Unit], called: Collection[str]
) -> Iterator[Mismatch]:
    """What is recorded against the draw made again from the whole frame.

    Args:
        plan: with its seed.
        draw: as it is recorded.
        units: the frame.
        called: unit ids of reserves that were called.
    """
    again = draw_sample(units, plan, keep=len(units))
    there = {unit.id for unit in units}
    whole = (again.population, again.strata, again.first_stage)
    if whole != (draw.population, draw.strata, draw.first_stage):
        yield Mismatch("allocation", "")
    yield from _compared(draw.selected, again.selected, there)
    taken = {one.unit for one in draw.reserves if one.unit in called}
    next_ones: list[Selected] = []
    for stratum in {one.stratum for one in again.reserves}:
        ordered = [one for one in again.reserves if one.stratum == stratum]
        next_ones += ordered[: sum(one.unit in taken for one in ordered)]
    recorded = [one for one in draw.reserves if one.unit in called]
    yield from _compared(recorded, next_ones, there, chances=False)


def _compared(
    recorded: Sequence[Selected],
    true: Sequence[Selected],
    there: Collection[str],
    *,
    chances: bool = True,
) -> Iterator[Mismatch]:
    expected = {one.unit: one for one in true}
    for one in recorded:
        as_drawn = expected.get(one.unit)
        if as_drawn is None:
            problem: Problem = "not-drawn" if one.unit in there else "not-on-the-list"
            yield Mismatch(problem, one.stratum, one.unit)
            continue
        if one.stratum != as_drawn.stratum:
            yield Mismatch("wrong-stratum", one.stratum, one.unit)
        if one.rank != as_drawn.rank:
            yield Mismatch("rank", one.stratum, one.unit)
        if chances and one.chance != as_drawn.chance:
            yield Mismatch("probability", one.stratum, one.unit)
    listed = {one.unit for one in recorded}
    for one in true:
        if one.unit not in listed:
            yield Mismatch("passed-over", one.stratum, one.unit)
