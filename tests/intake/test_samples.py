"""Workbooks that others published, where they are at hand; they are not part of this project."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from inspector_app.intake.flags import column_letter
from inspector_app.intake.models import Intake
from inspector_app.intake.reading import inspect_files

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "annex_a_samples"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"the sample workbooks are not at hand ({SAMPLES.name})"
)

LISTS = (
    "cscdp__2015-01-sample.xlsx",
    "cscdp__example-A-2005.xls",
    "cscdp__example-B-2004.xlsx",
    "liia-tools__Annex_A.xlsx",
)


def told(intake: Intake) -> set[tuple[int, int, str, str]]:
    return {(flag.list, flag.row, flag.column, flag.code) for flag in intake.flags}


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_every_list_is_accounted_for(name: str) -> None:
    intake = inspect_files([SAMPLES / name])
    assert not intake.refused
    assert [read.list for read in intake.lists] == list(range(1, 12))
    book = CalamineWorkbook.from_path(str(SAMPLES / name))
    for read in intake.lists:
        sheet = book.get_sheet_by_name(read.sheet).to_python(skip_empty_area=False)
        below = [
            number
            for number, row in enumerate(sheet, start=1)
            if number > read.header_row and any(str(cell).strip() for cell in row)
        ]
        assert [record.row for record in read.records] == below
        assert read.columns_unknown == ()


def test_the_area_send_lists_are_refused_by_name() -> None:
    (refused,) = inspect_files([SAMPLES / "annex-a-sen-validator-be__fake_sen.xlsx"]).refused
    assert refused.code == "area-send-annex-a"


def test_oddities_of_the_cleaner_examples_are_flagged() -> None:
    found = told(inspect_files([SAMPLES / "cscdp__example-B-2004.xlsx"]))
    assert (2, 10, "D", "date-unreadable") in found
    assert (2, 12, "A", "row-duplicate") in found
    found = told(inspect_files([SAMPLES / "cscdp__example-A-2005.xls"]))
    assert (2, 8, "A", "row-duplicate") in found
    found = told(inspect_files([SAMPLES / "cscdp__2015-01-sample.xlsx"]))
    assert (3, 3, "G", "code-unknown") in found


def test_oddities_of_the_pipeline_example_are_flagged() -> None:
    found = told(inspect_files([SAMPLES / "liia-tools__Annex_A.xlsx"]))
    assert {(6, row, "M", "formula-error") for row in range(2, 7)} <= found
    assert (6, 2, "E", "age-outside-list") in found
    assert (6, 2, "H", "code-unknown") in found
    assert (8, 3, "Y", "postcode-odd") in found
    assert (8, 1, "AA", "column-empty") in found
    assert (9, 2, "D", "birth-dates-differ") in found
    assert (10, 2, "E", "birth-dates-differ") in found
    plans_before_birth = {(7, 2, "G", code) for code in ("ends-before-start", "date-out-of-range")}
    assert not plans_before_birth & found


def raw_cells(path: Path, sheet: str) -> dict[tuple[int, str], object]:
    """Every cell of a sheet that is not blank, by row and letter, read by another library."""
    if path.suffix == ".xls":
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet)
        grid: list[list[object]] = [list(row) for row in rows.to_python(skip_empty_area=False)]
    else:
        page = load_workbook(path, data_only=True)[sheet]
        grid = [list(row) for row in page.iter_rows(values_only=True)]
    return {
        (number, column_letter(at)): cell
        for number, row in enumerate(grid, start=1)
        for at, cell in enumerate(row)
        if cell is not None and str(cell).strip()
    }


def as_it_stands(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return " ".join(str(cell).split())


def british(typed: str) -> str:
    found = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})(?: .*)?", typed)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else ""


@pytest.mark.parametrize("name", LISTS)
def test_every_value_is_kept_as_it_is_or_its_change_is_told(name: str) -> None:
    intake = inspect_files([SAMPLES / name])
    flagged = {(f.sheet, f.row, f.column) for f in intake.flags}
    told_once = {(f.sheet, f.column, f.was) for f in intake.flags if f.code == "code-respelt"}
    compared = 0
    for read in intake.lists:
        kept = {
            (number, letter): value
            for number, values in read.records
            for letter, value in zip(read.letters, values, strict=True)
        }
        for (row, letter), cell in raw_cells(SAMPLES / name, read.sheet).items():
            if row <= read.header_row:
                continue
            typed = as_it_stands(cell)
            compared += 1
            assert (
                kept[row, letter] == typed
                or (read.sheet, row, letter) in flagged
                or (read.sheet, letter, typed) in told_once
                or kept[row, letter] == british(typed)
            ), (read.list, row, letter)
    assert compared > 50
