"""Workbooks with children to draw from, and a team that has imported them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewValue
from inspector_app.intake.importing import import_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plans import DrawnPlan, draw_plan
from inspector_app.sampling.recorded import PlanCase, cases_of_plan, find_plan
from tests.evidence_base.laptops import Laptop
from tests.intake.workbooks import Value, headings, row_for, write_workbook

__all__ = [
    "POSTCODE",
    "TEAMS",
    "WORKER",
    "cases",
    "criterion",
    "drawn",
    "import_children",
    "see",
    "stratified",
    "write_lists",
]

TEAMS: Mapping[str, int] = {"North": 20, "East": 12, "South": 8}
WORKER = "Wilhelmina Worker"
POSTCODE = "ZZ9 9ZZ"

_BORN = date(2012, 3, 4)


def write_lists(path: Path, teams: Mapping[str, int] = TEAMS) -> Path:
    """List 8 with children of some teams, and list 3 with two referrals of every tenth child."""
    names = [team for team, count in teams.items() for _ in range(count)]
    care = [_in_care(at, team) for at, team in enumerate(names)]
    referred = [_referral(at, day) for at in range(0, len(names), 10) for day in (3, 9)]
    sheets = {"List_8": [headings(8), *care], "List_3": [headings(3), *referred]}
    return write_workbook(path, sheets)


def import_children(base: EvidenceBase, folder: Path, teams: Mapping[str, int] = TEAMS) -> str:
    """The id of a frame with those lists."""
    return import_frame(base, inspect_files([write_lists(folder / "lists.xlsx", teams)]))


def stratified(frame: str, n: int = 12) -> NewPlan:
    """Twelve children in care by team."""
    return NewPlan(
        frame=frame,
        list=8,
        design="stratified",
        n=n,
        title="Children in care",
        rationale="Leaders say that every team sees its children",
        by=("Allocated Team",),
    )


def drawn(base: EvidenceBase, frame: str, n: int = 12, again: str = "") -> DrawnPlan:
    """The same, drawn with phrases that never change; a further draw needs a reason."""
    new = replace(stratified(frame, n), our_phrase="plum", their_phrase="stone", again=again)
    return draw_plan(base, new)


def cases(base: EvidenceBase, plan: str) -> tuple[PlanCase, ...]:
    """The cases of a plan as recorded."""
    return cases_of_plan(base, find_plan(base, plan))


def see(laptop: Laptop, one: PlanCase, occasion: str | None) -> None:
    """A note on the case, with or without its occasion."""
    fields: dict[str, NewValue] = {f"cases[{one.record.case}]": True}
    if occasion is not None:
        fields["occasion"] = occasion
    laptop.note("Talked it through.", **fields)


def criterion(frame: str) -> NewPlan:
    """All children in care of 16 and more."""
    return NewPlan(
        frame=frame,
        list=8,
        design="purposeful",
        n=None,
        title="Older",
        rationale="Leaving care",
        where=("Age >= 16",),
    )


def _in_care(at: int, team: str) -> list[Value]:
    values: dict[str, Value] = {
        "Child Unique ID": f"C{at:04d}",
        "Gender": "b) Female" if at % 2 else "a) Male",
        "Ethnicity": "a) WBRI",
        "Date of Birth": _BORN,
        "Age of Child (Years)": at % 18,
        "Date Started to be Looked After": date(2025, 1, 1) + timedelta(days=at),
        "Number of Placements in the Last 12 months": at % 5,
        "Placement postcode": POSTCODE,
        "Allocated Team": team,
        "Allocated Worker": f"{WORKER} {at % 7}",
    }
    return row_for(8, values)


def _referral(at: int, day: int) -> list[Value]:
    values: dict[str, Value] = {
        "Child Unique ID": f"C{at:04d}",
        "Gender": "a) Male",
        "Date of Birth": _BORN,
        "Age of Child (Years)": 12,
        "Date of referral": date(2026, 5, day),
        "Allocated Team": "Front door",
        "Allocated Worker": WORKER,
    }
    return row_for(3, values)
