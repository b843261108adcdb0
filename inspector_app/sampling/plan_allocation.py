"""Who sees which case of a plan, and on which day: shared out evenly, or given one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views, edits, tag
from inspector_app.evidence_base.membership import members_named
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.sampling.case_parts import CasePart, parts_of, parts_text
from inspector_app.sampling.plan_changes import case_in_plan
from inspector_app.sampling.recorded import PlanCase, cases_of_plan, find_drawn_plan
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.selections import save_together
from schemas.fields import ElementRow
from schemas.records import CaseSelection

__all__ = ["Allocated", "allocate_plan", "give_case"]


@dataclass(frozen=True)
class Allocated:
    """A case that somebody was given.

    Args:
        case: in its plan, as it was before.
        member: who has it now.
        part: the day, where one is known, and the angle.
    """

    case: PlanCase
    member: str
    part: CasePart


def allocate_plan(
    base: EvidenceBase,
    plan_id: str,
    members: Sequence[str],
    days: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Allocated, ...]:
    """Shares out the cases that nobody has yet: each to whoever of these has the fewest.

    Cases are gone through by stratum and rank, so that everybody gets some of every stratum. Each
    is seen on that day of its member's on which they have the fewest cases of any plan. Who has a
    case keeps it.

    Args:
        base: to record it in.
        plan_id: of any plan.
        members: member ids; the first comes first where several have as few.
        days: of each member, ISO 8601, on which cases can be seen; without any the day stays open.

    Returns:
        The cases newly allocated.

    Raises:
        InspectorError: `unknown-plan`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-drawn-yet`, `unknown-member`, `nobody-named`, `nothing-to-allocate`.
    """
    plan = find_drawn_plan(base, plan_id)
    wanted = _known(base, members)
    cases = [one for one in cases_of_plan(base, plan) if one.in_sample]
    load = Counter(member for one in cases for member in one.allocated)
    by_day = _days_taken(base)
    shared = []
    for one in cases:
        if one.allocated:
            continue
        member = min(wanted, key=lambda who: load[who])
        load[member] += 1
        day = _quietest(member, (days or {}).get(member, ()), by_day)
        by_day[member, day] += 1
        shared.append(Allocated(one, member, CasePart(day=day)))
    if not shared:
        raise SamplingError(
            "nothing-to-allocate",
            "Every case of this plan has somebody.",
            next_step="Give one to a second person with --case; see `inspector sample show`.",
        )
    views = base.fields_of(one.case.record.id for one in shared)
    save_together(
        base,
        [_writes(views[one.case.record.id], one.case, {one.member: one.part}) for one in shared],
    )
    return tuple(shared)


def give_case(
    base: EvidenceBase,
    plan_id: str,
    case: str,
    members: Sequence[str],
    part: CasePart,
) -> tuple[Allocated, ...]:
    """Gives one case to people beside those who have it, each with this angle and day.

    Of who has it already the angle or day that is given changes, and what is not given stays.

    Args:
        base: to record it in.
        plan_id: of any plan.
        case: as for `case_in_plan`.
        members: member ids.
        part: what they look at, and when.

    Raises:
        InspectorError: `unknown-plan`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-drawn-yet`, `unknown-member`, `nobody-named`, `not-in-the-plan`,
            `which-unit`, `already-replaced`.
    """
    plan = find_drawn_plan(base, plan_id)
    wanted = _known(base, members)
    one = case_in_plan(cases_of_plan(base, plan), case)
    if not one.in_sample:
        raise SamplingError(
            "already-replaced",
            "This case was replaced, so nobody needs to see it.",
            next_step="Give them the reserve that came for it.",
        )
    before = parts_of(one.record, one.allocated)
    parts = {
        member: CasePart(part.angle or had.angle, part.day or had.day)
        for member in wanted
        for had in (before.get(member, CasePart()),)
    }
    if writes := _writes(base.fields(one.record.id), one, parts):
        base.record(*writes)
    return tuple(Allocated(one, member, now) for member, now in parts.items())


def _known(base: EvidenceBase, members: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(members))
    if not wanted:
        raise SamplingError(
            "nobody-named", "It is not said who takes the cases.", next_step="Name them with --to."
        )
    if not set(wanted) <= members_named(base).keys():
        raise SamplingError(
            "unknown-member",
            "One of these is not in the team.",
            next_step="Use ids from `inspector team list`.",
        )
    return wanted


def _quietest(
    member: str, days: Sequence[str], taken: Counter[tuple[str, str | None]]
) -> str | None:
    return min(sorted(days), key=lambda day: taken[member, day], default=None)


def _days_taken(base: EvidenceBase) -> Counter[tuple[str, str | None]]:
    """How many cases of any plan each member has on each day."""
    having = (
        select(CaseSelection, ElementRow.key)
        .join(ElementRow, col(ElementRow.record) == col(CaseSelection.id))
        .where(
            ElementRow.field == "allocated",
            col(CaseSelection.withdrawn).is_(None),
            col(CaseSelection.state).is_distinct_from("replaced"),
        )
    )
    with base.reading() as session:
        return Counter(
            (member, parts_of(selection, (member,))[member].day)
            for selection, member in session.exec(having)
        )


def _writes(views: Views, one: PlanCase, parts: Mapping[str, CasePart]) -> tuple[NewWrite, ...]:
    record = one.record.id
    given = [
        tag(views, record, "case-selection", "allocated", member)
        for member in parts
        if member not in one.allocated
    ]
    said = {member: part for member, part in parts.items() if part != CasePart()}
    if said or any(member in one.allocated for member in parts):
        text = Typed(parts_text(one.record, one.allocated, parts))
        given += edits(views, record, "case-selection", {"angle": text})
    return tuple(given)
