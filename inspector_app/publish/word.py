"""Draws a report as a Word document (`.docx`)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from inspector_app.publish.report import GradeRow, Paragraph, Report, ReportSection, british_date

__all__ = ["report_document"]

_INK = RGBColor(0x1B, 0x2A, 0x41)
_QUIET = RGBColor(0x55, 0x5B, 0x66)


def report_document(report: Report, *, at: datetime, statement: str = "") -> bytes:
    """The report as a `.docx` file.

    Args:
        report: what it says.
        at: when it was drawn; a draft says so.
        statement: how cases were chosen and what they can show, if it is to be printed.
    """
    document = Document()
    _style(document)
    _title(document, report, at)
    if report.grades:
        _grades(document, report.grades)
    number = 1
    for section in report.sections:
        number = _section(document, section, number)
    if statement:
        document.add_heading("The children whose experiences inspectors looked at", level=1)
        document.add_paragraph(_xml_text(statement))
    properties = document.core_properties
    properties.author = "Inspector"
    properties.title = _xml_text(f"{report.title}: {report.authority}")
    properties.created = properties.modified = at.replace(tzinfo=None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _style(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.name = "Arial"
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    for level, size in ((0, 24), (1, 15), (2, 12)):
        style = document.styles["Title" if level == 0 else f"Heading {level}"]
        style.font.name = "Arial"
        style.font.size = Pt(size)
        style.font.bold = True
        style.font.color.rgb = _INK
        # The theme's font would win over the named one.
        fonts = style.element.rPr.rFonts
        for name in list(fonts.attrib):
            if "Theme" in name:
                del fonts.attrib[name]
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.5)


def _title(document: WordDocument, report: Report, at: datetime) -> None:
    document.add_heading(_xml_text(report.authority or "Authority not named"), level=0)
    lines = [report.title, report.framework]
    if report.dates:
        lines.append(f"Inspection dates: {report.dates}")
    if report.lead:
        lines.append(f"Lead inspector: {report.lead}")
    paragraph = document.add_paragraph()
    for place, line in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        paragraph.add_run(_xml_text(line))
    draft = document.add_paragraph()
    run = draft.add_run(f"Draft of {british_date(at.date().isoformat())}, not for publication")
    run.bold = True
    run.font.color.rgb = _QUIET


def _grades(document: WordDocument, grades: Sequence[GradeRow]) -> None:
    table = document.add_table(rows=1, cols=2)
    table.style = "Light Grid Accent 1"
    table.rows[0].cells[0].text = "Judgement"
    table.rows[0].cells[1].text = "Grade"
    for row in grades:
        cells = table.add_row().cells
        cells[0].text = _xml_text(row.area)
        cells[1].text = _xml_text(row.grade)
    for row_cells in table.rows:
        row_cells.cells[0].width, row_cells.cells[1].width = Cm(10.5), Cm(5.5)
    document.add_paragraph()


def _section(document: WordDocument, section: ReportSection, number: int) -> int:
    """Draws a section and returns the number of the next paragraph."""
    grade = f": {section.grade.lower()}" if section.grade else ""
    document.add_heading(_xml_text(f"{section.heading}{grade}"), level=1)
    if not section.verified:
        note = document.add_paragraph()
        run = note.add_run("This heading has not been checked against the published framework.")
        run.italic = True
        run.font.color.rgb = _QUIET
    if not section.paragraphs:
        document.add_paragraph(section.empty).runs[0].italic = True
    for paragraph in section.paragraphs:
        _paragraph(document, paragraph, number)
        number += 1
    return number


def _paragraph(document: WordDocument, paragraph: Paragraph, number: int) -> None:
    drawn = document.add_paragraph()
    drawn.alignment = WD_ALIGN_PARAGRAPH.LEFT
    drawn.paragraph_format.left_indent = Cm(1)
    drawn.paragraph_format.first_line_indent = Cm(-1)
    drawn.paragraph_format.tab_stops.add_tab_stop(Cm(1))
    drawn.add_run(f"{number}.\t{_xml_text(paragraph.text)}")
    basis = [part for part in (paragraph.counts, _evidence(paragraph.evidence)) if part]
    if basis:
        run = drawn.add_run(_xml_text(f" [{'; '.join(basis)}]"))
        run.font.size = Pt(9)
        run.font.color.rgb = _QUIET


def _evidence(items: Sequence[str]) -> str:
    """How a draft says where a sentence comes from: the ends of the evidence's ids."""
    return f"evidence {', '.join(item[-6:] for item in items)}" if items else ""


def _xml_text(text: str) -> str:
    """Text that XML can hold: control characters, which it cannot, are made visible."""
    return "".join(
        character
        if character in "\t\n" or (character >= " " and character not in "\ufffe\uffff")
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
