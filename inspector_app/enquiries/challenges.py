"""Questions and challenges to the authority, with what it answered: open until somebody says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.lives import CHALLENGE_LIFE, require_move
from inspector_app.enquiries.saving import (
    Saved,
    cleared,
    elements,
    given,
    require_text,
    save_edit,
    save_new,
    typed,
)
from inspector_app.enquiries.shown import shown_record
from inspector_app.enquiries.tagging import Tags, checked_tags, require_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.writing import NewValue
from schemas.records import Challenge, Meeting

__all__ = [
    "VERDICTS",
    "NewAnswer",
    "NewChallenge",
    "answer_challenge",
    "edit_challenge",
    "move_challenge",
    "raise_challenge",
]

VERDICTS = ("accepted", "not-accepted")


@dataclass(frozen=True)
class NewChallenge:
    """A question or challenge as it was put; only the question is needed.

    Args:
        question: in our words.
        to: the role it was put to, such as `DCS`.
        areas: ids of judgement areas.
        enquiries: ids of lines of enquiry.
        due: the day by which an answer is wanted, ISO 8601.
        meeting: id of the meeting where it was put.
    """

    question: str
    to: str | None = None
    areas: tuple[str, ...] = ()
    enquiries: tuple[str, ...] = ()
    due: str | None = None
    meeting: str | None = None


@dataclass(frozen=True)
class NewAnswer:
    """What the authority answered.

    Args:
        text: the answer.
        shown: the evidence they showed.
        view: our view of it, in words.
        verdict: `accepted` or `not-accepted` where we know already; else it stands as answered.
    """

    text: str
    shown: str | None = None
    view: str | None = None
    verdict: str | None = None


def raise_challenge(base: EvidenceBase, new: NewChallenge, *, draft: str | None = None) -> Saved:
    """Records a question or challenge as open.

    Args:
        base: to write to.
        new: what was put.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, or what is wrong with one of the other fields.
    """
    question = require_text(new.question, "question")
    values = {"question": question, **_values(base, new), "state": "open"}
    return save_new(base, Challenge, values, draft=draft)


def edit_challenge(
    base: EvidenceBase,
    record: str,
    changes: NewChallenge,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    draft: str | None = None,
) -> Saved:
    """Saves what was changed on a question; what is None or empty in `changes` stays as it is.

    Args:
        base: to write to.
        record: the challenge.
        changes: with `question` empty where it stays.
        clear: fields to be emptied, members to be taken out of sets (`areas[<area>]`).
        views: its fields as shown when editing began; as they are now if not given.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, or what is wrong with one of the fields.
    """
    text = changes.question
    question = {"question": require_text(text, "question")} if text else {}
    values = {**cleared(Challenge, clear, "question"), **question, **given(_values(base, changes))}
    return save_edit(base, Challenge, record, values, views=views, draft=draft)


def answer_challenge(
    base: EvidenceBase,
    record: str,
    answer: NewAnswer,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    draft: str | None = None,
) -> Saved:
    """Records the authority's answer; an answer there already becomes part of the history.

    Args:
        base: to write to.
        record: the challenge.
        answer: what they said, and what we make of it.
        clear: fields to be emptied, of what they showed and our view.
        views: its fields as shown when answering began; as they are now if not given.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, `no-text`, `unknown-word`, or `wrong-state` when the
            answer was accepted or not already.
    """
    shown_record(base, Challenge, record)
    shown = base.fields(record) if views is None else views
    text = require_text(answer.text, "answer")
    require_move(CHALLENGE_LIFE, _state(shown), "answered")
    if answer.verdict is not None and answer.verdict not in VERDICTS:
        raise InspectorError(
            "unknown-word",
            "That is no view of an answer.",
            kept="Nothing was saved.",
            next_step=f"Use one of: {', '.join(VERDICTS)}.",
        )
    values: dict[str, NewValue] = {
        "answer": text,
        "shown": typed(answer.shown),
        "view": typed(answer.view),
        "state": answer.verdict or "answered",
    }
    values = {**cleared(Challenge, clear, "answer"), **given(values)}
    return save_edit(base, Challenge, record, values, views=shown, draft=draft)


def move_challenge(
    base: EvidenceBase, record: str, state: str, *, views: Views | None = None
) -> Saved:
    """Says what became of a challenge: accepted, not accepted, not answered before we left, open.

    Args:
        base: to write to.
        record: the challenge.
        state: what it becomes.
        views: its fields as shown when moving began; as they are now if not given.

    Raises:
        InspectorError: `unknown-record`, `wrong-state`, or `answer-needed` to call it answered.
    """
    challenge = shown_record(base, Challenge, record)
    shown = base.fields(record) if views is None else views
    require_move(CHALLENGE_LIFE, _state(shown), state)
    if state == "answered" and not challenge.record.answer:
        raise InspectorError(
            "answer-needed",
            "No answer was recorded.",
            kept="The challenge stays as it was.",
            next_step="Record the answer.",
        )
    return save_edit(base, Challenge, record, {"state": state}, views=shown)


def _values(base: EvidenceBase, new: NewChallenge) -> Mapping[str, NewValue]:
    require_records(base, Meeting, (new.meeting,) if new.meeting else (), "unknown-meeting")
    tags = checked_tags(base, Tags(areas=new.areas, enquiries=new.enquiries))
    return {
        "to": typed(new.to),
        "due": new.due,
        "meeting": new.meeting,
        **elements("areas", tags.areas),
        **elements("enquiries", tags.enquiries),
    }


def _state(views: Views) -> str | None:
    state = views["state"].value if "state" in views else None
    return state if isinstance(state, str) else None
