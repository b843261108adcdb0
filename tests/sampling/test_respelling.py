"""Which cells count otherwise than they stand in the file of the authority, and the extract."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.intake.importing import import_frame, opened_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.draw_extract import draw_extract
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plans import draw_plan
from inspector_app.sampling.recorded import find_plan
from inspector_app.sampling.respelling import Respelling, respellings
from tests.evidence_base.laptops import Laptop, exchange
from tests.intake.workbooks import Value, headings, row_for, write_workbook
from tests.sampling.case_lists import WORKER

GENDER, AGE, TEAM = "Gender", "Age of Child (Years)", "Allocated Team"
PLACEMENTS = "Number of Placements in the Last 12 months"
LETTERS = ("M", "F", "m", "a) Male")


def in_care(at: int, **more: Value) -> list[Value]:
    values: dict[str, Value] = {
        "Child Unique ID": f"C{at:02d}",
        GENDER: LETTERS[at % 4],
        "Date of Birth": date(2012, 3, 4),
        AGE: at,
        PLACEMENTS: at + 0.25 if at % 3 == 0 else at,
        TEAM: "East / West" if at % 2 else "North",
        "Allocated Worker": f"{WORKER} {at % 3}",
    }
    return row_for(8, {**values, **more})


def imported(ann: Laptop, folder: Path, rows: list[list[Value]]) -> str:
    path = write_workbook(folder / "respelt.xlsx", {"List_8": [headings(8), *rows]})
    return import_frame(ann.base, inspect_files([path]))


def told(ann: Laptop, frame: str, *columns: str) -> tuple[Respelling, ...]:
    with opened_frame(ann.base, frame) as opened:
        return respellings(opened, 8, columns)


def test_codes_and_rounded_sizes_are_told_with_what_stands_in_the_file(
    ann: Laptop, tmp_path: Path
) -> None:
    frame = imported(ann, tmp_path, [in_care(at) for at in range(1, 11)])
    gender, placements = told(ann, frame, TEAM, GENDER, AGE, PLACEMENTS)
    assert gender == Respelling(
        GENDER, (("F", "b) Female"), ("M", "a) Male"), ("m", "a) Male")), listed=True
    )
    assert placements == Respelling(
        PLACEMENTS, (("3.25", "3"), ("6.25", "6"), ("9.25", "9")), listed=True
    )


def test_what_no_table_can_hold_is_left_to_the_extract(ann: Laptop, tmp_path: Path) -> None:
    frame = imported(ann, tmp_path, [in_care(at, **{AGE: f"{at % 18}.5"}) for at in range(1, 31)])
    [ages] = told(ann, frame, AGE)
    assert ages == Respelling(AGE, (), listed=False)


def plan_of(ann: Laptop, frame: str, **design: object) -> str:
    new = NewPlan(frame=frame, list=8, title="In care", rationale="All", **design)  # type: ignore[arg-type]  # several kinds of fields
    return draw_plan(ann.base, new).plan


def extract(ann: Laptop, plan: str) -> list[list[str]]:
    text = draw_extract(ann.base, find_plan(ann.base, plan)).decode()
    assert text.endswith("\n")
    return [line.split("\t") for line in text.splitlines()]


def test_the_extract_has_the_units_and_the_cells_as_they_count(ann: Laptop, tmp_path: Path) -> None:
    frame = imported(ann, tmp_path, [in_care(at) for at in range(1, 11)])
    where = (f"{AGE} >= 4",)
    plan = plan_of(ann, frame, design="stratified", n=3, by=(GENDER, TEAM), where=where)
    [heading, *lines] = extract(ann, plan)
    assert heading == ["stratum", "unit", GENDER, TEAM, AGE]
    assert len(lines) == 7
    assert ["b) Female / East \\/ West", "C05", "b) Female", "East / West", "5"] in lines


def test_in_the_extract_of_a_draw_by_size_the_certain_are_marked(
    ann: Laptop, tmp_path: Path
) -> None:
    sizes = [1, 2.75, 0, 90, 4]
    rows = [in_care(at, **{PLACEMENTS: size}) for at, size in enumerate(sizes)]
    frame = imported(ann, tmp_path, rows)
    plan = plan_of(ann, frame, design="pps", n=2, size_column=PLACEMENTS)
    assert extract(ann, plan) == [
        ["unit", "size", PLACEMENTS, "certain"],
        *(["C00", "1", "1", ""], ["C01", "2", "2", ""]),
        *(["C03", "90", "90", "certain"], ["C04", "4", "4", ""]),
    ]


def test_the_extract_names_no_worker_and_needs_the_lists(
    team: dict[str, Laptop], ann: Laptop, tmp_path: Path
) -> None:
    frame = imported(ann, tmp_path, [in_care(at) for at in range(1, 11)])
    plan = plan_of(ann, frame, design="two-stage", n=3, cluster="Allocated Worker", clusters=2)
    lines = extract(ann, plan)
    assert lines[0] == ["unit"]
    assert WORKER not in str(lines)
    exchange(ann, team["bea"])
    with pytest.raises(InspectorError) as refused:
        draw_extract(team["bea"].base, find_plan(team["bea"].base, plan))
    assert refused.value.code == "frame-elsewhere"
