"""Conditions on a list's columns, as typed: `Age >= 10`, `Team contains north`, `Ended is-blank`.

Two texts that are both numbers are compared as numbers, two ISO dates (2026-11-22, a time after it
is passed over) as dates, all else as text without regard to capitals. An empty cell meets
`is-blank` and `!=` only.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit, unknown_column

__all__ = ["Condition", "Operator", "comparable", "parse_condition"]

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "is-blank"]

# The signs of cell - value that meet each operator.
_ORDER = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
# Longer signs first, so that '<=' is not read as '<' and a value that begins with '='.
_SIGNS: tuple[Operator, ...] = ("!=", "<=", ">=", "=", "<", ">")
_WORDS: tuple[Operator, ...] = ("contains", "is-blank")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ][0-9:.]+)?")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `value` is empty for `is-blank`."""

    column: str
    operator: Operator
    value: str = ""

    def __str__(self) -> str:
        return f"{self.column} {self.operator} {self.value}".rstrip()

    def can_judge(self, unit: Unit) -> bool:
        """False where a filled cell cannot be put before or after the value (text, odd date)."""
        cell = unit.values.get(self.column, "").strip()
        if self.operator not in _ORDER or not cell:
            return True
        return _kind(cell) == _kind(self.value)

    def met_by(self, unit: Unit) -> bool:
        """Whether a unit meets the condition; False where it cannot be judged."""
        cell = unit.values.get(self.column, "").strip()
        match self.operator:
            case "is-blank":
                return not cell
            case "!=":
                return not _same(cell, self.value)
            case "=":
                return _same(cell, self.value)
            case "contains":
                return self.value.casefold() in cell.casefold()
        left, right = comparable(cell), comparable(self.value)
        if isinstance(left, date) and isinstance(right, date):
            return (left > right) - (left < right) in _ORDER[self.operator]
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return (left > right) - (left < right) in _ORDER[self.operator]
        return False


def parse_condition(text: str, columns: Collection[str]) -> Condition:
    """A condition 'COLUMN OP VALUE', OP one of = != < <= > >= contains is-blank.

    The column may hold blanks and brackets: the longest column of the list that the text begins
    with, followed by an operator, is taken; capitals do not matter where no column fits exactly.
    Double quotes around the whole value are dropped.

    Args:
        text: what was typed.
        columns: the columns of the list.

    Raises:
        SamplingError: `condition-unclear`, `unknown-column`.
    """
    typed = text.strip()
    by_length = sorted(columns, key=lambda column: (-len(column), column))
    for fold in (str, str.casefold):
        for column in by_length:
            if fold(typed[: len(column)]) != fold(column):
                continue
            rest = typed[len(column) :]
            operator = _operator(rest)
            if operator is not None:
                value = rest.strip().removeprefix(operator).strip()
                return _checked(Condition(column, operator, _unquoted(value)))
    raise _refusal(typed, by_length)


def comparable(text: str) -> Fraction | date | None:
    """A cell as an exact number or a date; None where it is neither."""
    tidy = text.strip()
    if _NUMBER.fullmatch(tidy):
        return Fraction(tidy)
    if found := _DATE.fullmatch(tidy):
        try:
            return date.fromisoformat(found[1])
        except ValueError:
            return None
    return None


def _operator(rest: str) -> Operator | None:
    tidy = rest.lstrip()
    for sign in _SIGNS:
        if tidy.startswith(sign):
            return sign
    for word in _WORDS:
        if rest[:1].isspace() and tidy.partition(" ")[0] == word:
            return word
    return None


def _refusal(typed: str, columns: list[str]) -> SamplingError:
    signs = ", ".join((*_SIGNS, *_WORDS))
    for column in columns:
        if typed.casefold().startswith(column.casefold()):
            return _unclear(f"After '{column}' one of {signs} must follow.")
    if found := re.match(r"(.+?)\s*([!<>]?=|<|>|\s(contains|is-blank)\b)", typed):
        return unknown_column(found[1])
    return _unclear(f"It must read COLUMN OPERATOR VALUE, the operator one of {signs}.")


def _checked(condition: Condition) -> Condition:
    if condition.operator == "is-blank":
        if condition.value:
            raise _unclear("Nothing may follow 'is-blank'.")
        return condition
    if not condition.value:
        raise _unclear(f"A value must follow '{condition.operator}'; use is-blank for empty cells.")
    if _DATE.fullmatch(condition.value) and comparable(condition.value) is None:
        raise _unclear("The date does not exist.")
    if condition.operator in _ORDER and comparable(condition.value) is None:
        raise _unclear(
            f"'{condition.operator}' compares numbers (12 or 12.5) or dates (2026-11-22)."
        )
    return condition


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].strip()
    return value


def _kind(text: str) -> type[Fraction] | type[date] | None:
    found = comparable(text)
    if found is None:
        return None
    return Fraction if isinstance(found, Fraction) else date


def _same(cell: str, value: str) -> bool:
    left, right = comparable(cell), comparable(value)
    if left is not None and right is not None:
        return left == right
    return cell.casefold() == value.casefold()


def _unclear(message: str) -> SamplingError:
    return SamplingError(
        "condition-unclear",
        f"A condition could not be read. {message}",
        next_step="Write for example 'Age >= 10', 'Team contains north' or 'Ended is-blank'.",
    )
