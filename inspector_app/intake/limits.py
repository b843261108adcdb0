"""What is refused before it is read, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "CELLS_MOST",
    "FAILED_MOST",
    "FILE_BYTES_MOST",
    "MERGED_MOST",
    "ROWS_MOST",
    "TEXT_BYTES_MOST",
    "UNPACKED_BYTES_MOST",
    "MergedRange",
    "RefusedFileError",
    "Survey",
    "UnsavedFormula",
    "damaged",
    "encrypted",
    "too_large",
]

FILE_BYTES_MOST = 200 * 1024 * 1024
UNPACKED_BYTES_MOST = 1024 * 1024 * 1024
"""A sheet of 100,000 rows and 25 columns unpacks to about 130 MiB."""

ROWS_MOST = 299_999
CELLS_MOST = 12_000_000
"""Readers hold a sheet as one block from its first to its last cell, at 32 bytes and more for each
cell, so a single stray cell in a far corner would cost gigabytes. 100,000 rows may have 120
columns, 40,000 rows 300."""

MERGED_MOST = 100_000
"""Merged ranges of one sheet."""

FAILED_MOST = 1_000_000
"""Formulas in one sheet that failed or whose result was not saved."""

TEXT_BYTES_MOST = 512 * 1024 * 1024
"""All texts of one sheet, each counted as often as it is used."""


class RefusedFileError(Exception):
    """A file is not taken; never leaves this package."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class MergedRange(NamedTuple):
    """A range of merged cells: first and last row, and its first column, from 0."""

    first: int
    last: int
    column: int


class UnsavedFormula(str):
    """A formula, as text, whose result does not stand in the file."""

    __slots__ = ()


@dataclass(frozen=True)
class Survey:
    """What was seen before the reader proper opens the file; rows and columns from 0.

    `errors` has, per sheet, the cells that hold a formula's error or no result of a formula,
    which the reader shows as blank: by (row, column) the error as displayed, or the formula.
    `merged` has, per sheet, the ranges that reach over several rows. `from_1904`: days are
    numbered from 1 January 1904. `plain` are the sheets that no parser went through.
    """

    errors: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    merged: Mapping[str, Sequence[MergedRange]] = field(default_factory=dict)
    from_1904: bool = False
    plain: frozenset[str] = frozenset()


def damaged(what: str) -> RefusedFileError:
    """The refusal of a file that cannot be read to its end."""
    return RefusedFileError(
        "damaged-file",
        f"The file is damaged or incomplete ({what}). Ask the authority to send it again.",
    )


def encrypted() -> RefusedFileError:
    """The refusal of a file that wants a password."""
    return RefusedFileError(
        "encrypted-workbook",
        "The workbook is protected with a password. Open it in Excel, save a copy without the"
        " password in a protected place, and import that.",
    )


def too_large(what: str) -> RefusedFileError:
    """The refusal of a file that would take more memory than the lists of any authority need."""
    return RefusedFileError(
        "too-large",
        f"The file is larger than the lists of any authority: {what}.",
    )
