"""One case as its screen shows it: what to know first, then how chosen, evidence, requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Final

from inspector_app.enquiries.case_brief import Asked, CaseBrief, case_brief
from inspector_app.enquiries.case_line import LineItem, joined_line
from inspector_app.enquiries.case_page import CasePage, ChosenHow, LineServed, case_page
from inspector_app.enquiries.shown import Shown
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.sampling.case_parts import parts_of
from inspector_app.sampling.plan_seen import seen_how
from inspector_app.tui.case_line_rows import words_of_day
from inspector_app.tui.dates import moment_words
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section
from schemas.records import Evidence, Request, SafetyConcern
from schemas.wording import sampling_wording
from schemas.wording.case_words import case_wording

__all__ = ["RECORD", "CaseView", "read_case", "sections_of"]

RECORD: Final = "record:"
"""Before a case's id in the key of the entry that leads to its fields and history."""

_MOST_LINES: Final = 8
"""Lines that a rationale may take; the Sample screen has it whole."""

_FIRST: Final = 300

_ROOM_FOR_NAMES: Final = 60
"""Cells of a line from which lists are named beside events, not only numbered."""


@dataclass(frozen=True)
class CaseView:
    """One case, read.

    Args:
        page: What is known of it.
        line: The earliest first.
        brief: Two minutes before you sit down.
        names: Of members by id.
        heading: Number, words, identifier, team.
        under: How it was seen, by whom, how much is written.
        where: Where the events are from.
    """

    page: CasePage
    line: tuple[LineItem, ...]
    brief: CaseBrief
    names: Mapping[str, str]
    heading: str
    under: str
    where: str


def read_case(base: EvidenceBase, record: str, today: date) -> CaseView:
    """Read one case for its screen.

    Raises:
        InspectorError: `unknown-record`, `not-in-team`.
    """
    page = case_page(base, record)
    line = joined_line(page)
    names = members_named(base)
    brief = case_brief(page, line, today, base.member)
    return CaseView(page, line, brief, names, _heading(page), _under(page, names), _where(page))


def sections_of(view: CaseView, room: int) -> tuple[Section, ...]:
    """Return everything beside the line, the first needed first.

    Args:
        view: The case.
        room: Cells of a line; long texts are wrapped to it.
    """
    page, brief, names = view.page, view.brief, view.names
    concerns = [Section("A child is not safe", tuple(map(_concern, page.concerns)))]
    return (
        *(concerns if page.concerns else ()),
        Section(
            "Two minutes before you sit down",
            tuple(_event(item, room) for item in brief.events),
            "No list has a dated event of this child.",
            count=False,
        ),
        Section(
            "What colleagues asked",
            tuple(_asked(asked, names) for asked in brief.asked),
            "No question in notes, no open comment.",
        ),
        Section(
            "Lines of enquiry it serves",
            tuple(map(_served, brief.lines)),
            "None yet: tag a note on it with a line.",
        ),
        Section(
            "Requests",
            tuple(_request(request, names) for request in page.requests),
            "None. Ctrl+G asks for a manager.",
        ),
        Section(
            "How it was chosen, and who has it",
            tuple(entry for how in page.chosen for entry in _chosen(how, names, room)),
            _by_hand(page, names),
            count=False,
        ),
        Section(
            "Evidence it supports",
            tuple(_evidence(each, page.id) for each in page.evidence),
            "None yet. F2, then Ctrl+E writes some.",
        ),
        *_fields(page),
        Section(
            "The record",
            (Entry(f"{RECORD}{page.id}", "Its own fields and their history"),),
            count=False,
        ),
    )


def _heading(page: CasePage) -> str:
    case = page.case.record
    parts = [
        page.short,
        case.label,
        case.identifier,
        case.team,
        case.place,
        case.worker,
        "✗ withdrawn: its record brings it back" if case.withdrawn is not None else "",
        "⚠ two values: see the record" if case.in_conflict else "",
    ]
    return " · ".join(part for part in parts if part) or "A case that is not here yet"


def _under(page: CasePage, names: Mapping[str, str]) -> str:
    occasions = {note.record.occasion for note in page.notes} - {None, ""}
    marked = any(how.selection.record.state in ("seen", "partly-seen") for how in page.chosen)
    followed = marked or any(
        key.startswith(f"{page.id}:") for note in page.notes for key in note.keys("depths")
    )
    seen = seen_how({occasion or "" for occasion in occasions}, followed=followed)
    minutes = sum(note.record.minutes or 0 for note in page.notes)
    having = dict.fromkeys(
        names.get(member, "somebody")
        for how in page.chosen
        if how.selection.record.state != "replaced"
        for member in how.selection.keys("allocated")
    )
    parts = [
        f"Seen: {case_wording().seen[seen]}",
        f"{minutes:,} min in {_count(len(page.notes), 'note')}" if minutes else "",
        f"with {', '.join(having)}" if having else "allocated to nobody yet",
    ]
    return " · ".join(part for part in parts if part)


def _where(page: CasePage) -> str:
    listed = page.listed
    if listed.frame is not None:
        at = words_of_day(listed.frame.imported_at or "")
        return f"Events from the authority's lists as they were imported on {at}."
    if listed.events and not listed.here:
        return "The lists are not on this laptop. These events came along with the case."
    if listed.events:
        return "The lists here do not have this child. These events came along with the case."
    if listed.elsewhere:
        return "The lists are with a colleague, and no events came along with the case."
    return "No list has this child; what inspectors write stands on the line all the same."


def _concern(concern: Shown[SafetyConcern]) -> Entry:
    record = concern.record
    state = (record.state or "seen").replace("-", " ")
    return Entry(record.id, f"⚠ {_first(record.text)}", state, Tone.ERROR)


def _event(item: LineItem, room: int) -> Entry:
    name = case_wording().list_name(item.list, item.title)
    if room < _ROOM_FOR_NAMES:
        name = f"list {item.list}"
    return Entry("", f"{words_of_day(item.day)}  {item.text}", name)


def _asked(asked: Asked, names: Mapping[str, str]) -> Entry:
    by = names.get(asked.by, "somebody")
    day = words_of_day(asked.at)
    return Entry(asked.record, _first(asked.text), f"{by} · {day}")


def _served(served: LineServed) -> Entry:
    parts = [
        "plan" if served.plans else "",
        _count(served.notes, "note") if served.notes else "",
        f"{served.evidence:,} evidence" if served.evidence else "",
    ]
    title = _first(served.line.record.title) or "A line of enquiry"
    return Entry(served.line.id, title, " · ".join(part for part in parts if part))


def _request(request: Shown[Request], names: Mapping[str, str]) -> Entry:
    record, words = request.record, case_wording()
    state = words.requests.get(record.state or "to-ask", record.state or "")
    when = f" · {moment_words(record.wanted_at)}" if record.wanted_at else ""
    by = names.get(record.author or "", "somebody")
    return Entry(record.id, _first(record.text), f"{state}{when} · {by}")


def _chosen(how: ChosenHow, names: Mapping[str, str], room: int) -> Iterable[Entry]:
    """One selection; neither its ticket nor the seed of its plan, which would tell the reserves."""
    record, words = how.selection.record, sampling_wording()
    plan = how.plan.record if how.plan is not None else None
    title = (plan.title if plan is not None else "") or "a plan that is not here yet"
    route = words.routes.get(record.route or "", "chosen")
    gone = " · the plan was withdrawn" if plan is not None and plan.withdrawn is not None else ""
    by = names.get(record.author or "", "somebody")
    yield Entry("", f"{title}{gone}", route, Tone.STRONG)
    yield Entry("", f"Chosen by {by} on {words_of_day(record.created_at)}")
    if record.state == "replaced":
        reason = words.replaced.get(record.replaced_reason or "", "")
        yield Entry("", f"Replaced {reason}".strip(), tone=Tone.WARNING)
    for label, text in (
        ("Why it", record.why),
        ("Why the plan", plan.rationale if plan is not None else None),
        ("Our view", record.our_view),
    ):
        yield from _wrapped(label, text, room)
    if record.audit_grade:
        yield Entry("", f"The authority's audit: {record.audit_grade.replace('-', ' ')}")
    for member, part in parts_of(record, tuple(how.selection.keys("allocated"))).items():
        day = f" on {words_of_day(part.day)}" if part.day else ""
        angle = " ".join(part.angle.split())
        yield Entry(
            "", f"With {names.get(member, 'somebody')}{day}", angle and f"looks at: {angle}"
        )


def _by_hand(page: CasePage, names: Mapping[str, str]) -> str:
    record = page.case.record
    by = names.get(record.author or "", "somebody")
    return f"By no plan: {by} added it on {words_of_day(record.created_at)}."


def _evidence(evidence: Shown[Evidence], case: str) -> Entry:
    signs = {"strength": "+", "concern": "−", "mixed": "±"}
    sign = signs.get(evidence.record.polarity or "", "·")
    if case in evidence.keys("could_not_tell"):
        where = "could not tell"
    elif case in evidence.keys("found_in"):
        where = "found in it"
    else:
        where = "looked for, not found"
    return Entry(evidence.id, f"{sign} {_first(evidence.record.text)}", where)


def _fields(page: CasePage) -> tuple[Section, ...]:
    fields = page.extract.open_fields if page.extract is not None else ()
    entries = tuple(
        Entry("", f"{field.column}: {field.value}", case_wording().list_name(field.list))
        for field in fields
        if field.value
    )
    return (Section("From the lists, for its plan", entries, count=False),) if entries else ()


def _wrapped(label: str, text: str | None, room: int) -> Iterable[Entry]:
    if not text or not text.strip():
        return
    lines = wrap(f"{label}: {' '.join(text[:4000].split())}", max(room, 20))
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]} …"]
    yield from (Entry("", line) for line in lines)


def _first(text: str | None) -> str:
    return " ".join((text or "")[:_FIRST].split())


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"
