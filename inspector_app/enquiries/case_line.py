"""The dated line of a case: what the lists, the inspectors and the requests say, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from inspector_app.enquiries.case_page import CasePage
from inspector_app.enquiries.shown import Shown
from inspector_app.intake.child_events import ChildEvents
from schemas.records import Note, Request
from schemas.wording import sampling_wording
from schemas.wording.case_words import CaseWording, case_wording

__all__ = ["LineItem", "LineKind", "day_of", "gaps", "joined_line", "months_between", "note_how"]

LineKind = Literal["event", "chosen", "note", "request", "concern", "gap"]

_LATER = "9999-99"
"""Sorts behind every day."""


@dataclass(frozen=True)
class LineItem:
    """One thing on the line.

    Args:
        kind: what it is.
        day: ISO 8601; of an event as it stands in the lists, whatever that is.
        time: hours and minutes on that day, where they are known; for the order.
        record: id of the record it shows; empty for events and gaps.
        list: number of the authority's list, 0 for everything else.
        title: of the list or the plan.
        text: what happened, was written or asked; what it says is not to be trusted as markup.
        how: occasion, depth, minutes, roles of a note; state of a request; and so on, in words.
        by: id of the member who wrote it.
        order: of records written at one time.
        hard_to_read: whether a colleague should be warned before reading the text.
        until: the day on which a gap ends.
        months: of a gap, whole ones.
    """

    kind: LineKind
    day: str
    time: str = ""
    record: str = ""
    list: int = 0
    title: str = ""
    text: str = ""
    how: str = ""
    by: str | None = None
    order: int = 0
    hard_to_read: bool = False
    until: str = ""
    months: int = 0


def joined_line(page: CasePage, wording: CaseWording | None = None) -> tuple[LineItem, ...]:
    """Everything of a case in the order of its days, the earliest first, gaps in their places.

    On one day the lists come first, then what people did, by the hour. Notes stand at the time
    when it happened, if somebody said so.

    Args:
        page: the case.
        wording: the words; those shipped if None.
    """
    words = wording or case_wording()
    items = [
        *_events(page.listed),
        *_chosen(page),
        *(_note(note, page.id, words) for note in page.notes),
        *(_request(request, words) for request in page.requests),
        *_concerns(page),
        *gaps(page.listed, words.gap_months),
    ]
    return tuple(sorted(items, key=_order))


def gaps(listed: ChildEvents, months: int) -> tuple[LineItem, ...]:
    """The stretches of so many whole months or more between two dated events of the lists.

    The stretch from the last event to the import of the lists counts, too. The lists hold mostly
    the latest date of each kind: a gap says that nothing is dated there, not that nothing happened.

    Args:
        listed: the events.
        months: the fewest months that make a gap.
    """
    days = sorted({day for event in listed.events if (day := day_of(event.day)) is not None})
    as_at = day_of(listed.frame.imported_at or "") if listed.frame is not None else None
    if as_at is not None and days and days[-1] < as_at:
        days.append(as_at)
    return tuple(
        LineItem("gap", start.isoformat(), until=end.isoformat(), months=length)
        for start, end in pairwise(days)
        if (length := months_between(start, end)) >= months
    )


def months_between(start: date, end: date) -> int:
    """Whole months from one day to a later one."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def day_of(text: str) -> date | None:
    """The day that an ISO 8601 day or moment begins with; None where it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def note_how(note: Shown[Note], case: str, wording: CaseWording) -> str:
    """'with the worker · whole case · 45 min · spoke to team manager': what is said of a note.

    Args:
        note: the note.
        case: id of the case whose depths are meant; a note may be on several.
        wording: the words.
    """
    record = note.record
    depths = [key.partition(":")[2] for key in note.keys("depths") if key.startswith(f"{case}:")]
    spoke = ", ".join(role.replace("-", " ") for role in note.keys("spoke_to"))
    parts = [
        wording.occasions.get(record.occasion or "", record.occasion or ""),
        *(wording.depths.get(depth, depth) for depth in depths),
        "" if record.minutes is None else f"{record.minutes:,} min",
        f"spoke to {spoke}" if spoke else "",
    ]
    return " · ".join(part for part in parts if part)


def _order(item: LineItem) -> tuple[str, str, int, str, int, int, str]:
    # Behind every other day stands what has none that can be read.
    first = item.day[:10] if day_of(item.day) is not None else _LATER
    # An event has no hour; a gap begins once its day is over.
    place = {"event": 0, "gap": 2}.get(item.kind, 1)
    return first, item.day[:10], place, item.time, item.order, item.list, item.text


def _events(listed: ChildEvents) -> Iterable[LineItem]:
    for event in listed.events:
        how = "in the case's record, not in the lists here" if event in listed.earlier else ""
        yield LineItem(
            "event", event.day, list=event.list, title=event.title, text=event.what, how=how
        )


def _chosen(page: CasePage) -> Iterable[LineItem]:
    words = sampling_wording()
    for chosen in page.chosen:
        record, plan = chosen.selection.record, chosen.plan
        route = words.routes.get(record.route or "", "chosen")
        state = (record.state or "").replace("-", " ")
        title = (plan.record.title or "") if plan is not None else ""
        yield LineItem(
            "chosen",
            *_when(record.created_at),
            record=record.id,
            title=title,
            text=f"{route}: {title}" if title else route,
            how="" if state == "selected" else state,
            by=record.author,
            order=record.created_order,
        )


def _note(note: Shown[Note], case: str, wording: CaseWording) -> LineItem:
    record = note.record
    happened = record.happened_at or ""
    return LineItem(
        "note",
        *_when(happened if day_of(happened) else record.created_at),
        record=record.id,
        text=record.text or "",
        how=note_how(note, case, wording),
        by=record.author,
        order=record.created_order,
        hard_to_read=bool(record.hard_to_read),
    )


def _request(request: Shown[Request], wording: CaseWording) -> LineItem:
    """A request without the person's name, which is shown only where it is needed."""
    record = request.record
    state = record.state or "to-ask"
    parts = [wording.wanted.get(record.kind or "", ""), wording.requests.get(state, state)]
    return LineItem(
        "request",
        *_when(record.created_at),
        record=record.id,
        text=record.text or "",
        how=", ".join(part for part in parts if part),
        by=record.author,
        order=record.created_order,
    )


def _concerns(page: CasePage) -> Iterable[LineItem]:
    for concern in page.concerns:
        record = concern.record
        state = (record.state or "seen").replace("-", " ")
        yield LineItem(
            "concern",
            *_when(record.created_at),
            record=record.id,
            text=record.text or "",
            how=state,
            by=record.author,
            order=record.created_order,
        )


def _when(moment: str) -> tuple[str, str]:
    """The day and the time of a moment, as its author's clock had them."""
    return moment[:10], moment[11:16]
