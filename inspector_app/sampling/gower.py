"""How unlike two cases are in some fields: Gower's distance, in whole numbers.

In each field two numbers, or two ISO dates, differ by their difference over the field's range; two
texts by nought or one, whatever their capitals. An empty cell is like an empty cell and unlike all
others; so is a text among numbers. The distance of two cases is the mean over the fields (Gower
1971, with an empty cell as a value of its own). All are brought to one denominator, so that sums
are whole numbers, exact and quick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate
from math import lcm

from inspector_app.sampling.conditions import comparable
from inspector_app.sampling.strata import Unit

__all__ = ["Gower"]

_Cell = tuple[str, Fraction | str]


class Gower:
    """Distances between the units of a list in some fields.

    Args:
        units: any; distances are asked for by their position.
        columns: the fields, at least one.
    """

    def __init__(self, units: Sequence[Unit], columns: Sequence[str]) -> None:
        fields = [[_cell(unit.values.get(column, "")) for unit in units] for column in columns]
        self.whole = lcm(*(_denominator(cells) for cells in fields))
        self._fields = [_Field(cells, self.whole) for cells in fields]
        self._size = len(units)

    def totals(self) -> list[int]:
        """Of each unit the sum of its distances to all, times fields and `whole`."""
        totals = [0] * self._size
        for field in self._fields:
            by_code = field.totals()
            totals = [
                total + by_code[code] for total, code in zip(totals, field.codes, strict=True)
            ]
        return totals

    def from_one(self, position: int) -> list[int]:
        """The distances of all units from one, in the same measure."""
        found = [0] * self._size
        for field in self._fields:
            by_code = field.distances(field.codes[position])
            found = [total + by_code[code] for total, code in zip(found, field.codes, strict=True)]
        return found


class _Field:
    """One column: each distinct cell has a code, so that work goes by distinct cells."""

    def __init__(self, cells: Sequence[_Cell], whole: int) -> None:
        self._counts = Counter(cells)
        self._distinct = sorted(self._counts, key=lambda cell: (cell[0], cell[1]))
        code_of = {cell: code for code, cell in enumerate(self._distinct)}
        self.codes = [code_of[cell] for cell in cells]
        self._whole = whole
        self._units = len(cells)
        self._unit_of = {kind: _scale(whole, self._distinct, kind) for kind in _ORDERED}

    def distances(self, code: int) -> list[int]:
        """From one distinct cell to each."""
        kind, value = self._distinct[code]
        if isinstance(value, str):
            return [0 if other == code else self._whole for other in range(len(self._distinct))]
        scale = self._unit_of[kind]
        return [
            int(abs(other - value) * scale)
            if other_kind == kind and not isinstance(other, str)
            else self._whole
            for other_kind, other in self._distinct
        ]

    def totals(self) -> list[int]:
        """From each distinct cell to the cells of all units: sorted, and added up once."""
        totals = [(self._units - self._counts[cell]) * self._whole for cell in self._distinct]
        for kind in _ORDERED:
            at = [code for code, cell in enumerate(self._distinct) if cell[0] == kind]
            values = [self._distinct[code][1] for code in at]
            numbers = [value for value in values if not isinstance(value, str)]
            weights = [self._counts[self._distinct[code]] for code in at]
            below_count = [0, *accumulate(weights)]
            products = [value * weight for value, weight in zip(numbers, weights, strict=True)]
            below_sum = [Fraction(0), *accumulate(products)]
            for place, (code, value) in enumerate(zip(at, numbers, strict=True)):
                here = place + 1
                less = value * below_count[here] - below_sum[here]
                more = (below_sum[-1] - below_sum[here]) - value * (
                    below_count[-1] - below_count[here]
                )
                others = self._units - below_count[-1]
                totals[code] = int((less + more) * self._unit_of[kind]) + others * self._whole
        return totals


_ORDERED = ("date", "number")


def _cell(text: str) -> _Cell:
    value = comparable(text)
    if isinstance(value, Fraction):
        return "number", value
    if isinstance(value, date):
        return "date", Fraction(value.toordinal())
    return "text", text.strip().casefold()


def _scale(whole: int, cells: Sequence[_Cell], kind: str) -> Fraction:
    spread = _range(cells, kind)
    return Fraction(whole) / spread if spread else Fraction(0)


def _range(cells: Sequence[_Cell], kind: str) -> Fraction:
    numbers = [value for each, value in cells if each == kind and not isinstance(value, str)]
    return max(numbers) - min(numbers) if numbers else Fraction(0)


def _denominator(cells: Sequence[_Cell]) -> int:
    """What every distance in a field must be multiplied by to be a whole number."""
    found = 1
    for kind in _ORDERED:
        distinct = {value for each, value in cells if each == kind and not isinstance(value, str)}
        spread = _range(cells, kind)
        if spread:
            smallest = lcm(*(value.denominator for value in distinct))
            found = lcm(found, int(spread * smallest))
    return found
