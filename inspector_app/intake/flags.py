"""Collects what is odd, within bounds, so that one bad column cannot fill the memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from inspector_app.intake.models import Flag

__all__ = ["FLAGS_MOST", "FLAG_CODES", "FlagBook", "Place", "column_letter", "place_on_sheet"]

FLAGS_MOST = 10_000
"""Flags of one kind in one column; further ones are told once, as a number."""

FLAG_CODES = {
    "age-decimal": "not whole years; rounded down",
    "age-in-words": "the age stands in words",
    "age-outside-list": "the age does not belong on this list",
    "birth-dates-differ": "this child has another date of birth elsewhere",
    "blank": "the form expects something here",
    "cell-merged": "merged with a cell above, whose value was taken",
    "characters-lost": "some characters could not be read in the file's encoding",
    "child-twice": "the list has one row per child, and this child has another row",
    "code-letter-differs": "letter and words name different codes; the words were used",
    "code-mapped": "decided by hand to be this code (told once for each way of writing it)",
    "code-respelt": "the code is written in another way (told once for each way)",
    "code-unknown": "not a code of the form, or it could be several; kept as it is",
    "column-empty": "nothing stands in this column, though the form expects it",
    "date-in-future": "the date lies after the day of the import",
    "date-month-first": "month before day, as the day before month is impossible",
    "date-out-of-range": "not a date of this or the last century",
    "date-serial": "a number that is a date",
    "date-short-year": "the year has two digits",
    "date-unreadable": "no date can be made of this for certain; left blank",
    "ends-before-start": "it ends before it starts",
    "formula-error": "a formula failed here; left blank",
    "formula-unsaved": "the file has a formula without its result; left blank",
    "genders-differ": "this child has another gender elsewhere",
    "header-repeated": "the headings stand here again; not counted as a row",
    "heading-again": "this column has the heading of another; kept under a name of its own",
    "heading-mapped": "decided by hand to be this column",
    "heading-missing": "something stands in a column without a heading; not kept",
    "identifier-blank": "no identifier: the row cannot be sampled",
    "identifier-lost-digits": "the spreadsheet has rounded this identifier",
    "identifier-odd": "this is no identifier",
    "identifier-respelt": "written with hidden blanks or as a decimal number; mended",
    "list-again": "another sheet or file has the same list; both were read",
    "list-mapped": "decided by hand to be this list",
    "more-of-these": "further flags of this kind in this column, as a number",
    "not-a-value": "stands for 'nothing'",
    "not-in-need": "a child with an open plan or in care, who is not on list 6",
    "number-decimal": "not a whole number; rounded down",
    "number-out-of-range": "less than is possible",
    "number-unreadable": "no number can be made of this; left blank",
    "postcode-odd": "not a postcode",
    "row-duplicate": "the whole row stands on the list already; both are kept",
    "worker-ambiguous": "several workers have this name; not joined (told once for each)",
    "worker-by-team": "several workers have this name; that of the row's team was taken",
    "worker-nameless": "a row of the list of workers names nobody; not used",
    "worker-unmatched": "not in the list of workers; not joined (told once for each)",
}
"""Every code a flag can have, and what it says to a reader."""


def place_on_sheet(flag: Flag) -> tuple[int, int, str]:
    """Sorts flags by row, then from left to right."""
    return flag.row, len(flag.column), flag.column


def column_letter(position: int) -> str:
    """The letter of a column counted from 0: A to Z, then AA and so on."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Place:
    """The list, file and sheet that flags are about."""

    list: int
    file: str
    sheet: str


class FlagBook:
    """The flags of one sheet."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._flags: list[Flag] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._next: dict[tuple[str, str], int] = {}

    def add(self, code: str, row: int, column: str, was: str, used: str) -> None:
        """Notes one oddity; `row` counts from 1, `column` is a letter."""
        kind = (column, code)
        self._counts[kind] += 1
        if self._counts[kind] <= FLAGS_MOST:
            self._flags.append(self._flag(code, row, column, was, used))
        else:
            self._next.setdefault(kind, row)

    def once(self, code: str, row: int, column: str, was: str, used: str) -> None:
        """Notes an oddity of a column the first time only."""
        if not self._counts[column, code]:
            self.add(code, row, column, was, used)

    def drop(self, code: str, column: str) -> None:
        """Takes back all flags of a kind in a column: something said once replaces them."""
        self._flags = [flag for flag in self._flags if (flag.column, flag.code) != (column, code)]
        self._counts.pop((column, code), None)
        self._next.pop((column, code), None)

    def count(self, code: str, column: str) -> int:
        """How often an oddity was noted in a column, told or not."""
        return self._counts[column, code]

    def all(self) -> tuple[Flag, ...]:
        """The flags by row and column."""
        more = [
            self._flag("more-of-these", row, kind[0], kind[1], str(self._counts[kind] - FLAGS_MOST))
            for kind, row in self._next.items()
        ]
        return tuple(sorted(self._flags + more, key=place_on_sheet))

    def _flag(self, code: str, row: int, column: str, was: str, used: str) -> Flag:
        place = self._place
        return Flag(place.list, row, column, code, was, used, place.file, place.sheet)
