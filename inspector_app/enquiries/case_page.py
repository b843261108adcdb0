"""One case with everything that is known of it: lists, notes, evidence, requests, how chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col

from inspector_app.enquiries.shown import Shown, having, shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.case_numbers import short_numbers
from inspector_app.intake.child_events import ChildEvents, child_events
from inspector_app.intake.extracts import Extract
from schemas.records import (
    Case,
    CaseSelection,
    Comment,
    Evidence,
    LineOfEnquiry,
    Note,
    Request,
    SafetyConcern,
    SamplePlan,
)

__all__ = ["CasePage", "ChosenHow", "LineServed", "case_page"]

_EVIDENCE_SETS = ("looked_in", "found_in", "could_not_tell")


@dataclass(frozen=True)
class ChosenHow:
    """One selection of the case.

    Args:
        selection: with route, reason, angle and the members it is allocated to.
        plan: also one that was withdrawn since; None until it has arrived here.
    """

    selection: Shown[CaseSelection]
    plan: Shown[SamplePlan] | None


@dataclass(frozen=True)
class LineServed:
    """A line of enquiry that the case serves, and through what.

    Args:
        line: the line.
        plans: plans made for it that chose the case.
        notes: notes on the case that are tagged with it.
        evidence: pieces that were looked for in the case and are tagged with it.
    """

    line: Shown[LineOfEnquiry]
    plans: int
    notes: int
    evidence: int


@dataclass(frozen=True)
class CasePage:
    """One case; records that were withdrawn are left out, but for plans.

    Args:
        case: the record; its extract's fields are in `extract`.
        short: its short number as people say it, such as `14` or `14b`.
        extract: from the authority's lists; None when the case came from no list.
        listed: dated events, from the lists where they are on this laptop.
        notes: by every inspector, oldest first.
        evidence: that was looked for or found in it, oldest first.
        requests: about it, oldest first.
        chosen: how it was chosen, oldest first.
        concerns: for the safety of this child, oldest first.
        comments: on the case and on its notes and evidence, oldest first.
        lines: of enquiry that it serves, the one with most behind it first.
    """

    case: Shown[Case]
    short: str
    extract: Extract | None
    listed: ChildEvents
    notes: tuple[Shown[Note], ...]
    evidence: tuple[Shown[Evidence], ...]
    requests: tuple[Shown[Request], ...]
    chosen: tuple[ChosenHow, ...]
    concerns: tuple[Shown[SafetyConcern], ...]
    comments: tuple[Shown[Comment], ...]
    lines: tuple[LineServed, ...]

    @property
    def id(self) -> str:
        """The case's id."""
        return self.case.id


def case_page(base: EvidenceBase, record: str) -> CasePage:
    """Reads one case.

    Raises:
        InspectorError: `unknown-record`.
    """
    case = shown_record(base, Case, record)
    extract = _extract(case.record)
    notes = shown_records(base, Note, having(Note, "cases", [record]))
    evidence = shown_records(base, Evidence, _in_any(record))
    chosen = _chosen(base, record)
    written = [record, *(note.id for note in notes), *(each.id for each in evidence)]
    return CasePage(
        case,
        _short(base, case.record),
        extract,
        child_events(base, case.record.identifier or "", extract),
        notes,
        evidence,
        shown_records(base, Request, col(Request.case) == record),
        chosen,
        shown_records(base, SafetyConcern, col(SafetyConcern.case) == record),
        shown_records(base, Comment, col(Comment.on).in_(written)),
        _lines(base, chosen, notes, evidence),
    )


def _short(base: EvidenceBase, case: Case) -> str:
    sharing = shown_records(base, Case, col(Case.number) == case.number)
    return short_numbers(each.record for each in sharing).get(case.id, "")


def _in_any(record: str) -> ColumnElement[bool]:
    looked, found, unclear = (having(Evidence, field, [record]) for field in _EVIDENCE_SETS)
    return looked | found | unclear


def _chosen(base: EvidenceBase, record: str) -> tuple[ChosenHow, ...]:
    selections = shown_records(base, CaseSelection, col(CaseSelection.case) == record)
    wanted = col(SamplePlan.id).in_([each.record.plan or "" for each in selections])
    plans = {
        plan.id: plan
        for withdrawn in (False, True)
        for plan in shown_records(base, SamplePlan, wanted, withdrawn=withdrawn)
    }
    return tuple(ChosenHow(each, plans.get(each.record.plan or "")) for each in selections)


def _lines(
    base: EvidenceBase,
    chosen: Iterable[ChosenHow],
    notes: Iterable[Shown[Note]],
    evidence: Iterable[Shown[Evidence]],
) -> tuple[LineServed, ...]:
    plans = [how.plan for how in chosen if how.plan is not None]
    by_plan = Counter(
        line for plan in plans if plan.record.withdrawn is None for line in plan.keys("enquiries")
    )
    by_note = Counter(line for note in notes for line in note.keys("enquiries"))
    by_evidence = Counter(line for each in evidence for line in each.keys("enquiries"))
    every = by_plan + by_note + by_evidence
    lines = shown_records(base, LineOfEnquiry, col(LineOfEnquiry.id).in_(list(every)))
    served = [
        LineServed(line, by_plan[line.id], by_note[line.id], by_evidence[line.id]) for line in lines
    ]
    return tuple(sorted(served, key=lambda each: -every[each.line.id]))


def _extract(case: Case) -> Extract | None:
    try:
        return Extract.from_text(case.extract or "")
    except ValueError:
        return None
