"""Drafting a report: the framework's sections, filled with what the team agreed.

Strengths come first (ILACS implementation review ¶110). Counts stand beside words, so that 'most'
can be answered with 'how many' (¶111). Nothing here draws; `publish.word` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.inspections import inspection_record
from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.judgement.agreed_judgements import Agreement, agreements
from inspector_app.publish.report import (
    GradeRow,
    GradesTable,
    Paragraph,
    Reference,
    Report,
    ReportSection,
)
from inspector_app.publish.report_words import (
    extent_words,
    fieldwork_words,
    finding_words,
    withdrawn_words,
)
from schemas.frameworks import Framework, InspectionType, Section
from schemas.records import Evidence, Finding, Inspection

__all__ = ["draft_report"]

_ORDER = ("strength", "mixed", "concern", None)
_IMPROVEMENTS = ("priority-action", "improvement")


def draft_report(base: EvidenceBase) -> Report:
    """The report of an inspection from what is agreed and tagged now.

    Raises:
        InspectorError: `no-report` when this type of inspection ends in a letter, `unknown-type`
            when the framework has no such type, or as `framework_of`.
    """
    framework = framework_of(base)
    inspection = inspection_record(base) or Inspection(id="")
    kind = _kind(framework, inspection)
    wanted = [section for section in framework.sections if kind.product in section.products]
    draft = _Draft(
        framework,
        {item.area: item for item in agreements(base)},
        shown_records(base, Evidence),
        shown_records(base, Finding),
        summarised=any(section.kind == "summary" for section in wanted),
    )
    sections = tuple(draft.section(section) for section in wanted if section.kind != "grades")
    tables = [section for section in wanted if section.kind == "grades"]
    return Report(
        authority=inspection.authority or "",
        title=kind.name,
        theme=inspection.theme or "",
        framework=framework.name,
        dates=fieldwork_words(inspection.starts, inspection.ends),
        lead=_lead_name(base),
        grades=draft.table(tables[0]) if tables and not framework.narrative else None,
        sections=sections,
        references=draft.references(sections),
    )


@dataclass(frozen=True)
class _Draft:
    """What a report is drawn from, read once."""

    framework: Framework
    agreed: Mapping[str, Agreement]
    evidence: Sequence[Shown[Evidence]]
    findings: Sequence[Shown[Finding]]
    summarised: bool

    @cached_property
    def standing(self) -> dict[str, Shown[Evidence]]:
        """Evidence that was not withdrawn, by id, oldest first."""
        return {item.id: item for item in self.evidence}

    def table(self, section: Section) -> GradesTable:
        """The table of judgements in the order of the first page."""
        rows = (
            GradeRow(area.printed, self._grade(area.id) or "Not yet agreed")
            for area in self.framework.areas
        )
        return GradesTable(section.heading, section.verified, tuple(rows))

    def section(self, section: Section) -> ReportSection:
        """One section of text."""
        if section.kind == "improvements":
            paragraphs, empty = self._improvements(), "No area for improvement is recorded yet."
        elif section.kind == "area" and section.area is not None:
            paragraphs = self._area(section.area)
            empty = "No evidence is tagged with this area yet."
        else:
            paragraphs, empty = self._summary(), "Nothing has been agreed yet."
        grade = None if self.framework.narrative else self._grade(section.area)
        return ReportSection(section.heading, section.verified, grade, tuple(paragraphs), empty)

    def references(self, sections: Iterable[ReportSection]) -> tuple[Reference, ...]:
        """Every item of evidence that a paragraph names, numbered as the reader meets them."""
        named = dict.fromkeys(
            name
            for section in sections
            for paragraph in section.paragraphs
            for name in paragraph.evidence
        )
        return tuple(self._reference(number, name) for number, name in enumerate(named, start=1))

    def _reference(self, number: int, name: str) -> Reference:
        item = self.standing[name]
        kinds = {source.partition(":")[0] for source in item.keys("sources")}
        sources = tuple(kind.name for kind in self.framework.sources if kind.id in kinds)
        return Reference(number, name, sources, len(_cases(item)))

    def _grade(self, area: str | None) -> str | None:
        """As printed; None for an area that is not agreed yet."""
        agreed = self.agreed.get(area or "")
        if agreed is None:
            return None
        if agreed.grade is None:
            return "Narrative judgement"
        known = {grade.id: grade.printed for grade in self.framework.grades}
        return known.get(agreed.grade, agreed.grade)

    def _summary(self) -> Iterator[Paragraph]:
        for area in self.framework.areas:
            if area.id in self.agreed:
                yield self._rationale(self.agreed[area.id])

    def _rationale(self, agreed: Agreement) -> Paragraph:
        standing, gone = self._split(agreed.evidence)
        return Paragraph(agreed.rationale, "plain", withdrawn_words(gone), standing)

    def _area(self, area: str) -> Iterator[Paragraph]:
        """What supports, then what contradicts; context is not counted.

        Where the group said what its judgement rests on, that and nothing else, however tagged.
        """
        agreed = self.agreed.get(area)
        if agreed is not None and not self.summarised:
            yield self._rationale(agreed)
        cited = frozenset(agreed.evidence) if agreed is not None else frozenset()
        own = [
            item
            for item in self.evidence
            if (item.id in cited if cited else area in item.keys("areas"))
        ]
        for polarity in _ORDER:
            for item in own:
                if item.record.polarity == polarity:
                    yield _statement(item)

    def _improvements(self) -> Iterator[Paragraph]:
        for kind in _IMPROVEMENTS:
            for item in self.findings:
                if item.record.kind == kind:
                    standing, gone = self._split(item.keys("evidence"))
                    outcome = _joined(item.record.outcome_code, item.record.outcome_wording)
                    text = item.record.text or ""
                    counts = "; ".join(
                        filter(None, (finding_words(item.record), withdrawn_words(gone)))
                    )
                    text = f"{text} ({outcome})" if outcome else text
                    yield Paragraph(text, kind, counts, standing)

    def _split(self, names: Iterable[str]) -> tuple[tuple[str, ...], int]:
        """The evidence that still stands, oldest first, and how many items do not."""
        wanted = frozenset(names)
        standing = tuple(name for name in self.standing if name in wanted)
        return standing, len(wanted) - len(standing)


def _statement(item: Shown[Evidence]) -> Paragraph:
    record = item.record
    found = len(item.keys("found_in"))
    unclear = len(set(item.keys("could_not_tell")) - set(item.keys("found_in")))
    return Paragraph(
        _joined(record.text, record.impact),
        record.polarity or "plain",
        extent_words(record, found=found, looked=len(_cases(item)), unclear=unclear),
        (item.id,),
    )


def _cases(item: Shown[Evidence]) -> frozenset[str]:
    """The distinct cases that it was looked for in."""
    return frozenset(
        case for field in ("looked_in", "found_in", "could_not_tell") for case in item.keys(field)
    )


def _kind(framework: Framework, inspection: Inspection) -> InspectionType:
    known = {kind.id: kind for kind in framework.types}
    kind = known.get(inspection.kind or "")
    if kind is None:
        raise InspectorError(
            "unknown-type",
            "The framework of this inspection has no inspection of its type.",
            kept="Nothing was written.",
            next_step="Sync first: the type may not have arrived here yet.",
        )
    if kind.product == "letter":
        raise InspectorError(
            "no-report",
            f"A {kind.name.lower()} ends in a letter, not in a report.",
            kept="Nothing was written.",
            next_step="Export the whole base as JSON.",
        )
    return kind


def _joined(*texts: str | None) -> str:
    return " ".join(filter(None, texts))


def _lead_name(base: EvidenceBase) -> str:
    names = members_named(base)
    seats = base.team.chain.head.seats.values()
    leads = {names.get(seat.member) for seat in seats if "lead" in seat.roles}
    return ", ".join(sorted(filter(None, leads)))
