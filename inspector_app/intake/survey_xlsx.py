"""Looks through an .xlsx before it is read: reach, failed formulas, merged cells, its calendar."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

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
_SHARED = re.compile(rb'\bt="s"[^>]*><v>(\d+)</v>')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})")
_USUAL = (104, 100_000)
_FORMULA_SHOWN = 100
_CELL_BYTES_MOST = 256 * 1024
"""A cell holds at most 32,767 characters."""


def survey_xlsx(parts: ZippedParts) -> Survey:
    """Checks every sheet's reach; collects failed formulas and merged cells.

    Raises:
        RefusedFileError: damaged, or too large for the reader.
    """
    lengths = _shared_text_lengths(parts)
    failed: dict[str, _Errors] = {}
    merged: dict[str, list[MergedRange]] = {}
    for sheet, part in _sheets(parts):
        plain = _plain_survey(parts, part)
        found = plain or _parsed_survey(parts, part)
        if found.shared * max(lengths, default=0) > TEXT_BYTES_MOST:
            _check_texts(parts, part, lengths, plain=plain is not None)
        if found.failed:
            failed[sheet] = found.failed
        if found.merged:
            merged[sheet] = found.merged
    return Survey(failed, merged, _from_1904(parts))


@dataclass
class _Seen:
    """What one sheet has: failed formulas, merged ranges, cells with a shared text."""

    failed: _Errors = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    shared: int = 0

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


def _from_1904(parts: ZippedParts) -> bool:
    for element in _xml(parts, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "workbookPr":
            return element.get("date1904", "0") in ("1", "true", "on")
    return False


def _sheets(parts: ZippedParts) -> Iterator[tuple[str, str]]:
    """Name and part of every worksheet."""
    book = "xl/workbook.xml"
    targets: dict[str, str] = {}
    for relation in _xml(parts, "xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        targets[relation.get("Id", "")] = posixpath.normpath(whole)
    for element in _xml(parts, book).iter():
        if element.tag.endswith("}sheet") or element.tag == "sheet":
            ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
            part = targets.get(ids[0] if ids else "", "")
            if part in parts:
                yield element.get("name", ""), part


def _xml(parts: ZippedParts, name: str) -> ElementTree.Element:
    try:
        # Sizes are bounded above, and expat refuses entities that grow.
        return ElementTree.fromstring(parts.read(name))  # noqa: S314
    except ElementTree.ParseError as error:
        raise damaged("its table of contents cannot be read") from error


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
            # What a sheet says of its size is not believed, but a cell outside it is searched for.
            stray = outside(*_told_size(block))
        if stray.search(block) or _PREFIXED.search(block):
            return None
        seen.shared += block.count(b't="s"')
        if b't="e"' in block:
            for column, row, value in _ERROR_CELL.findall(block):
                seen.fail(int(row) - 1, _column(column), value.decode("utf-8", "replace"))
        if b"<f" in block:
            for column, row, formula in _UNSAVED.findall(block):
                seen.fail(
                    int(row) - 1, _column(column), _unsaved(formula.decode("utf-8", "replace"))
                )
        if b"<mergeCell " in block:
            for column, first, last in _MERGED.findall(block):
                seen.merge(int(first) - 1, int(last) - 1, _column(column))
    return seen


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
    """The slow way, for sheets written in an unusual manner."""

    def __init__(self) -> None:
        self.seen = _Seen()
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
            if found := _REFERENCE.fullmatch(attributes.get("r", "")):
                self._at, self._row = column_number(found[1]), int(found[2]) - 1
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
            self.seen.shared += self._kind == "s"
            if self._kind == "e":
                self.seen.fail(self._row, self._at, value)
            elif self._formula is not None and not value and self._kind != "str":
                self.seen.fail(self._row, self._at, _unsaved("".join(self._formula)))


def _parsed_survey(parts: ZippedParts, part: str) -> _Seen:
    cells = _CellParser()
    try:
        for chunk in parts.chunks(part):
            cells.parser.Parse(chunk, False)
        cells.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged("a sheet cannot be read") from error
    return cells.seen


def _shared_text_lengths(parts: ZippedParts) -> list[int]:
    """The length in bytes, markup included, of every text that cells refer to by number."""
    name = "xl/sharedStrings.xml"
    if name not in parts:
        return []
    lengths: list[int] = []
    carried = 0
    rest = b""
    for chunk in parts.chunks(name):
        *ended, rest = (rest + chunk).split(b"</si>")
        lengths += [len(piece) for piece in ended]
        if ended:
            lengths[-len(ended)] += carried
            carried = 0
        if len(rest) > 64:
            carried, rest = carried + len(rest) - 64, rest[-64:]
    return lengths


def _check_texts(parts: ZippedParts, part: str, lengths: list[int], *, plain: bool) -> None:
    """Refuses a small file whose cells repeat one huge text: the reader copies it each time."""
    total = 0
    for block in _blocks(parts, part):
        for number in _SHARED.findall(block):
            index = int(number)
            total += lengths[index] if index < len(lengths) else 0
        if total > TEXT_BYTES_MOST or not plain:
            raise too_large("its cells repeat very long texts")
