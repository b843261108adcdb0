"""What is odd is flagged with its place, what stood there and what was made of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from inspector_app.intake.flags import FLAG_CODES, FLAGS_MOST, FlagBook, Place, column_letter
from inspector_app.intake.models import Flag
from inspector_app.intake.reading import inspect_files
from tests.intake.workbooks import (
    CONTACT,
    Rows,
    Value,
    headings,
    row_for,
    write_contacts,
    write_workbook,
)

Told = tuple[int, str, str, str, str]


def told(flags: tuple[Flag, ...]) -> list[Told]:
    return [(flag.row, flag.column, flag.code, flag.was, flag.used) for flag in flags]


@pytest.mark.parametrize(
    ("heading", "value", "expected"),
    [
        ("Gender", "Male", ("B", "code-respelt", "Male", "a) Male")),
        ("Gender", "c) Neither", ("B", "code-letter-differs", "c) Neither", "d) Neither")),
        ("Gender", "tbc", ("B", "code-unknown", "tbc", "tbc")),
        ("Gender", "N/A", ("B", "not-a-value", "N/A", "N/A")),
        ("Gender", "#N/A", ("B", "formula-error", "#N/A", "")),
        ("Gender", "=#N/A", ("B", "formula-error", "#N/A", "")),
        ("Gender", "=#REF!", ("B", "formula-error", "#REF!", "")),
        ("Gender", None, ("B", "blank", "", "")),
        ("Ethnicity", "s", ("C", "code-unknown", "s", "s")),
        ("Date of Birth", 42125, ("D", "date-serial", "42125", "2015-05-01")),
        ("Date of Birth", "May be 8 Jan 2000", ("D", "date-unreadable", "May be 8 Jan 2000", "")),
        ("Date of Birth", "NULL", ("D", "not-a-value", "NULL", "")),
        ("Age of Child (Years)", 11.6, ("E", "age-decimal", "11.6", "11")),
        ("Age of Child (Years)", "<1", ("E", "age-in-words", "<1", "0")),
        ("Age of Child (Years)", "5 months", ("E", "age-in-words", "5 months", "0")),
        ("Age of Child (Years)", "unborn", ("E", "age-in-words", "unborn", "-1")),
        ("Age of Child (Years)", "old", ("E", "number-unreadable", "old", "")),
        ("Age of Child (Years)", 21, ("E", "age-outside-list", "21", "21")),
        ("Age of Child (Years)", -2, ("E", "age-outside-list", "-2", "-2")),
        ("Child Unique ID", None, ("A", "identifier-blank", "", "")),
        ("Child Unique ID", "C\u00a01", ("A", "identifier-respelt", "C 1", "C1")),
        ("Child Unique ID", "1.23E+11", ("A", "identifier-lost-digits", "1.23E+11", "1.23E+11")),
        ("Child Unique ID", 1e17, ("A", "identifier-lost-digits", "1" + "0" * 17, "1" + "0" * 17)),
        ("Child Unique ID", date(2026, 1, 2), ("A", "identifier-odd", "2026-01-02", "2026-01-02")),
    ],
)
def test_an_odd_cell_is_flagged(
    tmp_path: Path, heading: str, value: Value, expected: tuple[str, str, str, str]
) -> None:
    path = write_contacts(tmp_path / "a.xlsx", row_for(1, {**CONTACT, heading: value}))
    assert told(inspect_files([path]).flags) == [(2, *expected)]


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Child Unique ID", 12345.0),
        ("Child Unique ID", " 00123 "),
        ("Age of Child (Years)", -1),
        ("Age of Child (Years)", "11"),
        ("Age of Child (Years)", None),
        ("Date of Birth", None),
        ("Date of Contact", "01/09/2026"),
        ("Gender", "a)  Male "),
    ],
)
def test_an_ordinary_cell_is_not_flagged(tmp_path: Path, heading: str, value: Value) -> None:
    path = write_contacts(tmp_path / "a.xlsx", row_for(1, {**CONTACT, heading: value}))
    assert told(inspect_files([path]).flags) == []


PLAN: dict[str, Value] = {
    "Child Unique ID": "C1",
    "Gender": "a) Male",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2026, 6, 1),
    "Age of Child (Years)": 0,
    "Does the Child have a Disability": "b) No",
    "Child Protection Plan Start Date": date(2026, 4, 1),
    "Initial Category of Abuse": "a) Neglect",
    "Latest Category of Abuse": "a) Neglect",
    "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months"
    " (Y/N)": "b) No",
    "Number of Previous Child Protection Plans": 0,
    "Allocated Team": "Team 1",
    "Allocated Worker": "A. Worker",
}


def test_a_plan_that_starts_before_birth_is_not_flagged(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"S": [headings(7), row_for(7, PLAN)]})
    assert told(inspect_files([path]).flags) == []


def test_a_plan_that_ends_before_it_starts_is_flagged(tmp_path: Path) -> None:
    row = row_for(7, PLAN, Child_Protection_Plan_End_Date=date(2026, 3, 1))
    path = write_workbook(tmp_path / "a.xlsx", {"S": [headings(7), row]})
    day = "2026-03-01"
    assert told(inspect_files([path]).flags) == [(2, "M", "ends-before-start", day, day)]


def test_a_child_twice_on_a_list_of_children_is_flagged(tmp_path: Path) -> None:
    other = row_for(7, PLAN, Allocated_Team="Team 2")
    rows = [headings(7), row_for(7, PLAN), other]
    path = write_workbook(tmp_path / "a.xlsx", {"S": rows})
    assert told(inspect_files([path]).flags) == [(3, "A", "child-twice", "C1", "also row 2")]


def test_a_duplicate_row_is_flagged_and_kept(tmp_path: Path) -> None:
    row = row_for(1, CONTACT)
    later = row_for(1, CONTACT, Date_of_Contact=date(2026, 9, 2))
    intake = inspect_files([write_contacts(tmp_path / "a.xlsx", row, later, row)])
    assert told(intake.flags) == [(4, "A", "row-duplicate", "C1", "as row 2")]
    assert intake.rows == 3


def test_a_child_with_two_dates_of_birth_is_flagged_on_every_list(tmp_path: Path) -> None:
    born = date(2026, 6, 2)
    contact = row_for(1, CONTACT, Date_of_Birth=born, **{"Age of Child (Years)": 0})
    namesake = row_for(1, CONTACT, Child_Unique_ID="C2")
    sheets: dict[str, Rows] = {
        "A": [headings(1), contact, namesake],
        "B": [headings(7), row_for(7, PLAN)],
    }
    flags = inspect_files([write_workbook(tmp_path / "a.xlsx", sheets)]).flags
    found = [(flag.list, flag.row, flag.column, flag.code, flag.was) for flag in flags]
    assert found == [
        (1, 2, "D", "birth-dates-differ", "2026-06-02"),
        (7, 2, "D", "birth-dates-differ", "2026-06-01"),
    ]


def test_somebody_of_21_in_need_is_flagged_with_or_without_an_age(tmp_path: Path) -> None:
    row: dict[str, Value] = {
        "Child Unique ID": "C1",
        "Date of Birth": date(2005, 1, 1),
        "CIN Start Date": date(2026, 3, 1),
    }
    rows = [headings(6), row_for(6, row), row_for(6, row, **{"Age of Child (Years)": 21})]
    flags = inspect_files([write_workbook(tmp_path / "a.xlsx", {"S": rows})]).flags
    found = [(f.row, f.column) for f in flags if f.code == "age-outside-list"]
    assert found == [(2, "D"), (3, "E")]


def test_an_adopter_is_never_taken_for_a_child_with_the_same_number(tmp_path: Path) -> None:
    adopter = row_for(11, {"Individual adopter identifier": "C1", "Gender": "a) Male"})
    sheets: dict[str, Rows] = {
        "A": [headings(1), row_for(1, CONTACT)],
        "B": [headings(11), adopter],
    }
    flags = inspect_files([write_workbook(tmp_path / "a.xlsx", sheets)]).flags
    assert "birth-dates-differ" not in {flag.code for flag in flags}


def test_a_way_of_writing_a_code_is_told_once_for_each_column(tmp_path: Path) -> None:
    row = row_for(1, CONTACT, Gender="Male")
    rows = [[f"C{at}", *row[1:]] for at in range(3)]
    assert told(inspect_files([write_contacts(tmp_path / "a.xlsx", *rows)]).flags) == [
        (2, "B", "code-respelt", "Male", "a) Male")
    ]


def test_an_empty_column_is_told_once_not_for_every_row(tmp_path: Path) -> None:
    rows = [row_for(1, CONTACT, Child_Unique_ID=f"C{at}", Gender=None) for at in range(3)]
    intake = inspect_files([write_contacts(tmp_path / "a.xlsx", *rows)])
    assert told(intake.flags) == [(1, "B", "column-empty", "", "")]


def test_flags_of_one_kind_are_bounded_and_the_rest_counted() -> None:
    book = FlagBook(Place(1, "a.xlsx", "S"))
    for row in range(1, FLAGS_MOST + 8):
        book.add("code-unknown", row, "B", "x", "x")
    flags = book.all()
    assert len(flags) == FLAGS_MOST + 1
    assert told(flags)[-1] == (FLAGS_MOST + 1, "B", "more-of-these", "code-unknown", "7")


def test_every_flag_has_words_for_its_reader(tmp_path: Path) -> None:
    values: list[Value] = [
        "x",
        "=#N/A",
        None,
        42125,
        "",
        "12/25/2026",
        1e300,
        -5,
        True,
        "5.5",
        "<1",
    ]
    rows = [[value] * len(headings(number)) for number in (8,) for value in values]
    sheets: dict[str, Rows] = {"S": [headings(8), *rows], "T": [headings(8), *rows]}
    codes = Counter(f.code for f in inspect_files([write_workbook(tmp_path / "a", sheets)]).flags)
    assert codes.keys() <= FLAG_CODES.keys()
    assert len(codes) > 12


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")]
)
def test_columns_are_lettered_as_spreadsheets_do(position: int, letter: str) -> None:
    assert column_letter(position) == letter
