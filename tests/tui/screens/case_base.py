"""An inspection whose first case has much on its line, and others to be found in the list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.lines_of_enquiry import NewLine, raise_line
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.extracts import Extract, ExtractField
from inspector_app.intake.frame import DatedEvent
from tests.tui.program import Clock, set_up

EVENTS = (
    ("2023-02-06", 1, "Contacts", "Date of Contact"),
    ("2023-02-07", 3, "Referral", "Date of referral"),
    ("2023-02-09", 4, "Assessments", "Continuous Assessment Start Date"),
    ("2023-03-21", 4, "Assessments", "Continuous Assessment Date of Authorisation"),
    ("2023-11-02", 3, "Referral", "Date of referral"),
    ("2023-11-03", 5, "Section 47", "Strategy discussion initiating Section 47 Enquiry Start Date"),
    ("2023-11-20", 5, "Section 47", "Date of Initial Child Protection Conference"),
    ("2023-11-20", 7, "Child protection", "Child Protection Plan Start Date"),
    ("2026-06-15", 7, "Child protection", "Date of latest review conference"),
    ("2026-10-30", 7, "Child protection", "Date of the Last Statutory Visit"),
)


@dataclass(frozen=True)
class Made:
    """Ids in the base that was made."""

    case: str
    line: str
    note: str


def fill_cases(home: Path) -> Made:
    """Write the cases and close the base."""
    base = set_up(home, Clock())
    extract = Extract(
        tuple(DatedEvent(*event) for event in EVENTS),
        (
            ExtractField(7, "Allocated Team", "North"),
            ExtractField(7, "Allocated Worker", "Jane Smith"),
        ),
    )
    new = NewCase("4411699", "girl 9 · CP", "Larkhampton", "North", "W07", extract.to_text())
    case = add_case(base, new).record
    for number, label in enumerate(("boy 3", "girl 10", "young man 19 [A1]", ""), 2):
        add_case(base, NewCase(f"44117{number:02}", label or None, team="South"))
    area = ("help-and-protection",)
    line = raise_line(base, NewLine("Is neglect recognised early?", areas=area)).record
    _choose(base, case, line)
    note = _write(base, case, line)
    base.close()
    return Made(case, line, note)


def _choose(base: EvidenceBase, case: str, line: str) -> None:
    plan, selection = base.new_id(), base.new_id()
    base.record(
        NewWrite(plan, "sample-plan", "title", Typed("Plans over two years")),
        NewWrite(plan, "sample-plan", "rationale", Typed("Drift was seen at the last visit.")),
        NewWrite(plan, "sample-plan", "our_phrase", Typed("plum-stone")),
        NewWrite(plan, "sample-plan", f"enquiries[{line}]", True),
        NewWrite(selection, "case-selection", "plan", plan),
        NewWrite(selection, "case-selection", "case", case),
        NewWrite(selection, "case-selection", "route", "drawn"),
        NewWrite(selection, "case-selection", "ticket", Typed("095f974bb3db1c0c")),
        NewWrite(selection, "case-selection", "angle", Typed("supervision")),
        NewWrite(selection, "case-selection", f"allocated[{base.member}]", True),
        NewWrite(selection, "case-selection", "state", "selected"),
    )


def _write(base: EvidenceBase, case: str, line: str) -> str:
    tags = Tags(("help-and-protection",), enquiries=(line,))
    text = "Went through the file with the worker. The plan drifts: nobody could say why."
    note = NewNote(
        text,
        when="2026-11-24T10:00:00+00:00",
        occasion="worker",
        spoke_to=("worker",),
        cases=(CaseSeen(case, "whole"),),
        minutes=45,
        tags=tags,
    )
    record = add_note(base, note).record
    hard = NewNote("What the photographs show.", cases=(CaseSeen(case),), hard_to_read=True)
    add_note(base, hard)
    add_evidence(base, NewEvidence("Reviews are late.", "concern", tags, found_in=(case,)))
    add_evidence(base, NewEvidence("Visits are monthly.", "strength", tags, looked_in=(case,)))
    add_request(base, NewRequest("The chronology", "document", case, person="Jane Smith"))
    return record
