"""Imported lists and sample plans as rows, each with what is said about it beside the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.intake.flags import FLAG_CODES
from inspector_app.intake.frame_places import FramePlace, frame_places
from inspector_app.sampling.plan_life import PlanLife, plan_lives
from inspector_app.sampling.recorded import RecordedPlan, cases_of_plan, find_plan, plan_records
from inspector_app.tui.dates import moment_words
from inspector_app.tui.sample_words import (
    count_words,
    design_words,
    state_words,
    strata_lines,
)
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.row_list import Listed
from schemas.annex_a import load_annex_a
from schemas.records import SamplePlan

__all__ = ["Samples", "list_title", "read_samples"]

_BAR = 16

_PLACES: Final[Mapping[str, str]] = {
    "here": "● here",
    "can-be-fetched": "↓ can be fetched",
    "on-its-way": "◌ on its way",
    "elsewhere": "○ elsewhere",
    "purged": "✗ purged",
}

_WHERE: Final[Mapping[str, str]] = {
    "can-be-fetched": "The rows were offered to the team. F fetches them.",
    "on-its-way": "The rows were offered and have not reached the server yet. Sync later.",
    "elsewhere": "The rows are on the laptop that imported them. Ask its owner to offer them: O.",
}


@dataclass(frozen=True)
class Samples:
    """What the Sample screen shows.

    Args:
        frames: Rows of the imported lists, the newest first.
        plans: Rows of the plans, the newest first.
        about: What is said about each, by id.
        here: Ids of the frames whose rows lie on this laptop, the newest first.
    """

    frames: tuple[Listed, ...] = ()
    plans: tuple[Listed, ...] = ()
    about: Mapping[str, str] | None = None
    here: tuple[str, ...] = ()


def read_samples(base: EvidenceBase) -> Samples:
    """Read the imported lists and the plans of this inspection."""
    names = members_named(base)
    frames = frame_places(base)[::-1]
    about: dict[str, str] = {}
    lives = plan_lives(base)
    listed = []
    for place in frames:
        listed.append(_frame(place, names))
        about[place.record.id] = _about_frame(place, names)
    plans = []
    for record in plan_records(base)[::-1]:
        row, words = _plan(base, record, lives.get(record.id), names)
        plans.append(row)
        about[record.id] = words
    here = tuple(place.record.id for place in frames if place.place == "here")
    return Samples(tuple(listed), tuple(plans), about, here)


def list_title(number: int) -> str:
    """Return the number and title of one of the authority's lists."""
    titles = {spec.number: spec.title for spec in load_annex_a().lists}
    return f"{number} {titles.get(number, '')}".rstrip()


def _frame(place: FramePlace, names: Mapping[str, str]) -> Listed:
    record = place.record
    flags = sum(_flags(record.flags).values())
    files = (record.file_name or "").replace("\n", ", ")
    state = "⚠ still here" if place.left_here else _PLACES[place.place]
    tone = Tone.PLAIN if place.place == "here" else Tone.MUTED
    when = moment_words(record.imported_at or "")
    cells = (
        files or "(name not here yet)",
        when,
        f"{record.rows or 0:,}",
        f"{flags:,}" if flags else "none",
        state,
        names.get(record.author or "", ""),
    )
    order = (
        files.casefold(),
        record.imported_at or "",
        record.rows or 0,
        flags,
        state,
        cells[5].casefold(),
    )
    return Listed(Row(record.id, cells, tone), order)


def _about_frame(place: FramePlace, names: Mapping[str, str]) -> str:
    record = place.record
    lines = [(record.file_name or "").replace("\n", ", "), ""]
    for each in _lists(record.lists):
        rows = count_words(each[1], "row", "rows")
        lines.append(f"{list_title(each[0])} · {rows}")
    flags = _flags(record.flags)
    if flags:
        lines += ["", "What was odd:"]
        lines += [f"{count:,} × {FLAG_CODES.get(code, code)}" for code, count in flags.items()]
    if place.place in _WHERE:
        lines += ["", _WHERE[place.place]]
    if place.place == "here" and place.chunks:
        lines += ["", "A sealed copy is offered to the team."]
    if place.unchecked is not None:
        lines += ["", _unchecked(names.get(place.unchecked, "a colleague"))]
    if place.only_said:
        lines += ["", "Somebody wrote that these were purged; nobody who would know confirms it."]
    if place.place == "purged":
        told = f"{len(place.receipts):,} of {place.laptops:,} laptops confirm"
        late = "; a copy came since: purge it again" if place.late else ""
        lines += ["", f"The rows are destroyed: {told}{late}."]
    if place.left_here:
        lines += ["", "⚠ Rows or pieces of them are still here. Close other windows, purge again."]
    lines += ["", f"SHA-256 of the file: {record.sha256 or '?'}"]
    return "\n".join(lines)


def _unchecked(whose: str) -> str:
    return (
        f"These rows are a copy by {whose}, not checked: an earlier Inspector imported the lists "
        "and kept nothing to compare it with."
    )


def _plan(
    base: EvidenceBase, record: SamplePlan, life: PlanLife | None, names: Mapping[str, str]
) -> tuple[Listed, str]:
    if life is None:
        title = record.title or "(not here yet)"
        row = Row(record.id, (title, "", "", "", "⚠ not whole yet"), Tone.WARNING)
        words = "What is recorded of this sample is not whole: it was erased or is not here yet."
        return Listed(row, (title.casefold(), "", 0, 0, "", 0, 0, "")), words
    plan = find_plan(base, record.id)
    cases = cases_of_plan(base, plan)
    seen, of = life.size - life.left, life.size
    design = design_words(record, plan)
    allocated = sum(1 for one in cases if one.in_sample and one.allocated)
    cells = (
        record.title or "",
        design,
        f"{of:,} of {record.population or 0:,}",
        f"{seen:,} of {of:,}",
        state_words(life.state),
        f"{allocated:,} of {of:,}",
        moment_words(record.created_at).rpartition(" ")[0],
        names.get(record.author or "", ""),
    )
    order = (
        cells[0].casefold(),
        design,
        of,
        seen,
        cells[4],
        allocated,
        record.created_order,
        cells[7].casefold(),
    )
    return Listed(Row(record.id, cells), order, record.rationale or ""), _about_plan(plan)


def _about_plan(plan: RecordedPlan) -> str:
    record = plan.record
    lines = [
        record.title or "",
        "",
        f"From list {list_title(record.list or 0)}, {design_words(record, plan)}.",
        f"Why: {record.rationale or '?'}",
    ]
    lines += [f"Only where {one.condition}: {one.left:,} left" for one in plan.settings.filters]
    if record.supersedes:
        lines.append("Drawn again; the draw before it stays on record.")
    if len(plan.strata) > 1:
        lines += ["", "Drawn of those on the list:", *strata_lines(plan.strata, _BAR)]
    return "\n".join(lines)


def _flags(text: str | None) -> dict[str, int]:
    try:
        return {str(code): int(count) for code, count in json.loads(text or "{}").items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _lists(text: str | None) -> list[tuple[int, int]]:
    try:
        return [(int(each["list"]), int(each["rows"])) for each in json.loads(text or "[]")]
    except (ValueError, KeyError, TypeError):
        return []
