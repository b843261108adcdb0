"""Workbooks written part by part, to say what no spreadsheet program says."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

__all__ = [
    "BOOK",
    "FAR",
    "LONG",
    "RELATIONS",
    "ROOT",
    "cells_of_text",
    "open_document",
    "raw",
    "sheet",
]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
LONG = "x" * 1_000_000

ROOT = (
    f'<Relationships xmlns="{_RELATION}"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    f' xmlns:r="{_OFFICE}" xmlns:q="urn:q"><sheets>'
    '<sheet name="L" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{_RELATION}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet"'
    ' Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
    f' Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)


def sheet(rows: str) -> str:
    """A sheet with these rows."""
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


ONE = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
FAR = sheet(
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


def cells_of_text(cell: str) -> str:
    """Two thousand cells, each with the first of the shared texts; `cell` says how."""
    return sheet("".join(f'<row r="{n}">{cell % n}</row>' for n in range(1, 2_001)))


def raw(path: Path, parts: Mapping[str, str]) -> Path:
    """A workbook of one sheet with one number, in which these parts stand instead or beside."""
    whole = {
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": ONE,
        **parts,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            if text:
                archive.writestr(name, text)
    return path


def open_document(path: Path, cell: str) -> Path:
    """An open document with a hundred rows of that cell."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        '<table:table table:name="L"><table:table-row table:number-rows-repeated="100">'
        f"{cell}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path
