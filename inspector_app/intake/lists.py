"""Reads one list from one sheet, accounting for every row that is not blank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from inspector_app.intake.cells import Cell, as_typed, is_blank_row
from inspector_app.intake.checks import check_rows
from inspector_app.intake.columns import ColumnReader
from inspector_app.intake.flags import FlagBook, Place, column_letter
from inspector_app.intake.headers import FoundHeader
from inspector_app.intake.mapping import ListMapping
from inspector_app.intake.merged_cells import MergedCells
from inspector_app.intake.models import Flag, ReadList, Row
from inspector_app.intake.sheets import Sheet
from schemas.annex_a import AnnexA, ColumnSpec

__all__ = ["BATCH", "ListReader", "NumberedRow"]

BATCH = 2_000
"""Rows converted together, and between two reports of progress."""

NumberedRow = tuple[int, list[Cell]]


class ListReader:
    """Reads the rows below the headings.

    Args:
        place: the list, file and sheet.
        found: its headings.
        heading_cells: the row of headings as it stands, so that a repetition is known.
        header_row: the number of that row, from 1.
        annex: the lists and their codes.
        today: dates after it are odd; None not to ask.
        mapping: what was decided by hand.
        sheet: that is read.
    """

    def __init__(
        self,
        place: Place,
        found: FoundHeader,
        heading_cells: list[Cell],
        header_row: int,
        annex: AnnexA,
        today: date | None,
        mapping: ListMapping,
        sheet: Sheet,
    ) -> None:
        self._place = place
        self._found = found
        self._heading_cells = heading_cells
        self._header_row = header_row
        self._flags = FlagBook(place)
        headed = [
            (position, spec, name)
            for position, (spec, name) in enumerate(zip(found.columns, found.names, strict=True))
            if name
        ]
        self._readers = [
            ColumnReader(
                position,
                spec,
                annex,
                self._flags,
                today,
                _codes(mapping, place, spec),
                from_1904=sheet.from_1904,
            )
            for position, spec, _ in headed
        ]
        self._tell_by_hand(headed)
        self._names = self._told_apart(headed)
        self._headed = {position for position, _, _ in headed}
        self._width = len(found.names)
        self._records: list[Row] = []
        self._merged = MergedCells(each for each in sheet.merged if each.first >= header_row)

    def read(self, rows: Iterator[NumberedRow], report: Callable[[int], None]) -> None:
        """Takes all rows; `report` gets the number of the last row after each batch."""
        while batch := list(islice(rows, BATCH)):
            self._take(batch)
            report(batch[-1][0])

    def finished(self) -> tuple[ReadList, tuple[Flag, ...]]:
        """The list and everything that is odd about it."""
        rows = len(self._records)
        for reader in self._readers:
            reader.close(rows, self._header_row)
        letters = tuple(reader.letter for reader in self._readers)
        found, place = self._found, self._place
        read = ReadList(
            list=place.list,
            title=found.spec.title,
            file=place.file,
            sheet=place.sheet,
            header_row=self._header_row,
            rows=rows,
            columns=self._names,
            letters=letters,
            columns_unknown=found.unknown,
            columns_missing=found.missing,
            records=tuple(self._records),
        )
        check_rows(read, found.spec, self._flags)
        return read, self._flags.all()

    def _told_apart(self, headed: Sequence[tuple[int, ColumnSpec | None, str]]) -> tuple[str, ...]:
        """The columns' names; what has the name of another is called by its letter too."""
        taken = {spec.name for _, spec, _ in headed if spec is not None}
        names = []
        for position, spec, printed in headed:
            name = printed if spec is None else spec.name
            if spec is None and printed in taken:
                letter = column_letter(position)
                name = f"{printed} ({letter})"
                self._flags.add("heading-again", self._header_row, letter, printed, name)
            taken.add(name)
            names.append(name)
        return tuple(names)

    def _tell_by_hand(self, headed: Sequence[tuple[int, ColumnSpec | None, str]]) -> None:
        for position, spec, name in headed:
            if spec is not None and position in self._found.by_hand:
                letter = column_letter(position)
                self._flags.add("heading-mapped", self._header_row, letter, name, spec.name)

    def _take(self, rows: Sequence[NumberedRow]) -> None:
        kept: list[list[Cell]] = []
        numbers: list[int] = []
        widest = self._width
        for number, cells in rows:
            if is_blank_row(cells):
                continue
            if cells == self._heading_cells:
                self._flags.add("header-repeated", number, "A", as_typed(cells[0]), "")
                continue
            if self._merged:
                cells = self._merged.fill(number, cells, self._flags)
            if len(cells) != self._width:
                cells = cells + [""] * (self._width - len(cells))
                widest = max(widest, len(cells))
            kept.append(cells)
            numbers.append(number)
        if not kept:
            return
        self._tell_headless(numbers, kept, widest)
        whole = kept if widest == self._width else [cells[: self._width] for cells in kept]
        columns = list(zip(*whole, strict=True))
        texts = [reader.read(columns[reader.position], numbers) for reader in self._readers]
        self._records.extend(map(Row, numbers, zip(*texts, strict=True)))

    def _tell_headless(
        self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]], widest: int
    ) -> None:
        """Says where something stands in a column that has no heading, once for each column."""
        for position in range(widest):
            if position in self._headed:
                continue
            for number, cells in zip(numbers, rows, strict=True):
                cell = cells[position] if position < len(cells) else ""
                if not is_blank_row([cell]):
                    letter = column_letter(position)
                    self._flags.once("heading-missing", number, letter, as_typed(cell), "")
                    break


def _codes(mapping: ListMapping, place: Place, spec: ColumnSpec | None) -> Mapping[str, str]:
    return {} if spec is None else mapping.codes(place.list, spec.name)
