"""Turns cells into the text that is kept, one converter per kind of column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from inspector_app.intake.dates import read_date
from inspector_app.intake.identifiers import normalise_identifier
from inspector_app.intake.limits import UnsavedFormula
from schemas.annex_a import AnnexA, CodeSet, ColumnSpec

__all__ = [
    "Cell",
    "Converter",
    "as_typed",
    "converter_for",
    "decided_by_hand",
    "formula_failed",
    "is_blank_row",
    "numbered_from_1904",
    "text_of",
]

Cell = int | float | str | bool | time | date | datetime | timedelta
"""What the spreadsheet reader gives; '' is an empty cell."""

Converter = Callable[[Cell], tuple[str, str | None]]
"""Gives the text that is kept, and the code of what was odd, None where nothing was."""

_DAYS_TO_1904 = 1462
_BLANKS = re.compile(r"\s+")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
# What databases and people write for 'nothing' in a column of dates, numbers or codes.
_NOTHING = frozenset({"n/a", "na", "null", "none", "nil", "-", "--", ".", "(blank)", "nan"})
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_LOST_DIGITS = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,20})?")
_UNDER_ONE = re.compile(r"<\s*1(?:\s*y.*)?|\d{1,2}\s*(?:m|mths?|months?|w|wks?|weeks?|d|days?)")
_YEARS = re.compile(r"(\d{1,2})\s*(?:y|yrs?|years?)(?:\s*(?:old|\d+\s*m.*))?")
_UNBORN = frozenset({"unborn", "ub", "pre-birth", "prebirth"})


def text_of(cell: Cell) -> str:
    """One line of plain text: blanks of every kind become one, control characters go."""
    if isinstance(cell, str):
        text = cell
    elif isinstance(cell, float) and cell.is_integer():
        text = f"{cell:.0f}"
    else:
        text = str(cell)
    text = _BLANKS.sub(" ", text).strip()
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


def as_typed(cell: Cell) -> str:
    """What stood in a cell, for showing in a flag: at most 200 characters of one line."""
    text = text_of(cell)
    return text if len(text) <= 200 else text[:199] + "…"


def formula_failed(cell: Cell) -> bool:
    """Whether a cell has a formula's error, or no result of it, instead of a value."""
    if isinstance(cell, UnsavedFormula):
        return True
    return isinstance(cell, str) and bool(_ERROR.fullmatch(text_of(cell).upper()))


def is_blank_row(cells: list[Cell]) -> bool:
    """Whether nothing but blanks stands in a row."""
    for cell in cells:
        if cell != "" and not (isinstance(cell, str) and cell.isspace()):
            # Nearly always the first cell, an identifier.
            return False
    return True


def converter_for(column: ColumnSpec | None, annex: AnnexA) -> Converter:
    """The converter of a column; of None, a column the form does not know."""
    if column is None:
        return _checked(_text)
    kinds: dict[str, Converter] = {
        "identifier": _identifier,
        "date": _date,
        "postcode": _postcode,
        "text": _text,
    }
    if column.kind in kinds:
        return _checked(kinds[column.kind])
    if column.kind == "whole-number":
        return _checked(_whole_number(column))
    codes = annex.codes(column)
    return _checked(_text if codes is None else _code(codes))


def numbered_from_1904(convert: Converter) -> Converter:
    """A converter of dates for a workbook that numbers days from 1 January 1904."""

    def counted(cell: Cell) -> tuple[str, str | None]:
        # A date of eight digits, such as 20260131, is written, not counted.
        if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e6:
            return convert(cell + _DAYS_TO_1904)
        return convert(cell)

    return counted


def decided_by_hand(codes: Mapping[str, str], convert: Converter) -> Converter:
    """A converter that takes typed values for the codes that were decided by hand.

    Args:
        codes: by the typed value, casefolded.
        convert: what is not among them.
    """

    def decided(cell: Cell) -> tuple[str, str | None]:
        code = codes.get(text_of(cell).casefold())
        return convert(cell) if code is None else (code, "code-mapped")

    return decided


def _checked(convert: Converter) -> Converter:
    """Blanks stay blank, and a formula's error is never taken for a value."""

    def checked(cell: Cell) -> tuple[str, str | None]:
        if isinstance(cell, str):
            text = text_of(cell)
            if not text:
                return "", None
            if _ERROR.fullmatch(text.upper()):
                return "", "formula-error"
            if isinstance(cell, UnsavedFormula):
                return "", "formula-unsaved"
        return convert(cell)

    return checked


def _text(cell: Cell) -> tuple[str, str | None]:
    return text_of(cell), None


def _identifier(cell: Cell) -> tuple[str, str | None]:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return text_of(cell), "identifier-odd"
    text = normalise_identifier(cell)
    if isinstance(cell, str) and _LOST_DIGITS.fullmatch(text):
        return text, "identifier-lost-digits"
    if isinstance(cell, float) and abs(cell) >= 1e15:
        # A spreadsheet keeps fifteen digits of a number: the last ones are not the child's.
        return text, "identifier-lost-digits"
    if isinstance(cell, str) and text != cell.strip(" "):
        return text, "identifier-respelt"
    return text, None


def _date(cell: Cell) -> tuple[str, str | None]:
    if isinstance(cell, str):
        cell = text_of(cell)
        if cell.lower() in _NOTHING:
            return "", "not-a-value"
    return read_date(cell)


def _postcode(cell: Cell) -> tuple[str, str | None]:
    text = text_of(cell)
    return text, None if _POSTCODE.fullmatch(text) else "postcode-odd"


def _code(codes: CodeSet) -> Converter:
    def convert(cell: Cell) -> tuple[str, str | None]:
        text = text_of(cell)
        found = codes.find(text)
        if found is None:
            return (text, "not-a-value") if text.lower() in _NOTHING else (text, "code-unknown")
        if codes.contradicts(text):
            return found.code, "code-letter-differs"
        return found.code, None if text == found.code else "code-respelt"

    return convert


def _whole_number(column: ColumnSpec) -> Converter:
    age = column.name.startswith("Age ")

    def convert(cell: Cell) -> tuple[str, str | None]:
        text = text_of(cell).lower()
        if text in _NOTHING:
            return "", "not-a-value"
        if age and not _NUMBER.fullmatch(text):
            return _age_in_words(text)
        if not _NUMBER.fullmatch(text):
            return "", "number-unreadable"
        number = float(text)
        if not number.is_integer():
            return str(math.floor(number)), "age-decimal" if age else "number-decimal"
        if column.least is not None and number < column.least:
            return f"{number:.0f}", "number-out-of-range"
        return f"{number:.0f}", None

    return convert


def _age_in_words(text: str) -> tuple[str, str | None]:
    if text in _UNBORN:
        return "-1", "age-in-words"
    if _UNDER_ONE.fullmatch(text):
        return "0", "age-in-words"
    if found := _YEARS.fullmatch(text):
        return found[1], "age-in-words"
    return "", "number-unreadable"
