"""A frame keeps what was imported, names what can be drawn, and gives little away."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from inspector_app.errors import InspectorError
from inspector_app.intake.extracts import Extract, ExtractField, extract_for
from inspector_app.intake.frame import DatedEvent, Frame, write_frame
from inspector_app.intake.frame_content import frame_lines
from inspector_app.intake.mapping import ListMapping, SheetDecision
from inspector_app.intake.models import Intake
from inspector_app.intake.reading import inspect_files
from inspector_app.vault.sqlcipher import FileKey, open_database
from tests.intake.workbooks import CONTACT, Rows, Value, headings, names, row_for, write_workbook

IMPORTED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

PLAN: dict[str, Value] = {
    "Child Unique ID": "C1",
    "Gender": "a) Male",
    "Date of Birth": date(2015, 5, 1),
    "Child Protection Plan Start Date": date(2026, 4, 1),
    "Date of the Last Statutory Visit": date(2026, 9, 1),
    "Allocated Team": "Team 1",
    "Allocated Worker": "Wilhelmina Worker",
}
CARE: dict[str, Value] = {
    "Child Unique ID": "C2",
    "Date Started to be Looked After": date(2025, 1, 2),
    "Placement postcode": "ZZ1 1ZZ",
    "Allocated Worker": "Wilhelmina Worker",
}
ADOPTER: dict[str, Value] = {
    "Individual adopter identifier": "C1",
    "Date enquiry received": date(2026, 1, 3),
}


def contact(child: str | None, day: int, source: str = "q) 6: Police") -> list[Value]:
    return row_for(
        1,
        CONTACT,
        Child_Unique_ID=child,
        Date_of_Contact=date(2026, 9, day),
        Contact_Source=source,
    )


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    contacts: Rows = [
        ["Locality", *headings(1)],
        ["North", *contact("C1", 1, "t) 9: Anonymous")],
        ["South", *contact("C1", 1)],
        ["North", *contact("C1", 3)],
        ["North", *contact(None, 3)],
        ["South", *contact("C2", 2)],
        ["South", *contact("C2", 2)],
    ]
    sheets: dict[str, Rows] = {
        "List_1": contacts,
        "List_7": [headings(7), row_for(7, PLAN)],
        "List_8": [headings(8), row_for(8, CARE)],
        "List_11": [headings(11), row_for(11, ADOPTER)],
    }
    return inspect_files([write_workbook(tmp_path / "annex.xlsx", sheets)])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "frame.db", FileKey(os.urandom(32), os.urandom(16)))
    yield engine
    engine.dispose()


@pytest.fixture
def frame(engine: Engine, intake: Intake) -> Frame:
    write_frame(engine, intake, imported_at=IMPORTED)
    return Frame(engine)


def test_a_frame_says_what_was_imported(frame: Frame, intake: Intake) -> None:
    assert frame.sha256 == intake.sha256
    assert frame.imported_at == IMPORTED
    assert frame.rows == 9
    assert [(each.list, each.rows) for each in frame.lists] == [(1, 6), (7, 1), (8, 1), (11, 1)]
    assert frame.files[0].name == "annex.xlsx"
    assert frame.flags() == intake.flags
    assert len(frame.flags()) > 3


def test_the_hash_of_its_content_is_that_of_the_lines_that_travel(
    engine: Engine, intake: Intake
) -> None:
    used = replace(
        intake, lists=intake.lists[::-1], mapping=ListMapping((SheetDecision("List_1", 1),))
    )
    sha256 = write_frame(engine, used, imported_at=IMPORTED)
    lines = list(frame_lines(engine))
    assert len(lines) > 20
    assert sha256 == hashlib.sha256(b"".join(lines)).hexdigest()


def test_rows_come_back_as_they_were_read(frame: Frame, intake: Intake) -> None:
    for read in intake.lists:
        columns = frame.list(read.list).columns
        there = [dict(zip(columns, row.values, strict=True)) for row in frame.read_rows(read.list)]
        assert there == [dict(zip(read.columns, r.values, strict=True)) for r in read.records]
        numbers = [row.row for row in frame.read_rows(read.list)]
        assert numbers == [record.row for record in read.records]


def test_a_column_is_read_by_any_of_its_spellings(frame: Frame) -> None:
    assert frame.values(7, "allocated team") == ("Team 1",)
    assert frame.values(1, "Sex") == ("a) Male",) * 6
    assert frame.values(1, "locality") == ("North", "South", "North", "North", "South", "South")


@pytest.mark.parametrize(
    ("number", "name", "code"), [(1, "Shoe size", "column-unknown"), (3, "x", "list-not-in-frame")]
)
def test_what_is_not_in_the_frame_is_refused(
    frame: Frame, number: int, name: str, code: str
) -> None:
    with pytest.raises(InspectorError) as refused:
        frame.values(number, name)
    assert refused.value.code == code


def test_a_child_is_one_unit_with_the_values_of_the_latest_row(frame: Frame) -> None:
    units = frame.units(1, "child", ["Date of Contact", "Locality"])
    assert [(unit.id, unit.identifier) for unit in units] == [("C1", "C1"), ("C2", "C2")]
    assert dict(units[0].values) == {"Date of Contact": "2026-09-03", "Locality": "North"}
    assert units[0].row == 4


def test_events_are_numbered_by_their_full_text_among_those_alike(frame: Frame) -> None:
    units = {unit.id: unit.values["Locality"] for unit in frame.units(1, "event", ["Locality"])}
    assert units == {
        "C1|1|2026-09-01|1": "South",  # its text has 'q) 6', before 't) 9'
        "C1|1|2026-09-01|2": "North",
        "C1|1|2026-09-03|1": "North",
        "C2|1|2026-09-02|1": "South",
        "C2|1|2026-09-02|2": "South",
    }


def test_unit_ids_do_not_depend_on_the_order_of_rows(
    frame: Frame, intake: Intake, tmp_path: Path
) -> None:
    rows: Rows = [
        ["Locality", *headings(1)],
        ["South", *contact("C1", 1)],
        ["North", *contact("C1", 1, "t) 9: Anonymous")],
    ]
    other = inspect_files([write_workbook(tmp_path / "b.xlsx", {"List_1": rows})])
    engine = open_database(tmp_path / "b.db", FileKey(os.urandom(32), os.urandom(16)))
    write_frame(engine, other, imported_at=IMPORTED)
    turned = {u.id: u.values["Locality"] for u in Frame(engine).units(1, "event", ["Locality"])}
    first = {u.id: u.values["Locality"] for u in frame.units(1, "event", ["Locality"])}
    assert turned.items() <= first.items()
    assert len(turned) == 2


def test_rows_without_an_identifier_are_counted_and_no_units(frame: Frame) -> None:
    assert frame.list(1).rows_without_identifier == 1
    assert all(unit.identifier for unit in frame.units(1, "event"))


def test_care_leavers_are_events_without_a_day(engine: Engine, tmp_path: Path) -> None:
    rows: Rows = [headings(9), row_for(9, {"Child Unique ID": "C9"})]
    read = inspect_files([write_workbook(tmp_path / "b.xlsx", {"S": rows})])
    write_frame(engine, read, imported_at=IMPORTED)
    assert [unit.id for unit in Frame(engine).units(9, "event")] == ["C9|9||1"]


def test_adopters_are_drawn_as_adopters_only(frame: Frame) -> None:
    assert [unit.id for unit in frame.units(11, "adopter")] == ["C1"]
    for number, kind in ((11, "child"), (1, "adopter")):
        with pytest.raises(InspectorError) as refused:
            frame.units(number, kind)  # type: ignore[arg-type]  # a loop over literals
        assert refused.value.code == "unit-not-on-list"


def test_one_child_is_followed_over_all_lists_but_not_to_an_adopter(frame: Frame) -> None:
    assert frame.events_of("C1") == (
        DatedEvent("2026-04-01", 7, "Child protection", "Child Protection Plan Start Date"),
        DatedEvent("2026-09-01", 1, "Contacts", "Date of Contact"),
        DatedEvent("2026-09-01", 7, "Child protection", "Date of the Last Statutory Visit"),
        DatedEvent("2026-09-03", 1, "Contacts", "Date of Contact"),
    )
    assert frame.events_of("nobody") == ()
    assert frame.events_of("") == ()


def test_lists_from_several_sheets_are_one_list_with_all_their_columns(
    engine: Engine, tmp_path: Path
) -> None:
    short = headings(1)[:-1]
    sheets: dict[str, Rows] = {
        "North": [short, contact("C1", 1)[:-1]],
        "South": [["Patch", *headings(1)], ["P", *contact("C2", 2)]],
    }
    read = inspect_files([write_workbook(tmp_path / "b.xlsx", sheets)])
    write_frame(engine, read, imported_at=IMPORTED)
    frame = Frame(engine)
    assert frame.list(1).columns == (*names(1), "Patch")
    assert frame.values(1, "Contact Source") == ("", "q) 6: Police")
    assert frame.values(1, "Patch") == ("", "P")


def test_a_frame_is_never_written_twice(engine: Engine, frame: Frame, intake: Intake) -> None:
    with pytest.raises(InspectorError) as refused:
        write_frame(engine, intake, imported_at=IMPORTED)
    assert refused.value.code == "frame-frozen"
    assert frame.rows == 9


def test_nothing_is_left_when_freezing_is_interrupted(engine: Engine, intake: Intake) -> None:
    class Broken(Intake):
        @property
        def rows(self) -> int:
            raise RuntimeError

    broken = Broken(intake.lists, intake.flags, intake.refused, intake.files)
    with pytest.raises(RuntimeError):
        write_frame(engine, broken, imported_at=IMPORTED)
    write_frame(engine, intake, imported_at=IMPORTED)
    assert Frame(engine).rows == 9


def test_no_word_of_a_frame_is_readable_on_disk(
    frame: Frame, engine: Engine, tmp_path: Path
) -> None:
    assert frame.rows
    engine.dispose()
    for path in tmp_path.glob("frame.db*"):
        data = path.read_bytes()
        for word in (b"Wilhelmina", b"Team 1", b"ZZ1 1ZZ", b"2026-09", b"frame_row", b"Police"):
            assert word not in data


def test_an_extract_has_events_and_fields_but_no_name_home_or_identifier(frame: Frame) -> None:
    wanted = [
        (7, "Gender"),
        (7, "Allocated Team"),
        (7, "Allocated Worker"),
        (7, "Child Unique ID"),
        (8, "Placement postcode"),
        (1, "Locality"),
        (1, "Contact Source"),
    ]
    extract = extract_for(frame, "C1", wanted)
    assert extract.fields == (
        ExtractField(1, "Contact Source", "q) 6: Police"),
        ExtractField(7, "Allocated Team", "Team 1"),
        ExtractField(7, "Gender", "a) Male"),
    )
    assert extract.events == frame.events_of("C1")
    assert not re.search("Wilhelmina|ZZ1|C1|North", extract.to_text())
    assert "ZZ1" not in extract_for(frame, "C2", wanted).to_text()


def test_an_extract_survives_its_text(frame: Frame) -> None:
    extract = extract_for(frame, "C1", [(7, "Gender")])
    assert Extract.from_text(extract.to_text()) == extract
    assert Extract.from_text(extract.to_text()).to_text() == extract.to_text()
    for text in ("{}", "[]", "x", '{"events": [[1]], "fields": []}'):
        with pytest.raises(ValueError, match=r"\w"):
            Extract.from_text(text)
