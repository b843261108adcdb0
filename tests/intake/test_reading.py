"""Lists are found by their headings, and every row is accounted for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from inspector_app.intake.models import Intake, IntakeCancelledError, Progress
from inspector_app.intake.reading import inspect_files
from tests.intake.workbooks import (
    ANNEX,
    CONTACT,
    Rows,
    Value,
    headings,
    names,
    row_for,
    write_contacts,
    write_workbook,
)

CONTACT_ROW = row_for(1, CONTACT)


def records(intake: Intake) -> Sequence[tuple[str, ...]]:
    (only,) = intake.lists
    return [record.values for record in only.records]


def test_a_list_is_found_by_its_headings_not_by_its_sheet(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Notes": [["Please read this first"], ["We hope it helps"]],
        "List_8": [headings(1), CONTACT_ROW],
    }
    intake = inspect_files([write_workbook(tmp_path / "a.xlsx", sheets)])
    assert [(read.list, read.sheet, read.rows) for read in intake.lists] == [(1, "List_8", 1)]
    assert intake.files[0].other_sheets == ("Notes",)
    assert not intake.flags


@pytest.mark.parametrize("number", range(1, 12))
def test_each_list_is_told_from_the_others_even_with_half_its_columns(
    tmp_path: Path, number: int
) -> None:
    spec = ANNEX.list(number)
    telling = [name for name in names(number) if name in spec.telling]
    half = [spec.identifier, *telling[: len(telling) // 2 + 1]]
    some = {*half, "Gender", "Ethnicity"}
    kept: list[str] = [name for name in names(number) if name in some]
    intake = inspect_files([write_workbook(tmp_path / "a.xlsx", {"X": [kept]})])
    assert [read.list for read in intake.lists] == [number]
    assert set(intake.lists[0].columns_missing) == set(names(number)) - set(kept)


@pytest.mark.parametrize("above", [0, 1, 2, 7])
def test_titles_may_stand_above_the_headings(tmp_path: Path, above: int) -> None:
    titles: list[list[Value]] = [["List 1: Contacts"], [], ["as at 1 September", "draft"]] * 3
    rows: Rows = [*titles[:above], headings(1), CONTACT_ROW, [], CONTACT_ROW]
    (read,) = inspect_files([write_workbook(tmp_path / "a.xlsx", {"S": rows})]).lists
    assert read.header_row == above + 1
    assert [record.row for record in read.records] == [above + 2, above + 4]


def test_a_list_that_starts_far_from_the_corner_has_the_right_rows_and_letters(
    tmp_path: Path,
) -> None:
    left: list[Value] = [None, None]
    odd = row_for(1, CONTACT, Gender="x")
    rows: Rows = [[], [], [*left, *headings(1)], [], [*left, *odd]]
    intake = inspect_files([write_workbook(tmp_path / "a.xlsx", {"S": rows})])
    (flag,) = intake.flags
    assert (flag.row, flag.column, flag.code) == (5, "D", "code-unknown")
    assert intake.lists[0].letters[0] == "C"


def test_headings_are_read_in_every_spelling(tmp_path: Path) -> None:
    printed = ["ChildUniqueID", " Sex ", "ETHNICITY", "Date of\nBirth", "Age", "date_of_contact"]
    rows: Rows = [[*printed, "Contact\u00a0Source "], CONTACT_ROW]
    (read,) = inspect_files([write_workbook(tmp_path / "a.xlsx", {"S": rows})]).lists
    assert list(read.columns) == names(1)
    assert read.columns_unknown == ()
    assert read.columns_missing == ()


def test_unknown_columns_are_kept_and_named_and_missing_ones_told(tmp_path: Path) -> None:
    rows: Rows = [["Locality", *headings(1)[:-1]], ["North", *CONTACT_ROW[:-1]]]
    intake = inspect_files([write_workbook(tmp_path / "a.xlsx", {"S": rows})])
    (read,) = intake.lists
    assert read.columns_unknown == ("Locality",)
    assert read.columns_missing == ("Contact Source",)
    assert records(intake)[0][0] == "North"


def test_what_stands_under_no_heading_is_told(tmp_path: Path) -> None:
    other = row_for(1, CONTACT, Child_Unique_ID="C2")
    rows: Rows = [headings(1), CONTACT_ROW, [*other, None, "left over"]]
    (flag,) = inspect_files([write_workbook(tmp_path / "a.xlsx", {"S": rows})]).flags
    assert (flag.row, flag.column, flag.code, flag.was) == (3, "I", "heading-missing", "left over")


def test_values_are_kept_as_the_form_prints_them(tmp_path: Path) -> None:
    row = row_for(1, CONTACT, Gender="F", Ethnicity="WBRI", Contact_Source="3A")
    intake = inspect_files([write_contacts(tmp_path / "a.xlsx", row)])
    assert records(intake) == [
        ("C1", "b) Female", "a) WBRI", "2015-05-01", "11", "2026-09-01", "g) 3A: Health services")
    ]


def test_every_row_that_is_not_blank_is_counted(tmp_path: Path) -> None:
    nobody = row_for(1, {}, Gender="a) Male")
    rows: Rows = [CONTACT_ROW, [], [" ", "\u00a0"], nobody, CONTACT_ROW, ["Total", 3]]
    intake = inspect_files([write_contacts(tmp_path / "a.xlsx", *rows)])
    assert [record.row for record in intake.lists[0].records] == [2, 5, 6, 7]
    assert {flag.row for flag in intake.flags if flag.code == "identifier-blank"} == {5}


def test_headings_that_stand_again_are_no_row(tmp_path: Path) -> None:
    intake = inspect_files([write_contacts(tmp_path / "a.xlsx", CONTACT_ROW, headings(1))])
    assert intake.lists[0].rows == 1
    assert [(flag.row, flag.code) for flag in intake.flags] == [(3, "header-repeated")]


def test_an_empty_list_is_a_list_without_rows(tmp_path: Path) -> None:
    (read,) = inspect_files([write_contacts(tmp_path / "a.xlsx")]).lists
    assert (read.list, read.rows) == (1, 0)


def test_two_sheets_of_one_list_are_both_read_and_told(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "North": [headings(1), CONTACT_ROW],
        "South": [headings(1), CONTACT_ROW],
    }
    intake = inspect_files([write_workbook(tmp_path / "a.xlsx", sheets)])
    assert [read.sheet for read in intake.lists] == ["North", "South"]
    assert [flag.code for flag in intake.flags] == ["list-again"]


CSV = """\
Child Unique ID{0}Gender{0}Ethnicity{0}Date of Birth{0}Age{0}Date of Contact{0}Contact Source
007{0}a) Male{0}a) WBRI{0}01/05/2015{0}11{0}01/09/2026{0}q) 6: Police

C2{0}b) Female{0}a) WBRI{0}2015-05-02{0}11{0}02/09/2026{0}"t) 9: Anonymous"
"""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_whatever_its_delimiter_and_encoding(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(CSV.format(delimiter).replace("C2", "Zoë 2"), encoding)
    intake = inspect_files([path])
    assert [record.row for record in intake.lists[0].records] == [2, 4]
    assert [values[0] for values in records(intake)] == ["007", "Zoë 2"]
    assert [values[5] for values in records(intake)] == ["2026-09-01", "2026-09-02"]
    assert not intake.flags


def test_a_csv_row_may_be_short_or_long(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(CSV.format(",") + "C3,a) Male\nC4" + "," * 9 + "x\n")
    intake = inspect_files([path])
    assert [values[:2] for values in records(intake)[2:]] == [("C3", "a) Male"), ("C4", "")]
    assert [flag.row for flag in intake.flags if flag.code == "heading-missing"] == [6]


def test_several_files_make_one_intake_in_the_order_of_the_form(tmp_path: Path) -> None:
    second = write_workbook(tmp_path / "two.xlsx", {"S": [headings(2)]})
    first = write_contacts(tmp_path / "one.xlsx", CONTACT_ROW)
    intake = inspect_files([second, first])
    assert [read.list for read in intake.lists] == [1, 2]
    assert intake.sha256 == inspect_files([first, second]).sha256
    assert intake.sha256 not in {file.sha256 for file in intake.files}
    assert inspect_files([first]).sha256 == inspect_files([first]).files[0].sha256


def test_a_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good = write_contacts(tmp_path / "good.xlsx", CONTACT_ROW)
    intake = inspect_files([tmp_path / "absent.xlsx", good])
    assert [refusal.code for refusal in intake.refused] == ["file-not-found"]
    assert intake.rows == 1


def test_the_json_has_exactly_the_promised_keys(tmp_path: Path) -> None:
    good = write_contacts(tmp_path / "good.xlsx", row_for(1, CONTACT, Gender="x"))
    document = inspect_files([good, tmp_path / "absent.xlsx"]).to_json()
    assert json.loads(json.dumps(document)) == {
        "lists": [
            {
                "list": 1,
                "file": "good.xlsx",
                "sheet": "List_1",
                "header_row": 1,
                "rows": 1,
                "columns_unknown": [],
                "columns_missing": [],
            }
        ],
        "flags": [
            {"list": 1, "row": 2, "column": "B", "code": "code-unknown", "was": "x", "used": "x"}
        ],
        "refused": [
            {
                "file": "absent.xlsx",
                "code": "file-not-found",
                "message": "There is no file of this name.",
            }
        ],
    }


def test_progress_reaches_the_last_row(tmp_path: Path) -> None:
    reports: list[Progress] = []
    rows: Rows = [row_for(1, CONTACT, Child_Unique_ID=f"C{at}") for at in range(4_500)]
    inspect_files([write_contacts(tmp_path / "a.xlsx", *rows)], progress=reports.append)
    assert [(report.done, report.total) for report in reports] == [
        (0, 0),
        (2_001, 4_501),
        (4_001, 4_501),
        (4_501, 4_501),
    ]


def test_reading_can_be_stopped_midway(tmp_path: Path) -> None:
    rows: Rows = [row_for(1, CONTACT, Child_Unique_ID=f"C{at}") for at in range(4_500)]
    path = write_contacts(tmp_path / "a.xlsx", *rows)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) == 3

    with pytest.raises(IntakeCancelledError):
        inspect_files([path], cancelled=cancelled)
    assert len(asked) == 3


def test_a_date_after_the_import_is_flagged_but_not_an_expected_birth(tmp_path: Path) -> None:
    row = row_for(
        1,
        CONTACT,
        Date_of_Birth=date(2027, 1, 1),
        Date_of_Contact=date(2026, 12, 1),
        **{"Age of Child (Years)": -1},
    )
    path = write_contacts(tmp_path / "a.xlsx", row)
    flags = inspect_files([path], today=date(2026, 11, 22)).flags
    assert [(flag.column, flag.code) for flag in flags] == [("F", "date-in-future")]
    assert not inspect_files([path]).flags
