"""What reading the authority's files gives: lists, flags, refusals, files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from pydantic import TypeAdapter

from inspector_app.errors import InspectorError
from inspector_app.intake.mapping import ListMapping
from inspector_app.intake.opened_file import OpenedFile

__all__ = [
    "Cancelled",
    "Flag",
    "FlagJson",
    "Intake",
    "IntakeCancelledError",
    "IntakeJson",
    "ListJson",
    "Progress",
    "ProgressReport",
    "ReadList",
    "Refusal",
    "RefusalJson",
    "Row",
    "SourceFile",
    "WorkforceJoin",
]


class Row(NamedTuple):
    """One row: its number on the sheet, from 1, and its values in the order of `columns`.

    Values are text: dates as YYYY-MM-DD, whole numbers in digits, codes as printed on the form,
    '' for what is blank or could not be read.
    """

    row: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """One oddity: what stood there and what was made of it.

    `list` is 1 to 11, or 0 for the list of workers, `row` the number on the sheet from 1, `column`
    its letter. `code` is a lower-case word with hyphens from `flags.FLAG_CODES`.
    """

    list: int
    row: int
    column: str
    code: str
    was: str
    used: str
    file: str
    sheet: str


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why, in the reader's words."""

    file: str
    code: str
    message: str


@dataclass(frozen=True)
class SourceFile:
    """A file that was taken: its name without folders, SHA-256 in hexadecimal, size in bytes.

    `other_sheets` are those that hold something and are none of the lists.
    """

    name: str
    sha256: str
    size: int
    other_sheets: tuple[str, ...] = ()

    @classmethod
    def of(cls, file: OpenedFile, other_sheets: Iterable[str] = ()) -> SourceFile:
        """The file as it was read."""
        return cls(file.name, file.sha256, len(file.data), tuple(other_sheets))


@dataclass(frozen=True)
class ReadList:
    """One list as found on one sheet.

    `columns` names the columns of `records` from left to right: the form's own names, and as
    printed for those the form does not know (`columns_unknown`); `letters` are their letters.
    """

    list: int
    title: str
    file: str
    sheet: str
    header_row: int
    rows: int
    columns: tuple[str, ...]
    letters: tuple[str, ...]
    columns_unknown: tuple[str, ...]
    columns_missing: tuple[str, ...]
    records: tuple[Row, ...]


_Names = list[str]


class ListJson(TypedDict):
    """One list as found; `row` numbers and counts as in `ReadList`."""

    list: int
    file: str
    sheet: str
    header_row: int
    rows: int
    columns_unknown: _Names
    columns_missing: _Names


class FlagJson(TypedDict):
    """One oddity."""

    list: int
    row: int
    column: str
    code: str
    was: str
    used: str


class RefusalJson(TypedDict):
    """One refused file."""

    file: str
    code: str
    message: str


class IntakeJson(TypedDict):
    """What `intake inspect --json` prints."""

    lists: list[ListJson]
    flags: list[FlagJson]
    refused: list[RefusalJson]


@dataclass(frozen=True)
class WorkforceJoin:
    """What a list of workers brought to the lists, in counts; no worker is named.

    Args:
        file: that it was read from.
        columns: that the lists got: name, heading as printed, and purpose where one was needed.
        headings_off: printed headings that were not taken.
        workers: in the list.
        workers_met: of them, allocated on some list.
        rows_joined: rows of the lists that got a worker's characteristics.
        rows_unmatched: rows whose worker is not in the list of workers.
        rows_ambiguous: rows whose worker could be several.
        rows_without_worker: rows where nobody is allocated.
    """

    file: str
    columns: tuple[tuple[str, str, str], ...]
    headings_off: tuple[str, ...]
    workers: int
    workers_met: int
    rows_joined: int
    rows_unmatched: int
    rows_ambiguous: int
    rows_without_worker: int

    def to_text(self) -> str:
        """JSON of all of it."""
        return TypeAdapter(WorkforceJoin).dump_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> WorkforceJoin:
        """What `to_text` wrote.

        Raises:
            pydantic.ValidationError: the text is something else.
        """
        return TypeAdapter(WorkforceJoin).validate_json(text)


@dataclass(frozen=True)
class Intake:
    """Everything read from one or more files, lists in the form's order.

    `mapping` is what was decided by hand before the reading, `workforce` what was joined after it.
    """

    lists: tuple[ReadList, ...]
    flags: tuple[Flag, ...]
    refused: tuple[Refusal, ...]
    files: tuple[SourceFile, ...]
    mapping: ListMapping = field(default_factory=ListMapping)
    workforce: WorkforceJoin | None = None

    @property
    def rows(self) -> int:
        """The rows of all lists together."""
        return sum(each.rows for each in self.lists)

    @property
    def sha256(self) -> str:
        """The hash of the one file; of several, that of their sorted hashes, one to a line.

        So it does not depend on the order in which files were named, and anyone can recompute it:
        `sha256sum FILE… | cut -c1-64 | sort | sha256sum`.
        """
        hashes = sorted(file.sha256 for file in self.files)
        if len(hashes) == 1:
            return hashes[0]
        return hashlib.sha256("".join(f"{each}\n" for each in hashes).encode()).hexdigest()

    def to_json(self) -> IntakeJson:
        """The document of `intake inspect --json`, with exactly its promised keys."""
        return {
            "lists": [
                {
                    "list": each.list,
                    "file": each.file,
                    "sheet": each.sheet,
                    "header_row": each.header_row,
                    "rows": each.rows,
                    "columns_unknown": list(each.columns_unknown),
                    "columns_missing": list(each.columns_missing),
                }
                for each in self.lists
            ],
            "flags": [
                {
                    "list": flag.list,
                    "row": flag.row,
                    "column": flag.column,
                    "code": flag.code,
                    "was": flag.was,
                    "used": flag.used,
                }
                for flag in self.flags
            ],
            "refused": [
                {"file": each.file, "code": each.code, "message": each.message}
                for each in self.refused
            ],
        }


@dataclass(frozen=True)
class Progress:
    """How far reading has come: rows done of rows on the sheet, 0 of 0 while a file is checked."""

    file: str
    sheet: str
    done: int
    total: int


ProgressReport = Callable[[Progress], None]
Cancelled = Callable[[], bool]


class IntakeCancelledError(InspectorError):
    """The user stopped the reading."""

    def __init__(self) -> None:
        super().__init__(
            "intake-cancelled",
            "Reading the lists was stopped.",
            kept="Nothing was imported; the files were not changed.",
            next_step="Start the import again when you are ready.",
        )
