"""What is done with a plan from its page: blocking, for the threads that write and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from inspector_app.enquiries.case_page import case_page
from inspector_app.enquiries.case_requests import ask_for_manager as asked_for_manager
from inspector_app.enquiries.case_requests import manager_asked
from inspector_app.enquiries.requests import NewRequest, edit_request
from inspector_app.enquiries.site_days import site_days
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.case_parts import CasePart
from inspector_app.sampling.joint_record import joint_record
from inspector_app.sampling.joint_seeds import finish_joint_plan
from inspector_app.sampling.plan_allocation import allocate_plan, give_case
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_life import complete_plan
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.recorded import PlanCase, RecordedPlan, find_plan
from inspector_app.sampling.statement_sentences import WITH_INTERVAL, no_interval_words
from inspector_app.sampling.tells import tells
from inspector_app.tui.sample_words import count_words, refusal_words
from schemas.wording import sampling_wording

__all__ = [
    "MANAGER_STATES",
    "add_by_hand",
    "allocate",
    "ask_for_manager",
    "certify",
    "complete",
    "draft_lines",
    "extend",
    "finish_draft",
    "give",
    "replace_one",
    "seed_words",
    "statement_words",
    "tells_words",
    "verify_words",
]

MANAGER_STATES: Final[Mapping[str, str]] = {
    "to-ask": "Still to be asked",
    "asked": "Asked, no answer yet",
    "arranged": "Arranged",
    "refused": "None can come",
}
"""What can have come of a request for a manager."""

_MOST_MISMATCHES = 20


def allocate(base: EvidenceBase, plan: str, members: Sequence[str]) -> str:
    """Share the cases that nobody has yet out evenly; return what was done.

    Raises:
        InspectorError: as `allocate_plan`.
    """
    shared = allocate_plan(base, plan, members, site_days(base, members).by_member)
    return f"{count_words(len(shared), 'case', 'cases')} shared out. Ctrl+Z takes it back."


def give(base: EvidenceBase, plan: str, one: PlanCase, members: Sequence[str], angle: str) -> str:
    """Give one case to people beside those who have it; return what was done.

    Raises:
        InspectorError: as `give_case`.
    """
    case = one.record.unit or one.record.case or ""
    given = give_case(base, plan, case, members, CasePart(angle))
    return f"{count_words(len(given), 'person looks', 'people look')} at it. Ctrl+Z takes it back."


def extend(base: EvidenceBase, plan: str, add: int) -> str:
    """Draw further cases by the same tickets; return what was done.

    Raises:
        InspectorError: as `extend_plan`.
    """
    done = extend_plan(base, plan, add)
    looked = " Others had been looked at before; the sample statement says so."
    return f"{len(done.added):,} more drawn.{looked if done.looked else ''}"


def replace_one(base: EvidenceBase, plan: str, gone: PlanCase, reason: str) -> str:
    """Call the next reserve for a case; return what was done.

    Raises:
        InspectorError: as `replace_case`.
    """
    done = replace_case(base, plan, gone.record.unit or gone.record.case or "", reason)
    came = f"case {done.number}" if done.number is not None else "the next reserve"
    return f"Replaced by {came}. The case that was drawn stays on record."


def add_by_hand(base: EvidenceBase, plan: str, identifier: str, route: str, why: str) -> str:
    """Add a case that was not drawn; return what was done.

    Raises:
        InspectorError: as `add_case_to_plan`.
    """
    done = add_case_to_plan(base, plan, identifier, route, why)
    said = "Added." if done.number is None else f"Added as case {done.number}."
    return said if done.on_list is not False else f"{said} It is not on the list of this sample."


def ask_for_manager(base: EvidenceBase, one: PlanCase, state: str, reason: str | None) -> str:
    """Record a request for a manager who can talk a case through, or what came of it.

    Args:
        base: to record it in.
        one: the case.
        state: one of `MANAGER_STATES`.
        reason: by role, where none can come.

    Raises:
        InspectorError: as `edit_request`.
    """
    page = case_page(base, one.record.case or "")
    open_one = manager_asked(page)
    request = open_one.id if open_one is not None else asked_for_manager(base, page).record
    if state != "to-ask":
        edit_request(base, request, NewRequest("", state=state, reason=reason))
    return f"Recorded among the requests: a manager for this case, {MANAGER_STATES[state].lower()}."


def complete(base: EvidenceBase, plan: str, reason: str | None) -> str:
    """Complete a plan, or close it with cases unseen; return what was done.

    Raises:
        InspectorError: as `complete_plan`.
    """
    life = complete_plan(base, plan, reason)
    return "Complete." if not life.left else f"Closed; {life.left:,} of {life.size:,} not seen."


def certify(base: EvidenceBase, plan: str, out: Path, passphrase: str | None) -> str:
    """Write the certificate of a complete sample; return what was done.

    Raises:
        InspectorError: as `write_certificate`.
    """
    from inspector_app.publish.certificates import write_certificate

    written = write_certificate(base, plan, out, passphrase)
    open_file = "" if written.exported.protected else " It has no passphrase."
    return f"{written.check.sentence} The certificate is written.{open_file}"


def finish_draft(base: EvidenceBase, plan: str, theirs: str) -> str:
    """Draw a plan that waited for the authority's phrase; return what was done.

    Raises:
        InspectorError: as `finish_joint_plan`.
    """
    drawn = finish_joint_plan(base, plan, theirs)
    return f"{len(drawn.selected):,} drawn and saved. A shares them out."


def draft_lines(base: EvidenceBase, plan: str) -> str:
    """Return what the authority is shown before it gives its phrase.

    Raises:
        InspectorError: `unknown-plan`.
    """
    joint = joint_record(base, find_plan(base, plan).id)
    if joint is None or not joint.of_plan:
        return f"Plan {plan}\nSHA-256 of our phrase {(joint and joint.commitment) or '?'}"
    return f"{joint.text}\nCommitment: the SHA-256 of these lines\n{joint.commitment}"


def statement_words(base: EvidenceBase, plan: str) -> str:
    """Return what the sample can and cannot say.

    Raises:
        InspectorError: as `state_plan`.
    """
    stated = state_plan(base, plan)
    if stated.compared:
        return stated.statement.text
    more = "It could not be compared with the list: the rows are on the laptop that imported them."
    return f"{stated.statement.text}\n\n{more}"


def verify_words(base: EvidenceBase, plan: str) -> str:
    """Work every ticket out again; return the result in words.

    Raises:
        InspectorError: as `verify_plan`.
    """
    check = verify_plan(base, plan)
    lines = [f"{'✓' if check.ok else '✗'} {check.sentence}"]
    for one in check.mismatches[:_MOST_MISMATCHES]:
        place = ", ".join(part for part in (one.stratum, one.unit) if part)
        lines.append(f"✗ {one.problem.replace('-', ' ')}{f': {place}' if place else ''}")
    if len(check.mismatches) > _MOST_MISMATCHES:
        lines.append(f"and {len(check.mismatches) - _MOST_MISMATCHES:,} more")
    return "\n".join(lines)


def seed_words(base: EvidenceBase, plan: str) -> str:
    """Return the seed of a draw.

    Raises:
        InspectorError: `unknown-plan`, `seed-missing`, `seed-unclear`.
    """
    return find_plan(base, plan).seed


def tells_words(plan: RecordedPlan, found: int, seen: int) -> str:
    """Return what a count tells about the list of a plan, or why it tells nothing."""
    unit, population = plan.record.unit or "case", plan.record.population or None
    try:
        if not plan.at_random:
            return tells(found, seen, population, "purposeful", unit=unit).sentence
        if plan.record.design not in WITH_INTERVAL:
            units = sampling_wording().units.get(unit)
            whole = units.count(population or 0) if units else f"{population or 0:,}"
            words = no_interval_words(plan.record.design, sampling_wording(), whole)
            return f"Seen in {found:,} of {seen:,} looked at. {words}"
        if plan.record.design == "simple":
            return tells(found, seen, population, "random", unit=unit).sentence
        # Counts alone do not say from which groups they come, so the sentence keeps its 'if'.
        said = tells(found, seen, population, "assumed", unit=unit).sentence
    except InspectorError as error:
        return f"⚠ {refusal_words(error)}"
    return (
        f"{said}\n\nThe groups are left aside here, as if all had been drawn from the whole list."
    )
