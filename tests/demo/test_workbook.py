"""The workbook is read back with another library, and every planted oddity is found in it."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from inspector_app.demo.authority import Authority, build_authority
from inspector_app.demo.authority_lists import list_rows
from inspector_app.demo.workbook import WORKFORCE_COLUMNS, write_workbook, write_workforce
from inspector_app.demo.workbook_dialect import load_dialect, said
from inspector_app.demo.workbook_manifest import Oddity, OddityKind, WorkbookManifest
from schemas.annex_a import load_annex_a
from tests.demo.conftest import ON

Sheets = dict[int, Any]


def opened(path: Path, manifest: WorkbookManifest) -> Sheets:
    book = load_workbook(path)
    return {sheet.list_number: book[sheet.sheet] for sheet in manifest.sheets}


@pytest.fixture(scope="module")
def sent(
    district: Authority, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Sheets, WorkbookManifest]:
    """The workbook of an authority of the default size, as sent."""
    path = tmp_path_factory.mktemp("sent") / "annex-a.xlsx"
    manifest = write_workbook(district, path)
    return opened(path, manifest), manifest


def cell(sheets: Sheets, oddity: Oddity) -> Any:
    return sheets[oddity.list_number][f"{oddity.letter}{oddity.row}"].value


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(build_authority(9, 60, ON), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    write_workbook(build_authority(10, 60, ON), tmp_path / "c.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() != (tmp_path / "c.xlsx").read_bytes()


def test_all_lists_stand_behind_front_sheets_with_headings_where_the_manifest_says(
    sent: tuple[Sheets, WorkbookManifest], district: Authority
) -> None:
    sheets, manifest = sent
    form = load_annex_a()
    assert [item.list_number for item in manifest.sheets] == list(range(1, 12))
    assert {item.header_row for item in manifest.sheets} == {1, 2, 3}
    book = sheets[1].parent
    assert book.sheetnames[0] == "Front_Sheet"
    written = {item.number: len(item.rows) for item in list_rows(district)}
    for item in manifest.sheets:
        page = sheets[item.list_number]
        spec = form.list(item.list_number)
        headings = [page.cell(item.header_row, at).value for at in range(1, len(spec.columns) + 1)]
        for heading, column in zip(headings, spec.columns, strict=True):
            assert spec.column(heading) is column
        filled = [
            row
            for row in page.iter_rows(min_row=item.header_row + 1, values_only=True)
            if any(value is not None for value in row)
        ]
        assert len(filled) == item.rows >= written[item.list_number]
        if item.header_row > 1:
            assert len(page.merged_cells.ranges) == 1


def test_headings_have_the_oddities_of_real_ones(
    sent: tuple[Sheets, WorkbookManifest],
) -> None:
    sheets, manifest = sent
    spellings = manifest.of("header-spelling")
    for oddity in spellings:
        assert cell(sheets, oddity) == oddity.was != oddity.means
    texts = [oddity.was for oddity in spellings]
    assert any(text.endswith(" ") for text in texts)
    assert any(text.startswith(" ") for text in texts)
    assert any("‘" in text for text in texts)
    assert {"Age", "Sex"} <= set(texts)


def test_dates_are_written_in_four_ways(
    sent: tuple[Sheets, WorkbookManifest], district: Authority
) -> None:
    sheets, _ = sent
    form = load_annex_a()
    kinds = {1: datetime, 2: str, 5: int, 11: str}
    for number, kind in kinds.items():
        spec = form.list(number)
        at = [column.name for column in spec.columns].index(spec.event or "") + 1
        values = [
            row[at - 1]
            for row in sheets[number].iter_rows(min_row=4, values_only=True)
            if row[at - 1] is not None
        ]
        assert all(isinstance(value, kind) for value in values)
    first = list_rows(district)[4].rows[0][6]
    assert isinstance(first, date)
    assert date(1899, 12, 30) + timedelta(days=sheets[5]["G4"].value) == first


ALWAYS: tuple[OddityKind, ...] = (
    "adult-in-need",
    "age-in-decimals",
    "blank-row",
    "duplicate-row",
    "ended-before-it-began",
    "formula",
    "header-spelling",
    "impossible-date",
    "in-the-future",
    "no-break-space",
    "not-a-date",
    "not-available",
    "not-available-error",
    "plan-before-birth",
    "two-birth-dates",
    "unborn",
    "unknown-code",
    "wrong-letter",
)


def test_every_kind_of_oddity_is_planted(sent: tuple[Sheets, WorkbookManifest]) -> None:
    _, manifest = sent
    assert {oddity.kind for oddity in manifest.oddities} >= set(ALWAYS)
    positions = [
        (oddity.list_number, oddity.row, oddity.letter)
        for oddity in manifest.oddities
        if oddity.kind not in ("unborn", "plan-before-birth", "header-spelling")
    ]
    assert len(set(positions)) == len(positions)


def test_planted_cells_show_what_the_manifest_says(
    sent: tuple[Sheets, WorkbookManifest],
) -> None:
    sheets, manifest = sent
    as_text: tuple[OddityKind, ...] = (
        "no-break-space",
        "unknown-code",
        "wrong-letter",
        "not-available",
        "formula",
    )
    for kind in as_text:
        found = manifest.of(kind)
        assert found
        for oddity in found:
            assert cell(sheets, oddity) == oddity.was
    for oddity in (*manifest.of("not-a-date"), *manifest.of("impossible-date")):
        assert cell(sheets, oddity) == oddity.was
    for oddity in manifest.of("not-available-error"):
        assert cell(sheets, oddity) == "=NA()"
    for oddity in manifest.of("age-in-decimals"):
        assert cell(sheets, oddity) == pytest.approx(float(oddity.was))
    for oddity in (*manifest.of("in-the-future"), *manifest.of("ended-before-it-began")):
        assert cell(sheets, oddity).date().isoformat() == oddity.was
    for oddity in (*manifest.of("unborn"), *manifest.of("adult-in-need")):
        assert cell(sheets, oddity) == int(oddity.was)


def test_duplicate_rows_repeat_the_row_above_and_the_blank_row_is_blank(
    sent: tuple[Sheets, WorkbookManifest],
) -> None:
    sheets, manifest = sent

    def values(number: int, row: int) -> tuple[object, ...]:
        return next(sheets[number].iter_rows(min_row=row, max_row=row, values_only=True))

    for oddity in manifest.of("duplicate-row"):
        number, row = oddity.list_number, oddity.row
        assert values(number, row) == values(number, row - 1)
    for oddity in manifest.of("blank-row"):
        assert not any(values(oddity.list_number, oddity.row))


def test_one_child_has_two_birth_dates(sent: tuple[Sheets, WorkbookManifest]) -> None:
    sheets, manifest = sent
    (oddity,) = manifest.of("two-birth-dates")
    identifier = str(sheets[7][f"A{oddity.row}"].value)
    elsewhere = [
        row[3].date()
        for row in sheets[6].iter_rows(min_row=3, values_only=True)
        if str(row[0]).strip("\u00a0") == identifier
    ]
    assert [day.isoformat() for day in elsewhere] == [oddity.means]
    assert cell(sheets, oddity).date().isoformat() == oddity.was != oddity.means


def test_the_form_as_asked_has_no_planted_oddities(district: Authority, tmp_path: Path) -> None:
    manifest = write_workbook(district, tmp_path / "w.xlsx", dialect=load_dialect("as-asked"))
    assert {oddity.kind for oddity in manifest.oddities} == {"unborn", "plan-before-birth"}
    assert {item.header_row for item in manifest.sheets} == {2}


def test_the_smallest_authority_has_a_workbook_too(any_size: Authority, tmp_path: Path) -> None:
    manifest = write_workbook(any_size, tmp_path / "w.xlsx")
    assert {"adult-in-need", "unborn", "duplicate-row"} <= {
        oddity.kind for oddity in manifest.oddities
    }
    assert set(opened(tmp_path / "w.xlsx", manifest)) == set(range(1, 12))


def test_every_code_is_recognised_in_every_dialect(district: Authority) -> None:
    form = load_annex_a()
    layouts = {item.number: item for item in load_dialect("as-sent").lists}
    for item in list_rows(district):
        for row in item.rows:
            for column, value in zip(form.list(item.number).columns, row, strict=True):
                if column.kind == "code" and value is not None:
                    shown = said(value, column, layouts[item.number])
                    found = form.code_sets[column.codes].find(str(shown))
                    assert found is not None, shown
                    assert found.code == value


def test_the_workforce_list_names_every_worker_of_the_lists(
    district: Authority, tmp_path: Path
) -> None:
    path = tmp_path / "workforce.csv"
    write_workforce(district, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == WORKFORCE_COLUMNS
    known = {(row["Worker"], row["Team"]) for row in rows}
    on_list_6 = {(row[13], row[12]) for row in list_rows(district)[5].rows}
    assert on_list_6 <= known
    assert {row["Agency or permanent"] for row in rows} == {"Agency", "Permanent"}
