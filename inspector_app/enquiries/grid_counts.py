"""How much evidence, or how many cases, there are by any two sides: the queries behind the grid."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, FromClause, Subquery, Table, func, literal, select
from sqlalchemy.sql.expression import and_

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
    down, across = _keys_of(rows, "down"), _keys_of(columns, "across")
    joined: FromClause = _EVIDENCE.outerjoin(down, down.c.record == _EVIDENCE.c.id).outerjoin(
        across, across.c.record == _EVIDENCE.c.id
    )
    counted: ColumnElement[int] = func.count(_EVIDENCE.c.id.distinct())
    if count == "cases":
        behind = _keys_of("case", "behind")
        # Where a side is the case itself, a cell is about that case and no other.
        same = [
            side.c.key == behind.c.key
            for side, named in ((down, rows), (across, columns))
            if named == "case"
        ]
        joined = joined.join(behind, and_(behind.c.record == _EVIDENCE.c.id, *same))
        counted = func.count(behind.c.key.distinct())
    wanted = (
        select(down.c.key, across.c.key, counted)
        .select_from(joined)
        .where(_EVIDENCE.c.withdrawn.is_(None))
        .group_by(down.c.key, across.c.key)
    )
    with base.reading() as session:
        found = session.connection().execute(wanted).all()
    return {(row, column): number for row, column, number in found}


def _keys_of(side: Side, name: str) -> Subquery:
    """Every item of evidence with its keys on a side, each pair once."""
    if side not in _SETS:
        pairs = select(_EVIDENCE.c.id.label("record"), _column(side).label("key"))
        return pairs.subquery(name)
    key: ColumnElement[str] = _ELEMENT.c.key
    if side == "source":
        # The kind alone: a child heard directly and through a worker is one kind of source.
        key = func.substr(key, 1, func.instr(key.concat(literal(":")), ":") - 1)
    pairs = select(_ELEMENT.c.record, key.label("key")).where(_ELEMENT.c.field.in_(_SETS[side]))
    return pairs.distinct().subquery(name)


def _column(side: Side) -> ColumnElement[str]:
    match side:
        case "day":
            return func.substr(_EVIDENCE.c.created_at, 1, 10)
        case "inspector":
            return _EVIDENCE.c.author
        case _:
            return _EVIDENCE.c[side]
