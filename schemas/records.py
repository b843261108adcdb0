"""The record types: everything a team shares, declared in one place.

Only text is ever required; every other field may stay empty for good. `keyed` fields are written
`areas[leaders]`. A type's name is its table's with hyphens. Roles and devices are not here: they
come only from the team chain.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.fields import (
    Keyed,
    Record,
    day,
    moment,
    reference,
    type_name,
    typed,
    whole,
    word,
    yes_no,
)
from schemas.records_of_cases import Case, CaseFrame, CaseSelection, Request, SamplePlan
from schemas.records_of_erasure import ERASURE_REASONS, Erasure
from schemas.records_of_judgement import (
    AccuracyComment,
    AgreedJudgement,
    Comment,
    Export,
    Finding,
    Handover,
    JudgementSession,
    ProvisionalGrade,
    SignOff,
    Summary,
)

__all__ = [
    "ERASURE_REASONS",
    "RECORD_TYPES",
    "AccuracyComment",
    "AgreedJudgement",
    "AnalysisRequest",
    "Case",
    "CaseFrame",
    "CaseSelection",
    "Challenge",
    "Comment",
    "Erasure",
    "Evidence",
    "Export",
    "Finding",
    "Handover",
    "Inspection",
    "JudgementSession",
    "LineOfEnquiry",
    "Meeting",
    "Member",
    "Note",
    "ProvisionalGrade",
    "Request",
    "SafetyConcern",
    "SamplePlan",
    "SignOff",
    "SourceDocument",
    "Summary",
    "VoiceContact",
    "type_name",
]

_AREAS = Keyed("judgement area")
_CRITERIA = Keyed("criterion")
_ENQUIRIES = Keyed("line of enquiry")
_CASES = Keyed("case")
_EVIDENCE = Keyed("evidence")
_MEMBERS = Keyed("member")

DEPTHS = ("system", "stage", "aspect", "whole")
MODES = ("direct", "in-file", "through-worker", "survey")


class Inspection(Record, table=True):
    """The inspection itself: one record, whose id is derived from the inspection's."""

    __tablename__ = "inspection"

    authority: str | None = typed()
    authority_code: str | None = typed()
    framework: str | None = word()
    framework_version: str | None = word()
    kind: str | None = word("standard", "short", "focused-visit", "monitoring-visit", "jtai")
    kind_reason: str | None = typed("who changed the type before the first day, and why")
    theme: str | None = typed()
    week_zero: str | None = day()
    starts: str | None = day("first day on site")
    ends: str | None = day("last day on site")
    size_band: str | None = word()
    previous: str | None = typed("previous judgements and findings")
    wording: str | None = typed("the authority's preferred words")
    retention: str | None = typed()
    controller: str | None = typed("who is data controller for what")
    state: str | None = word(
        "set-up", "week-zero", "on-site", "judgement", "reporting", "closed", "disposed"
    )
    keyed: ClassVar[dict[str, Keyed]] = {"holds": Keyed("hold", holds="text")}


class Member(Record, table=True):
    """A person in the team; the id is the one the team chain uses."""

    __tablename__ = "member"

    name: str | None = typed()
    covers: str | None = typed()
    does_not_cover: str | None = typed()
    days_on_site: str | None = typed()
    inspectorate: str | None = word("ofsted", "cqc", "hmicfrs", "hmip", "seconded")


class SafetyConcern(Record, table=True):
    """A child or adult who may not be safe. Not evidence; never in a grid."""

    __tablename__ = "safety_concern"

    text: str | None = typed("what was seen or said, in the person's words")
    case: str | None = reference("case")
    kind: str | None = word(
        "child-at-risk", "disclosure", "adult-at-risk", "allegation-about-a-worker", "systemic"
    )
    told_to: str | None = typed("role of the manager told")
    told_at: str | None = moment()
    told_how: str | None = typed()
    lead_told_at: str | None = moment()
    action: str | None = typed("what the authority did")
    action_at: str | None = moment()
    view: str | None = typed("our view of it")
    escalated_to: str | None = word("dcs", "chief-executive", "police", "lado", "ofsted-duty-line")
    state: str | None = word("seen", "passed-on", "authority-acted", "satisfied", "escalated")


class LineOfEnquiry(Record, table=True):
    """A hypothesis that the team pursues until it has enough."""

    __tablename__ = "line_of_enquiry"

    title: str | None = typed()
    hypothesis: str | None = typed()
    origin: str | None = word(
        "data",
        "self-evaluation",
        "audit",
        "last-report",
        "focused-visit",
        "notification",
        "on-site",
        "other-intelligence",
    )
    priority: str | None = word("high", "medium", "low")
    would_close: str | None = typed("what would close it")
    reason: str | None = typed("why it was last moved")
    state: str | None = word(
        "draft",
        "open",
        "more-needed",
        "raised-with-authority",
        "answered",
        "closed-enough-evidence",
        "closed-not-pursued",
        "not-reached",
    )
    keyed: ClassVar[dict[str, Keyed]] = {
        "areas": _AREAS,
        "owners": _MEMBERS,
        "evidence": _EVIDENCE,
    }


class Note(Record, table=True):
    """What was seen, heard or read; with a case it is a tracking note."""

    __tablename__ = "note"

    text: str | None = typed()
    happened_at: str | None = moment("when it happened, if not when it was typed")
    occasion: str | None = word(
        "worker",
        "worker-video",
        "manager",
        "manager-video",
        "file-only",
        "observing-practice",
        "observing-supervision",
        "child-or-family",
        "partner",
        "meeting",
        "document",
    )
    minutes: int | None = whole()
    agency: str | None = word()
    hard_to_read: bool | None = yes_no("upsetting for a colleague to come upon")
    keyed: ClassVar[dict[str, Keyed]] = {
        "areas": _AREAS,
        "criteria": _CRITERIA,
        "enquiries": _ENQUIRIES,
        "cases": _CASES,
        "depths": Keyed("case, colon, depth", words=DEPTHS),
        "spoke_to": Keyed("role"),
    }


class Evidence(Record, table=True):
    """One evaluative statement."""

    __tablename__ = "evidence"

    text: str | None = typed()
    polarity: str | None = word("strength", "concern", "mixed", "context")
    place: str | None = typed()
    agency: str | None = word()
    impact: str | None = typed("what it meant for children")
    level: str | None = word("less-than-good", "good-but-at-risk")
    extent_found: int | None = whole("X of a typed X of N; for data, with its source")
    extent_of: int | None = whole()
    extent_source: str | None = typed("source and period")
    keyed: ClassVar[dict[str, Keyed]] = {
        "areas": _AREAS,
        "criteria": _CRITERIA,
        "enquiries": _ENQUIRIES,
        "notes": Keyed("note"),
        "looked_in": _CASES,
        "found_in": _CASES,
        "could_not_tell": _CASES,
        "sources": Keyed("kind of source, with colon and mode", words=MODES),
    }


class Challenge(Record, table=True):
    """A question or challenge put to the authority, and its answer."""

    __tablename__ = "challenge"

    question: str | None = typed()
    to: str | None = typed("role")
    meeting: str | None = reference("meeting")
    due: str | None = day()
    answer: str | None = typed()
    shown: str | None = typed("evidence shown")
    view: str | None = typed("our view of the answer")
    state: str | None = word("open", "answered", "accepted", "not-accepted", "not-answered")
    keyed: ClassVar[dict[str, Keyed]] = {"areas": _AREAS, "enquiries": _ENQUIRIES}


class AnalysisRequest(Record, table=True):
    """A question to the analyst, or what an analyst offers unasked."""

    __tablename__ = "analysis_request"

    question: str | None = typed()
    why: str | None = typed()
    answer: str | None = typed()
    table: str | None = typed("canonical JSON")
    period: str | None = typed()
    denominator: str | None = typed()
    caveat: str | None = typed()
    state: str | None = word("open", "taken", "answered")
    keyed: ClassVar[dict[str, Keyed]] = {"enquiries": _ENQUIRIES}


class SourceDocument(Record, table=True):
    """A document asked for, listed or read."""

    __tablename__ = "source_document"

    title: str | None = typed()
    sender: str | None = typed()
    dated: str | None = day()
    kind: str | None = word()
    held: str | None = typed("where it is held")
    notes: str | None = typed()
    state: str | None = word("asked", "listed", "read")


class VoiceContact(Record, table=True):
    """A direct contact with a child, parent or carer, and what was settled before it."""

    __tablename__ = "voice_contact"

    voice: str | None = word("child", "parent", "carer")
    people: int | None = whole()
    invited: str | None = typed("how a group was invited")
    mode: str | None = word("direct", "through-worker")
    needs: str | None = typed("communication needs")
    information_sheet: bool | None = yes_no()
    consent: str | None = typed("who consented, for whom")
    worker_concerns: str | None = typed("concerns of the worker, checked before")
    told_limits: bool | None = yes_no("told what happens if they tell us of harm")
    present: str | None = typed("who was present, by role")
    follows_up: str | None = typed()
    state: str | None = word("planned", "done", "declined", "withdrawn-by-person")


class Meeting(Record, table=True):
    """A meeting with its agenda, notes and decisions."""

    __tablename__ = "meeting"

    title: str | None = typed()
    kind: str | None = word(
        "set-up", "team", "kit", "focus-group", "partners", "judgement", "feedback"
    )
    starts_at: str | None = moment()
    agenda: str | None = typed()
    notes: str | None = typed()
    decisions: str | None = typed()
    actions: str | None = typed()
    said: str | None = typed("a KIT or feedback point: what we said")
    answered: str | None = typed("their answer, by role")
    state: str | None = word("planned", "held")
    keyed: ClassVar[dict[str, Keyed]] = {"present": _MEMBERS}


RECORD_TYPES: dict[str, type[Record]] = {
    type_name(kind): kind
    for kind in (
        Inspection,
        Member,
        SafetyConcern,
        LineOfEnquiry,
        CaseFrame,
        SamplePlan,
        CaseSelection,
        Case,
        Request,
        Note,
        Evidence,
        Challenge,
        AnalysisRequest,
        SourceDocument,
        VoiceContact,
        Meeting,
        Handover,
        Summary,
        JudgementSession,
        ProvisionalGrade,
        AgreedJudgement,
        Finding,
        AccuracyComment,
        Comment,
        SignOff,
        Export,
        Erasure,
    )
}
"""Every record type by name."""
