"""The sections of the Meetings screen: what was asked of the authority, who met whom, what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.enquiries.today import open_requests
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.tui.dates import short_moment
from inspector_app.tui.enquiry_view import question_entry
from inspector_app.tui.item_view import value_words
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section
from schemas.records import (
    AnalysisRequest,
    Challenge,
    Handover,
    Meeting,
    Request,
    SourceDocument,
    Summary,
    VoiceContact,
)
from schemas.wording.case_words import case_wording
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["Met", "met", "sections"]

_MOST_DONE = 12
"""Of what is done with, the newest are shown; search finds the rest."""

_ANSWERED = frozenset({"accepted", "not-accepted", "not-answered"})


@dataclass(frozen=True)
class Met:
    """What the screen shows.

    Args:
        questions: to the authority, oldest first.
        requests: that are not done with, oldest first.
        analysis: questions to the analyst.
        meetings: all of them.
        documents: all of them.
        voices: contacts with children, parents and carers.
        summaries: by whom they are.
        handovers: of those who left.
        names: of members by id.
    """

    questions: tuple[Shown[Challenge], ...]
    requests: tuple[Shown[Request], ...]
    analysis: tuple[Shown[AnalysisRequest], ...]
    meetings: tuple[Shown[Meeting], ...]
    documents: tuple[Shown[SourceDocument], ...]
    voices: tuple[Shown[VoiceContact], ...]
    summaries: tuple[Shown[Summary], ...]
    handovers: tuple[Shown[Handover], ...]
    names: Mapping[str, str]


def met(base: EvidenceBase) -> Met:
    """Read what the screen shows."""
    return Met(
        shown_records(base, Challenge),
        open_requests(base),
        shown_records(base, AnalysisRequest),
        shown_records(base, Meeting),
        shown_records(base, SourceDocument),
        shown_records(base, VoiceContact),
        shown_records(base, Summary),
        shown_records(base, Handover),
        members_named(base),
    )


def sections(seen: Met) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Return what was asked, and what came of meeting people, each from top to bottom."""
    waiting = [q for q in seen.questions if q.record.state not in _ANSWERED]
    done = [q for q in seen.questions if q.record.state in _ANSWERED]
    asked = [
        Section(
            "Questions to the authority",
            tuple(question_entry(each) for each in waiting),
            "None waits. Ctrl+N puts one.",
        ),
        Section(
            "Requests to the authority",
            tuple(_request(each) for each in sorted(seen.requests, key=_request_order)),
            "None is open. Ctrl+N makes one.",
        ),
        Section(
            "Questions to the analyst",
            tuple(_analysis(each) for each in seen.analysis),
            "None. Ctrl+N asks the analyst.",
        ),
    ]
    if done:
        newest = list(reversed(done))[:_MOST_DONE]
        asked.append(Section("Answered", tuple(question_entry(each) for each in newest)))
    return tuple(asked), tuple(_met(seen))


def _met(seen: Met) -> Iterator[Section]:
    meetings = sorted(seen.meetings, key=_meeting_order)
    hint = "None yet. Ctrl+N plans one: set-up, team, KIT, feedback."
    yield Section("Meetings", tuple(_meeting(each) for each in meetings), hint)
    words = enquiry_wording()
    yield Section(
        "Children, parents and carers",
        tuple(
            Entry(each.id, _voice(each.record), words.voices.get(each.record.state or "", ""))
            for each in seen.voices
        ),
        "None yet. Ctrl+N writes down a contact, with consent and information sheet.",
    )
    yield Section(
        "Documents",
        tuple(
            Entry(
                each.id,
                value_words(each.record.title),
                words.documents.get(each.record.state or "", ""),
            )
            for each in seen.documents
        ),
        "None is listed.",
    )
    for title, items in (("Summaries", seen.summaries), ("Handovers", seen.handovers)):
        if items:
            yield Section(title, tuple(_by(each, seen.names) for each in items))


def _request_order(request: Shown[Request]) -> tuple[int, str]:
    """Those still to be asked first, then those asked, then what is arranged, by hour."""
    order = ("to-ask", "asked", "arranged")
    state = request.record.state or "to-ask"
    return order.index(state) if state in order else len(order), request.record.wanted_at or ""


def _request(request: Shown[Request]) -> Entry:
    record, words = request.record, case_wording()
    when = short_moment(record.wanted_at) if record.wanted_at else ""
    parts = (words.requests.get(record.state or "to-ask", ""), when)
    tone = Tone.STRONG if record.state in (None, "to-ask") else Tone.PLAIN
    text = value_words(record.text or words.wanted.get(record.kind or "", ""))
    return Entry(request.id, text, " · ".join(part for part in parts if part), tone)


def _analysis(each: Shown[AnalysisRequest]) -> Entry:
    state = enquiry_wording().analysis.get(each.record.state or "open", "")
    return Entry(each.id, value_words(each.record.question), state)


def _meeting_order(meeting: Shown[Meeting]) -> tuple[bool, float]:
    """Planned ones first, the next one on top; of those held the newest."""
    record = meeting.record
    held = record.state == "held"
    order = float(meeting.record.created_order)
    return held, -order if held else order


def _meeting(meeting: Shown[Meeting]) -> Entry:
    record, words = meeting.record, enquiry_wording()
    kind = words.meeting_kinds.get(record.kind or "", "")
    when = short_moment(record.starts_at) if record.starts_at else ""
    parts = (words.meetings.get(record.state or "", ""), when)
    title = value_words(record.title) if record.title else f"Meeting: {kind}" if kind else "Meeting"
    if record.title and kind:
        title = f"{title} · {kind}"
    return Entry(meeting.id, title, " · ".join(part for part in parts if part))


def _voice(record: VoiceContact) -> str:
    whose = f"A {record.voice}" if record.voice else "A contact"
    people = f" · {record.people:,} people" if record.people and record.people > 1 else ""
    mode = f" · {record.mode.replace('-', ' ')}" if record.mode else ""
    return f"{whose}{people}{mode}"


def _by(each: Shown[Summary] | Shown[Handover], names: Mapping[str, str]) -> Entry:
    record = each.record
    text = record.text if isinstance(record, Summary) else record.saw or record.concludes
    return Entry(each.id, value_words(text), names.get(record.author or "", "somebody"))
