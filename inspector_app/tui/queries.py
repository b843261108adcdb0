"""What the screens ask of the evidence base beside what the features answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import col, select

from inspector_app.enquiries.cases import short_numbers
from inspector_app.enquiries.evidence_lists import (
    EvidenceFilter,
    evidence_matching,
    kinds_of_source,
)
from inspector_app.enquiries.grid import NONE
from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import set_setting, setting
from inspector_app.evidence_base.tables import ChangeRow, TouchedRow
from inspector_app.tui.widgets.completion_list import Completion, Sign
from schemas.fields import type_name
from schemas.frameworks import Framework
from schemas.records import RECORD_TYPES, Case, CaseSelection, Evidence, LineOfEnquiry, Note

__all__ = [
    "Changed",
    "changed_since_looked",
    "completions",
    "evidence_in_cell",
    "looked",
    "my_cases_left",
    "title_of",
    "written_by_us",
]

_LOOKED: Final = "looked-at-change"

_TITLES: Final = ("title", "text", "question", "label", "name", "authority", "purpose")
"""The fields that say in a line what a record is about, the first that it has."""

_NOT_NEWS: Final = frozenset({"inspection", "member", "case-frame"})


@dataclass(frozen=True)
class Changed:
    """A record that a colleague has written to.

    Args:
        record: Its id.
        type: Such as `note`.
        title: Its first words.
        by: Member.
        at: When, ISO 8601 with offset.
    """

    record: str
    type: str
    title: str
    by: str
    at: str


def title_of(base: EvidenceBase, record: str, kind: str) -> str:
    """Return in a line what a record is about; empty if that is not known."""
    table = RECORD_TYPES.get(kind)
    if table is None:
        return ""
    with base.reading() as session:
        row = session.get(table, record)
    found = [getattr(row, field, None) for field in _TITLES] if row is not None else []
    return next((str(text) for text in found if text), "")


def changed_since_looked(base: EvidenceBase, limit: int = 30) -> tuple[Changed, ...]:
    """Return what colleagues changed since Today was last left, the newest first.

    In the order of arrival here: a note that was written on a train days ago is news, too.
    """
    with base.local() as connection:
        since = int(setting(connection, _LOOKED) or 0)
    wanted = (
        select(TouchedRow.record, TouchedRow.type, ChangeRow.member, ChangeRow.at)
        .join(ChangeRow, col(ChangeRow.number) == col(TouchedRow.change))
        .where(
            col(ChangeRow.number) > since,
            col(ChangeRow.counts),
            col(TouchedRow.type).not_in(_NOT_NEWS),
            ChangeRow.device != base.vault.device.id,
        )
        .order_by(col(ChangeRow.number).desc())
        .limit(limit * 4)
    )
    with base.reading() as session:
        rows = list(session.exec(wanted))
    found: dict[str, Changed] = {}
    for record, kind, member, at in rows:
        if record not in found and len(found) < limit:
            found[record] = Changed(record, kind, title_of(base, record, kind), member or "", at)
    return tuple(found.values())


def written_by_us(base: EvidenceBase, limit: int = 12) -> tuple[Changed, ...]:
    """Return the notes and evidence that this member wrote last, the newest first."""
    me = base.member
    tables: tuple[type[Note] | type[Evidence], ...] = (Note, Evidence)
    found: list[tuple[int, Changed]] = []
    with base.reading() as session:
        for table in tables:
            newest = (
                select(table.id)
                .where(col(table.author) == me, col(table.withdrawn).is_(None))
                .order_by(col(table.created_order).desc())
                .limit(limit)
            )
            # Texts are read of those alone: sorting would read the text of every one.
            wanted = select(table.id, table.text, table.created_at, table.created_order).where(
                col(table.id).in_(newest)
            )
            for record, text, at, order in session.exec(wanted):
                found.append((order, Changed(record, type_name(table), text or "", me, at)))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(changed for _, changed in found[:limit])


def looked(base: EvidenceBase) -> None:
    """Remember that everything that is here now has been seen."""
    with base.local() as connection:
        newest = connection.execute(
            select(ChangeRow.number).order_by(col(ChangeRow.number).desc()).limit(1)
        ).scalar()
        set_setting(connection, _LOOKED, str(newest or 0))


def my_cases_left(base: EvidenceBase) -> tuple[tuple[str, str], ...]:
    """Return id and words of the cases allocated to us that nobody has seen yet."""
    me = base.member
    state = col(CaseSelection.state)
    left = shown_records(
        base, CaseSelection, state.is_(None) | state.in_(["selected", "partly-seen"])
    )
    mine = [s.record.case for s in left if me in s.keys("allocated")]
    names = dict(_case_names(base))
    return tuple((case, names.get(case, "a case")) for case in dict.fromkeys(mine) if case)


def evidence_in_cell(
    base: EvidenceBase, cell: Sequence[tuple[str, str]]
) -> tuple[Shown[Evidence], ...]:
    """Return the evidence that a cell of the grid counts, oldest first.

    Args:
        base: To read.
        cell: Pairs of side and key; no pair gives all evidence.
    """
    every = evidence_matching(base, EvidenceFilter())
    return tuple(item for item in every if all(_is_on(item, *pair) for pair in cell))


def _is_on(item: Shown[Evidence], side: str, key: str) -> bool:
    keys = _keys(item, side)
    return key in keys if key != NONE else not keys


def _keys(item: Shown[Evidence], side: str) -> tuple[str, ...]:
    record = item.record
    match side:
        case "area":
            return item.keys("areas")
        case "criterion":
            return item.keys("criteria")
        case "enquiry":
            return item.keys("enquiries")
        case "source":
            return kinds_of_source(item)
        case "case":
            every = ("looked_in", "found_in", "could_not_tell")
            return tuple(key for field in every for key in item.keys(field))
        case "inspector":
            single = record.author
        case "day":
            single = record.created_at[:10]
        case _:
            single = getattr(record, side)
    return (str(single),) if single else ()


def _case_names(base: EvidenceBase) -> list[tuple[str, str]]:
    cases = [shown.record for shown in shown_records(base, Case)]
    short = short_numbers(cases)
    return [
        (case.id, " · ".join(part for part in (short.get(case.id, ""), case.label or "") if part))
        for case in cases
    ]


def completions(base: EvidenceBase, framework: Framework | None) -> tuple[Completion, ...]:
    """Return everything that an inline sign can become."""
    found = []
    if framework is not None:
        areas = [area for area in framework.areas if not area.overall]
        found += [Completion(Sign.AREA, area.id, area.short) for area in areas]
        found += [
            Completion(Sign.AREA, each.id, f"{area.short}: {each.heading}", each.id)
            for area in areas
            for each in area.criteria
        ]
    for case, name in _case_names(base):
        number = name.partition(" · ")[0]
        found.append(Completion(Sign.CASE, case, name or "a case", number))
    lines = shown_records(base, LineOfEnquiry)
    found += [Completion(Sign.ENQUIRY, line.id, line.record.title or "") for line in lines]
    return tuple(found)
