"""Dates in every form that arrives, as YYYY-MM-DD."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

__all__ = ["ReadDate", "read_date"]

ReadDate = tuple[str, str | None]
"""The date as YYYY-MM-DD, '' where none could be read, and the code of what was odd about it."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_BRITISH = re.compile(
    r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?"
)
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]([A-Za-z]{3,9})\.?,?[- ](\d{4}|\d{2})")
_NUMBER = re.compile(r"\d{1,8}(?:\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Day 0 of the serial numbers of Excel and LibreOffice; the former's 29 February 1900 is before
# any date in these lists.
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST, _LAST = date(1900, 1, 1), date(2099, 12, 31)
_FIRST_SERIAL = (date(1900, 3, 1) - _SERIAL_ZERO).days
_LAST_SERIAL = (_LAST - _SERIAL_ZERO).days


def read_date(cell: object) -> ReadDate:
    """The date a cell means: a date, a serial number, ISO, dd/mm/yyyy or '8 Jan 2000'.

    Nothing is guessed: 'May be 8 Jan 2000' gives ''. A serial number (`date-serial`), a year of
    two digits (`date-short-year`) and a month first (`date-month-first`, only where day first is
    impossible) are read and told.
    """
    if isinstance(cell, datetime):
        return _within(cell.date(), None)
    if isinstance(cell, date):
        return _within(cell, None)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return "", "date-unreadable"
    if isinstance(cell, str):
        return _from_text(cell.strip())
    return _from_number(cell)


def _within(found: date, odd: str | None) -> ReadDate:
    if _FIRST <= found <= _LAST:
        return found.isoformat(), odd
    return found.isoformat(), "date-out-of-range"


def _from_number(number: float) -> ReadDate:
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return _within(_SERIAL_ZERO + timedelta(days=int(number)), "date-serial")
    if float(number).is_integer() and len(digits := str(int(number))) == 8:
        return _built(digits[:4], digits[4:6], digits[6:], "date-serial")
    return "", "date-unreadable"


def _from_text(text: str) -> ReadDate:
    if found := _ISO.fullmatch(text):
        return _built(found[1], found[2], found[3], None)
    if found := _BRITISH.fullmatch(text):
        return _british(found[1], found[2], found[3])
    if found := _WORDS.fullmatch(text):
        name = found[2].lower()[:3]
        if name in _MONTHS:
            return _british(found[1], str(_MONTHS.index(name) + 1), found[3])
    if _NUMBER.fullmatch(text):
        return _from_number(float(text))
    return "", "date-unreadable"


def _british(day: str, month: str, year: str) -> ReadDate:
    odd = None
    if len(year) == 2:
        # Children and young people up to 25, and recent events: nothing reaches back to 1970.
        year = ("20" if int(year) < 70 else "19") + year
        odd = "date-short-year"
    if int(month) > 12 >= int(day):
        day, month, odd = month, day, "date-month-first"
    return _built(year, month, day, odd)


def _built(year: str, month: str, day: str, odd: str | None) -> ReadDate:
    try:
        return _within(date(int(year), int(month), int(day)), odd)
    except ValueError:
        return "", "date-unreadable"
