"""Grades that several judges gave to the same units, as agreement is worked out from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Grid", "Ratings", "UnitGrades", "count_pairs"]

Grid = tuple[tuple[int, ...], ...]
"""Pairs by grade: a row per grade of the first of two, a column per grade of the second."""


@dataclass(frozen=True, slots=True)
class UnitGrades:
    """What was graded, and by whom how.

    Args:
        name: of the unit.
        base: the evidence base it belongs to; empty where the file has no such column.
        grades: (place of the judge, place of the grade on the scale), by judge; a judge who
            did not grade it is missing.
    """

    name: str
    base: str
    grades: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Ratings:
    """A table of grades.

    Args:
        scale: its grades from the lowest to the highest.
        judges: in the order of the file.
        units: in the order of the file.
    """

    scale: tuple[str, ...]
    judges: tuple[str, ...]
    units: tuple[UnitGrades, ...]

    @cached_property
    def counts(self) -> Counter[tuple[int, ...]]:
        """How many judges gave each grade of the scale, by how many units this is so of."""
        return Counter(_counted(unit, len(self.scale)) for unit in self.units)

    @cached_property
    def by_base(self) -> dict[str, list[UnitGrades]]:
        """Units by their base, in the order of the file; none where it has no such column."""
        found: dict[str, list[UnitGrades]] = {}
        for unit in self.units:
            found.setdefault(unit.base, []).append(unit)
        return {} if found.keys() == {""} else found

    @cached_property
    def compared(self) -> tuple[UnitGrades, ...]:
        """Units that two judges or more have graded."""
        return tuple(unit for unit in self.units if len(unit.grades) > 1)

    @cached_property
    def used(self) -> Counter[int]:
        """How often each grade was given."""
        return Counter(grade for unit in self.units for _, grade in unit.grades)


def count_pairs(
    units: Sequence[UnitGrades], grades: int, reference: int | None = None
) -> list[list[int]]:
    """Every pair of grades that two judges gave to one unit, by first and second.

    The first of a pair is the judge that stands earlier in the file or, where there is a reference,
    that judge; then only pairs with it are counted.

    Args:
        units: to count over.
        grades: how many the scale has.
        reference: place of the judge that the others are set against.

    Returns:
        A square of counts: row the first grade, column the second.
    """
    pairs = [[0] * grades for _ in range(grades)]
    for unit in units:
        if reference is not None:
            own = [grade for judge, grade in unit.grades if judge == reference]
            others = [grade for judge, grade in unit.grades if judge != reference]
            for first in own:
                for second in others:
                    pairs[first][second] += 1
            continue
        earlier = [0] * grades
        for _, grade in unit.grades:
            for first, count in enumerate(earlier):
                pairs[first][grade] += count
            earlier[grade] += 1
    return pairs


def _counted(unit: UnitGrades, grades: int) -> tuple[int, ...]:
    found = [0] * grades
    for _, grade in unit.grades:
        found[grade] += 1
    return tuple(found)
