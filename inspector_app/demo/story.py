"""The demonstration: one inspection of an invented authority, the whole way, by the real program.

Nothing here has a way of its own: a workbook file goes through the ordinary intake, the sample is
drawn by tickets, four laptops write into encrypted bases and merge through a server on loopback.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from inspector_app.demo.authority import DEFAULT_CHILDREN, Authority, build_authority
from inspector_app.demo.story_fieldwork import play_fieldwork
from inspector_app.demo.story_team import Colleague, StoryClock, gather, sync_all
from inspector_app.demo.workbook import write_workbook
from inspector_app.demo.workbook_manifest import WorkbookManifest
from inspector_app.demo.writing import write_inspection
from inspector_app.demo.writing_data import team as written_team
from inspector_app.demo.writing_records import Author, Writing, WrittenMember
from inspector_app.intake.importing import import_frame
from inspector_app.intake.models import Intake
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plans import DrawnPlan, draw_plan
from schemas.identifiers import derived_id
from sync_server.embedded import EmbeddedServer

__all__ = ["LAST_DAY", "Story", "begun_story", "first_monday"]

SEED = 7
LAST_DAY = 11
_SAMPLE = 12
_LEAVERS = 3


@dataclass(frozen=True)
class Story:
    """An inspection in being: everything is real and open.

    Args:
        authority: invented.
        workbook: the file the authority sent.
        manifest: what is odd in it.
        intake: what was read of it.
        plan: the sample of children in need, stratified by team.
        leavers: the sample of care leavers.
        team: the laptops.
        writing: what the team will have written in the end.
        clock: the story's time.
    """

    authority: Authority
    workbook: Path
    manifest: WorkbookManifest
    intake: Intake
    plan: DrawnPlan
    leavers: DrawnPlan
    team: dict[Author, Colleague]
    writing: Writing
    clock: StoryClock

    def play_until(self, day: int) -> None:
        """Plays the fieldwork up to a day, counted from the first on site."""
        lead = self.team["lead"].base.inspection
        drawn = (*self.plan.selected, *self.leavers.selected)
        cases = [derived_id("case", lead, one.case) for one in drawn]
        play_fieldwork(self.team, self.writing, cases, self.clock, until_day=day)


@contextmanager
def begun_story(
    home: Path, *, children: int = DEFAULT_CHILDREN, starts: date, tell: Callable[[str], None]
) -> Iterator[Story]:
    """Sets everything up, to the evening before the first day on site.

    Args:
        home: an empty folder; a home for each of the four, the server's store and the workbook.
        children: on list 6 of the invented authority.
        starts: the first Monday.
        tell: is told what is being done, in words.
    """
    clock = StoryClock(starts)
    tell("Inventing an authority and writing its workbook…")
    authority = build_authority(SEED, children, starts - timedelta(days=5))
    workbook = home / "brambleshire-annex-a.xlsx"
    manifest = write_workbook(authority, workbook)
    with EmbeddedServer(home / "server", clock, os.urandom) as server:
        tell("Setting up four laptops and a server; everybody joins by invitation…")
        members = [
            WrittenMember(m.role, m.name, m.covers, m.does_not_cover, m.days_on_site)
            for m in written_team().members
        ]
        team = gather(home, members, authority.name, clock, server, starts)
        try:
            tell("Reading the workbook and drawing the samples…")
            yield _sampled(authority, workbook, manifest, team, clock)
        finally:
            for colleague in team.values():
                colleague.close()


def first_monday(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def _sampled(
    authority: Authority,
    workbook: Path,
    manifest: WorkbookManifest,
    team: dict[Author, Colleague],
    clock: StoryClock,
) -> Story:
    lead = team["lead"].base
    intake = inspect_files([workbook], today=authority.on)
    frame = import_frame(lead, intake)
    plan = draw_plan(
        lead,
        NewPlan(
            frame,
            6,
            "stratified",
            _SAMPLE,
            title="Children in need of help or protection",
            rationale="Every team seen, in proportion to the children it works with.",
            by=("Allocated Team",),
        ),
    )
    leavers = draw_plan(
        lead,
        NewPlan(
            frame,
            9,
            "simple",
            _LEAVERS,
            title="Care leavers",
            rationale="A few young people by chance, beside those whom advisers suggest.",
        ),
    )
    sync_all(team)
    cases = [one.case for one in (*plan.selected, *leavers.selected)]
    writing = write_inspection(authority, cases, seed=SEED)
    return Story(authority, workbook, manifest, intake, plan, leavers, team, writing, clock)
