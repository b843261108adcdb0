"""How our Word documents look: A4, one plain typeface, quiet tables, page numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

__all__ = [
    "NARROW",
    "QUIET",
    "add_field",
    "add_table",
    "apply_style",
    "set_as_code",
    "shade",
]

_INK = RGBColor(0x1B, 0x2A, 0x41)
QUIET = RGBColor(0x55, 0x5B, 0x66)
NARROW = Cm(1)
"""Room for the number of a paragraph."""

_FONT = "Arial"
_HEADINGS = (("Title", 24), ("Heading 1", 15), ("Heading 2", 12))
_ROOM = Pt(3)
_CODE_FONT = "Courier New"
_CODE_SIZE = Pt(7)
_SHADE = "E8EBF0"
_RULE = "A6ADB8"


def apply_style(document: WordDocument) -> None:
    """Gives an empty document our page, typeface, language and headings."""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name = _FONT
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    for name, size in _HEADINGS:
        _heading(document, name, size)
    for borders in document.styles["Table Grid"].element.iter(qn("w:tblBorders")):
        for rule in borders:
            rule.set(qn("w:color"), _RULE)
    # Else a British word processor underlines 'judgement' and 'neighbourhood'.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _heading(document: WordDocument, name: str, size: int) -> None:
    style = document.styles[name]
    style.font.name = _FONT
    style.font.size = Pt(size)
    style.font.bold = True
    style.font.color.rgb = _INK
    style.paragraph_format.space_before = Pt(0 if name == "Title" else 18)
    style.paragraph_format.space_after = Pt(8)
    fonts = style.element.rPr.rFonts
    # The theme's font would win over the named one.
    for attribute in [each for each in fonts.attrib if "Theme" in each]:
        del fonts.attrib[attribute]
    for rule in list(style.element.iter(qn("w:pBdr"))):
        rule.getparent().remove(rule)


def add_field(paragraph: Paragraph, instruction: str) -> None:
    """Adds a field that the word processor fills, such as the number of the page.

    Args:
        paragraph: to add to.
        instruction: one of ours, never text that anybody typed.
    """
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        run.font.color.rgb = QUIET
        if kind is None:
            text = OxmlElement("w:instrText")
            text.text = instruction
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def add_table(
    document: WordDocument,
    names: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[Length],
    *,
    size: Length | None = None,
    room: Length = _ROOM,
    code: int | None = None,
) -> None:
    """A table with a heading row that is repeated on each page and rows that stay whole.

    Args:
        document: to add to.
        names: of the columns.
        rows: cells as they are printed.
        widths: of the columns.
        size: of the letters; that of other text if not given.
        room: above and below the text of a cell.
        code: number of a column set in letters of one width.
    """
    table = document.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        _fill(cell, name, size, room, bold=True)
        shade(cell)
    for row in rows:
        cells = table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, text, size, room)
            if place == code:
                set_as_code(cell.paragraphs[0].runs[0])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, drawn in enumerate(table.rows):
        for cell, width in zip(drawn.cells, widths, strict=True):
            cell.width = width
        properties = drawn._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def set_as_code(run: Run, size: Length = _CODE_SIZE) -> None:
    """Sets text in letters of one width, whose digits can be compared."""
    run.font.name = _CODE_FONT
    run.font.size = size
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), _CODE_FONT)
    fonts.set(qn("w:eastAsia"), _CODE_FONT)


def _fill(cell: _Cell, text: str, size: Length | None, room: Length, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = room
    paragraph.paragraph_format.line_spacing = 1
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = size


def shade(cell: _Cell) -> None:
    """Gives a cell the quiet ground of a heading."""
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)
