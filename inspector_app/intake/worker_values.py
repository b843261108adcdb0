"""What is kept of a worker's characteristics: codes, bands, and a code in place of a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeAlias

from inspector_app.intake.cells import Cell, formula_failed, text_of
from inspector_app.intake.checks import whole_years
from inspector_app.intake.dates import read_date
from inspector_app.intake.worker_names import looks_like_code, name_keys
from schemas.annex_a import header_key
from schemas.annex_a.workforce import WorkforceColumn, load_workforce

__all__ = ["Reader", "SupervisorCodes", "reader_of"]

Reader: TypeAlias = Callable[[Cell], tuple[str, str | None]]
"""Gives the text that is kept, and the code of what was odd, None where nothing was."""

_YEARS = re.compile(
    r"(\d{1,2}(?:\.\d+)?)\s*(?:y|yrs?|years?)?(?:[ ,]*(?:and\s*)?(\d{1,2})\s*(?:m|mths?|months?))?"
)
_MONTHS = re.compile(r"(\d{1,3})\s*(?:m|mths?|months?)")
_YEARS_MOST = 60
_FIRST_SERIAL = 10_000
"""As a serial number 18 May 1927: nobody who started before is still at work."""


class SupervisorCodes:
    """Codes in place of supervisors' names, S01 and on, in the order in which they are met.

    A supervisor's name would stand in strata and certificates; what is a code stays as it is.
    """

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def of(self, cell: Cell) -> tuple[str, str | None]:
        """The code of one supervisor."""
        if formula_failed(cell):
            return "", "formula-error"
        text = text_of(cell)
        keys = name_keys(text)
        if not keys or looks_like_code(text):
            return text, None
        return self._codes.setdefault(keys[-1], f"S{len(self._codes) + 1:02}"), None


def reader_of(
    column: WorkforceColumn, heading: str, on: date, supervisors: SupervisorCodes
) -> Reader:
    """How the cells of a characteristic are read; a length of service is counted up to `on`."""
    if column.kind == "person":
        return supervisors.of
    if column.kind == "code":
        return _coded(column)
    if column.kind == "length-of-service":
        in_months = header_key(heading) in map(header_key, column.in_months)
        return _service(on, in_months=in_months)
    return _text


def _text(cell: Cell) -> tuple[str, str | None]:
    return ("", "formula-error") if formula_failed(cell) else (text_of(cell), None)


def _coded(column: WorkforceColumn) -> Reader:
    def read(cell: Cell) -> tuple[str, str | None]:
        if formula_failed(cell):
            return "", "formula-error"
        text = text_of(cell)
        if not text:
            return "", None
        found = column.code_set.find(text)
        return (found.code, None) if found else (text, "code-unknown")

    return read


def _service(on: date, *, in_months: bool) -> Reader:
    spec = load_workforce()

    def read(cell: Cell) -> tuple[str, str | None]:
        if formula_failed(cell):
            return "", "formula-error"
        text = text_of(cell).casefold()
        if not text:
            return "", None
        if isinstance(cell, str) and (named := spec.named_band(text)):
            return named, None
        years = _years(text, in_months=in_months)
        if years is None:
            started, _ = read_date(cell if isinstance(cell, date | datetime) else _number(text))
            if not started:
                return "", "number-unreadable"
            years = whole_years(started, on.isoformat())
            if years < 0:
                return "", "date-in-future"
        return spec.band(years), None

    return read


def _number(text: str) -> str | float:
    """A serial number as a number, so that it is read as a date."""
    return (
        float(text) if text.replace(".", "", 1).isdigit() and float(text) >= _FIRST_SERIAL else text
    )


def _years(text: str, *, in_months: bool) -> float | None:
    """A length of service in years, None where the text is something else."""
    if found := _MONTHS.fullmatch(text):
        return int(found[1]) / 12
    if in_months and text.replace(".", "", 1).isdigit():
        return float(text) / 12
    if found := _YEARS.fullmatch(text):
        years = float(found[1]) + int(found[2] or 0) / 12
        return years if years <= _YEARS_MOST else None
    return None
