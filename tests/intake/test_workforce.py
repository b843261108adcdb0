"""A list of workers gives the lists' rows six characteristics, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.intake.extracts import ExtractField, extract_for
from inspector_app.intake.frame import Frame, write_frame
from inspector_app.intake.models import Intake, WorkforceJoin
from inspector_app.intake.reading import inspect_files
from inspector_app.intake.worker_joining import with_workforce
from inspector_app.intake.workforce import read_workforce
from inspector_app.vault.sqlcipher import FileKey, open_database
from inspector_app.vault.vault import local_clock
from tests.intake.workbooks import Value, headings, row_for, write_workbook

ON = date(2026, 11, 23)
HEADINGS: list[Value] = [
    *("Worker", "Staff ID", "Team", "Supervisor", "Role"),
    *("Agency or permanent", "Newly qualified", "Length of service", "Sickness"),
]
WORKERS: list[list[Value]] = [
    ["Jane O’Neill", "W01", "North", "Ada Boss", "Social worker", "Agency", "ASYE", "1-2 years", 3],
    ["Ali, Omar", "W02", "South", "Bob Chief", "Senior", "Perm", "N", date(2015, 1, 1), 0],
    ["Pat Green", "W03", "North", "ADA BOSS", "Social worker", "perm", "no", 4.5, 1],
    ["Pat Green", "W04", "South", "Bob Chief", "Manager", "perm", "no", "18 months", 1],
    ["", "", "South", "", "", "", "", "", ""],
]


def workforce_file(path: Path, rows: Sequence[Sequence[Value]] = WORKERS) -> Path:
    return write_workbook(path, {"Notes": [["read me"]], "Staff": [["Workforce"], HEADINGS, *rows]})


def children(path: Path, *allocated: tuple[str, str]) -> Path:
    rows = [
        row_for(
            6,
            {"Child Unique ID": f"C{at}", "Allocated Team": team, "Allocated Worker": worker},
        )
        for at, (team, worker) in enumerate(allocated)
    ]
    return write_workbook(path, {"List_6": [headings(6), *rows]})


def joined(folder: Path, *allocated: tuple[str, str], **purposes: str) -> Intake:
    workforce = read_workforce(workforce_file(folder / "w.xlsx"), on=ON, purposes=purposes)
    return with_workforce(inspect_files([children(folder / "l.xlsx", *allocated)]), workforce)


def characteristics(intake: Intake) -> list[tuple[str, ...]]:
    (read,) = intake.lists
    first = read.columns.index("Worker: team")
    return [values[first:] for _, values in read.records]


def join_of(intake: Intake) -> WorkforceJoin:
    assert intake.workforce is not None
    return intake.workforce


def test_rows_get_six_characteristics_of_their_worker_in_the_words_of_the_form(
    tmp_path: Path,
) -> None:
    intake = joined(tmp_path, ("North", "O'NEILL, Jane"), ("South", "Omar Ali"), ("North", "w03"))
    assert intake.lists[0].columns[-6:] == (
        "Worker: team",
        "Worker: supervisor",
        "Worker: role",
        "Worker: agency or permanent",
        "Worker: newly qualified",
        "Worker: length of service",
    )
    assert characteristics(intake) == [
        ("North", "S01", "Social worker", "agency", "yes", "1-2 years"),
        ("South", "S02", "Senior", "permanent", "no", "10 years and over"),
        ("North", "S01", "Social worker", "permanent", "no", "2-5 years"),
    ]
    assert join_of(intake).headings_off == ("Sickness",)
    assert (join_of(intake).rows_joined, join_of(intake).workers_met) == (3, 3)


def test_of_two_workers_of_one_name_the_one_in_the_rows_team_is_taken_and_told(
    tmp_path: Path,
) -> None:
    intake = joined(tmp_path, ("South", "Pat Green"), ("East", "Pat Green"))
    assert [values[2:] for values in characteristics(intake)] == [
        ("Manager", "permanent", "no", "1-2 years"),
        ("", "", "", ""),
    ]
    flags = [(f.row, f.column, f.code) for f in intake.flags if f.code.startswith("worker-")]
    assert flags == [
        (7, "A", "worker-nameless"),
        (2, "N", "worker-by-team"),
        (3, "N", "worker-ambiguous"),
    ]
    assert (join_of(intake).rows_joined, join_of(intake).rows_ambiguous) == (1, 1)


def test_who_is_not_in_the_list_is_told_once_and_never_by_name(tmp_path: Path) -> None:
    intake = joined(tmp_path, ("North", "Zoe Strange"), ("North", "Zoe Strange"), ("North", ""))
    told = [flag for flag in intake.flags if flag.code == "worker-unmatched"]
    assert [(flag.row, flag.column, flag.was, flag.used) for flag in told] == [(2, "N", "", "")]
    counts = join_of(intake)
    assert (counts.rows_unmatched, counts.rows_without_worker, counts.rows_joined) == (2, 1, 0)
    assert "Zoe" not in repr(intake.workforce) + repr(intake.flags)
    assert characteristics(intake) == [("",) * 6] * 3


def test_names_of_workers_and_supervisors_are_not_in_what_was_read(tmp_path: Path) -> None:
    workforce = read_workforce(workforce_file(tmp_path / "w.xlsx"), on=ON)
    for name in ("Jane", "Omar", "Ada", "ADA", "Bob"):
        assert name not in repr(workforce)
        assert all(name not in text for worker in workforce.workers for text in worker.values)


def test_a_further_column_needs_a_purpose_and_keeps_it(tmp_path: Path) -> None:
    intake = joined(tmp_path, ("North", "W01"), Sickness="absence and oversight")
    assert intake.lists[0].columns[-1] == "Worker: Sickness"
    assert intake.lists[0].records[0].values[-1] == "3"
    assert join_of(intake).columns[-1] == ("Worker: Sickness", "Sickness", "absence and oversight")


@pytest.mark.parametrize(
    ("purposes", "code"),
    [
        ({"Sickness": " "}, "purpose-missing"),
        ({"Hobbies": "because"}, "worker-heading-unknown"),
        ({"Worker": "because"}, "worker-heading-sealed"),
        ({"staff id": "because"}, "worker-heading-sealed"),
    ],
)
def test_a_further_column_without_right_is_refused(
    tmp_path: Path, purposes: dict[str, str], code: str
) -> None:
    with pytest.raises(InspectorError) as refused:
        read_workforce(workforce_file(tmp_path / "w.xlsx"), on=ON, purposes=purposes)
    assert refused.value.code == code


def test_what_is_no_list_of_workers_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "w.xlsx", {"S": [["Team", "Room"], ["North", "2"]]})
    with pytest.raises(InspectorError) as refused:
        read_workforce(path, on=ON)
    assert refused.value.code == "not-a-workforce-list"
    with pytest.raises(InspectorError) as refused:
        read_workforce(tmp_path / "absent.xlsx", on=ON)
    assert refused.value.code == "file-not-found"


@pytest.mark.parametrize(
    ("typed", "band", "odd"),
    [
        ("2 years", "2-5 years", None),
        ("4y 11m", "2-5 years", None),
        ("11 months", "Under 1 year", None),
        ("<1", "Under 1 year", None),
        ("10+", "10 years and over", None),
        ("0.5", "Under 1 year", None),
        (5, "5-10 years", None),
        ("24/11/2016", "5-10 years", None),
        ("23/11/2016", "10 years and over", None),
        (45_000, "2-5 years", None),
        ("01/12/2026", "", "date-in-future"),
        ("a while", "", "number-unreadable"),
        ("", "", None),
    ],
)
def test_a_length_of_service_becomes_a_band(
    tmp_path: Path, typed: Value, band: str, odd: str | None
) -> None:
    rows = [["Jane Doe", "W1", "North", "S", "R", "agency", "no", typed]]
    workforce = read_workforce(workforce_file(tmp_path / "w.xlsx", rows), on=ON)
    assert workforce.workers[0].values[-1] == band
    assert [flag.code for flag in workforce.flags] == ([odd] if odd else [])


def test_months_are_read_as_months_where_the_heading_says_so(tmp_path: Path) -> None:
    rows: list[list[Value]] = [["Name", "Team", "Months in post"], ["Jane Doe", "North", 30]]
    path = write_workbook(tmp_path / "w.xlsx", {"S": rows})
    assert read_workforce(path, on=ON).workers[0].values == ("North", "2-5 years")


def test_an_extract_holds_what_the_plan_uses_of_the_six_and_nothing_further(
    tmp_path: Path,
) -> None:
    intake = joined(tmp_path, ("North", "W01"), Sickness="absence and oversight")
    engine = open_database(tmp_path / "frame.db", FileKey(bytes(32), bytes(16)))
    write_frame(engine, intake, imported_at=local_clock())
    frame = Frame(engine)
    columns = [(6, name) for name in ("Worker: role", "Worker: Sickness", "Worker: supervisor")]
    assert extract_for(frame, "C0", columns).fields == (
        ExtractField(6, "Worker: role", "Social worker"),
        ExtractField(6, "Worker: supervisor", "S01"),
    )
    assert frame.workforce == intake.workforce
    engine.dispose()


def test_the_list_of_workers_is_part_of_what_was_imported(tmp_path: Path) -> None:
    intake = joined(tmp_path, ("North", "W01"))
    assert [file.name for file in intake.files] == ["l.xlsx", "w.xlsx"]
