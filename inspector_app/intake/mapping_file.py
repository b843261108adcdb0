"""Reads a mapping that scripts write: TOML, refused with file, line and key where it is wrong.

[[sheets]]
sheet = "CIN extract"        # of a CSV file, its name without the ending
list = 6
header_row = 3               # may be left out

[[headings]]
list = 6
heading = "Client number"
column = "Child Unique ID"

[[values]]
list = 6
column = "Gender"
value = "Woman"
code = "b) Female"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.intake.headers import HEADER_ROW_LAST
from inspector_app.intake.mapping import (
    HeadingDecision,
    ListMapping,
    SheetDecision,
    ValueDecision,
    heading_key,
    value_key,
)
from schemas.annex_a import AnnexA, ListSpec, load_annex_a
from schemas.toml_file import KeyPath, Problem, TomlText, parse_toml, shape_problems, shaped

__all__ = ["read_mapping"]

_Decided = TypeVar("_Decided", HeadingDecision, ValueDecision, SheetDecision)

_BYTES_MOST = 4 * 1024 * 1024


@dataclass(config={"extra": "forbid"})
class _Sheet:
    sheet: str
    list: int
    header_row: int | None = None


@dataclass(config={"extra": "forbid"})
class _Heading:
    list: int
    heading: str
    column: str


@dataclass(config={"extra": "forbid"})
class _Value:
    list: int
    column: str
    value: str
    code: str


@dataclass(config={"extra": "forbid"})
class _File:
    """The tables of the file; a key that is none of the fields is a mistake."""

    sheets: tuple[_Sheet, ...] = ()
    headings: tuple[_Heading, ...] = ()
    values: tuple[_Value, ...] = ()


def read_mapping(path: Path) -> ListMapping:
    """The decisions of a file, columns and codes as the form prints them.

    Raises:
        InspectorError: `mapping-not-readable`; `bad-mapping` naming file, line and key.
    """
    toml = parse_toml(_text(path))
    if isinstance(toml, Problem):
        raise _bad(path, (toml,))
    try:
        file = shaped(TypeAdapter(_File), toml)
    except ValidationError as error:
        raise _bad(path, shape_problems(error, toml)) from None
    checker = _Checker(toml, load_annex_a())
    mapping = ListMapping(
        tuple(checker.sheets(file.sheets)),
        tuple(checker.headings(file.headings)),
        tuple(checker.values(file.values)),
    )
    if checker.problems:
        raise _bad(path, checker.problems)
    return mapping


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_BYTES_MOST).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError):
        raise InspectorError(
            "mapping-not-readable",
            "The mapping cannot be read as a text file.",
            kept="Nothing was imported.",
            next_step="Check its name; it must be TOML in UTF-8.",
        ) from None


def _bad(path: Path, problems: Iterable[Problem]) -> InspectorError:
    first, *more = sorted(problems, key=lambda each: each.line)
    others = f" {len(more)} more of its lines are wrong." if more else ""
    return InspectorError(
        "bad-mapping",
        f"The mapping {path.name} is wrong in line {first.line}, {first.key or 'file'}:"
        f" {first.message}.{others}",
        kept="Nothing was imported.",
        next_step="Mend that line; the guide's page on importing has an example.",
    )


class _Checker:
    """Looks lists, columns and codes up; what is typed in the file is never repeated."""

    def __init__(self, toml: TomlText, annex: AnnexA) -> None:
        self.problems: list[Problem] = []
        self._toml = toml
        self._annex = annex
        self._places: dict[object, KeyPath] = {}

    def sheets(self, found: Iterable[_Sheet]) -> Iterator[SheetDecision]:
        for at, each in enumerate(found):
            path: KeyPath = ("sheets", at)
            self._list(path, each.list)
            if not value_key(each.sheet):
                self._problem((*path, "sheet"), "names no sheet")
            row = each.header_row
            if row is not None and not 1 <= row <= HEADER_ROW_LAST:
                self._problem((*path, "header_row"), f"must be from 1 to {HEADER_ROW_LAST}")
            yield self._once(path, SheetDecision(each.sheet, each.list, row))

    def headings(self, found: Iterable[_Heading]) -> Iterator[HeadingDecision]:
        for at, each in enumerate(found):
            path: KeyPath = ("headings", at)
            if not heading_key(each.heading):
                self._problem((*path, "heading"), "names no heading")
            spec = self._list(path, each.list)
            column = spec.column(each.column) if spec else None
            if spec and column is None:
                self._problem((*path, "column"), f"list {spec.number} has no such column")
            name = column.name if column else each.column
            yield self._once(path, HeadingDecision(each.list, each.heading, name))

    def values(self, found: Iterable[_Value]) -> Iterator[ValueDecision]:
        for at, each in enumerate(found):
            path: KeyPath = ("values", at)
            if not value_key(each.value):
                self._problem((*path, "value"), "an empty cell cannot be a code")
            decision = ValueDecision(each.list, each.column, each.value, each.code)
            yield self._once(path, self._coded(path, decision))

    def _coded(self, path: KeyPath, decision: ValueDecision) -> ValueDecision:
        spec = self._list(path, decision.list)
        column = spec.column(decision.column) if spec else None
        if spec is None or column is None:
            if spec:
                self._problem((*path, "column"), f"list {spec.number} has no such column")
            return decision
        codes = self._annex.codes(column)
        if codes is None:
            self._problem((*path, "column"), "the form has no codes for this column")
            return decision
        code = codes.find(decision.code)
        if code is None:
            self._problem((*path, "code"), "not one of the column's codes")
            return decision
        return replace(decision, column=column.name, code=code.code)

    def _list(self, path: KeyPath, number: int) -> ListSpec | None:
        try:
            return self._annex.list(number)
        except KeyError:
            self._problem((*path, "list"), "the lists are numbered 1 to 11")
            return None

    def _once(self, path: KeyPath, decision: _Decided) -> _Decided:
        key = (path[0], decision.place)
        first = self._places.setdefault(key, path)
        if first != path:
            self._problem(path, f"decided already in line {self._toml.line(first)}")
        return decision

    def _problem(self, path: KeyPath, message: str) -> None:
        self.problems.append(self._toml.problem(path, message))
