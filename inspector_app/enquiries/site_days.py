"""The days on site that are left, for the team and for each member."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.inspections import inspection_record
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import Member

__all__ = ["SiteDays", "site_days"]

_SATURDAY = 5
_LONGEST = 60
"""Working days after which an end that was typed must be a slip."""
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:to|–|-|until)\s*(\d{4}-\d\d-\d\d))?", re.ASCII)


@dataclass(frozen=True)
class SiteDays:
    """Working days on site from today on, ISO 8601, oldest first.

    Args:
        by_member: of each member asked for.
        in_words: members whose days are recorded in words that name no dates; they are taken to be
            there on every day.
    """

    by_member: dict[str, tuple[str, ...]]
    in_words: tuple[str, ...]


def site_days(base: EvidenceBase, members: Iterable[str]) -> SiteDays:
    """When these members can see cases; no day at all where it is not known when the fieldwork is.

    Days of the inspection run from its first to its last day on site, by the framework's number of
    working days where no last day is recorded. A member's own days are dates in what is recorded
    of them, such as '2026-11-24' or '2026-11-24 to 2026-11-27'.

    Args:
        base: to read.
        members: member ids.
    """
    everyone = _days_of_inspection(base)
    wanted = tuple(dict.fromkeys(members))
    with base.reading() as session:
        rows = session.exec(select(Member).where(col(Member.id).in_(wanted)))
        told = {row.id: row.days_on_site or "" for row in rows}
    named = {member: _named_days(told.get(member, "")) for member in wanted}
    return SiteDays(
        {
            member: tuple(day for day in everyone if not own or day in own)
            for member, own in named.items()
        },
        tuple(m for m in wanted if told.get(m, "").strip() and not named[m]),
    )


def _days_of_inspection(base: EvidenceBase) -> tuple[str, ...]:
    record = inspection_record(base)
    first = _date(record.starts if record else None)
    if record is None or first is None:
        return ()
    last, number = _date(record.ends), _LONGEST
    if last is None:
        last, number = date.max, _days_of_kind(base, record.kind)
    today = base.vault.clock().date().isoformat()
    found: list[str] = []
    day = first
    while day <= last and len(found) < number:
        if day.weekday() < _SATURDAY:
            found.append(day.isoformat())
        day += timedelta(days=1)
    return tuple(each for each in found if each >= today)


def _days_of_kind(base: EvidenceBase, kind: str | None) -> int:
    try:
        kinds = {one.id: one.days for one in framework_of(base).types}
    except InspectorError:
        return 0
    return kinds.get(kind or "") or 0


def _named_days(text: str) -> frozenset[str]:
    days: set[str] = set()
    for begin, end in _SPAN.findall(text):
        first, last = _date(begin), _date(end or begin)
        if first is None or last is None or (last - first).days > 2 * _LONGEST:
            continue
        days |= {
            (first + timedelta(days=more)).isoformat() for more in range((last - first).days + 1)
        }
    return frozenset(days)


def _date(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day or "")
    except ValueError:
        return None
