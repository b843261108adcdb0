"""Cases that come to a plan otherwise than by chance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edits
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.intake.case_numbers import case_id
from inspector_app.intake.identifiers import normalise_identifier
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.plan_changes import case_in_plan
from inspector_app.sampling.plan_units import NO_FRAME, recorded_list, recorded_units
from inspector_app.sampling.recorded import RecordedPlan, cases_of_plan, find_drawn_plan
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

__all__ = ["Added", "add_case_to_plan", "routes_by_hand", "view_case"]

_AUDITED = "audited"
_WORD = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)


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
    base: EvidenceBase,
    plan_id: str,
    identifier: str,
    route: str,
    rationale: str,
    audit_grade: str | None = None,
    *,
    led_by: str | None = None,
) -> Added:
    """Records a case that was offered, audited, tracked or taken by convenience.

    Args:
        base: to record it in.
        plan_id: of any plan.
        identifier: the authority's.
        route: one of `routes_by_hand`.
        rationale: why this case.
        audit_grade: the authority's own, of a case that it audited; a word, in capitals or not.
        led_by: the case of this plan that led to it, as `case_in_plan` takes it; needed for a
            case tracked in a snowball.

    Raises:
        InspectorError: `unknown-plan`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-drawn-yet`, `unknown-route`, `rationale-missing`, `not-audited`,
            `grade-unclear`, `no-identifier`, `already-in-plan`, `link-missing`,
            `not-in-the-plan`, `which-unit`.
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
    if audit_grade is not None and route != _AUDITED:
        raise _not_audited()
    grade = None if audit_grade is None else _grade_word(audit_grade)
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
    link = _link(base, plan, route, led_by)
    new, unit, on_list = _case_on_list(base, plan, known)
    selection = selection_id(plan.id, route, case)
    values: dict[str, NewValue] = {
        "plan": plan.id,
        "case": case,
        "unit": None if unit is None else Typed(unit),
        "route": route,
        "why": Typed(f"{link}{rationale}"),
        "audit_grade": grade,
        "state": "selected",
    }
    save_together(base, (*new.groups, selection_writes(selection, values)))
    return Added(selection, case, new.numbers.get(known), on_list)


def view_case(base: EvidenceBase, plan_id: str, case: str, our_view: str) -> str:
    """Records what the team makes of a case that the authority audited.

    Args:
        base: to record it in.
        plan_id: of any plan.
        case: as for `case_in_plan`.
        our_view: a grade, which the statement sets against the authority's; or words, which stay.

    Returns:
        The id of the selection.

    Raises:
        InspectorError: `unknown-plan`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-drawn-yet`, `not-in-the-plan`, `which-unit`, `not-audited`,
            `view-missing`.
    """
    plan = find_drawn_plan(base, plan_id)
    one = case_in_plan(cases_of_plan(base, plan), case)
    if one.record.route != _AUDITED:
        raise _not_audited()
    if not our_view.strip():
        raise SamplingError(
            "view-missing", "The view is empty.", next_step="Say it with --our-view."
        )
    record = one.record.id
    values: dict[str, NewValue] = {"our_view": Typed(our_view.strip())}
    if writes := edits(base.fields(record), record, "case-selection", values):
        base.record(*writes)
    return record


def _grade_word(typed: str) -> str:
    """'Requires improvement' as `requires-improvement`."""
    word = "-".join(typed.casefold().split())
    if not _WORD.fullmatch(word):
        raise SamplingError(
            "grade-unclear",
            "A grade is a word or two, such as 'requires improvement'.",
            next_step="Give the grade alone; what the audit says goes into --rationale or a note.",
        )
    return word


def _not_audited() -> SamplingError:
    return SamplingError(
        "not-audited",
        "The authority's grade and our view beside it are for cases that the authority audited.",
        next_step="Add the case with --route audited; write what you saw in a note.",
    )


def _link(base: EvidenceBase, plan: RecordedPlan, route: str, led_by: str | None) -> str:
    """'from C0007: ', the case that led to another; nothing where none is named."""
    if led_by is not None:
        return f"from {case_in_plan(cases_of_plan(base, plan), led_by).identifier}: "
    if plan.record.purposeful_type == "snowball" and route == "tracked":
        raise SamplingError(
            "link-missing",
            "In a snowball each case is led to by another, and that is kept.",
            next_step="Name the case that led to this one with --from.",
        )
    return ""


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
