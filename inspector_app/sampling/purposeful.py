"""Purposeful selection: cases chosen for what they are, never by chance.

Everything is deterministic: where an order is needed and nothing else decides, units are taken by
their identifier, digits within it read as numbers (C9 before C10), then by code point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeVar

from inspector_app.sampling.conditions import Condition, comparable
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit, check_units, unknown_column

__all__ = [
    "BY_FIELDS",
    "CHOSEN_BY_CONDITION",
    "ON_A_LINE",
    "Chosen",
    "PurposefulType",
    "Selection",
    "Tail",
    "by_identifier",
    "check_column",
    "ranked",
    "select_by_criterion",
    "select_extreme",
    "select_named",
    "wanted_of",
]

PurposefulType = Literal[
    "criterion",
    "maximum-variation",
    "typical",
    "extreme",
    "critical",
    "confirming",
    "disconfirming",
    "snowball",
]
CHOSEN_BY_CONDITION: tuple[PurposefulType, ...] = (
    "criterion",
    "critical",
    "confirming",
    "disconfirming",
)
"""The types whose conditions choose the cases; those of the others narrow the list."""

BY_FIELDS: tuple[PurposefulType, ...] = ("maximum-variation", "typical")
"""The types that compare cases in chosen fields."""

ON_A_LINE: tuple[PurposefulType, ...] = ("confirming", "disconfirming")
"""The types whose cases are for or against what a line of enquiry supposes."""

Tail = Literal["high", "low"]
_Value = TypeVar("_Value", Fraction, date)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One unit chosen; `rank` is its place in the stated order, from 1."""

    unit: str
    case: str
    rank: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The outcome of a purposeful selection.

    Args:
        chosen: in the order stated.
        population: units on the list.
        eligible: units that met the conditions, or that have a value to be ordered by.
        not_judged: units with something in the cell that is no number or date, left out.
        tied_outside: units not chosen although they equal the last one chosen (extreme only).
        order: the order, in words.
    """

    chosen: tuple[Chosen, ...]
    population: int
    eligible: int
    not_judged: int
    tied_outside: int
    order: str


def select_by_criterion(
    units: Sequence[Unit], conditions: Sequence[Condition], n: int | None = None
) -> Selection:
    """The units that meet every condition, all of them or the first n by identifier.

    Raises:
        SamplingError: `condition-missing`, `unknown-column`, `size-not-positive`, `too-few`,
            and those of `check_units`.
    """
    check_units(units)
    if not conditions:
        raise SamplingError(
            "condition-missing",
            "A selection by criterion needs at least one condition.",
            next_step="Give a condition such as 'Age >= 10'.",
        )
    for condition in conditions:
        check_column(units, condition.column)
    meeting = [unit for unit in units if all(one.met_by(unit) for one in conditions)]
    unclear = sum(not all(one.can_judge(unit) for one in conditions) for unit in units)
    wanted = wanted_of(n, len(meeting), "meet the conditions")
    return Selection(
        ranked(sorted(meeting, key=by_identifier)[:wanted]),
        len(units),
        len(meeting),
        unclear,
        0,
        "by identifier",
    )


def select_extreme(units: Sequence[Unit], column: str, n: int, tail: Tail = "high") -> Selection:
    """The n units at one end of a field, its numbers or its ISO dates.

    Raises:
        SamplingError: `unknown-column`, `mixed-values`, `size-not-positive`, `too-few`, and those
            of `check_units`.
    """
    check_units(units)
    check_column(units, column)
    numbers, dates, unclear = _values(units, column)
    if numbers and dates:
        raise SamplingError(
            "mixed-values",
            f"The column '{column}' holds both numbers and dates, which have no common order.",
            next_step="Choose another column, or mend the list.",
        )
    chosen, tied_outside = _tail(dates, n, tail) if dates else _tail(numbers, n, tail)
    first = {"high": "latest", "low": "earliest"} if dates else {"high": "highest", "low": "lowest"}
    return Selection(
        ranked(chosen),
        len(units),
        len(numbers) + len(dates),
        unclear,
        tied_outside,
        f"{first[tail]} {column} first, ties by identifier",
    )


def select_named(units: Sequence[Unit], cases: Sequence[str]) -> Selection:
    """The units of some cases, named by people: those that a snowball starts from.

    Raises:
        SamplingError: `start-missing`, `start-not-on-list`, and those of `check_units`.
    """
    check_units(units)
    if not cases:
        raise SamplingError(
            "start-missing",
            "A snowball starts from cases that are known.",
            next_step="Name them with --start.",
        )
    wanted = set(cases)
    found = sorted((unit for unit in units if unit.case in wanted), key=by_identifier)
    missing = len(wanted - {unit.case for unit in found})
    if missing:
        raise SamplingError(
            "start-not-on-list",
            f"{missing} of the cases to start from are not on this list.",
            next_step="Use identifiers of the list; others are added with `inspector sample add`.",
        )
    return Selection(ranked(found), len(units), len(found), 0, 0, "by name, to start from")


def _tail(valued: Sequence[tuple[_Value, Unit]], n: int, tail: Tail) -> tuple[list[Unit], int]:
    """The n units at one end, and how many others equal the last of them."""
    wanted = wanted_of(n, len(valued), "have a number or a date to be ordered by")
    # Both sorts are stable, also in reverse: ties stay in the order of their identifiers.
    ordered = sorted(valued, key=lambda pair: by_identifier(pair[1]))
    ordered.sort(key=lambda pair: pair[0], reverse=tail == "high")
    last = ordered[wanted - 1][0]
    outside = sum(value == last for value, _ in ordered[wanted:])
    return [unit for _, unit in ordered[:wanted]], outside


def _values(
    units: Sequence[Unit], column: str
) -> tuple[list[tuple[Fraction, Unit]], list[tuple[date, Unit]], int]:
    numbers: list[tuple[Fraction, Unit]] = []
    dates: list[tuple[date, Unit]] = []
    unclear = 0
    for unit in units:
        cell = unit.values.get(column, "")
        value = comparable(cell)
        if isinstance(value, Fraction):
            numbers.append((value, unit))
        elif isinstance(value, date):
            dates.append((value, unit))
        elif cell.strip():
            unclear += 1
    return numbers, dates, unclear


def ranked(units: Sequence[Unit]) -> tuple[Chosen, ...]:
    """Units as chosen, in their order."""
    return tuple(Chosen(unit.id, unit.case, rank) for rank, unit in enumerate(units, start=1))


def wanted_of(n: int | None, available: int, what: str) -> int:
    """How many are chosen: n, or all.

    Raises:
        SamplingError: `size-not-positive`, `too-few`.
    """
    if n is not None and n < 1:
        raise SamplingError(
            "size-not-positive",
            f"{n} is not a size for a selection.",
            next_step="Give a whole number of 1 or more.",
        )
    if available < (n or 1):
        raise SamplingError(
            "too-few",
            f"{n or 1} are wanted, but {available} on the list {what}.",
            next_step="Choose fewer, or other conditions.",
        )
    return n or available


def check_column(units: Sequence[Unit], column: str) -> None:
    """Refuses a column that no unit has.

    Raises:
        SamplingError: `unknown-column`.
    """
    if not any(column in unit.values for unit in units):
        raise unknown_column(column)


def by_identifier(unit: Unit) -> tuple[list[tuple[int, str]], str]:
    """Digits as numbers without turning them into one: compared by length, then as text."""
    pieces = re.split(r"([0-9]+)", unit.id)
    key = [
        (len(piece.lstrip("0")), piece.lstrip("0")) if at % 2 else (-1, piece)
        for at, piece in enumerate(pieces)
    ]
    return key, unit.id
