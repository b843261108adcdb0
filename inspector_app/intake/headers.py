"""Finds which list a sheet is, by its headings and never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inspector_app.intake.cells import Cell, text_of
from inspector_app.intake.mapping import ListMapping, SheetDecision
from schemas.annex_a import AnnexA, ColumnSpec, ListSpec, header_key

__all__ = [
    "HEADER_ROWS",
    "HEADER_ROW_LAST",
    "FoundHeader",
    "decided_header",
    "find_header",
    "is_area_send",
]

HEADER_ROWS = 20
"""Titles, notes and blank rows may stand above the headings, but not more rows than this."""

HEADER_ROW_LAST = 100
"""The last row that may be named by hand as the row of headings."""

# Headings of the child-level lists of area SEND inspections, which also call a sheet 'List_1'.
_AREA_SEND = frozenset(
    header_key(heading)
    for heading in (
        "UPN",
        "ULN",
        "SEN primary need",
        "Date initial EHC plan issued",
        "Date updated EHC plan issued",
        "Date EHC plan last reviewed",
        "Main education establishment - phase",
        "Pupil Premium",
    )
)


@dataclass(frozen=True)
class FoundHeader:
    """A row of headings: which list, at which position (from 0), and what each column is.

    `columns` has for every cell of the row the form's column, or None; `names` what is printed;
    `by_hand` the positions whose column was decided by hand.
    """

    spec: ListSpec
    position: int
    columns: tuple[ColumnSpec | None, ...]
    names: tuple[str, ...]
    by_hand: frozenset[int] = field(default_factory=frozenset)

    @property
    def missing(self) -> tuple[str, ...]:
        """The form's columns that are not there."""
        found = {column.name for column in self.columns if column is not None}
        return tuple(each.name for each in self.spec.columns if each.name not in found)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings the form does not know, as printed."""
        pairs = zip(self.columns, self.names, strict=True)
        return tuple(name for column, name in pairs if column is None and name)


def find_header(
    rows: Sequence[Sequence[Cell]], annex: AnnexA, mapping: ListMapping
) -> FoundHeader | None:
    """The headings among the first rows of a sheet, None where it is none of the lists.

    A row is a list's headings when it has at least half of the columns that tell this list from
    the others, its identifier or the date that dates a row among what is recognised, and no
    other row and list fit better. Explanations of the form name its columns too, but down a
    column, or without identifiers and dates.
    """
    best: tuple[float, int, FoundHeader] | None = None
    for position, row in enumerate(rows[:HEADER_ROWS]):
        names = _printed(row)
        if sum(1 for name in names if name) < 3:
            continue
        for spec in annex.lists:
            found = _matched(spec, position, names, mapping)
            score = _score(found)
            if score is not None and (best is None or score > best[:2]):
                best = (*score, found)
    return best[2] if best else None


def decided_header(
    rows: Sequence[Sequence[Cell]], annex: AnnexA, mapping: ListMapping, decision: SheetDecision
) -> FoundHeader | None:
    """The headings of a sheet whose list was decided by hand; None where it has no such row.

    Without a row named, it is the one with the most of the list's columns.
    """
    spec = annex.list(decision.list)
    if decision.header_row is not None:
        if decision.header_row > len(rows):
            return None
        position = decision.header_row - 1
        return _matched(spec, position, _printed(rows[position]), mapping)
    found = [
        _matched(spec, position, _printed(row), mapping)
        for position, row in enumerate(rows[:HEADER_ROWS])
    ]
    best = max(found, key=_recognised, default=None)
    return best if best is not None and _recognised(best) else None


def is_area_send(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a sheet has the headings of an area SEND inspection's lists."""
    for row in rows[:HEADER_ROWS]:
        keys = {header_key(cell) for cell in row if isinstance(cell, str)}
        if len(keys & _AREA_SEND) >= 3:
            return True
    return False


def _printed(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(text_of(cell) if isinstance(cell, str) else "" for cell in row)


def _matched(
    spec: ListSpec, position: int, names: tuple[str, ...], mapping: ListMapping
) -> FoundHeader:
    decided = _decided(spec, names, mapping)
    taken = {column.name for column in decided.values()}
    columns: list[ColumnSpec | None] = []
    for at, name in enumerate(names):
        if at in decided:
            columns.append(decided[at])
            continue
        column = spec.column(name) if name else None
        if column is not None and column.name in taken:
            # The same heading twice: the first one is the form's, the other is kept as unknown.
            column = None
        if column is not None:
            taken.add(column.name)
        columns.append(column)
    return FoundHeader(spec, position, tuple(columns), names, frozenset(decided))


def _decided(spec: ListSpec, names: tuple[str, ...], mapping: ListMapping) -> dict[int, ColumnSpec]:
    """Columns decided by hand, by position; of two headings for one column the first holds."""
    found: dict[int, ColumnSpec] = {}
    for at, name in enumerate(names):
        by_hand = mapping.column(spec.number, name) if name else None
        column = spec.column(by_hand) if by_hand else None
        if column is not None and column not in found.values():
            found[at] = column
    return found


def _recognised(found: FoundHeader) -> int:
    return sum(1 for column in found.columns if column is not None)


def _score(found: FoundHeader) -> tuple[float, int] | None:
    names = {column.name for column in found.columns if column is not None}
    telling = names & found.spec.telling - {found.spec.identifier}
    share = len(telling) / len(found.spec.telling - {found.spec.identifier})
    anchored = found.spec.identifier in names or found.spec.event in names
    if share < 0.5 or len(names) < 3 or not anchored:
        return None
    return share, len(names)
