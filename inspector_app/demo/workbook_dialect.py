"""How a workbook is laid out and how its cells are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import ClassVar, Literal

from inspector_app.demo.authority_lists import Cell
from schemas.annex_a import CodeSet, ColumnSpec, load_annex_a
from schemas.demo import load_demo

__all__ = ["CodeStyle", "DateStyle", "Dialect", "ListLayout", "load_dialect", "said"]

DateStyle = Literal["date", "serial", "text", "iso"]
CodeStyle = Literal["printed", "bare", "census", "words"]
IdentifierStyle = Literal["number", "text"]

_STRICT = {"extra": "forbid"}
_LETTER = re.compile(r"^[a-z]{1,2}\d?\)\s*")
_DAY_ZERO = date(1899, 12, 30)
# A number beside which another code has the same words.
_AMBIGUOUS_WORDS = frozenset({"contact-referral-source"})


@dataclass(frozen=True)
class ListLayout:
    """One list's sheet: its name, the row of its headings (from 1), how its cells are written."""

    __pydantic_config__: ClassVar = _STRICT

    number: int
    sheet: str
    header_row: int
    dates: DateStyle = "date"
    codes: CodeStyle = "printed"
    identifiers: IdentifierStyle = "number"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dialect:
    """A workbook's layout. `odd`: oddities are planted in its rows; `front`: sheets before."""

    __pydantic_config__: ClassVar = _STRICT

    odd: bool
    front: tuple[str, ...]
    lists: tuple[ListLayout, ...]


@cache
def _dialects() -> Mapping[str, Dialect]:
    return load_demo("dialects.toml", dict[str, Dialect])


def load_dialect(name: Literal["as-sent", "as-asked"]) -> Dialect:
    """A layout: 'as-sent' with the oddities of real workbooks, 'as-asked' as the form is printed.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return _dialects()[name]


def said(cell: Cell, column: ColumnSpec, layout: ListLayout) -> Cell:
    """The cell as this layout writes it. A `date` stays one only where dates are date cells."""
    if cell is None:
        return None
    if isinstance(cell, date):
        return _date(cell, layout.dates)
    if column.kind == "identifier" and layout.identifiers == "number":
        return int(cell)
    if column.kind == "code" and isinstance(cell, str):
        return _code(cell, load_annex_a().code_sets[column.codes], layout.codes)
    return cell


def _date(day: date, style: DateStyle) -> Cell:
    if style == "date":
        return day
    if style == "serial":
        return (day - _DAY_ZERO).days
    return day.isoformat() if style == "iso" else day.strftime("%d/%m/%Y")


def _code(printed: str, codes: CodeSet, style: CodeStyle) -> str:
    if style == "printed":
        return printed
    found = codes.find(printed)
    if found is None:
        return printed
    if style == "census" and found.census:
        return found.census
    if style == "words" and codes.name not in _AMBIGUOUS_WORDS:
        return found.label
    return _LETTER.sub("", printed)
