"""Reads one column of a list, remembering what each written form was taken for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import cast

from inspector_app.intake.cells import (
    Cell,
    Converter,
    as_typed,
    converter_for,
    decided_by_hand,
    numbered_from_1904,
)
from inspector_app.intake.flags import FlagBook, column_letter
from schemas.annex_a import AnnexA, ColumnSpec

__all__ = ["ColumnReader"]

# Dates, codes and teams repeat, identifiers do not: a bounded memory serves the first and costs
# the second little.
_REMEMBERED_MOST = 20_000

_LOST = "\N{REPLACEMENT CHARACTER}"

_TOLD_ONCE = frozenset({"code-mapped", "code-respelt"})
"""Told once for each way of writing it."""


class ColumnReader:
    """Converts the cells of one column, and flags what is odd about them.

    Args:
        position: of the column, from 0.
        spec: the form's column; None for one it does not know.
        annex: the lists and their codes.
        flags: where oddities go.
        today: dates after it are odd, save for a birth; None not to ask.
        by_hand: codes decided by hand, by typed value.
        from_1904: whether numbers in place of dates count from 1904.
    """

    def __init__(
        self,
        position: int,
        spec: ColumnSpec | None,
        annex: AnnexA,
        flags: FlagBook,
        today: date | None,
        by_hand: Mapping[str, str] = MappingProxyType({}),
        *,
        from_1904: bool = False,
    ) -> None:
        self.position = position
        self.letter = column_letter(position)
        self._spec = spec
        self._flags = flags
        self._convert: Converter = converter_for(spec, annex)
        if from_1904 and spec is not None and spec.kind == "date":
            self._convert = numbered_from_1904(self._convert)
        if by_hand:
            self._convert = decided_by_hand(by_hand, self._convert)
        self._plain: dict[Cell, str] = {}
        self._respelt: set[str] = set()
        dated = spec is not None and spec.kind == "date" and spec.name != "Date of Birth"
        self._latest = today.isoformat() if today is not None and dated else ""
        self._unique = spec is not None and spec.kind == "identifier"
        self._blank_code = self._code_for_blank()
        if not self._blank_code:
            self._plain[""] = ""

    def read(self, cells: Sequence[Cell], numbers: Sequence[int]) -> list[str]:
        """The text of each cell; `numbers` are their rows, from 1."""
        found: list[str | None]
        if self._unique:
            # Letters and digits alone are an identifier as it stands, and each stands but once.
            found = [cell if isinstance(cell, str) and cell.isalnum() else None for cell in cells]
        else:
            found = list(map(self._plain.get, cells))
        for at in _gaps(found):
            found[at] = self._one(cells[at], numbers[at])
        return cast("list[str]", found)

    def close(self, rows: int, header_row: int) -> None:
        """Says once that a whole column is empty, in place of once for every row."""
        if rows > 1 and self._flags.count("blank", self.letter) == rows:
            self._flags.drop("blank", self.letter)
            self._flags.add("column-empty", header_row, self.letter, "", "")

    def _code_for_blank(self) -> str:
        if self._spec is None or not self._spec.filled:
            return ""
        # An adopter's or family's number may be missing; a row without its own cannot be sampled.
        return "identifier-blank" if self._spec.kind == "identifier" else "blank"

    def _one(self, cell: Cell, number: int) -> str:
        if (known := self._plain.get(cell)) is not None:
            # Learnt from a row above, among those read together.
            return known
        text, odd = self._convert(cell)
        if odd is None and _LOST in text:
            odd = "characters-lost"
        if odd is None and self._latest and text > self._latest:
            odd = "date-in-future"
        if odd is None and not text:
            odd = self._blank_code or None
        if odd is None:
            if len(self._plain) < _REMEMBERED_MOST:
                self._plain[cell] = text
            return text
        self._tell(odd, number, cell, text)
        return text

    def _tell(self, odd: str, number: int, cell: Cell, text: str) -> None:
        was = as_typed(cell)
        if odd in _TOLD_ONCE:
            if was not in self._respelt:
                self._respelt.add(was)
                self._flags.add(odd, number, self.letter, was, text)
            if len(self._plain) < _REMEMBERED_MOST:
                self._plain[cell] = text
        else:
            self._flags.add(odd, number, self.letter, was, text)


def _gaps(found: Sequence[str | None]) -> Iterator[int]:
    """Where None stands; searching is ten times quicker than asking cell by cell."""
    at = -1
    with suppress(ValueError):
        while True:
            at = found.index(None, at + 1)
            yield at
