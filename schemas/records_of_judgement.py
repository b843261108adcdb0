"""Record types of the judgement meeting, of assurance and of what leaves."""

from __future__ import annotations

from typing import ClassVar

from schemas.fields import Keyed, Record, moment, reference, typed, whole, word

_AREAS = Keyed("judgement area")
_EVIDENCE = Keyed("evidence")
_MEMBERS = Keyed("member")

__all__ = [
    "AccuracyComment",
    "AgreedJudgement",
    "Comment",
    "Export",
    "Finding",
    "Handover",
    "JudgementSession",
    "ProvisionalGrade",
    "SignOff",
    "Summary",
]


class Handover(Record, table=True):
    """What somebody who leaves early hands to the team."""

    __tablename__ = "handover"

    saw: str | None = typed()
    concludes: str | None = typed()
    could_not_see: str | None = typed()
    questions: str | None = typed()
    answers_now: str | None = reference("member")
    keyed: ClassVar[dict[str, Keyed]] = {"evidence": _EVIDENCE}


class Summary(Record, table=True):
    """One inspector's evaluative summary of an area or a line."""

    __tablename__ = "summary"

    text: str | None = typed()
    area: str | None = word()
    enquiry: str | None = reference("line-of-enquiry")
    change: str | None = word("maintained", "improved", "deteriorated", "not-looked-at")
    keyed: ClassVar[dict[str, Keyed]] = {"evidence": _EVIDENCE}


class JudgementSession(Record, table=True):
    """A group judgement meeting on a frozen base."""

    __tablename__ = "judgement_session"

    title: str | None = typed()
    frozen_vector: str | None = typed("canonical JSON: tips by feed")
    frozen_team: str | None = word(about="team head at freezing")
    frozen_digest: str | None = word(about="state digest at freezing")
    round: int | None = whole("the private round now open, from 1")
    notes: str | None = typed()
    state: str | None = word("open", "revealed", "agreed", "closed")
    keyed: ClassVar[dict[str, Keyed]] = {
        "areas": _AREAS,
        "again": Keyed("judgement area judged again, colon, round"),
        "present": _MEMBERS,
        "reveal": Keyed("commitment that may be opened"),
        "signed": Keyed("member", holds="text", own=True),
    }


class ProvisionalGrade(Record, table=True):
    """One member's sealed answer for one area in one round."""

    __tablename__ = "provisional_grade"

    session: str | None = reference("judgement-session")
    area: str | None = word()
    round: int | None = whole()
    keyed: ClassVar[dict[str, Keyed]] = {
        "commitment": Keyed("member", holds="word", own=True),
        "opening": Keyed("member", holds="text", own=True),
        "abstained": Keyed("member", own=True),
    }


class AgreedJudgement(Record, table=True):
    """What the group agreed for one area; a later amendment adds, never replaces."""

    __tablename__ = "agreed_judgement"

    session: str | None = reference("judgement-session")
    area: str | None = word()
    grade: str | None = word()
    narrative: str | None = typed()
    rationale: str | None = typed()
    how: str | None = word("all", "most", "lead-after-discussion", "referred")
    weighed: str | None = typed("what weighed most, and why")
    change: str | None = word("maintained", "improved", "deteriorated", "not-looked-at")
    amends: str | None = reference("agreed-judgement")
    keyed: ClassVar[dict[str, Keyed]] = {
        "evidence": _EVIDENCE,
        "dissent": Keyed("member", holds="text", own=True),
    }


class Finding(Record, table=True):
    """A strength or an area for improvement, as it will be written."""

    __tablename__ = "finding"

    text: str | None = typed()
    kind: str | None = word("strength", "good-practice", "improvement", "priority-action")
    area: str | None = word()
    level: str | None = word("less-than-good", "good-but-at-risk")
    extent: str | None = typed()
    outcome_code: str | None = word(about="National Framework code")
    outcome_wording: str | None = typed("National Framework wording; never the code alone")
    earlier: str | None = reference("finding")
    progress: str | None = word("made", "some", "none", "worse")
    state: str | None = word("draft", "agreed")
    keyed: ClassVar[dict[str, Keyed]] = {"evidence": _EVIDENCE}


class AccuracyComment(Record, table=True):
    """The authority's comment on a draft's accuracy, and our response."""

    __tablename__ = "accuracy_comment"

    paragraph: str | None = word()
    comment: str | None = typed()
    response: str | None = typed()
    before: str | None = typed()
    after: str | None = typed()
    state: str | None = word("received", "answered")
    keyed: ClassVar[dict[str, Keyed]] = {"evidence": _EVIDENCE}


class Comment(Record, table=True):
    """A comment on any record or check; visible to the whole team."""

    __tablename__ = "comment"

    text: str | None = typed()
    on: str | None = reference("record")
    reply_to: str | None = reference("comment")
    state: str | None = word("open", "resolved")


class SignOff(Record, table=True):
    """A QAM's sign-off of one state of the base."""

    __tablename__ = "sign_off"

    digest: str | None = word()
    vector: str | None = typed("canonical JSON: tips by feed")
    reservations: str | None = typed()
    visit_note: str | None = typed()


class Export(Record, table=True):
    """Something that left the program."""

    __tablename__ = "export"

    what: str | None = word(
        "report",
        "letter",
        "children",
        "requests",
        "workbook",
        "pack",
        "review-pack",
        "json",
        "bundle",
        "certificate",
        "subject",
    )
    left_at: str | None = moment()
    sha256: str | None = word()
    protected: str | None = word("passphrase", "unprotected")
