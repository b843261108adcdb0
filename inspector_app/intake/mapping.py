"""Decisions by hand: which printed heading is which column, which typed value is which code.

A mapping is plain data: the screens build it decision by decision, scripts write it as a file
(`mapping_file`), frames keep the one that was used, and it is remembered for the authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from inspector_app.intake.cells import text_of
from schemas.annex_a import header_key

__all__ = [
    "Decision",
    "HeadingDecision",
    "ListMapping",
    "SheetDecision",
    "ValueDecision",
    "combined",
    "heading_key",
    "value_key",
    "with_decision",
    "without_decision",
]


@dataclass(frozen=True, slots=True)
class HeadingDecision:
    """On list `list` (1 to 11) a printed heading is that column of the form.

    How it is written does not matter: case, blanks and punctuation do not count.
    """

    list: int
    heading: str
    column: str

    @property
    def place(self) -> tuple[int, str]:
        """What is decided about: there is one decision for each."""
        return self.list, heading_key(self.heading)


@dataclass(frozen=True, slots=True)
class ValueDecision:
    """In that column of the form a typed value is that code, as the form prints it.

    Capitals and blanks around it do not count.
    """

    list: int
    column: str
    value: str
    code: str

    @property
    def place(self) -> tuple[int, str, str]:
        """What is decided about: there is one decision for each."""
        return self.list, self.column, value_key(self.value)


@dataclass(frozen=True, slots=True)
class SheetDecision:
    """A sheet of that name is that list; of a CSV file, its name without the ending is meant.

    `header_row` is the number of the row of headings, from 1; None where it can be found.
    """

    sheet: str
    list: int
    header_row: int | None = None

    @property
    def place(self) -> str:
        """What is decided about: there is one decision for each."""
        return value_key(self.sheet)


Decision: TypeAlias = HeadingDecision | ValueDecision | SheetDecision
_D = TypeVar("_D", HeadingDecision, ValueDecision, SheetDecision)


@dataclass(frozen=True)
class ListMapping:
    """Every decision made by hand; empty where nothing was decided."""

    sheets: tuple[SheetDecision, ...] = ()
    headings: tuple[HeadingDecision, ...] = ()
    values: tuple[ValueDecision, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sheets or self.headings or self.values)

    def __len__(self) -> int:
        return len(self.sheets) + len(self.headings) + len(self.values)

    def sheet(self, name: str) -> SheetDecision | None:
        """What was decided about a sheet."""
        return self._sheets.get(value_key(name))

    def column(self, number: int, heading: str) -> str | None:
        """The form's column that a printed heading of a list is, None where nothing was decided."""
        return self._headings.get((number, heading_key(heading)))

    def codes(self, number: int, column: str) -> Mapping[str, str]:
        """The codes of a column's typed values, by `value_key`."""
        return self._codes.get((number, column), {})

    def to_text(self) -> str:
        """JSON of every decision."""
        return _ADAPTER.dump_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> ListMapping:
        """The mapping that `to_text` wrote.

        Raises:
            ValueError: the text is none.
        """
        try:
            return _ADAPTER.validate_json(text)
        except ValidationError:
            raise ValueError("this is no mapping") from None

    @cached_property
    def _sheets(self) -> dict[str, SheetDecision]:
        return {each.place: each for each in self.sheets}

    @cached_property
    def _headings(self) -> dict[tuple[int, str], str]:
        return {each.place: each.column for each in self.headings}

    @cached_property
    def _codes(self) -> dict[tuple[int, str], dict[str, str]]:
        found: dict[tuple[int, str], dict[str, str]] = {}
        for each in self.values:
            codes = found.setdefault((each.list, each.column), {})
            codes[value_key(each.value)] = each.code
        return found


_ADAPTER = TypeAdapter(ListMapping)


def heading_key(heading: str) -> str:
    """What tells one heading from another; of a heading without letters, the heading itself."""
    return header_key(heading) or text_of(heading)


def value_key(value: str) -> str:
    """What tells one typed value from another."""
    return text_of(value).casefold()


def with_decision(mapping: ListMapping, decision: Decision) -> ListMapping:
    """The mapping with one decision more; an earlier one about the same thing is replaced."""
    mapping = _without_place(mapping, decision)
    match decision:
        case SheetDecision():
            return replace(mapping, sheets=(*mapping.sheets, decision))
        case HeadingDecision():
            return replace(mapping, headings=(*mapping.headings, decision))
        case ValueDecision():
            return replace(mapping, values=(*mapping.values, decision))


def without_decision(mapping: ListMapping, decision: Decision) -> ListMapping:
    """The mapping without one decision; the same mapping where it is not in it."""
    if decision not in (*mapping.sheets, *mapping.headings, *mapping.values):
        return mapping
    return _without_place(mapping, decision)


def combined(earlier: ListMapping, later: ListMapping) -> ListMapping:
    """Both together; where they contradict each other, the later holds."""
    decisions: tuple[Decision, ...] = (*later.sheets, *later.headings, *later.values)
    for decision in decisions:
        earlier = with_decision(earlier, decision)
    return earlier


def _without_place(mapping: ListMapping, decision: Decision) -> ListMapping:
    def others(decided: tuple[_D, ...]) -> tuple[_D, ...]:
        return tuple(
            each
            for each in decided
            if not (type(each) is type(decision) and each.place == decision.place)
        )

    return ListMapping(others(mapping.sheets), others(mapping.headings), others(mapping.values))
