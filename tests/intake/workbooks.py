"""Builds the authority's workbooks, odd ones too, for the tests of intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from schemas.annex_a import load_annex_a

__all__ = [
    "ANNEX",
    "CONTACT",
    "Rows",
    "Value",
    "headings",
    "names",
    "row_for",
    "write_contacts",
    "write_workbook",
]

ANNEX = load_annex_a()

Value = str | int | float | bool | date | None
Rows = Sequence[Sequence[Value]]

CONTACT: Mapping[str, Value] = {
    "Child Unique ID": "C1",
    "Gender": "a) Male",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2015, 5, 1),
    "Age of Child (Years)": 11,
    "Date of Contact": date(2026, 9, 1),
    "Contact Source": "q) 6: Police",
}
"""A row of list 1 with nothing odd about it."""


def names(number: int) -> list[str]:
    """The names of a list's columns."""
    return [column.name for column in ANNEX.list(number).columns]


def headings(number: int) -> list[Value]:
    """The names of a list's columns as a row of cells."""
    return [*names(number)]


def row_for(number: int, values: Mapping[str, Value], **more: Value) -> list[Value]:
    """A row of a list, its cells by heading; `more` is by heading with underscores."""
    known = {**values, **{name.replace("_", " "): value for name, value in more.items()}}
    assert known.keys() <= set(names(number))
    return [known.get(name) for name in names(number)]


def write_workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook with these sheets.

    None leaves a cell empty; '=#N/A' is a formula that failed with what stands after the sign.
    """
    book = xlsxwriter.Workbook(str(path))
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, dated)
                elif isinstance(value, str) and value.startswith("=#"):
                    sheet.write_formula(at, column, "=1/0", None, value[1:])
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return path


def write_contacts(path: Path, *rows: Sequence[Value]) -> Path:
    """A workbook with one sheet, list 1."""
    return write_workbook(path, {"List_1": [headings(1), *rows]})
