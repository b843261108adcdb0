"""What could be decided by hand about files that were read, with what it may be decided to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.intake.cells import as_typed
from inspector_app.intake.headers import HEADER_ROW_LAST
from inspector_app.intake.limits import RefusedFileError
from inspector_app.intake.lists import NumberedRow
from inspector_app.intake.models import Intake, ReadList
from inspector_app.intake.opened_file import open_file
from inspector_app.intake.sheets import open_sheets
from schemas.annex_a import ListSpec, header_key, load_annex_a

__all__ = [
    "OpenHeading",
    "OpenValue",
    "SheetTop",
    "open_headings",
    "open_values",
    "sheet_tops",
]

_NOT_A_CODE = frozenset({"code-unknown", "not-a-value"})
_CUT = "…"


@dataclass(frozen=True)
class OpenHeading:
    """A printed heading that the form does not know.

    `candidates` are the form's columns that this list lacks, the likeliest first.
    """

    list: int
    file: str
    sheet: str
    letter: str
    heading: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class OpenValue:
    """A typed value that is none of its column's codes, and how many cells have it at least.

    `codes` are those of the column in the form's order, as printed.
    """

    list: int
    column: str
    value: str
    times: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class SheetTop:
    """The first rows of a sheet as text, for deciding which list it is and where its headings are.

    `rows` gives number (from 1) and cells of each row that is not blank.
    """

    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def open_headings(intake: Intake) -> tuple[OpenHeading, ...]:
    """Every heading the form does not know, list by list, from left to right."""
    annex = load_annex_a()
    return tuple(each for read in intake.lists for each in _open_in(read, annex.list(read.list)))


def open_values(intake: Intake) -> tuple[OpenValue, ...]:
    """Every value that is no code of its column, each once; the most frequent of a column first.

    Values too long to be shown whole are left out.
    """
    annex = load_annex_a()
    columns = {
        (read.list, read.file, read.sheet, letter): name
        for read in intake.lists
        for letter, name in zip(read.letters, read.columns, strict=True)
    }
    times: Counter[tuple[int, str, str]] = Counter()
    for flag in intake.flags:
        name = columns.get((flag.list, flag.file, flag.sheet, flag.column))
        if name is not None and flag.code in _NOT_A_CODE and not flag.was.endswith(_CUT):
            times[flag.list, name, flag.was] += 1
    found = []
    for (number, name, value), count in times.items():
        column = annex.list(number).column(name)
        codes = annex.codes(column) if column is not None else None
        if codes is not None:
            printed = tuple(code.code for code in codes)
            found.append(OpenValue(number, name, value, count, printed))
    return tuple(sorted(found, key=lambda each: (each.list, each.column, -each.times, each.value)))


def sheet_tops(path: Path, rows: int = 12) -> tuple[SheetTop, ...]:
    """The tops of a file's sheets, for a file in which no list was found.

    Args:
        path: of a workbook or CSV file.
        rows: at most so many of each sheet that are not blank.

    Raises:
        InspectorError: with the code of the refusal, where the file cannot be read.
    """
    try:
        return tuple(
            SheetTop(sheet.name, _filled(islice(sheet.rows, HEADER_ROW_LAST), rows))
            for sheet in open_sheets(open_file(path))
        )
    except RefusedFileError as refused:
        raise InspectorError(
            refused.code,
            refused.message,
            kept="Nothing was imported; the file was not changed.",
            next_step="Choose another file.",
        ) from None


def _filled(rows: Iterable[NumberedRow], most: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found = ((number, tuple(map(as_typed, cells))) for number, cells in rows)
    return tuple(islice(((number, cells) for number, cells in found if any(cells)), most))


def _open_in(read: ReadList, spec: ListSpec) -> Iterator[OpenHeading]:
    known = {column.name for column in spec.columns}
    for letter, name in zip(read.letters, read.columns, strict=True):
        if name not in known:
            candidates = _by_likeness(name, read.columns_missing, spec)
            yield OpenHeading(read.list, read.file, read.sheet, letter, name, candidates)


def _by_likeness(heading: str, missing: Sequence[str], spec: ListSpec) -> tuple[str, ...]:
    """The likeliest first; of those alike, in the form's order."""

    def likeness(name: str) -> float:
        column = spec.column(name)
        keys = column.keys if column is not None else frozenset({header_key(name)})
        return max(SequenceMatcher(None, header_key(heading), key).ratio() for key in keys)

    return tuple(sorted(missing, key=likeness, reverse=True))
