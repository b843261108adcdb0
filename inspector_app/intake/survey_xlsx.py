"""Looks through an .xlsx before it is read: how far its sheets reach, where formulas failed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from inspector_app.intake.limits import (
    COLUMNS_MOST,
    ROWS_MOST,
    TEXT_BYTES_MOST,
    Survey,
    damaged,
    too_large,
)
from inspector_app.intake.survey_zip import ZippedParts

__all__ = ["survey_xlsx"]

_Errors = dict[tuple[int, int], str]

# Every spreadsheet program writes cells as <c r="A1" …>. What this finds is either beyond ROWS_MOST
# or COLUMNS_MOST, or written in another way that needs a real parser.
_NOT_PLAIN = re.compile(
    rb'<c(?! r="(?:[A-Z]\d{1,5}"|[A-C]?[A-Z](?:\d{1,5}|[12]\d{5})"))(?![a-zA-Z])'
)
_PREFIXED = re.compile(rb":c[\s/>]")
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,2})(\d{1,6})"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
_SHARED = re.compile(rb'\bt="s"[^>]*><v>(\d+)</v>')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_CELL_BYTES_MOST = 256 * 1024
"""A cell holds at most 32,767 characters."""


def survey_xlsx(parts: ZippedParts) -> Survey:
    """Checks every sheet's reach and collects the cells that show a formula's error.

    Raises:
        RefusedFileError: damaged, or too large for the reader.
    """
    lengths = _shared_text_lengths(parts)
    found: dict[str, _Errors] = {}
    for sheet, part in _sheets(parts):
        plain = _plain_survey(parts, part)
        errors, shared = plain or _parsed_survey(parts, part)
        if shared * max(lengths, default=0) > TEXT_BYTES_MOST:
            _check_texts(parts, part, lengths, plain=plain is not None)
        if errors:
            found[sheet] = errors
    return Survey(found)


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
            cut = len(block)
        rest = block[cut:]
        yield block[:cut]
    yield rest


def _plain_survey(parts: ZippedParts, part: str) -> tuple[_Errors, int] | None:
    """The fast way, several times quicker than a parser; None where the sheet is not plain."""
    errors: _Errors = {}
    shared = 0
    for block in _blocks(parts, part):
        if _NOT_PLAIN.search(block) or _PREFIXED.search(block):
            return None
        shared += block.count(b't="s"')
        if b't="e"' in block:
            for column, row, value in _ERROR_CELL.findall(block):
                errors[int(row) - 1, _column(column.decode())] = value.decode("utf-8", "replace")
    return errors, shared


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class _CellParser:
    """The slow way, for sheets written in an unusual manner."""

    def __init__(self) -> None:
        self.errors: _Errors = {}
        self.shared = 0
        self._row, self._at = -1, -1
        self._error: tuple[int, int] | None = None
        self._value: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._row, self._at = int(attributes.get("r", self._row + 2)) - 1, -1
            self._check()
        elif name == "c":
            self._at += 1
            if found := _REFERENCE.fullmatch(attributes.get("r", "")):
                self._at, self._row = _column(found[1]), int(found[2]) - 1
            self._check()
            self.shared += attributes.get("t") == "s"
            self._error = (self._row, self._at) if attributes.get("t") == "e" else None
        elif name == "v" and self._error:
            self._value = []

    def _check(self) -> None:
        if self._row >= ROWS_MOST or self._at >= COLUMNS_MOST:
            raise _too_far()

    def _text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def _end(self, tag: str) -> None:
        if self._value is not None and self._error and tag.rpartition(" ")[2] == "v":
            self.errors[self._error] = "".join(self._value)
            self._value = None


def _parsed_survey(parts: ZippedParts, part: str) -> tuple[_Errors, int]:
    cells = _CellParser()
    try:
        for chunk in parts.chunks(part):
            cells.parser.Parse(chunk, False)
        cells.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged("a sheet cannot be read") from error
    return cells.errors, cells.shared


def _too_far() -> Exception:
    return too_large(
        "a sheet has something beyond row 299,999 or column CZ. Delete the rows below and the"
        " columns beside the list, save, and try again"
    )


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
