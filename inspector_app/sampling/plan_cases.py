"""Cases that come to a plan otherwise than by chance, and who looks at which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import tag
from inspector_app.evidence_base.membership import members_named
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.intake.case_numbers import case_id
from inspector_app.intake.identifiers import normalise_identifier
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.plan_units import NO_FRAME, recorded_list, recorded_units
from inspector_app.sampling.recorded import PlanCase, RecordedPlan, cases_of_plan, find_drawn_plan
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.selections import (
    CaseWrites,
    save_together,
    selection_id,
    selection_writes,
    unlisted_case,
    writes_for_cases,
)
from schemas.fields import words_of
from schemas.records import CaseSelection

__all__ = ["Added", "add_case_to_plan", "allocate_plan", "routes_by_hand"]


@dataclass(frozen=True)
class Added:
    """A case that was added to a plan.

    Args:
        selection: id of the selection.
        case: id of the case.
        number: its short number, where it has one.
        on_list: whether it is on the plan's list; None where the frame is not on this laptop.
    """

    selection: str
    case: str
    number: int | None
    on_list: bool | None


def routes_by_hand() -> tuple[str, ...]:
    """How a case may come to a plan by hand; never as drawn."""
    return tuple(route for route in words_of(CaseSelection, "route") if route != "drawn")


def add_case_to_plan(
    base: EvidenceBase, plan_id: str, identifier: str, route: str, rationale: str
) -> Added:
    """Records a case that was offered, audited, tracked or taken by convenience.

    Args:
        base: to record it in.
        plan_id: of any plan.
        identifier: the authority's.
        route: one of `routes_by_hand`.
        rationale: why this case.

    Raises:
        InspectorError: `unknown-plan`, and what `EvidenceBase.record` refuses.
        SamplingError: `unknown-route`, `rationale-missing`, `no-identifier`, `already-in-plan`.
    """
    plan = find_drawn_plan(base, plan_id)
    if route not in routes_by_hand():
        raise SamplingError(
            "unknown-route",
            "That is not how a case comes to a sample by hand.",
            next_step=f"Use one of: {', '.join(routes_by_hand())}.",
        )
    if not rationale.strip():
        raise SamplingError(
            "rationale-missing",
            "A case that was not drawn needs a reason why it was taken.",
            next_step="Say why with --rationale.",
        )
    known = normalise_identifier(identifier)
    if not known:
        raise SamplingError(
            "no-identifier",
            "A case needs the authority's identifier.",
            next_step="Give the identifier as it stands in the authority's lists.",
        )
    case = case_id(base.inspection, known)
    if any(one.record.case == case and one.in_sample for one in cases_of_plan(base, plan)):
        raise SamplingError(
            "already-in-plan",
            "This case is in this plan already.",
            next_step="Look at the plan with `inspector sample show`.",
        )
    new, unit, on_list = _case_on_list(base, plan, known)
    selection = selection_id(plan.id, route, case)
    values: dict[str, NewValue] = {
        "plan": plan.id,
        "case": case,
        "unit": None if unit is None else Typed(unit),
        "route": route,
        "why": Typed(rationale),
        "state": "selected",
    }
    save_together(base, (*new.groups, selection_writes(selection, values)))
    return Added(selection, case, new.numbers.get(known), on_list)


def allocate_plan(
    base: EvidenceBase, plan_id: str, members: Sequence[str]
) -> tuple[tuple[PlanCase, str], ...]:
    """Shares out the cases that nobody has yet: each to whoever of these has the fewest.

    Cases are gone through by stratum and rank, so that everybody gets some of every stratum. Who
    has a case keeps it.

    Args:
        base: to record it in.
        plan_id: of any plan.
        members: member ids; the first comes first where several have as few.

    Returns:
        The cases newly allocated, with their member.

    Raises:
        InspectorError: `unknown-plan`, and what `EvidenceBase.record` refuses.
        SamplingError: `unknown-member`, `nobody-named`, `nothing-to-allocate`.
    """
    plan = find_drawn_plan(base, plan_id)
    team = members_named(base)
    wanted = tuple(dict.fromkeys(members))
    if not wanted:
        raise SamplingError(
            "nobody-named", "It is not said who takes the cases.", next_step="Name them with --to."
        )
    if not set(wanted) <= team.keys():
        raise SamplingError(
            "unknown-member",
            "One of these is not in the team.",
            next_step="Use ids from `inspector team list`.",
        )
    cases = [one for one in cases_of_plan(base, plan) if one.in_sample]
    load = Counter(member for one in cases for member in one.allocated)
    shared = []
    for one in cases:
        if one.allocated:
            continue
        member = min(wanted, key=lambda who: load[who])
        load[member] += 1
        shared.append((one, member))
    if not shared:
        raise SamplingError(
            "nothing-to-allocate",
            "Every case of this plan has somebody.",
            next_step="Look at the plan with `inspector sample show`.",
        )
    save_together(
        base,
        [
            (tag(base.fields(one.record.id), one.record.id, "case-selection", "allocated", who),)
            for one, who in shared
        ],
    )
    return tuple(shared)


def _case_on_list(
    base: EvidenceBase, plan: RecordedPlan, identifier: str
) -> tuple[CaseWrites, str | None, bool | None]:
    """Writes for the case, its unit id if the case is the unit, whether it is on the list."""
    try:
        with opened_frame(base, plan.record.frame or "") as frame:
            listed = recorded_list(frame, plan)
            units = recorded_units(listed, plan)
            there = [unit for unit in units if unit.case == identifier]
            if there:
                unit = there[0].id if there[0].id == identifier else None
                columns = plan.settings.columns
                return writes_for_cases(base, listed, there[:1], columns), unit, True
    except InspectorError as error:
        if error.code not in NO_FRAME:
            raise
        return unlisted_case(base, identifier), None, None
    return unlisted_case(base, identifier), None, False
