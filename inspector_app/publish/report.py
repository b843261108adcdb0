"""The report as a structure: the framework's sections, filled with what the team agreed.

Strengths come first (ILACS implementation review ¶110). Counts stand beside words, so that 'most'
can be answered with 'how many' (¶111). Nothing here draws; `publish.word` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.inspections import inspection_record
from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.judgement.agreement import Agreement, agreements
from schemas.frameworks import Framework, Section
from schemas.records import Evidence, Finding, Inspection

__all__ = ["GradeRow", "Paragraph", "Report", "ReportSection", "draft_report"]

_ORDER = ("strength", "mixed", "concern", None)


@dataclass(frozen=True)
class GradeRow:
    """One row of the table of judgements."""

    area: str
    grade: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a section.

    Args:
        text: as written.
        kind: strength, concern, mixed or plain.
        counts: the numbers behind it, in words; empty where there are none.
        evidence: ids of what it rests on; drafts show them, the final text does not.
    """

    text: str
    kind: str
    counts: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportSection:
    """One section in the framework's order.

    Args:
        heading: as printed.
        verified: whether a source was found for the heading.
        grade: printed, for an area that was agreed.
        paragraphs: in order; none where nothing was written.
        empty: what to say where there are no paragraphs.
    """

    heading: str
    verified: bool
    grade: str | None
    paragraphs: tuple[Paragraph, ...]
    empty: str


@dataclass(frozen=True)
class Report:
    """A draft of the report.

    Args:
        authority: name.
        title: kind of inspection in words.
        framework: name of the framework.
        dates: of the fieldwork, in words; empty where none are recorded.
        lead: name of the lead inspector.
        grades: the table of judgements; empty where they are narrative.
        sections: in order.
    """

    authority: str
    title: str
    framework: str
    dates: str
    lead: str
    grades: tuple[GradeRow, ...]
    sections: tuple[ReportSection, ...]


def draft_report(base: EvidenceBase) -> Report:
    """The report of an inspection from what is agreed and tagged now.

    Raises:
        InspectorError: `no-report` when this type of inspection ends in a letter.
    """
    framework = framework_of(base)
    inspection = inspection_record(base) or Inspection(id="")
    kind = framework.type(inspection.kind or "")
    if kind.product == "letter":
        raise InspectorError(
            "no-report",
            f"A {kind.name.lower()} ends in a letter, not in a report.",
            kept="Nothing was written.",
            next_step="Export the whole base as JSON for now.",
        )
    agreed = {item.area: item for item in agreements(base)}
    evidence = shown_records(base, Evidence)
    findings = shown_records(base, Finding)
    sections = [section for section in framework.sections if kind.product in section.products]
    return Report(
        authority=inspection.authority or "",
        title=kind.name,
        framework=framework.name,
        dates=_dates(inspection),
        lead=_lead_name(base),
        grades=_grades(framework, agreed),
        sections=tuple(
            _section(section, framework, agreed, evidence, findings)
            for section in sections
            if section.kind != "grades"
        ),
    )


def _section(
    section: Section,
    framework: Framework,
    agreed: dict[str, Agreement],
    evidence: Sequence[Shown[Evidence]],
    findings: Sequence[Shown[Finding]],
) -> ReportSection:
    if section.kind == "improvements":
        paragraphs = tuple(_improvements(findings))
        empty = "No area for improvement has been recorded yet."
    elif section.kind == "area" and section.area is not None:
        paragraphs = tuple(_area_paragraphs(section.area, agreed.get(section.area), evidence))
        empty = "Nothing has been recorded for this area yet."
    else:
        paragraphs = tuple(
            Paragraph(item.rationale, "plain", evidence=item.evidence)
            for area in framework.areas
            if (item := agreed.get(area.id)) is not None
        )
        empty = "Nothing has been agreed yet."
    found = agreed.get(section.area or "")
    return ReportSection(
        section.heading,
        section.verified,
        None if found is None else _printed(framework, found.grade),
        paragraphs,
        empty,
    )


def _area_paragraphs(
    area: str, agreed: Agreement | None, evidence: Sequence[Shown[Evidence]]
) -> Iterable[Paragraph]:
    """The rationale, then what supports and what contradicts; context is not counted."""
    if agreed is not None:
        yield Paragraph(agreed.rationale, "plain", evidence=agreed.evidence)
    cited = set(agreed.evidence) if agreed is not None else set()
    own = [
        item
        for item in evidence
        if area in item.keys("areas")
        and item.record.polarity != "context"
        and (not cited or item.id in cited)
    ]
    for polarity in _ORDER:
        for item in own:
            if item.record.polarity == polarity:
                text = item.record.text or ""
                if item.record.impact:
                    text = f"{text} {item.record.impact}"
                yield Paragraph(text, polarity or "plain", _counts(item), (item.id,))


def _improvements(findings: Sequence[Shown[Finding]]) -> Iterable[Paragraph]:
    wanted = ("priority-action", "improvement")
    for kind in wanted:
        for item in findings:
            if item.record.kind == kind:
                outcome = " ".join(
                    filter(None, (item.record.outcome_code, item.record.outcome_wording))
                )
                text = item.record.text or ""
                yield Paragraph(
                    f"{text} ({outcome})" if outcome else text,
                    "concern",
                    item.record.extent or "",
                    item.keys("evidence"),
                )


def _counts(item: Shown[Evidence]) -> str:
    """'seen in 3 of the 5 children's records looked at', from cases, never typed."""
    looked = set(item.keys("looked_in")) | set(item.keys("found_in"))
    if looked:
        found = len(item.keys("found_in"))
        return f"found in {found} of {len(looked)} children whose experiences were looked at"
    record = item.record
    if record.extent_found is not None and record.extent_of is not None:
        source = f", {record.extent_source}" if record.extent_source else ""
        return f"{record.extent_found:,} of {record.extent_of:,}{source}"
    return ""


def _grades(framework: Framework, agreed: dict[str, Agreement]) -> tuple[GradeRow, ...]:
    if framework.narrative:
        return ()
    return tuple(
        GradeRow(
            area.printed,
            _printed(framework, agreed[area.id].grade) if area.id in agreed else "Not yet agreed",
        )
        for area in framework.areas
    )


def _printed(framework: Framework, grade: str | None) -> str:
    return framework.grade(grade).printed if grade is not None else "Narrative judgement"


def _dates(inspection: Inspection) -> str:
    return " to ".join(
        british_date(day) for day in (inspection.starts, inspection.ends) if day is not None
    )


def british_date(day: str) -> str:
    """'22 November 2026' from ISO 8601."""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def _lead_name(base: EvidenceBase) -> str:
    names = members_named(base)
    seats = base.team.chain.head.seats.values()
    leads = [seat.member for seat in seats if "lead" in seat.roles]
    return ", ".join(sorted({names.get(member, "") for member in leads}))
