"""Cells merged over several rows: what stands in the first holds for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from inspector_app.intake.cells import Cell, is_blank_row
from inspector_app.intake.flags import FlagBook, column_letter
from inspector_app.intake.limits import MergedRange

__all__ = ["MergedCells"]


class MergedCells:
    """Fills the lower cells of ranges, row by row, and says so."""

    def __init__(self, ranges: Iterable[MergedRange]) -> None:
        self._starting: dict[int, list[MergedRange]] = defaultdict(list)
        for each in ranges:
            if each.last > each.first:
                self._starting[each.first].append(each)
        self._open: dict[MergedRange, Cell] = {}

    def __bool__(self) -> bool:
        return bool(self._starting)

    def fill(self, number: int, cells: list[Cell], flags: FlagBook) -> list[Cell]:
        """A row that is not blank, its number from 1, with what its merged cells mean."""
        row = number - 1
        for each, value in tuple(self._open.items()):
            if row > each.last:
                del self._open[each]
            elif each.column >= len(cells) or is_blank_row([cells[each.column]]):
                cells = cells + [""] * (each.column + 1 - len(cells))
                cells[each.column] = value
                letter = column_letter(each.column)
                flags.add("cell-merged", number, letter, "", f"as row {each.first + 1}")
        for each in self._starting.get(row, ()):
            if each.column < len(cells) and not is_blank_row([cells[each.column]]):
                self._open[each] = cells[each.column]
        return cells
