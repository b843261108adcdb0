"""The ordinary intake reads the demo's workbook and finds what was planted in it."""

from __future__ import annotations

from pathlib import Path

from inspector_app.demo.authority import Authority
from inspector_app.demo.workbook import write_workbook
from inspector_app.demo.workbook_manifest import OddityKind
from inspector_app.intake.reading import inspect_files

FLAGGED: dict[OddityKind, str] = {
    "adult-in-need": "age-outside-list",
    "age-in-decimals": "age-decimal",
    "age-under-one": "age-in-words",
    "duplicate-row": "row-duplicate",
    "ended-before-it-began": "ends-before-start",
    "impossible-date": "date-unreadable",
    "in-the-future": "date-in-future",
    "no-break-space": "identifier-respelt",
    "not-a-date": "date-unreadable",
    "not-available": "formula-error",
    "not-available-error": "formula-error",
    "two-birth-dates": "birth-dates-differ",
    "unknown-code": "code-unknown",
    "wrong-letter": "code-letter-differs",
}
IN_ORDER: tuple[OddityKind, ...] = ("formula", "header-spelling", "plan-before-birth", "unborn")


def test_intake_reads_every_row_of_every_list(district: Authority, tmp_path: Path) -> None:
    path = tmp_path / "annex-a.xlsx"
    manifest = write_workbook(district, path)
    read = inspect_files([path], today=district.on)
    assert read.refused == ()
    assert [(found.list, found.header_row, found.rows) for found in read.lists] == [
        (sheet.list_number, sheet.header_row, sheet.rows) for sheet in manifest.sheets
    ]
    for found in read.lists:
        assert found.columns_unknown == found.columns_missing == ()


def test_intake_flags_what_is_odd_and_not_what_is_in_order(
    district: Authority, tmp_path: Path
) -> None:
    path = tmp_path / "annex-a.xlsx"
    manifest = write_workbook(district, path)
    flags = inspect_files([path], today=district.on).flags
    for oddity in manifest.oddities:
        here = {
            flag.code
            for flag in flags
            if (flag.list, flag.row) == (oddity.list_number, oddity.row)
            and oddity.letter in ("", flag.column)
        }
        if oddity.kind in FLAGGED:
            assert FLAGGED[oddity.kind] in here, oddity
        elif oddity.kind in IN_ORDER:
            assert not here & set(FLAGGED.values()), oddity
