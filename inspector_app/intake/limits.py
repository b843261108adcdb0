"""What is refused before it is read, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "COLUMNS_MOST",
    "FILE_BYTES_MOST",
    "ROWS_MOST",
    "TEXT_BYTES_MOST",
    "UNPACKED_BYTES_MOST",
    "RefusedFileError",
    "Survey",
    "damaged",
    "encrypted",
    "too_large",
]

FILE_BYTES_MOST = 200 * 1024 * 1024
UNPACKED_BYTES_MOST = 1024 * 1024 * 1024
"""A sheet of 100,000 rows and 25 columns unpacks to about 130 MiB."""

ROWS_MOST = 299_999
COLUMNS_MOST = 104
"""Column CZ. Readers hold a sheet as one block from its first to its last cell, so a single stray
cell in a far corner would cost gigabytes."""

TEXT_BYTES_MOST = 512 * 1024 * 1024
"""All texts of one sheet, each counted as often as it is used."""


class RefusedFileError(Exception):
    """A file is not taken; never leaves this package."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Survey:
    """What was seen before the reader proper opens the file.

    `errors` has, per sheet, the cells that hold a formula's error, which the reader shows as
    blank: (row, column), both from 0, and the error as displayed.
    """

    errors: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)


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
