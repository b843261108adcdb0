"""The report as a structure: sections, paragraphs, and the evidence they rest on."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GradeRow", "GradesTable", "Paragraph", "Reference", "Report", "ReportSection"]


@dataclass(frozen=True)
class GradeRow:
    """One row of the table of judgements."""

    area: str
    grade: str


@dataclass(frozen=True)
class GradesTable:
    """The table of judgements.

    Args:
        heading: as printed.
        verified: whether a source was found for the heading.
        rows: in the order of the framework's first page.
    """

    heading: str
    verified: bool
    rows: tuple[GradeRow, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a section.

    Args:
        text: as written.
        kind: strength, concern, mixed, plain, improvement or priority-action.
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
        grade: printed, for an area that was agreed; None where judgements are narrative.
        paragraphs: in order; none where nothing was written.
        empty: what to say where there are no paragraphs.
    """

    heading: str
    verified: bool
    grade: str | None
    paragraphs: tuple[Paragraph, ...]
    empty: str


@dataclass(frozen=True)
class Reference:
    """One item of evidence that a draft rests on.

    Args:
        number: from 1, in the order in which the draft names them.
        id: of its record.
        sources: names of the kinds of source, in the framework's order.
        children: distinct cases that it was looked for in.
    """

    number: int
    id: str
    sources: tuple[str, ...]
    children: int


@dataclass(frozen=True)
class Report:
    """A draft of the report.

    Args:
        authority: name.
        title: kind of inspection in words.
        theme: of a themed inspection; empty where there is none.
        framework: name of the framework.
        dates: of the fieldwork, in words; empty where none are recorded.
        lead: name of the lead inspector.
        grades: the table of judgements; None where they are narrative.
        sections: in order.
        references: every item of evidence that a paragraph names.
    """

    authority: str
    title: str
    theme: str
    framework: str
    dates: str
    lead: str
    grades: GradesTable | None
    sections: tuple[ReportSection, ...]
    references: tuple[Reference, ...]

    @property
    def all_verified(self) -> bool:
        """Whether a source was found for every heading."""
        table = self.grades is None or self.grades.verified
        return table and all(section.verified for section in self.sections)
