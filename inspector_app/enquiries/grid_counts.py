"""How much evidence, or how many cases, there are by any two sides: the queries behind the grid."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    func,
    literal,
    select,
)

from inspector_app.evidence_base.base import EvidenceBase
from schemas.fields import TABLES

__all__ = ["Count", "Pair", "Side", "count_pairs"]

Side: TypeAlias = Literal[
    "area",
    "criterion",
    "enquiry",
    "source",
    "inspector",
    "day",
    "place",
    "case",
    "polarity",
    "agency",
]
"""What evidence can be sorted by."""

Count: TypeAlias = Literal["evidence", "cases"]
"""Distinct evidence, or distinct cases behind it."""

Pair: TypeAlias = tuple[str | None, str | None]
"""A row and a column; None where the evidence has nothing on that side."""

_EVIDENCE: Table = TABLES.metadata.tables["evidence"]
_ELEMENT: Table = TABLES.metadata.tables["element"]

_SETS: dict[str, tuple[str, ...]] = {
    "area": ("areas",),
    "criterion": ("criteria",),
    "enquiry": ("enquiries",),
    "source": ("sources",),
    "case": ("looked_in", "found_in", "could_not_tell"),
}


def count_pairs(base: EvidenceBase, rows: Side, columns: Side, count: Count) -> dict[Pair, int]:
    """The counts that are not zero, of evidence that was not withdrawn."""
    joined: FromClause = _EVIDENCE
    joined, down = _with_side(joined, rows, "down")
    joined, across = _with_side(joined, columns, "across")
    counted: ColumnElement[int] = func.count(_EVIDENCE.c.id.distinct())
    if count == "cases":
        behind = _ELEMENT.alias("behind")
        # Where a side is the case itself, a cell is about that case and no other.
        same = [
            key == behind.c.key for key, side in ((down, rows), (across, columns)) if side == "case"
        ]
        joined = joined.join(behind, and_(_of_evidence(behind, "case"), *same))
        counted = func.count(behind.c.key.distinct())
    wanted = (
        select(down, across, counted)
        .select_from(joined)
        .where(_EVIDENCE.c.withdrawn.is_(None))
        .group_by(down, across)
    )
    with base.reading() as session:
        found = session.connection().execute(wanted).all()
    return {(row, column): number for row, column, number in found}


def _with_side(joined: FromClause, side: Side, name: str) -> tuple[FromClause, ColumnElement[str]]:
    """The join that brings a side in, and its key; NULL where the evidence has none."""
    match side:
        case "day":
            return joined, func.substr(_EVIDENCE.c.created_at, 1, 10)
        case "inspector":
            return joined, _EVIDENCE.c.author
        case "place" | "polarity" | "agency":
            return joined, _EVIDENCE.c[side]
    # Joined row by row through the primary key; a subquery would be searched from end to end.
    elements = _ELEMENT.alias(name)
    key: ColumnElement[str] = elements.c.key
    if side == "source":
        # The kind alone: a child heard directly and through a worker is one kind of source.
        key = func.substr(key, 1, func.instr(key.concat(literal(":")), ":") - 1)
    return joined.outerjoin(elements, _of_evidence(elements, side)), key


def _of_evidence(elements: FromClause, side: Side) -> ColumnElement[bool]:
    fields = elements.c.field.in_(_SETS[side])
    return and_(elements.c.record == _EVIDENCE.c.id, fields)
