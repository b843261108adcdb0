"""The evidence base seen from any two sides: counts of distinct evidence, or of distinct cases.

Only evidence that stands is counted; safety concerns are none and never come in. Every side ends
with `none`, so that a gap is as visible as a count. Leadership stands beside every grid as a column
of its own, because evidence about leaders gets lost in other notes (review of the framework, ¶54,
¶93).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from sqlmodel import col, select

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.grid_counts import Count, Side, count_pairs
from inspector_app.evidence_base.base import EvidenceBase
from schemas.fields import Record, words_of
from schemas.records import Case, Evidence, LineOfEnquiry, Member

__all__ = ["COUNTS", "LEADERS", "NONE", "SIDES", "Count", "Grid", "Side", "grid"]

SIDES: tuple[Side, ...] = get_args(Side)
COUNTS: tuple[Count, ...] = get_args(Count)
NONE = "none"
"""The last of every side: evidence that has nothing on it."""

LEADERS = "leaders"
"""The judgement area that is a column everywhere."""


@dataclass(frozen=True)
class Grid:
    """Counts by two sides.

    Args:
        rows: ids or words in the framework's order, those without evidence too; last `none`.
        columns: likewise.
        cells: one list of counts for each row.
        leaders: for each row what of it is about leaders, counted alike; None where the framework
            has no such area.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    leaders: tuple[int, ...] | None


def grid(base: EvidenceBase, rows: Side, columns: Side, count: Count = "evidence") -> Grid:
    """Counts of the evidence that stands, by two sides.

    An item with two areas counts in both rows, and once in each. Cases are those it was looked for
    or found in, each once per cell. `day` is the day it was written, `inspector` its author.

    Args:
        base: to read.
        rows: one side.
        columns: the other; the same side twice shows what overlaps.
        count: distinct evidence, or distinct cases behind it.

    Raises:
        InspectorError: when the framework is not on this laptop.
    """
    cells = count_pairs(base, rows, columns, count)
    down = _keys(base, rows, [row for row, _ in cells])
    across = _keys(base, columns, [column for _, column in cells])
    leaders = None
    if LEADERS in _fixed(base, "area"):
        about = cells if columns == "area" else count_pairs(base, rows, "area", count)
        leaders = tuple(about.get((row, LEADERS), 0) for row in down)
    return Grid(
        tuple(row or NONE for row in down),
        tuple(column or NONE for column in across),
        tuple(tuple(cells.get((row, column), 0) for column in across) for row in down),
        leaders,
    )


def _keys(base: EvidenceBase, side: Side, found: Sequence[str | None]) -> list[str | None]:
    """The keys of a side in order, ones that only the evidence knows after the others."""
    fixed = _fixed(base, side)
    others = sorted({key for key in found if key is not None} - set(fixed))
    return [*fixed, *others, None]


def _fixed(base: EvidenceBase, side: Side) -> tuple[str, ...]:
    """What a side always shows, in the order of the framework or in which it was raised."""
    match side:
        case "area":
            return tuple(area.id for area in framework_of(base).areas if not area.overall)
        case "criterion":
            return tuple(criterion.id for criterion in framework_of(base).criteria)
        case "source":
            return tuple(source.id for source in framework_of(base).sources)
        case "polarity":
            return words_of(Evidence, "polarity")
        case "enquiry":
            return _standing(base, LineOfEnquiry)
        case "inspector":
            return _standing(base, Member)
        case "case":
            return _cases_by_number(base)
        case _:
            return ()


def _standing(base: EvidenceBase, kind: type[Record]) -> tuple[str, ...]:
    wanted = (
        select(kind.id)
        .where(col(kind.withdrawn).is_(None))
        .order_by(col(kind.created_order), col(kind.id))
    )
    with base.reading() as session:
        return tuple(session.exec(wanted))


def _cases_by_number(base: EvidenceBase) -> tuple[str, ...]:
    wanted = (
        select(Case.id)
        .where(col(Case.withdrawn).is_(None))
        .order_by(col(Case.number).is_(None), col(Case.number), col(Case.id))
    )
    with base.reading() as session:
        return tuple(session.exec(wanted))
