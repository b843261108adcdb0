"""What was written into a workbook, and every oddity that was planted in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inspector_app.demo.workbook_dialect import CodeStyle, DateStyle

__all__ = ["Oddity", "OddityKind", "SheetManifest", "WorkbookManifest"]

OddityKind = Literal[
    "adult-in-need",  # somebody of 21 among the children in need
    "age-in-decimals",
    "age-under-one",  # '<1' where a whole number should stand
    "blank-row",
    "duplicate-row",
    "ended-before-it-began",
    "formula",  # a date reckoned by a formula; the value is kept beside it
    "header-spelling",  # the row is the heading's
    "in-the-future",
    "impossible-date",  # 31/02/2026
    "no-break-space",  # in an identifier
    "not-a-date",  # words in a column of dates
    "not-available",  # '#N/A' as text
    "not-available-error",  # the error value #N/A
    "plan-before-birth",  # in order: a child can have a plan before birth
    "two-birth-dates",  # differs from what list 6 says
    "unborn",  # age -1 and an expected date: in order
    "unknown-code",
    "wrong-letter",  # the letter belongs to another code than the words
]


@dataclass(frozen=True)
class Oddity:
    """One oddity: where it stands and what it means.

    `row` counts from 1 as the spreadsheet does; `column` is the form's heading, with `letter`
    (both empty for a whole row). `was` is what the cell shows; `means` what stands behind it,
    empty where nothing does.
    """

    kind: OddityKind
    list_number: int
    row: int
    column: str
    letter: str
    was: str
    means: str


@dataclass(frozen=True)
class SheetManifest:
    """One list's sheet. `rows`: rows with anything in them, below the headings."""

    list_number: int
    sheet: str
    header_row: int
    rows: int
    dates: DateStyle
    codes: CodeStyle


@dataclass(frozen=True)
class WorkbookManifest:
    """A workbook as written."""

    sheets: tuple[SheetManifest, ...]
    oddities: tuple[Oddity, ...]

    def of(self, kind: OddityKind) -> tuple[Oddity, ...]:
        """The oddities of one kind, in the order of lists and rows."""
        return tuple(oddity for oddity in self.oddities if oddity.kind == kind)
