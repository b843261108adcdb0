"""One child on several lists: what contradicts, and whom list 6 lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from inspector_app.intake.reading import inspect_files
from tests.intake.workbooks import Value, headings, row_for, write_workbook

ENDED = {7: "Child Protection Plan End Date", 8: "Date Ceased to be Looked After"}


def told(
    folder: Path, lists: Mapping[int, Sequence[Mapping[str, Value]]], code: str
) -> list[tuple[int, int, str, str]]:
    sheets = {
        f"L{n}": [headings(n), *(row_for(n, row) for row in rows)] for n, rows in lists.items()
    }
    flags = inspect_files([write_workbook(folder / "l.xlsx", sheets)]).flags
    return [(f.list, f.row, f.column, f.was) for f in flags if f.code == code]


def child(who: str, **more: Value) -> dict[str, Value]:
    return {"Child Unique ID": who, **more}


def test_a_child_with_two_genders_is_told_on_each_row(tmp_path: Path) -> None:
    lists = {
        6: [child("C1", Gender="a) Male"), child("C2", Gender="a) Male"), child("C3")],
        8: [child("C1", Gender="F"), child("C2", Gender="c) Not stated/recorded")],
    }
    assert told(tmp_path, lists, "genders-differ") == [
        (6, 2, "B", "a) Male"),
        (8, 2, "B", "b) Female"),
    ]


def test_a_child_in_care_or_with_a_plan_now_who_is_not_in_need_is_told(tmp_path: Path) -> None:
    gone = {ENDED[8]: date(2026, 3, 1)}
    lists = {
        6: [child("C1"), child("C2")],
        7: [child("C1"), child("C2"), child("C9")],
        8: [child("C1"), {**child("C8"), **gone}],
    }
    assert told(tmp_path, lists, "not-in-need") == [(7, 4, "A", "C9")]


def test_where_the_lists_have_hardly_a_child_in_common_it_is_told_once(tmp_path: Path) -> None:
    lists = {6: [child("C1")], 8: [child(f"X{at}") for at in range(30)]}
    assert told(tmp_path, lists, "not-in-need") == [(8, 1, "A", "30 of 30")]


def test_without_list_six_nobody_is_missing_from_it(tmp_path: Path) -> None:
    assert not told(tmp_path, {8: [child("C1")]}, "not-in-need")
