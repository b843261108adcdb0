"""After the draw: the next reserve for a case that cannot be seen, and more cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from inspector_app.sampling.allocation import Stratum, allocate_additional
from inspector_app.sampling.allocation_by_hand import allocate_by_hand
from inspector_app.sampling.draw import draw_sample
from inspector_app.sampling.draw_by_ticket import first_by_ticket, group_units
from inspector_app.sampling.draws import (
    RESERVES_AT_LEAST,
    Design,
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    probability_text,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit

__all__ = ["EXTENDED", "Extension", "extend", "replacement_for", "with_reserves"]

EXTENDED: tuple[Design, ...] = ("simple", "stratified")
"""The designs whose larger draw keeps every unit of a smaller one."""


@dataclass(frozen=True, slots=True)
class Extension:
    """An extended sample.

    Args:
        added: the additional units only.
        draw: the whole draw as it now stands, every earlier unit in it.
    """

    added: tuple[Selected, ...]
    draw: Draw


def replacement_for(draw: Draw, unit_id: str, called: Collection[str] = ()) -> Selected:
    """The next reserve by ticket, of the same stratum as a drawn unit (or a reserve called before).

    In a two-stage draw that is the same cluster; a systematic draw and one in proportion to size
    have the one stratum `all`, so the next ticket of all that were not drawn.

    The unit drawn and not seen stays in the record; only the reserve is new.

    Args:
        draw: the draw.
        unit_id: who cannot be seen.
        called: unit ids of reserves already called.

    Raises:
        SamplingError: `not-in-the-draw`, `no-reserve-left`.
    """
    known = {one.unit: one for one in draw.selected}
    known |= {one.unit: one for one in draw.reserves if one.unit in called}
    if unit_id not in known:
        raise SamplingError(
            "not-in-the-draw",
            "This case was not drawn, so no reserve can stand in for it.",
            next_step="Choose a case of this plan that was drawn.",
        )
    stratum = known[unit_id].stratum
    for reserve in draw.reserves:
        if reserve.stratum == stratum and reserve.unit not in called:
            return reserve
    raise SamplingError(
        "no-reserve-left",
        f"The stratum '{stratum}' has no reserve left.",
        next_step="Extend the sample from the frame, or leave the case unseen and say so.",
    )


def with_reserves(units: Sequence[Unit], plan: DrawPlan, draw: Draw, stratum: str) -> Draw:
    """The draw with every reserve of one stratum, from the frame.

    Raises:
        SamplingError: as the draw itself.
    """
    if plan.design not in EXTENDED:
        return replace(draw, reserves=draw_sample(units, plan, keep=len(units)).reserves)
    members = group_units(units, plan).get(stratum, [])
    taken = {one.unit for one in draw.selected}
    others = [one for one in draw.reserves if one.stratum != stratum]
    for count in draw.strata:
        if count.value == stratum:
            ordered = first_by_ticket(plan.seed, count, members, len(members))
            others += [one for one in ordered if one.unit not in taken]
    return replace(draw, reserves=tuple(others))


def extend(
    units: Sequence[Unit],
    plan: DrawPlan,
    draw: Draw,
    add: int,
    *,
    called: Collection[str] = (),
    manual: Mapping[str, int] | None = None,
) -> Extension:
    """More cases by the same tickets: only the additional ones are allocated, none is taken back.

    The next tickets of each stratum are taken, passing over reserves already called, which are in
    the sample. Ranks stay places in the stratum's whole order, so they may skip a called reserve.

    Args:
        units: the same frame as the draw's.
        plan: the plan drawn from.
        draw: the draw as it stands, with earlier extensions.
        add: additional units, 1 or more.
        called: unit ids of reserves already called as replacements.
        manual: additional units per stratum value, for a manual allocation.

    Raises:
        SamplingError: `frame-differs`, `manual-missing`, and those of
            `inspector_app.sampling.allocation`.
    """
    groups = group_units(units, plan)
    _check_same_frame(groups, draw)
    additional = _additional(plan, draw, add, called, manual)
    parts = [
        _extend_stratum(groups[count.value], plan.seed, draw, count, more, called)
        for count, more in zip(draw.strata, additional, strict=True)
    ]
    extended = Draw(
        tuple(one for part in parts for one in part.selected),
        tuple(one for part in parts for one in part.reserves),
        tuple(part.count for part in parts),
        draw.population,
    )
    return Extension(tuple(one for part in parts for one in part.added), extended)


@dataclass(frozen=True, slots=True)
class _Part:
    """One stratum of an extended draw."""

    count: StratumCount
    added: list[Selected]
    selected: list[Selected]
    reserves: list[Selected]


def _extend_stratum(
    units: Sequence[Unit],
    seed: str,
    draw: Draw,
    count: StratumCount,
    more: int,
    called: Collection[str],
) -> _Part:
    now = replace(count, drawn=count.drawn + more)
    before = [one for one in draw.selected if one.stratum == count.value]
    taken = {one.unit for one in before} | set(called)
    reserves = max(now.drawn, RESERVES_AT_LEAST)
    ordered = first_by_ticket(seed, now, units, len(taken) + more + reserves)
    fresh = [one for one in ordered if one.unit not in taken]
    # Called reserves stay listed: they are how a later reader finds a replacement's ticket.
    listed = [one for one in ordered if one.unit in called] + fresh[more : more + reserves]
    chance = probability_text(now.drawn, now.population)
    return _Part(
        now,
        fresh[:more],
        [replace(one, probability=chance) for one in before] + fresh[:more],
        sorted(listed, key=lambda one: one.rank),
    )


def _check_same_frame(groups: Mapping[str, Sequence[Unit]], draw: Draw) -> None:
    now = [(value, len(units)) for value, units in groups.items()]
    if now != [(count.value, count.population) for count in draw.strata]:
        raise SamplingError(
            "frame-differs",
            "This list is not the one the sample was drawn from: its strata or counts differ.",
            next_step="Extend from the frame that the plan names, or make a new plan.",
        )


def _additional(
    plan: DrawPlan,
    draw: Draw,
    add: int,
    called: Collection[str],
    manual: Mapping[str, int] | None,
) -> tuple[int, ...]:
    spent = Counter(one.stratum for one in draw.reserves if one.unit in called)
    if plan.allocation == "manual":
        if manual is None:
            raise SamplingError(
                "manual-missing",
                "This plan's strata were set by hand, so the additional cases must be too.",
                next_step="Say how many more to take from which stratum.",
            )
        left = [
            Stratum(count.value, count.population - count.drawn - spent[count.value])
            for count in draw.strata
        ]
        return allocate_by_hand(left, add, manual)
    strata = [Stratum(count.value, count.population) for count in draw.strata]
    return allocate_additional(
        strata,
        [count.drawn for count in draw.strata],
        add,
        plan.allocation,
        spent=[spent[count.value] for count in draw.strata],
        spreads=plan.spreads,
    )
