"""The tour: the whole story without a terminal, told with its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from inspector_app.demo.story import LAST_DAY, Story, begun_story
from inspector_app.demo.story_meeting import MeetingStory, hold_meeting
from inspector_app.demo.story_team import sync_all
from inspector_app.enquiries.evidence import NewEvidence, edit_evidence
from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.grid import grid
from inspector_app.enquiries.inspections import record_counts
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import resolve
from inspector_app.judgement.agreed_judgements import agreements
from inspector_app.publish.exports import export
from inspector_app.publish.whole_base import check_export
from schemas.records import Evidence

__all__ = ["TourFailedError", "play_tour"]

Tell = Callable[[str], None]


class TourFailedError(Exception):
    """Something in the tour is not as it must be; says what, in the program's own words."""


def play_tour(home: Path, *, children: int, starts: date, tell: Tell) -> None:
    """Plays the whole inspection and tells what happened.

    Args:
        home: an empty folder for everything it makes.
        children: on list 6 of the invented authority.
        starts: the first Monday.
        tell: is told each line.

    Raises:
        TourFailedError: when laptops disagree, an answer shows early, or an export does not verify.
    """
    with begun_story(home, children=children, starts=starts, tell=tell) as story:
        _tell_intake(story, tell)
        _tell_sample(story, tell)
        tell("\nTwo weeks on site: everybody writes on their own laptop and syncs as they go…")
        story.play_until(LAST_DAY)
        _tell_base(story, tell)
        _conflict(story, tell)
        _tell_grid(story.team["lead"].base, tell)
        _tell_meeting(story, hold_meeting(story.team), tell)
        _tell_exports(home, story, tell)


def _tell_intake(story: Story, tell: Tell) -> None:
    rows = sum(one.rows for one in story.intake.lists)
    tell(f"\nThe authority's workbook: {len(story.intake.lists)} lists, {rows:,} rows.")
    kinds = Counter(flag.code for flag in story.intake.flags)
    tell(f"  {len(story.intake.flags):,} oddities flagged, nothing refused:")
    for code, number in kinds.most_common(6):
        tell(f"    {number:>5,}  {code}")


def _tell_sample(story: Story, tell: Tell) -> None:
    preview = story.plan.preview
    tell(
        f"\nA sample of {len(story.plan.selected)} from {preview.population:,} children,"
        " stratified by team, drawn by tickets that anyone can check:"
    )
    for stratum in preview.strata:
        tell(f"    {stratum.drawn:>3} of {stratum.population:>4}  {stratum.value}")


def _tell_base(story: Story, tell: Tell) -> None:
    counts = record_counts(story.team["lead"].base)
    wanted = ("note", "evidence", "line-of-enquiry", "challenge", "safety-concern", "case")
    written = ", ".join(f"{counts[kind]:,} × {kind.replace('-', ' ')}" for kind in wanted)
    tell(f"\nOn every laptop now: {written}.")
    _same_digest(story, tell)


def _same_digest(story: Story, tell: Tell) -> None:
    digests = {colleague.name: colleague.base.digest()[0] for colleague in story.team.values()}
    if None in digests.values() or len(set(digests.values())) != 1:
        raise TourFailedError("the laptops do not agree")
    tell(f"  {len(digests)} laptops, one digest: {next(iter(digests.values()))}")


def _conflict(story: Story, tell: Tell) -> None:
    """Two inspectors edit one statement at the same time, neither having seen the other's."""
    first, second = story.team["hmi"], story.team["scri"]
    item = shown_records(first.base, Evidence)[0]
    for colleague, ending in ((first, "in both districts."), (second, "since the spring.")):
        text = f"{(item.record.text or '').rstrip('.')} {ending}"
        edit_evidence(colleague.base, item.id, NewEvidence(text))
    sync_all(story.team)
    found = story.team["lead"].base.conflicts()
    if [len(conflict.values) for conflict in found] != [2]:
        raise TourFailedError("two edits of one statement are not both there")
    tell("\nTwo inspectors edited one statement offline. Both versions stand until people decide:")
    for value in found[0].values:
        tell(f"    · …{str(value.value)[-48:]}")
    lead = story.team["lead"].base
    lead.record(resolve(lead, item.id, "text", take=found[0].values[-1].write))
    sync_all(story.team)
    _same_digest(story, tell)


def _tell_grid(base: EvidenceBase, tell: Tell) -> None:
    found = grid(base, "area", "polarity")
    width = max(len(row) for row in found.rows)
    tell("\nEvidence by judgement area and polarity:")
    tell("    " + " " * width + "".join(f"{column:>10}" for column in found.columns))
    for row, cells in zip(found.rows, found.cells, strict=True):
        tell(f"    {row:<{width}}" + "".join(f"{cell:>10}" for cell in cells))


def _tell_meeting(story: Story, meeting: MeetingStory, tell: Tell) -> None:
    if any(place.answer is not None for place in meeting.before):
        raise TourFailedError("an answer was to be seen before the reveal")
    sealed = len({(place.area, place.member) for place in meeting.before})
    tell(f"\nThe judgement meeting: {sealed} answers sealed, none to be seen on any laptop.")
    tell(f"  Frozen base, read aloud: {meeting.session.words}")
    names = {colleague.base.member: colleague.name for colleague in story.team.values()}
    for place in meeting.after:
        if place.answer is None:
            raise TourFailedError("a revealed answer did not open")
        tell(f"    {place.area:<22}{names[place.member]:<24}{place.answer.choice}")
    base = story.team["lead"].base
    framework = framework_of(base)
    tell("  Agreed by the group:")
    for agreed in agreements(base):
        grade = framework.grade(agreed.grade).printed if agreed.grade else "narrative"
        dissent = f", {len(agreed.dissent)} dissent kept" if agreed.dissent else ""
        tell(f"    {agreed.area:<22}{grade} ({agreed.how}{dissent})")


def _tell_exports(home: Path, story: Story, tell: Tell) -> None:
    base = story.team["lead"].base
    report, whole = home / "report.docx", home / "whole-base.json"
    # Invented people only: the tour leaves them open so that they can be looked at.
    export(base, "report", report, None)
    export(base, "json", whole, None)
    problems = check_export(whole.read_bytes())
    if problems:
        raise TourFailedError("the export of the whole base does not verify")
    sync_all(story.team)
    tell(
        f"\nTaken away: {report.name} ({report.stat().st_size:,} bytes), and the whole base as JSON"
    )
    tell(f"  ({whole.stat().st_size:,} bytes), whose digest was made again from its changes.")
    _same_digest(story, tell)
