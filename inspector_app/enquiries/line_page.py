"""One line of enquiry with everything that is on it: evidence, notes, questions, samples."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.enquiries.lines_of_enquiry import LineMove, line_moves
from inspector_app.enquiries.shown import Shown, having, shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import Challenge, Evidence, LineOfEnquiry, Note, SamplePlan

__all__ = ["LinePage", "line_page"]

_CASE_SETS = ("looked_in", "found_in", "could_not_tell")


@dataclass(frozen=True)
class LinePage:
    """One line.

    Args:
        line: the line itself.
        evidence: tagged with it, or named as what closed it; oldest first.
        notes: tagged with it, oldest first.
        questions: to the authority, on it, oldest first.
        plans: samples that are drawn for it.
        moves: its life so far, oldest first.
    """

    line: Shown[LineOfEnquiry]
    evidence: tuple[Shown[Evidence], ...]
    notes: tuple[Shown[Note], ...]
    questions: tuple[Shown[Challenge], ...]
    plans: tuple[Shown[SamplePlan], ...]
    moves: tuple[LineMove, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The distinct cases behind its evidence and notes."""
        found = [key for each in self.evidence for field in _CASE_SETS for key in each.keys(field)]
        found += [key for note in self.notes for key in note.keys("cases")]
        return tuple(dict.fromkeys(found))


def line_page(base: EvidenceBase, record: str) -> LinePage:
    """Reads one line with what is on it.

    Raises:
        InspectorError: `unknown-record`.
    """
    line = shown_record(base, LineOfEnquiry, record)
    tagged = shown_records(base, Evidence, having(Evidence, "enquiries", [record]))
    named = set(line.keys("evidence")) - {each.id for each in tagged}
    closing = [each for each in shown_records(base, Evidence) if each.id in named] if named else []
    return LinePage(
        line,
        (*tagged, *closing),
        shown_records(base, Note, having(Note, "enquiries", [record])),
        shown_records(base, Challenge, having(Challenge, "enquiries", [record])),
        shown_records(base, SamplePlan, having(SamplePlan, "enquiries", [record])),
        line_moves(base, record),
    )
