"""What a day begins with: safety concerns first, then what is open and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col

from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.canonical import MalformedError
from schemas.moments import require_moment
from schemas.records import Challenge, LineOfEnquiry, Request, SafetyConcern

__all__ = ["Today", "open_challenges", "open_concerns", "open_lines", "open_requests", "today"]

_PRIORITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class Today:
    """The overview of a day.

    Args:
        concerns: safety concerns that nobody calls satisfied or escalated, oldest first.
        lines: lines of enquiry that are not closed, by priority, then oldest first.
        challenges: questions without an answer, those due first before those without a day.
        arranged: requests arranged for the day, by hour.
        waiting: requests still to be asked or answered, oldest first.
    """

    concerns: tuple[Shown[SafetyConcern], ...]
    lines: tuple[Shown[LineOfEnquiry], ...]
    challenges: tuple[Shown[Challenge], ...]
    arranged: tuple[Shown[Request], ...]
    waiting: tuple[Shown[Request], ...]


def today(base: EvidenceBase, now: datetime) -> Today:
    """The overview of the day that `now` lies in."""
    requests = open_requests(base)
    waiting = [each for each in requests if each.record.state != "arranged"]
    return Today(
        open_concerns(base),
        open_lines(base),
        open_challenges(base),
        tuple(_arranged_on(requests, now)),
        tuple(waiting),
    )


def open_concerns(base: EvidenceBase) -> tuple[Shown[SafetyConcern], ...]:
    """Safety concerns neither satisfied nor escalated, oldest first."""
    state = col(SafetyConcern.state)
    done = state.is_(None) | state.not_in(["satisfied", "escalated"])
    return shown_records(base, SafetyConcern, done)


def open_lines(base: EvidenceBase) -> tuple[Shown[LineOfEnquiry], ...]:
    """Lines of enquiry that are neither closed nor given up, by priority, then oldest first."""
    state = col(LineOfEnquiry.state)
    ended = ["closed-enough-evidence", "closed-not-pursued", "not-reached"]
    lines = shown_records(base, LineOfEnquiry, state.is_(None) | state.not_in(ended))
    return tuple(sorted(lines, key=lambda line: _priority(line.record.priority)))


def open_challenges(base: EvidenceBase) -> tuple[Shown[Challenge], ...]:
    """Questions that wait for an answer: by the day they are due, those without one last."""
    state = col(Challenge.state)
    waiting = shown_records(base, Challenge, state.is_(None) | (state == "open"))
    return tuple(sorted(waiting, key=lambda each: (each.record.due is None, each.record.due or "")))


def open_requests(base: EvidenceBase) -> tuple[Shown[Request], ...]:
    """Requests that are not done with, oldest first."""
    state = col(Request.state)
    done = ["had", "refused", "not-needed"]
    return shown_records(base, Request, state.is_(None) | state.not_in(done))


def _priority(word: str | None) -> int:
    return _PRIORITIES.index(word) if word in _PRIORITIES else len(_PRIORITIES)


def _moment(text: str | None) -> datetime | None:
    """A moment that any laptop may have written; what cannot be read as one is none."""
    try:
        return datetime.fromisoformat(require_moment(text, "moment"))
    except MalformedError:
        return None


def _arranged_on(requests: tuple[Shown[Request], ...], now: datetime) -> list[Shown[Request]]:
    """Those arranged for the day that `now` lies in, by hour."""
    timed = [(_moment(each.record.wanted_at), each) for each in requests]
    on_the_day = [
        (moment.timestamp(), each.id, each)
        for moment, each in timed
        if moment is not None
        and each.record.state == "arranged"
        and moment.astimezone(now.tzinfo).date() == now.date()
    ]
    return [each for _, _, each in sorted(on_the_day, key=lambda found: found[:2])]
