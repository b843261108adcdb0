"""Looks through an .xlsx before it is read: reach, failed formulas, merged cells, its calendar."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from inspector_app.intake.book_parts import BookParts
from inspector_app.intake.cell_reach import Reach, column_number, outside
from inspector_app.intake.limits import (
    CELLS_MOST,
    FAILED_MOST,
    MERGED_MOST,
    ROWS_MOST,
    TEXT_BYTES_MOST,
    MergedRange,
    Survey,
    UnsavedFormula,
    damaged,
    too_large,
)
from inspector_app.intake.shared_texts import shared_text_lengths
from inspector_app.intake.survey_zip import ZippedParts

__all__ = ["survey_xlsx"]

_Errors = dict[tuple[int, int], str]

_PREFIXED = re.compile(rb":c[\s/>]")
_DIMENSION = re.compile(rb'<dimension ref="A1:([A-Z]{1,3})(\d{1,7})"')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,6})"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
# A text formula may give an empty text, which is a result.
_UNSAVED = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,6})"(?![^>]*\bt="str")[^>]*>'
    rb"(?:<f[^>]*/>|<f[^>]*>([^<]*)</f>)(?:<v></v>|<v ?/>)?</c>"
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_SHARED = re.compile(rb'\bt="s"[^>]*><v>(\d{1,9})</v>')
_LOOSE = re.compile(rb"\s=|=[\s']")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})")
_USUAL = (104, 100_000)
_FORMULA_SHOWN = 100
_CELL_BYTES_MOST = 256 * 1024
"""A cell holds at most 32,767 characters."""

_TEXT_CELL_LEAST = len('<c r="A1" t="s"><v>0</v>')
"""Bytes of the shortest cell that refers to a shared text, plainly written."""

_REPEATED = "its cells repeat very long texts"


def survey_xlsx(parts: ZippedParts, book: BookParts) -> Survey:
    """Checks every sheet's reach and texts; collects failed formulas and merged cells.

    Raises:
        RefusedFileError: damaged, or too large for the reader.
    """
    lengths = shared_text_lengths(parts, book.texts) if book.texts is not None else []
    longest = max(lengths, default=0)
    failed: dict[str, _Errors] = {}
    merged: dict[str, list[MergedRange]] = {}
    plain: set[str] = set()
    for sheet, part in book.sheets:
        found = _plain_survey(parts, part)
        most_texts = parts.packed(part).size // _TEXT_CELL_LEAST * longest
        if found is None or (
            most_texts > TEXT_BYTES_MOST and not _plain_texts(parts, part, lengths)
        ):
            found = _parsed_survey(parts, part, lengths)
        else:
            plain.add(sheet)
        failed[sheet], merged[sheet] = found.failed, found.merged
    return Survey(failed, merged, book.from_1904, frozenset(plain))


@dataclass
class _Seen:
    """What one sheet has: failed formulas and merged ranges."""

    failed: _Errors = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)

    def fail(self, row: int, column: int, text: str) -> None:
        """Notes a formula without a value."""
        self.failed[row, column] = text
        if len(self.failed) > FAILED_MOST:
            raise too_large(f"more than {FAILED_MOST:,} of its formulas have no value")

    def merge(self, first: int, last: int, column: int) -> None:
        """Notes a merged range that reaches over several rows."""
        if last > first:
            self.merged.append(MergedRange(first, last, column))
        if len(self.merged) > MERGED_MOST:
            raise too_large(f"it has more than {MERGED_MOST:,} merged cells")


def _blocks(parts: ZippedParts, part: str) -> Iterator[bytes]:
    """The part in blocks that never cut a cell in two."""
    rest = b""
    for chunk in parts.chunks(part):
        block = rest + chunk
        cut = block.rfind(b"<c")
        if cut <= 0 or len(block) - cut > _CELL_BYTES_MOST:
            cut = max(block.rfind(b"<"), 0) or len(block)
        rest = block[cut:]
        yield block[:cut]
    yield rest


def _plain_survey(parts: ZippedParts, part: str) -> _Seen | None:
    """The fast way, several times quicker than a parser; None where the sheet is not plain."""
    seen = _Seen()
    stray: re.Pattern[bytes] | None = None
    for block in _blocks(parts, part):
        if stray is None:
            if b"\0" in block[:64]:
                # The reader proper would take it for an empty sheet.
                raise damaged("a sheet is written in UTF-16")
            if b"<sheetData" not in block:
                return None
            # What a sheet says of its size is not believed, but a cell outside it is searched for.
            stray = outside(*_told_size(block))
        if stray.search(block) or _PREFIXED.search(block):
            return None
        _collect(block, seen)
    return seen


def _collect(block: bytes, seen: _Seen) -> None:
    """Failed formulas and merged ranges of a plainly written sheet."""
    # A search for a single byte takes no time, and most lists have none of these.
    if b"e" in block and b't="e"' in block:
        for column, row, value in _ERROR_CELL.findall(block):
            seen.fail(int(row) - 1, _column(column), value.decode("utf-8", "replace"))
    if b"f" in block and b"<f" in block:
        for column, row, formula in _UNSAVED.findall(block):
            seen.fail(int(row) - 1, _column(column), _unsaved(formula.decode("utf-8", "replace")))
    if b"m" in block and b"<mergeCell " in block:
        for column, first, last in _MERGED.findall(block):
            seen.merge(int(first) - 1, int(last) - 1, _column(column))


def _told_size(block: bytes) -> tuple[int, int]:
    """Columns and rows that a sheet says it has; else as many as nearly every list has."""
    found = _DIMENSION.search(block)
    if found:
        width, height = _column(found[1]) + 1, int(found[2])
        if height <= ROWS_MOST and width * height <= CELLS_MOST and (width > 1 or height > 1):
            return width, height
    return _USUAL


def _column(letters: bytes) -> int:
    return column_number(letters.decode("ascii"))


def _unsaved(formula: str) -> UnsavedFormula:
    return UnsavedFormula(f"={html.unescape(formula)}"[:_FORMULA_SHOWN])


class _CellParser:
    """The slow way, for sheets written in an unusual manner.

    Args:
        lengths: of the texts that cells refer to by number.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        self.seen = _Seen()
        self._lengths = lengths
        self._text_bytes = 0
        self._reach = Reach()
        self._row, self._at = -1, -1
        self._kind = ""
        self._formula: list[str] | None = None
        self._value: list[str] | None = None
        self._into: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._row, self._at = int(attributes.get("r", self._row + 2)) - 1, -1
        elif name == "c":
            self._at += 1
            if (named := attributes.get("r")) is not None:
                self._row, self._at = _place(named)
            self._kind = attributes.get("t", "")
            self._formula = self._value = None
        elif name in ("v", "is", "f"):
            self._reach.add(self._row, self._at)
            self._into = []
            if name == "f":
                self._formula = self._into
            else:
                self._value = self._into
        elif name == "mergeCell" and (merged := _RANGE.fullmatch(attributes.get("ref", ""))):
            column = column_number(merged[1])
            self.seen.merge(int(merged[2]) - 1, int(merged[3]) - 1, column)

    def _text(self, text: str) -> None:
        if self._into is not None and sum(map(len, self._into)) < _FORMULA_SHOWN:
            self._into.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("v", "is", "f"):
            self._into = None
        elif name == "c":
            value = "".join(self._value or ())
            if self._kind == "s":
                self._count_text(value)
            elif self._kind == "e":
                self.seen.fail(self._row, self._at, value)
            elif self._formula is not None and not value and self._kind != "str":
                self.seen.fail(self._row, self._at, _unsaved("".join(self._formula)))

    def _count_text(self, number: str) -> None:
        self._text_bytes += _length(self._lengths, int(number or -1))
        if self._text_bytes > TEXT_BYTES_MOST:
            raise too_large(_REPEATED)


def _place(named: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(named)
    if not found:
        # The reader proper makes some place of it, which may be very far away.
        raise damaged("a cell is at no place")
    return int(found[2]) - 1, column_number(found[1].upper())


def _parsed_survey(parts: ZippedParts, part: str, lengths: Sequence[int]) -> _Seen:
    cells = _CellParser(lengths)
    try:
        for chunk in parts.chunks(part):
            cells.parser.Parse(chunk, False)
        cells.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged("a sheet cannot be read") from error
    return cells.seen


def _plain_texts(parts: ZippedParts, part: str, lengths: Sequence[int]) -> bool:
    """Whether the texts of a plainly written sheet were counted; False where it is not plain.

    Raises:
        RefusedFileError: a small file whose cells repeat one huge text, which the reader copies
            each time.
    """
    total = 0
    for block in _blocks(parts, part):
        found = _SHARED.findall(block)
        if len(found) != block.count(b't="s"') or _LOOSE.search(block):
            return False
        total += sum(_length(lengths, int(number)) for number in found)
        if total > TEXT_BYTES_MOST:
            raise too_large(_REPEATED)
    return True


def _length(lengths: Sequence[int], number: int) -> int:
    return lengths[number] if 0 <= number < len(lengths) else 0
