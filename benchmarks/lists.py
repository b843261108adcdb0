"""A list of children in care as a large authority would send it, 100,000 rows by 25 columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from schemas.annex_a import CodeSet, ColumnSpec, load_annex_a

__all__ = ["COLUMNS", "ROWS", "write_list"]

ROWS = 100_000
COLUMNS = 25
_NUMBER = 8
_TODAY = date(2026, 11, 23)

_Cell = str | int | date | None


def write_list(path: Path) -> None:
    """Writes list 8's first columns: dates as dates, codes as printed or alone, some oddities."""
    columns = load_annex_a().list(_NUMBER).columns[:COLUMNS]
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("List_8")
    sheet.write_row(0, 0, ["List 8: Children in care"])
    sheet.write_row(1, 0, [column.name for column in columns])
    for at, row in enumerate(_rows(columns), start=2):
        for position, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, position, cell, day)
            elif cell is not None:
                sheet.write(at, position, cell)
    book.close()


def _rows(columns: tuple[ColumnSpec, ...]) -> Iterator[list[_Cell]]:
    random = Random(8)
    for number in range(ROWS):
        # Later columns of the form are mostly later days.
        days = sorted((random.randrange(1_500) for _ in columns), reverse=True)
        yield [
            _cell(random, column, number, ago) for column, ago in zip(columns, days, strict=True)
        ]


def _cell(random: Random, column: ColumnSpec, number: int, ago: int) -> _Cell:
    codes = load_annex_a().codes(column)
    if random.random() < (0.002 if column.filled else 0.3):
        return None
    if column.kind == "identifier":
        return f"{200_000 + number}"
    if column.kind == "date":
        return _date(random, ago + 3_000 if column.name == "Date of Birth" else ago)
    if column.kind == "whole-number":
        return random.randrange(1, 18)
    if column.kind == "code" and codes is not None:
        return _code(random, codes)
    if column.kind == "postcode":
        return f"ZZ{random.randrange(1, 99)} {random.randrange(1, 9)}ZZ"
    if column.sensitive == "person":
        return f"Worker {random.randrange(900)}"
    return f"{random.choice(('North', 'South', 'East', 'West'))} Team {random.randrange(1, 10)}"


def _date(random: Random, ago: int) -> _Cell:
    found = _TODAY - timedelta(days=ago)
    chance = random.random()
    if chance < 0.01:
        return found.strftime("%d/%m/%Y")
    return "not known" if chance < 0.011 else found


def _code(random: Random, codes: CodeSet) -> _Cell:
    code = random.choice(codes.codes)
    chance = random.random()
    if chance < 0.1:
        return code.label
    return "other" if chance < 0.101 else code.code
