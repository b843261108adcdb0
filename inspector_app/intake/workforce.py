"""Reads the authority's list of workers: six characteristics by default, nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path

from inspector_app.collection import without_collection
from inspector_app.errors import InspectorError
from inspector_app.intake.cells import Cell, is_blank_row, text_of
from inspector_app.intake.flags import FlagBook, Place, column_letter
from inspector_app.intake.headers import HEADER_ROWS
from inspector_app.intake.limits import RefusedFileError
from inspector_app.intake.models import Flag, SourceFile
from inspector_app.intake.opened_file import OpenedFile, open_file
from inspector_app.intake.sheets import Sheet, open_sheets
from inspector_app.intake.worker_values import Reader, SupervisorCodes, reader_of
from schemas.annex_a import header_key
from schemas.annex_a.workforce import load_workforce

__all__ = [
    "ROWS_MOST",
    "WORKER_PREFIX",
    "Worker",
    "WorkerColumn",
    "Workforce",
    "read_workforce",
]

WORKER_PREFIX = "Worker: "
"""Begins the name of every column that comes from the list of workers."""

ROWS_MOST = 50_000

_NUMBER = 0
"""Flags about this file have list 0: it is none of the eleven."""


@dataclass(frozen=True)
class WorkerColumn:
    """A characteristic that was taken.

    Args:
        name: of the column that the lists get.
        heading: as printed in the list of workers.
        purpose: why it is needed; empty for the six that are taken by default.
    """

    name: str
    heading: str
    purpose: str = ""


@dataclass(frozen=True, repr=False)
class Worker:
    """One row: name and code, which stay sealed, and the values in the order of the columns."""

    row: int
    name: str
    code: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Workforce:
    """A list of workers as read.

    Args:
        file: that it was read from.
        columns: taken, in the order of their values.
        workers: one per row that names one.
        headings_off: printed headings that were not taken.
        nameless: rows without a name or code, which join nothing.
        flags: what was odd; of list 0.
    """

    file: SourceFile
    columns: tuple[WorkerColumn, ...]
    workers: tuple[Worker, ...]
    headings_off: tuple[str, ...]
    nameless: int
    flags: tuple[Flag, ...]


def read_workforce(path: Path, *, on: date, purposes: Mapping[str, str] | None = None) -> Workforce:
    """Reads a list of workers from a workbook or CSV file.

    Args:
        path: of the file; the sheet with the most of its headings is taken.
        on: the day by which a length of service is counted from a date.
        purposes: further headings to be taken, and what each is needed for.

    Raises:
        InspectorError: `not-a-workforce-list`; `purpose-missing`, `worker-heading-unknown` or
            `worker-heading-sealed` for one of `purposes`; or the code of a refused file.
    """
    wanted = _purposes(purposes or {})
    try:
        with without_collection():
            file = open_file(path)
            found = _best_sheet(file)
            if found is None:
                raise RefusedFileError(
                    "not-a-workforce-list",
                    "No sheet has headings for the workers' names and any of team, supervisor,"
                    " role, agency or permanent, newly qualified, and length of service.",
                )
            return _Reader(file, found, on, wanted).read()
    except RefusedFileError as refused:
        raise InspectorError(
            refused.code,
            refused.message,
            kept="Nothing was imported; the files were not changed.",
            next_step="Choose another list of workers, or import without one.",
        ) from None


@dataclass(frozen=True)
class _Found:
    """A sheet with its row of headings, and the rows below it."""

    sheet: Sheet
    header_row: int
    headings: tuple[str, ...]
    rows: Iterator[tuple[int, list[Cell]]] = field(repr=False)


def _best_sheet(file: OpenedFile) -> _Found | None:
    best: tuple[int, _Found] | None = None
    for sheet in open_sheets(file):
        top = list(islice(sheet.rows, HEADER_ROWS))
        for at, (number, cells) in enumerate(top):
            headings = tuple(text_of(cell) if isinstance(cell, str) else "" for cell in cells)
            score = _score(headings)
            if score and (best is None or score > best[0]):
                rows = chain(top[at + 1 :], sheet.rows)
                best = (score, _Found(sheet, number, headings, rows))
    return best[1] if best else None


def _score(headings: Sequence[str]) -> int:
    """How many characteristics a row names; nought where it names no worker."""
    spec = load_workforce()
    if not any(spec.identity(heading) for heading in headings):
        return 0
    return len({each.name for each in map(spec.column, headings) if each})


def _purposes(purposes: Mapping[str, str]) -> dict[str, str]:
    """The purposes by the key of their heading."""
    if not all(text_of(purpose) for purpose in purposes.values()):
        raise InspectorError(
            "purpose-missing",
            "More than the six characteristics of a worker is taken only for a stated purpose.",
            kept="Nothing was imported.",
            next_step="Say what the column is needed for, as HEADING=PURPOSE.",
        )
    return {header_key(heading): text_of(purpose) for heading, purpose in purposes.items()}


class _Reader:
    def __init__(self, file: OpenedFile, found: _Found, on: date, purposes: dict[str, str]) -> None:
        self._file = file
        self._found = found
        self._flags = FlagBook(Place(_NUMBER, file.name, found.sheet.name))
        self._supervisors = SupervisorCodes()
        self._who: dict[str, int] = {}
        self._columns: list[tuple[int, WorkerColumn, Reader]] = []
        self._off: list[str] = []
        self._sort_headings(on, purposes)

    def read(self) -> Workforce:
        """Every row that names a worker."""
        workers: list[Worker] = []
        nameless = 0
        for number, cells in self._found.rows:
            if is_blank_row(cells):
                continue
            if len(workers) >= ROWS_MOST:
                raise RefusedFileError(
                    "too-large", f"The list of workers has more than {ROWS_MOST:,} rows."
                )
            name, code = self._at(cells, "name"), self._at(cells, "code")
            if not name and not code:
                nameless += 1
                self._flags.add("worker-nameless", number, "A", "", "")
                continue
            workers.append(Worker(number, name, code, self._values(number, cells)))
        source = SourceFile.of(self._file)
        columns = tuple(column for _, column, _ in self._columns)
        off = tuple(self._off)
        return Workforce(source, columns, tuple(workers), off, nameless, self._flags.all())

    def _sort_headings(self, on: date, purposes: dict[str, str]) -> None:
        spec = load_workforce()
        left = dict(purposes)
        for at, heading in enumerate(self._found.headings):
            purpose = left.pop(header_key(heading), None) if heading else None
            identity = spec.identity(heading)
            known = spec.column(heading)
            taken = {column.name for _, column, _ in self._columns}
            if identity is not None:
                if purpose is not None:
                    raise _sealed()
                self._who.setdefault(identity, at)
            elif known is not None and known.name not in taken:
                reader = reader_of(known, heading, on, self._supervisors)
                self._columns.append((at, WorkerColumn(known.name, heading), reader))
            elif purpose is not None:
                column = WorkerColumn(f"{WORKER_PREFIX}{heading}", heading, purpose)
                self._columns.append((at, column, _as_it_stands))
            elif heading:
                self._off.append(heading)
        if left:
            raise _unknown_heading()

    def _at(self, cells: Sequence[Cell], identity: str) -> str:
        at = self._who.get(identity)
        return text_of(cells[at]) if at is not None and at < len(cells) else ""

    def _values(self, number: int, cells: Sequence[Cell]) -> tuple[str, ...]:
        values = []
        for at, _, read in self._columns:
            cell = cells[at] if at < len(cells) else ""
            text, odd = read(cell)
            if odd is not None:
                # What stands there may be about a person: place and kind are told, no more.
                self._flags.add(odd, number, column_letter(at), "", text)
            values.append(text)
        return tuple(values)


def _as_it_stands(cell: Cell) -> tuple[str, str | None]:
    return text_of(cell), None


def _sealed() -> InspectorError:
    return InspectorError(
        "worker-heading-sealed",
        "Who a worker is stays sealed: that column is used for joining, and is never kept.",
        kept="Nothing was imported.",
        next_step="Leave it out.",
    )


def _unknown_heading() -> InspectorError:
    return InspectorError(
        "worker-heading-unknown",
        "The list of workers has no column of a heading that was asked for.",
        kept="Nothing was imported.",
        next_step="Write the heading as it is printed there, before the sign =.",
    )
