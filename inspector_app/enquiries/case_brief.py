"""Two minutes before you sit down: the last events, what colleagues asked, the lines served."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from inspector_app.enquiries.case_line import LineItem, day_of
from inspector_app.enquiries.case_page import CasePage, LineServed
from schemas.wording.case_words import case_wording

__all__ = ["Asked", "CaseBrief", "case_brief", "questions_in"]

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[^a-z])|(?<=[.!?][\"'’”)\]])\s+(?=[^a-z])|\n+")
_CLOSING = "\"'’”)] "
_LONGEST = 2_000
"""Characters at each end of a note in which questions are looked for."""


@dataclass(frozen=True)
class Asked:
    """A question that a colleague left on the case.

    Args:
        record: id of the note or comment.
        text: the question.
        by: member.
        at: when it was written, ISO 8601 with offset.
    """

    record: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class CaseBrief:
    """What to know before sitting down with somebody about the case.

    Args:
        events: the last dated events of the lists, the newest first.
        asked: by colleagues, the newest first.
        lines: of enquiry that the case serves.
    """

    events: tuple[LineItem, ...]
    asked: tuple[Asked, ...]
    lines: tuple[LineServed, ...]


def case_brief(page: CasePage, line: Sequence[LineItem], today: date, me: str) -> CaseBrief:
    """The brief of a case.

    Asked are the open comments on the case and on what was written about it, and the sentences
    with a question mark in notes; all by others than oneself. A question is only ever pointed at:
    nothing becomes of it but a line that leads to the note.

    Args:
        page: the case.
        line: from `joined_line`.
        today: later events are not the last ones yet.
        me: our member id.
    """
    past = [
        item
        for item in line
        if item.kind == "event" and (day := day_of(item.day)) is not None and day <= today
    ]
    asked = [each for each in (*_in_notes(page), *_in_comments(page)) if each.by != me]
    asked.sort(key=lambda each: each.at, reverse=True)
    count = case_wording().last_events
    return CaseBrief(tuple(reversed(past[-count:])), tuple(asked), page.lines)


def questions_in(text: str) -> tuple[str, ...]:
    """The sentences of a text that end with a question mark."""
    looked = text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}\n{text[-_LONGEST:]}"
    sentences = (sentence.strip() for sentence in _SENTENCE_ENDS.split(looked))
    return tuple(sentence for sentence in sentences if sentence.rstrip(_CLOSING).endswith("?"))


def _in_notes(page: CasePage) -> Iterable[Asked]:
    for note in page.notes:
        record = note.record
        if record.hard_to_read:
            continue
        for question in questions_in(record.text or ""):
            yield Asked(record.id, question, record.author or "", record.created_at)


def _in_comments(page: CasePage) -> Iterable[Asked]:
    for comment in page.comments:
        record = comment.record
        if record.state != "resolved":
            yield Asked(record.id, record.text or "", record.author or "", record.created_at)
