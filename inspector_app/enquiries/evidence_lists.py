"""Lists of evidence and notes, narrowed down: by area, line, polarity, person, day."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col

from inspector_app.enquiries.shown import Shown, having, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.fields import Record
from schemas.records import Evidence, Note

__all__ = ["EvidenceFilter", "NoteFilter", "evidence_matching", "kinds_of_source", "notes_matching"]


@dataclass(frozen=True)
class EvidenceFilter:
    """What a list of evidence is narrowed down to; None narrows nothing.

    Args:
        area: id of a judgement area; `none` for evidence without any.
        criterion: id of a criterion; `none` likewise.
        enquiry: id of a line of enquiry; `none` likewise.
        polarity: `strength`, `concern`, `mixed`, `context`; `none` for undecided.
        by: member id of its author.
        day: on which it was written, ISO 8601, as the author's clock had it.
        case: id of a case it was looked for in.
        source: a kind of source.
        withdrawn: what was withdrawn instead.
    """

    area: str | None = None
    criterion: str | None = None
    enquiry: str | None = None
    polarity: str | None = None
    by: str | None = None
    day: str | None = None
    case: str | None = None
    source: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class NoteFilter:
    """What a list of notes is narrowed down to; None narrows nothing.

    Args:
        enquiry: id of a line of enquiry.
        case: id of a case.
        by: member id of its author.
        day: on which it was written, ISO 8601, as the author's clock had it.
        withdrawn: what was withdrawn instead.
    """

    enquiry: str | None = None
    case: str | None = None
    by: str | None = None
    day: str | None = None
    withdrawn: bool = False


def evidence_matching(base: EvidenceBase, wanted: EvidenceFilter) -> tuple[Shown[Evidence], ...]:
    """The evidence that fits, oldest first."""
    where = [
        *_in_set("areas", wanted.area),
        *_in_set("criteria", wanted.criterion),
        *_in_set("enquiries", wanted.enquiry),
        *_in_set("looked_in", wanted.case),
        *_by_author(Evidence, wanted.by, wanted.day),
    ]
    if wanted.polarity is not None:
        polarity = col(Evidence.polarity)
        where.append(
            polarity.is_(None) if wanted.polarity == "none" else polarity == wanted.polarity
        )
    found = shown_records(base, Evidence, *where, withdrawn=wanted.withdrawn)
    if wanted.source is None:
        return found
    return tuple(each for each in found if wanted.source in kinds_of_source(each))


def notes_matching(base: EvidenceBase, wanted: NoteFilter) -> tuple[Shown[Note], ...]:
    """The notes that fit, oldest first."""
    where = _by_author(Note, wanted.by, wanted.day)
    if wanted.enquiry is not None:
        where.append(having(Note, "enquiries", [wanted.enquiry]))
    if wanted.case is not None:
        where.append(having(Note, "cases", [wanted.case]))
    return shown_records(base, Note, *where, withdrawn=wanted.withdrawn)


def kinds_of_source(evidence: Shown[Evidence]) -> tuple[str, ...]:
    """The distinct kinds of source a statement rests on, whatever the mode."""
    return tuple(sorted({source.partition(":")[0] for source in evidence.keys("sources")}))


def _in_set(field: str, key: str | None) -> list[ColumnElement[bool]]:
    if key is None:
        return []
    return [~having(Evidence, field) if key == "none" else having(Evidence, field, [key])]


def _by_author(kind: type[Record], by: str | None, day: str | None) -> list[ColumnElement[bool]]:
    where = [] if by is None else [col(kind.author) == by]
    if day is not None:
        where.append(col(kind.created_at).startswith(day, autoescape=True))
    return where
