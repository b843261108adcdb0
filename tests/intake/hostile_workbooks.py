"""Makes workbooks as nobody should send them, which are to be read in full all the same.

Each maker writes into a folder and returns the path. `READ` has, with each, the values that must be
found and the flags that must be told.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter

from tests.intake.workbooks import CONTACT, Value, headings, row_for, write_workbook

__all__ = [
    "READ",
    "Hostile",
    "Make",
    "contacts_csv",
    "csv_file",
    "plain",
    "renamed",
    "wide_book",
    "with_bytes",
    "with_parts",
]

Make = Callable[[Path], Path]
Told = tuple[int, str, str]

HEADINGS = [str(name) for name in headings(1)]
LINES = ["C1,a) Male,a) WBRI,01/05/2015,11,01/09/2026,q) 6: Police"] * 2


@dataclass(frozen=True)
class Hostile:
    """A file that must be read.

    `ids` and `dates` (of contact) are those of its rows; `told` flags (row, column, code) that
    must be among those told.
    """

    make: Make
    ids: Sequence[str]
    dates: Sequence[str]
    told: frozenset[Told] = frozenset()


def contact(at: int, **more: Value) -> list[Value]:
    return row_for(1, {**CONTACT, "Child Unique ID": f"C{at}"}, **more)


def book(path: Path, write: Callable[[xlsxwriter.Workbook], None], **options: object) -> Path:
    with xlsxwriter.Workbook(str(path), options) as made:
        write(made)
    return path


def with_parts(path: Path, change: Mapping[str, Callable[[bytes], bytes]]) -> Path:
    """The workbook with some of its parts changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change[name](data) if name in change else data)
    path.write_bytes(made.getvalue())
    return path


def plain(folder: Path, name: str = "plain.xlsx") -> Path:
    return write_workbook(folder / name, {"S": [headings(1), contact(1), contact(2)]})


def merged(folder: Path) -> Path:
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("S")
        sheet.merge_range(0, 0, 0, 6, "List 1: Contacts")
        sheet.write_row(1, 0, HEADINGS)
        for at in range(3):
            sheet.write_row(2 + at, 1, ["a) Male", "a) WBRI", "01/05/2015", 11, "01/09/2026"])
        sheet.merge_range(2, 0, 3, 0, "C1")
        sheet.write(4, 0, "C2")

    return book(folder / "merged.xlsx", write)


def shifted(folder: Path) -> Path:
    left: list[Value] = [None] * 3
    notes: list[list[Value]] = [["Draft!"], [], ["Do not", "share", "this", "list"]] * 2
    rows = [*notes, [*left, *headings(1)], [*left, *contact(1)], [], [*left, *contact(2)]]
    return write_workbook(folder / "shifted.xlsx", {"S": rows})


def mixed_dates(folder: Path) -> Path:
    typed: list[Value] = [
        *(date(2026, 9, 1), 46266, "46266", "2026-09-01", "1/9/26", "1 Sept 2026", 20260901),
        *("2026-09-01T10:00:00", "09/15/2026", -5, 9_999_999_999, "31/02/2026", True),
    ]
    rows = [contact(at, Date_of_Contact=value) for at, value in enumerate(typed)]
    return write_workbook(folder / "dates.xlsx", {"S": [headings(1), *rows]})


def from_1904(folder: Path) -> Path:
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("S")
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        for at in (1, 2):
            sheet.write_row(at, 0, [f"C{at}", "a) Male", "a) WBRI", "", 11])
        sheet.write_datetime(1, 5, datetime(2026, 9, 1), day)  # noqa: DTZ001
        sheet.write_number(2, 5, 46266 - 1462)

    return book(folder / "1904.xlsx", write, date_1904=True)


def formulas(folder: Path) -> Path:
    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("S")
        sheet.write_row(0, 0, HEADINGS)
        for at in (1, 2, 3):
            sheet.write_row(at, 1, ["a) Male", "a) WBRI", "", 11])
            sheet.write_formula(at, 0, f'="C"&{at}', None, f"C{at}")
        sheet.write_formula(1, 5, "=DATE(2026,9,1)", None, 46266)
        sheet.write_formula(2, 5, "=1/0", None, "#DIV/0!")
        sheet.write_string(3, 5, "#N/A")

    return book(folder / "formulas.xlsx", write)


def unsaved_formulas(folder: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(HEADINGS)
    sheet.append(["C1", "a) Male", "a) WBRI", "", 11, "=DATE(2026,9,1)"])
    sheet.append(["C2", "a) Male", "a) WBRI", "", 11, "2026-09-02"])
    sheet.append(["=1+1", "=A2", "", "", "", '=A3&"<x>"'])
    made.save(folder / "unsaved.xlsx")
    return folder / "unsaved.xlsx"


def blank_tail(folder: Path) -> Path:
    """Formatted cells without content: 100,000 rows, the last row of a sheet, its last column."""
    blank = b'<row r="%d"><c r="A%d" s="1"/><c r="XFD%d" s="1"/></row>'
    tail = b"".join(blank % (row, row, row) for row in (*range(4, 100_004), 400_000, 1_048_576))
    return with_parts(
        plain(folder),
        {
            "xl/worksheets/sheet1.xml": lambda data: data.replace(
                b"</sheetData>", tail + b"</sheetData>"
            )
        },
    )


def wide_book(path: Path, rows: int, columns: int) -> Path:
    """Contacts with further columns of the authority's own, each cell another text."""

    def write(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet("S")
        sheet.write_row(0, 0, [*HEADINGS, *(f"Local {at}" for at in range(7, columns))])
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, [f"C{row}", "a) Male", "a) WBRI", "", 11, "01/09/2026", ""])
            sheet.write_row(row, 7, [f"{row}/{at}" for at in range(7, columns)])

    return book(path, write, constant_memory=True)


def macros(folder: Path) -> Path:
    path = plain(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()\nShell 'evil'\nEnd Sub")
    return path.rename(folder / "macros.xlsm")


def charts_and_hidden(folder: Path) -> Path:
    def write(made: xlsxwriter.Workbook) -> None:
        chart = made.add_chartsheet("Chart")
        drawn = made.add_chart({"type": "line"})
        drawn.add_series({"values": "=S!$E$2:$E$3"})
        chart.set_chart(drawn)
        made.add_worksheet("Empty")
        sheet = made.add_worksheet("S")
        sheet.very_hidden()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["C1", "a) Male", "a) WBRI", "", 11, "01/09/2026"])

    return book(folder / "hidden.xlsx", write)


def doubled_headings(folder: Path) -> Path:
    rows = [[*headings(1), "Gender", "Gender"], [*contact(1), "b) Female", "d) Neither"]]
    return write_workbook(folder / "doubled.xlsx", {"S": rows})


def odd_values(folder: Path) -> Path:
    rows = [
        contact(1, Gender=True, Ethnicity="🙂 שלום"),
        contact(2, Gender="=#REF!", Contact_Source="a\u202eb\u0007c"),
    ]
    return write_workbook(folder / "odd.xlsx", {"S": [headings(1), *rows]})


def with_bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def csv_file(name: str, text: str, encoding: str = "utf-8") -> Make:
    def make(folder: Path) -> Path:
        path = folder / f"{name}.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return make


def contacts_csv(sign: str = ",", extra: str = "") -> str:
    def line(at: int) -> str:
        return sign.join([f"Cé{at}", "a) Male", "a) WBRI", "", "11", "01/09/2026", ""])

    return "\r\n".join([sign.join(HEADINGS), line(1), line(2)]) + "\r\n" + extra


def renamed(make: Make, name: str) -> Make:
    return lambda folder: make(folder).rename(folder / name)


TWO = (["C1", "C2"], ["2026-09-01"] * 2)
ACCENTED = (["Cé1", "Cé2"], ["2026-09-01"] * 2)
DATES = [*["2026-09-01"] * 8, "2026-09-15", "", "", "", ""]
DATE_FLAGS = [
    *[(row, "F", "date-serial") for row in (3, 4, 8)],
    *[(6, "F", "date-short-year"), (10, "F", "date-month-first")],
    *[(row, "F", "date-unreadable") for row in (11, 12, 13, 14)],
]
LETTERS = HEADINGS[:3]

READ: Mapping[str, Hostile] = {
    "merged cells": Hostile(
        merged, ["C1", "C1", "C2"], ["2026-09-01"] * 3, frozenset({(4, "A", "cell-merged")})
    ),
    "shifted headings with notes above": Hostile(shifted, *TWO),
    "mixed dates": Hostile(
        mixed_dates, [f"C{at}" for at in range(13)], DATES, frozenset(DATE_FLAGS)
    ),
    "days from 1904": Hostile(from_1904, *TWO, frozenset({(3, "F", "date-serial")})),
    "formulas": Hostile(
        formulas,
        ["C1", "C2", "C3"],
        ["2026-09-01", "", ""],
        frozenset({(3, "F", "formula-error"), (4, "F", "formula-error")}),
    ),
    "formulas without results": Hostile(
        unsaved_formulas,
        ["C1", "C2", ""],
        ["", "2026-09-02", ""],
        frozenset({(2, "F", "formula-unsaved"), (4, "A", "formula-unsaved")}),
    ),
    "a blank tail": Hostile(blank_tail, *TWO),
    "300 columns": Hostile(
        lambda folder: wide_book(folder / "wide.xlsx", 40, 300),
        [f"C{at}" for at in range(1, 41)],
        ["2026-09-01"] * 40,
    ),
    "macros": Hostile(macros, *TWO),
    "charts and hidden sheets": Hostile(charts_and_hidden, ["C1"], ["2026-09-01"]),
    "doubled headings": Hostile(
        doubled_headings,
        ["C1"],
        ["2026-09-01"],
        frozenset({(1, "H", "heading-again"), (1, "I", "heading-again")}),
    ),
    "odd values": Hostile(
        odd_values,
        *TWO,
        frozenset({(2, "B", "code-unknown"), (2, "C", "code-unknown"), (3, "B", "formula-error")}),
    ),
    "a renamed workbook": Hostile(renamed(plain, "lists.csv"), *TWO),
    "semicolons": Hostile(csv_file("a", contacts_csv(";")), *ACCENTED),
    "tabs": Hostile(csv_file("a", contacts_csv("\t")), *ACCENTED),
    "cp1252": Hostile(csv_file("a", contacts_csv(), "cp1252"), *ACCENTED),
    "utf-8 with a mark": Hostile(csv_file("a", contacts_csv(), "utf-8-sig"), *ACCENTED),
    "utf-16 with a mark": Hostile(csv_file("a", contacts_csv(), "utf-16"), *ACCENTED),
    "utf-16-le": Hostile(csv_file("a", contacts_csv(), "utf-16-le"), *ACCENTED),
    "utf-16-be": Hostile(csv_file("a", contacts_csv(), "utf-16-be"), *ACCENTED),
    "mojibake": Hostile(
        csv_file("a", contacts_csv().encode().decode("latin-1")),
        ["CÃ©1", "CÃ©2"],
        ["2026-09-01"] * 2,
    ),
    "a byte that means nothing": Hostile(
        lambda folder: with_bytes(
            folder / "a.csv", contacts_csv().encode("cp1252") + b"C\x8d,\r\n"
        ),
        ["Cé1", "Cé2", "C\N{REPLACEMENT CHARACTER}"],
        ["2026-09-01", "2026-09-01", ""],
        frozenset({(4, "A", "characters-lost")}),
    ),
    "noughts": Hostile(
        csv_file("a", contacts_csv().replace("Cé1", "C\0é1")),
        *ACCENTED,
        frozenset({(2, "A", "identifier-respelt")}),
    ),
    "quotes and line breaks in cells": Hostile(
        csv_file("a", contacts_csv(extra='"C3","a) Male","a) ""WBRI""",,,,"two\nlines"\r\nC4\n')),
        ["Cé1", "Cé2", "C3", "C4"],
        ["2026-09-01", "2026-09-01", "", ""],
    ),
    "a stray quotation mark": Hostile(
        csv_file("a", contacts_csv(extra='C3,5" tall\r\n')),
        ["Cé1", "Cé2", "C3"],
        ["2026-09-01", "2026-09-01", ""],
    ),
}
