"""The sections of Today as entries: what is open, what waits, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.shown import Shown
from inspector_app.enquiries.today import Today, today
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import Clashing
from inspector_app.evidence_base.membership import members_named
from inspector_app.tui.clash_view import clash_line
from inspector_app.tui.dates import moment_words, short_moment
from inspector_app.tui.draft_box import KeptDraft, kept
from inspector_app.tui.queries import Changed, changed_since_looked, my_cases_left, written_by_us
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section
from schemas.records import Challenge, LineOfEnquiry, Request, SafetyConcern

__all__ = ["DRAFT", "Overview", "overview", "sections"]

DRAFT = "draft:"
"""Before the id of a draft in the key of an entry."""

CLASH = "clash:"
"""Before a record and a field with several values in the key of an entry."""

_FIRST_WORDS = 120

_MOST_CLASHES = 20
"""Named one by one; the words of each are a question to the base."""


@dataclass(frozen=True)
class Overview:
    """What Today shows.

    Args:
        today: From the features.
        cases: Id and words of my cases that nobody has seen.
        changed: By colleagues, since Today was last left.
        ours: Notes and evidence that we wrote last.
        drafts: Unfinished, the newest first.
        clashing: Fields that hold several values.
        clash_lines: Words of the first ones.
        names: Of members by id.
    """

    today: Today
    cases: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]
    ours: tuple[Changed, ...]
    drafts: tuple[KeptDraft, ...]
    clashing: tuple[Clashing, ...]
    clash_lines: tuple[str, ...]
    names: Mapping[str, str]


def overview(base: EvidenceBase) -> Overview:
    """Read what Today shows."""
    clashing = base.clashing()
    return Overview(
        today(base, base.vault.clock()),
        my_cases_left(base),
        changed_since_looked(base),
        written_by_us(base),
        kept(base),
        clashing,
        tuple(clash_line(base, each) for each in clashing[:_MOST_CLASHES]),
        members_named(base),
    )


def sections(seen: Overview) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Return what needs somebody, and what is new, each from top to bottom."""
    day = seen.today
    needs = [
        Section(
            "A child is not safe",
            tuple(_concern(concern) for concern in day.concerns),
            "Nothing recorded. F8 at once if a child is not safe.",
        ),
        Section(
            "Lines of enquiry",
            tuple(_line(line, seen.names) for line in day.lines),
            "None is open. Lines of enquiry that the team raises stand here.",
        ),
        Section(
            "Questions waiting for an answer",
            tuple(_challenge(challenge) for challenge in day.challenges),
            "None waits.",
        ),
        Section(
            "My cases left",
            tuple(Entry(case, words) for case, words in seen.cases),
            "None is allocated to you.",
        ),
    ]
    if day.arranged or day.waiting:
        needs.append(Section("Requests", tuple(_requests(day))))
    changed = Section(
        "Changed by colleagues since you looked",
        tuple(_changed(changed, seen.names) for changed in seen.changed),
        "Nothing new.",
    )
    ours = Section(
        "Written by you",
        tuple(_ours(ours) for ours in seen.ours),
        "Nothing yet. F2 begins your first note; what you type is kept as you type.",
        count=False,
    )
    # What is new comes first; where nothing is, it gives way.
    new = [changed, ours] if seen.changed else [ours, changed]
    if seen.drafts:
        new.insert(0, Section("Unfinished", tuple(_draft(draft) for draft in seen.drafts)))
    if seen.clashing:
        title = f"With two values  {len(seen.clashing):,}"
        new.insert(0, Section(title, tuple(_clashes(seen)), count=False))
    return tuple(needs), tuple(new)


def _clashes(seen: Overview) -> Iterator[Entry]:
    for at, words in zip(seen.clashing, seen.clash_lines, strict=False):
        yield Entry(f"{CLASH}{at.record}:{at.field}", f"⚠ {words}", "settle it", Tone.WARNING)
    more = len(seen.clashing) - len(seen.clash_lines)
    if more:
        first = seen.clashing[len(seen.clash_lines)]
        yield Entry(f"{CLASH}{first.record}:{first.field}", f"⚠ {more:,} more", "", Tone.WARNING)


def _concern(concern: Shown[SafetyConcern]) -> Entry:
    record = concern.record
    told = f"told {short_moment(record.told_at)}" if record.told_at else "nobody told yet?"
    state = (record.state or "seen").replace("-", " ")
    return Entry(record.id, f"⚠ {_first(record.text)}", f"{state} · {told}", Tone.ERROR)


def _line(line: Shown[LineOfEnquiry], names: Mapping[str, str]) -> Entry:
    record = line.record
    owners = ", ".join(names.get(owner, "?") for owner in line.keys("owners"))
    parts = [record.priority or "", (record.state or "").replace("-", " "), owners or "no owner"]
    tone = Tone.STRONG if record.priority == "high" else Tone.PLAIN
    return Entry(record.id, _first(record.title), " · ".join(p for p in parts if p), tone)


def _challenge(challenge: Shown[Challenge]) -> Entry:
    record = challenge.record
    due = f"due {record.due}" if record.due else ""
    parts = [f"to {record.to}" if record.to else "", due]
    return Entry(record.id, _first(record.question), " · ".join(p for p in parts if p))


def _requests(day: Today) -> list[Entry]:
    arranged = [_request(r, moment_words(r.record.wanted_at or "")[-5:]) for r in day.arranged]
    waiting = [_request(r, (r.record.state or "to ask").replace("-", " ")) for r in day.waiting]
    return arranged + waiting


def _request(request: Shown[Request], detail: str) -> Entry:
    return Entry(request.id, _first(request.record.text or request.record.kind), detail)


def _draft(draft: KeptDraft) -> Entry:
    kind = "what you write" if draft.sheet is None or draft.sheet.record is None else "an edit"
    return Entry(
        f"{DRAFT}{draft.id}", _first(draft.text), f"{kind} · {short_moment(draft.saved_at)}"
    )


def _changed(changed: Changed, names: Mapping[str, str]) -> Entry:
    by = names.get(changed.by, "?")
    kind = changed.type.replace("-", " ")
    detail = f"{by} · {kind} · {short_moment(changed.at)}"
    return Entry(changed.record, _first(changed.title) or kind, detail)


def _ours(ours: Changed) -> Entry:
    kind = ours.type.replace("-", " ")
    return Entry(ours.record, _first(ours.title), f"{kind} · {short_moment(ours.at)}")


def _first(text: str | None) -> str:
    return " ".join((text or "")[:_FIRST_WORDS].split())
