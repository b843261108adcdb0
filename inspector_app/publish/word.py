"""Draws a report as a Word document (`.docx`)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from inspector_app.publish.printable import on_one_line, printable
from inspector_app.publish.report import (
    GradesTable,
    Paragraph,
    Reference,
    Report,
    ReportSection,
)
from inspector_app.publish.report_words import british_date
from inspector_app.publish.word_style import (
    NARROW,
    QUIET,
    add_field,
    add_table,
    apply_style,
)

__all__ = ["report_document"]

_UNCHECKED = " †"
_LONGEST_TITLE = 255
"""Characters that the properties of a document may hold."""
_SAMPLE = "The children whose experiences inspectors looked at"
_BEHIND = "The evidence behind this draft"


def report_document(report: Report, *, at: datetime, statements: Sequence[str] = ()) -> bytes:
    """The report as a `.docx` file.

    Args:
        report: what it says.
        at: when it was drawn; a draft says so.
        statements: how cases were chosen and what they can show, a paragraph each, if they are to
            be printed.
    """
    document = Document()
    apply_style(document)
    _properties(document, report, at)
    draft = f"Draft of {british_date(at.date().isoformat())}, not for publication"
    _every_page(document, report, draft)
    _title(document, report, draft)
    if report.grades is not None:
        _grades(document, report.grades)
    numbers = {reference.id: reference.number for reference in report.references}
    number = 1
    for section in report.sections:
        number = _section(document, section, number, numbers)
    if statements:
        document.add_heading(_SAMPLE, level=1)
        for place, statement in enumerate(statements):
            _numbered(document, number + place, statement)
    if report.references:
        _references(document, report.references)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _properties(document: WordDocument, report: Report, at: datetime) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = "Inspector"
    properties.title = on_one_line(f"{report.title}: {report.authority}")[:_LONGEST_TITLE]
    properties.language = "en-GB"
    # The empty document that this one begins with says who made it, and when.
    properties.comments = ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)


def _every_page(document: WordDocument, report: Report, draft: str) -> None:
    section = document.sections[0]
    header = section.header.paragraphs[0]
    _quiet(header, " · ".join(filter(None, (on_one_line(report.authority), draft))))
    footer = section.footer.paragraphs[0]
    _quiet(footer, "Page ")
    add_field(footer, "PAGE")
    _quiet(footer, " of ")
    add_field(footer, "NUMPAGES")


def _title(document: WordDocument, report: Report, draft: str) -> None:
    document.add_heading(on_one_line(report.authority) or "Authority not named", level=0)
    lines = [report.title, report.framework]
    if report.theme:
        lines.append(f"Theme: {report.theme}")
    if report.dates:
        lines.append(f"Inspection dates: {report.dates}")
    if report.lead:
        lines.append(f"Lead inspector: {report.lead}")
    paragraph = document.add_paragraph()
    for place, line in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        paragraph.add_run(on_one_line(line))
    note = document.add_paragraph()
    run = note.add_run(f"{draft}.")
    run.bold = True
    run.font.color.rgb = QUIET
    _quiet(note, " " + _legend(report))


def _legend(report: Report) -> str:
    """What the brackets and marks of a draft mean."""
    said = []
    if report.references:
        said.append(
            "Brackets are for the team: how many of the children whose experiences inspectors"
            " looked at, and the evidence (E1, E2 …) that is listed at the end."
        )
    if not report.all_verified:
        said.append(
            f"A heading marked{_UNCHECKED} has not been checked against the published framework."
        )
    return " ".join(said)


def _heading(document: WordDocument, text: str, *, verified: bool) -> None:
    heading = document.add_heading(on_one_line(text), level=1)
    if not verified:
        heading.add_run(_UNCHECKED).font.color.rgb = QUIET


def _grades(document: WordDocument, grades: GradesTable) -> None:
    _heading(document, grades.heading, verified=grades.verified)
    rows = [(on_one_line(row.area), on_one_line(row.grade)) for row in grades.rows]
    add_table(document, ("Judgement", "Grade"), rows, (Cm(9.5), Cm(6.5)))


def _section(
    document: WordDocument, section: ReportSection, number: int, numbers: Mapping[str, int]
) -> int:
    """Draws a section and returns the number of the next paragraph."""
    grade = f": {section.grade.lower()}" if section.grade else ""
    _heading(document, f"{section.heading}{grade}", verified=section.verified)
    if not section.paragraphs:
        document.add_paragraph(section.empty).runs[0].italic = True
    for paragraph in section.paragraphs:
        drawn = _numbered(document, number, _text(paragraph))
        basis = "; ".join(filter(None, (paragraph.counts, _evidence(paragraph, numbers))))
        if basis:
            _quiet(drawn, f" [{on_one_line(basis)}]")
        number += 1
    return number


def _text(paragraph: Paragraph) -> str:
    urgent = "Area for priority action: " if paragraph.kind == "priority-action" else ""
    return f"{urgent}{paragraph.text}"


def _evidence(paragraph: Paragraph, numbers: Mapping[str, int]) -> str:
    """How a draft says where a sentence comes from: 'E2, E4–E7', as the list at its end has it."""
    own = sorted(numbers[name] for name in paragraph.evidence)
    said = []
    for _, each in groupby(enumerate(own), key=lambda placed: placed[1] - placed[0]):
        run = [number for _, number in each]
        together = len(run) > 2
        said += [f"E{run[0]}–E{run[-1]}"] if together else [f"E{number}" for number in run]
    return ", ".join(said)


def _numbered(document: WordDocument, number: int, text: str) -> WordParagraph:
    """A paragraph with a number of its own, typed: comments on accuracy name it for good."""
    drawn = document.add_paragraph()
    drawn.paragraph_format.left_indent = NARROW
    drawn.paragraph_format.first_line_indent = -NARROW
    drawn.paragraph_format.tab_stops.add_tab_stop(NARROW)
    drawn.add_run(f"{number}.\t{printable(text.strip())}")
    return drawn


def _references(document: WordDocument, references: Sequence[Reference]) -> None:
    document.add_heading(_BEHIND, level=1).paragraph_format.page_break_before = True
    _quiet(
        document.add_paragraph(),
        "For the team only; the final report leaves this list and the brackets out.",
    )
    rows = [
        (
            f"E{reference.number}",
            on_one_line(", ".join(reference.sources)).capitalize() or "Not said",
            f"{reference.children:,}" if reference.children else "–",
            reference.id,
        )
        for reference in references
    ]
    names = ("No.", "Kinds of source", "Children", "Record")
    add_table(document, names, rows, (Cm(1.4), Cm(5.6), Cm(2), Cm(7)), size=Pt(9))


def _quiet(paragraph: WordParagraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(9)
    run.font.color.rgb = QUIET
