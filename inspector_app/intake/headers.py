"""Finds which list a sheet is, by its headings and never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.intake.cells import Cell, text_of
from schemas.annex_a import AnnexA, ColumnSpec, ListSpec, header_key

__all__ = ["HEADER_ROWS", "FoundHeader", "find_header", "is_area_send"]

HEADER_ROWS = 20
"""Titles, notes and blank rows may stand above the headings, but not more rows than this."""

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

    `columns` has for every cell of the row the form's column, or None; `names` what is printed.
    """

    spec: ListSpec
    position: int
    columns: tuple[ColumnSpec | None, ...]
    names: tuple[str, ...]

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


def find_header(rows: Sequence[Sequence[Cell]], annex: AnnexA) -> FoundHeader | None:
    """The headings among the first rows of a sheet, None where it is none of the lists.

    A row is a list's headings when it has at least half of the columns that tell this list from
    the others, its identifier or the date that dates a row among what is recognised, and no
    other row and list fit better. Explanations of the form name its columns too, but down a
    column, or without identifiers and dates.
    """
    best: tuple[float, int, FoundHeader] | None = None
    for position, row in enumerate(rows[:HEADER_ROWS]):
        names = tuple(text_of(cell) if isinstance(cell, str) else "" for cell in row)
        if sum(1 for name in names if name) < 3:
            continue
        for spec in annex.lists:
            found = _matched(spec, position, names)
            score = _score(found)
            if score is not None and (best is None or score > best[:2]):
                best = (*score, found)
    return best[2] if best else None


def is_area_send(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a sheet has the headings of an area SEND inspection's lists."""
    for row in rows[:HEADER_ROWS]:
        keys = {header_key(cell) for cell in row if isinstance(cell, str)}
        if len(keys & _AREA_SEND) >= 3:
            return True
    return False


def _matched(spec: ListSpec, position: int, names: tuple[str, ...]) -> FoundHeader:
    taken: set[str] = set()
    columns: list[ColumnSpec | None] = []
    for name in names:
        column = spec.column(name) if name else None
        if column is not None and column.name in taken:
            # The same heading twice: the first one is the form's, the other is kept as unknown.
            column = None
        if column is not None:
            taken.add(column.name)
        columns.append(column)
    return FoundHeader(spec, position, tuple(columns), names)


def _score(found: FoundHeader) -> tuple[float, int] | None:
    names = {column.name for column in found.columns if column is not None}
    telling = names & found.spec.telling - {found.spec.identifier}
    share = len(telling) / len(found.spec.telling - {found.spec.identifier})
    anchored = found.spec.identifier in names or found.spec.event in names
    if share < 0.5 or len(names) < 3 or not anchored:
        return None
    return share, len(names)
