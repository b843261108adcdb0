"""Legacy and OpenDocument workbooks are read with the same care."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from inspector_app.intake.models import Intake
from inspector_app.intake.reading import inspect_files
from tests.intake.legacy import Cell, FailedFormula, biff_record, write_ods, write_xls
from tests.intake.workbooks import names

ROWS: Sequence[Sequence[Cell]] = [
    ["List 1: Contacts"],
    names(1),
    ["C1", "a) Male", "a) WBRI", "01/05/2015", 11.0, "01/09/2026", "q) 6: Police"],
    [],
    ["C2", FailedFormula(), "a) WBRI", 42125.0, 11.0, "01/09/2026", "q) 6: Police"],
]

Writer = Callable[[Path, Sequence[Sequence[Cell]]], Path]


@pytest.fixture(params=[write_xls, write_ods])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Intake:
    write: Writer = request.param
    return inspect_files([write(tmp_path / "lists", ROWS)])


def test_every_row_is_read(intake: Intake) -> None:
    (read,) = intake.lists
    assert (read.list, read.header_row) == (1, 2)
    assert [(record.row, record.values[0]) for record in read.records] == [(3, "C1"), (5, "C2")]


def test_failed_formulas_and_serial_dates_are_flagged(intake: Intake) -> None:
    told = [(flag.row, flag.column, flag.code, flag.was, flag.used) for flag in intake.flags]
    assert told == [
        (5, "B", "formula-error", "#N/A", ""),
        (5, "D", "date-serial", "42125", "2015-05-01"),
    ]


def refused(path: Path) -> str:
    (refusal,) = inspect_files([path]).refused
    return refusal.code


def test_a_legacy_workbook_with_a_password_is_refused_as_such(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", ROWS, biff_record(0x2F, b"\1\0" * 3))
    assert refused(path) == "encrypted-workbook"


def test_a_stray_cell_of_a_legacy_workbook_is_refused(tmp_path: Path) -> None:
    stray = biff_record(0x203, struct.pack("<HHHd", 65_535, 65_535, 0, 1.0))
    assert refused(write_xls(tmp_path / "a.xls", ROWS, stray)) == "too-large"
    many = biff_record(0xBD, struct.pack("<HH", 300, 0) + b"\0" * 6 + struct.pack("<H", 60_000))
    assert refused(write_xls(tmp_path / "a.xls", ROWS, many)) == "too-large"


def test_a_legacy_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", ROWS)
    data = path.read_bytes()
    for length in range(16, 2_000, 160):
        path.write_bytes(data[:length])
        assert refused(path) == "damaged-file"


def test_rows_that_repeat_to_the_end_of_the_sheet_cost_nothing_when_empty(tmp_path: Path) -> None:
    rest = (
        '<table:table-row table:number-rows-repeated="1048571">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert inspect_files([write_ods(tmp_path / "a.ods", ROWS, rest)]).rows == 2


@pytest.mark.parametrize(("down", "across"), [(1_048_571, 1), (2_000, 16_384), (1, 10**9)])
def test_something_that_repeats_to_the_end_of_the_sheet_is_refused(
    tmp_path: Path, down: int, across: int
) -> None:
    rows = f' table:number-rows-repeated="{down}"'
    columns = f' table:number-columns-repeated="{across}"'
    tail = (
        f'<table:table-row{rows}><table:table-cell{columns} office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    assert refused(write_ods(tmp_path / "a.ods", ROWS, tail)) == "too-large"
