"""Draws a certificate as a Word document (`.docx`), one page for a sample of up to twenty."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph

from inspector_app.publish.certificate import PLAN_TEXT, Certificate, CertificateTable
from inspector_app.publish.printable import on_one_line, printable
from inspector_app.publish.word_style import (
    QUIET,
    add_field,
    add_table,
    apply_style,
    set_as_code,
    shade,
)

__all__ = ["certificate_document"]

_SMALL = Pt(8.5)
_TIGHT = Pt(0.5)
_WIDTH = Cm(18.2)
_LABEL = Cm(2.7)
_LONGEST_TITLE = 255
"""Characters that the properties of a document may hold."""


def certificate_document(certificate: Certificate, *, at: datetime) -> bytes:
    """The certificate as a `.docx` file.

    Args:
        certificate: what it says.
        at: when it was drawn up.
    """
    document = Document()
    apply_style(document)
    _small_page(document)
    _properties(document, certificate, at)
    _every_page(document, certificate)
    document.add_heading(certificate.title, level=0)
    title = _line(document, on_one_line(certificate.sample))
    title.runs[0].font.size = Pt(11)
    _facts(document, certificate)
    if certificate.allocation is not None:
        _table(document, certificate.allocation)
        if certificate.rounding:
            _line(document, certificate.rounding)
    if not certificate.annexed:
        _cases(document, certificate)
    if certificate.plan_text and not certificate.text_annexed:
        _plan_text(document, certificate)
    _check(document, certificate)
    if certificate.plan_text and certificate.text_annexed:
        _plan_text(document, certificate)
    if certificate.annexed:
        _cases(document, certificate)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _small_page(document: WordDocument) -> None:
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(1.4)
        section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.3)
        section.header_distance = section.footer_distance = Cm(0.6)
    normal = document.styles["Normal"]
    normal.font.size = _SMALL
    normal.paragraph_format.space_after = Pt(1.5)
    normal.paragraph_format.line_spacing = 1
    for name, size, before in (("Title", 15, 0), ("Heading 1", 9.5, 4)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(1.5)


def _properties(document: WordDocument, certificate: Certificate, at: datetime) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = "Inspector"
    named = f"{certificate.title}: {on_one_line(certificate.sample)}"
    properties.title = named[:_LONGEST_TITLE]
    properties.language = "en-GB"
    properties.comments = ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)


def _every_page(document: WordDocument, certificate: Certificate) -> None:
    section = document.sections[0]
    header = section.header.paragraphs[0].add_run(certificate.restricted)
    header.bold = True
    header.font.size = Pt(8)
    footer = section.footer.paragraphs[0]
    run = footer.add_run("Page ")
    run.font.size, run.font.color.rgb = Pt(9), QUIET
    add_field(footer, "PAGE")


def _facts(document: WordDocument, certificate: Certificate) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for fact in certificate.facts:
        label, cell = table.add_row().cells
        label.width, cell.width = _LABEL, Length(_WIDTH - _LABEL)
        shade(label)
        _close(label.paragraphs[0]).add_run(fact.label).bold = True
        run = _close(cell.paragraphs[0]).add_run(printable(fact.text))
        if fact.code:
            set_as_code(run, Pt(7.5))
    for column, width in zip(table.columns, (_LABEL, Length(_WIDTH - _LABEL)), strict=True):
        column.width = width


def _cases(document: WordDocument, certificate: Certificate) -> None:
    heading = _table(document, certificate.cases)
    heading.paragraph_format.page_break_before = certificate.annexed
    for note in certificate.notes:
        _line(document, note)


def _table(document: WordDocument, table: CertificateTable) -> Paragraph:
    """A table below its caption as a heading, which is returned."""
    heading: Paragraph = document.add_heading(on_one_line(table.caption), level=1)
    names = [on_one_line(name) for name in table.names]
    rows = [[printable(cell) for cell in row] for row in table.rows]
    widths = _widths(table)
    add_table(document, names, rows, widths, size=Pt(8), room=_TIGHT, code=table.code)
    return heading


def _widths(table: CertificateTable) -> list[Length]:
    """A ticket needs ten centimetres; the other columns share the rest, ranks taking the least."""
    fixed = {"Rank": Cm(1.1), "Ticket": Cm(9.9), "Became": Cm(2.5)}
    fixed |= dict.fromkeys(("On the list", "Spread", "Drawn", "Reserves called"), Cm(2.8))
    others = [name for name in table.names if name not in fixed]
    left = _WIDTH - sum(fixed[name] for name in table.names if name in fixed)
    return [fixed.get(name, Length(left // max(len(others), 1))) for name in table.names]


def _check(document: WordDocument, certificate: Certificate) -> None:
    document.add_heading("How anyone can check it", level=1)
    _line(document, on_one_line(certificate.to_check))
    _lines(document, certificate.recipe)
    _line(document, on_one_line(certificate.to_compare))
    for lead, items in (
        ("The check shows ", certificate.shows),
        ("It does not show ", certificate.not_shown),
    ):
        paragraph = _line(document, lead)
        paragraph.runs[0].bold = True
        paragraph.add_run(on_one_line("; ".join(items)) + ".")


def _plan_text(document: WordDocument, certificate: Certificate) -> None:
    heading: Paragraph = document.add_heading(PLAN_TEXT, level=1)
    heading.paragraph_format.page_break_before = certificate.text_annexed
    _lines(document, certificate.plan_text)


def _lines(document: WordDocument, text: str) -> None:
    """Lines that are to be copied as they stand."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        paragraph = _close(document.add_paragraph())
        paragraph.paragraph_format.left_indent = Cm(0.3)
        set_as_code(paragraph.add_run(printable(line)), Pt(7.5))
        if place == len(lines) - 1:
            paragraph.paragraph_format.space_after = Pt(2)


def _line(document: WordDocument, text: str) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(text)
    return paragraph


def _close(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_before = _TIGHT
    paragraph.paragraph_format.space_after = _TIGHT
    return paragraph
