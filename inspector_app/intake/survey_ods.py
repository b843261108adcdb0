"""Looks through an .ods before it is read: passwords, and how far its sheets reach."""

from __future__ import annotations

from xml.parsers import expat

from inspector_app.intake.cell_reach import Reach
from inspector_app.intake.limits import (
    FAILED_MOST,
    MERGED_MOST,
    TEXT_BYTES_MOST,
    MergedRange,
    Survey,
    UnsavedFormula,
    damaged,
    encrypted,
    too_large,
)
from inspector_app.intake.survey_zip import ZippedParts, packed_anew, plain_part

__all__ = ["clean_ods", "survey_ods"]

_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_SMALL = 8 * 1024 * 1024
_TEXTS = ("office:string-value", "office:date-value", "office:time-value", "table:formula")


def clean_ods(parts: ZippedParts) -> bytes:
    """A file of the one part that is looked through and read, where every program looks."""
    kind = plain_part("application/vnd.oasis.opendocument.spreadsheet")
    manifest = plain_part(f'<manifest:manifest xmlns:manifest="{_NAMES}"/>')
    content = parts.packed(_CONTENT)
    return packed_anew({"mimetype": kind, _MANIFEST: manifest, _CONTENT: content})


def survey_ods(parts: ZippedParts) -> Survey:
    """Checks every sheet's reach; rows and cells say how often they repeat.

    Raises:
        RefusedFileError: damaged, encrypted, or too large for the reader.
    """
    if _MANIFEST in parts and b"encryption-data" in b"".join(parts.chunks(_MANIFEST, _SMALL)):
        raise encrypted()
    reach = _Cells()
    try:
        for chunk in parts.chunks(_CONTENT):
            reach.parser.Parse(chunk, False)
        reach.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged("its content cannot be read") from error
    return Survey(reach.errors, reach.merged)


class _Cells:
    """Follows rows and cells; only those that hold something count."""

    def __init__(self) -> None:
        self.errors: dict[str, dict[tuple[int, int], str]] = {}
        self.merged: dict[str, list[MergedRange]] = {}
        self._reach = Reach()
        self._sheet = ""
        self._row = self._rows = self._column = 0
        self._repeated = 0
        self._text_bytes = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._sheet = attributes.get("table:name", "")
            self._row = 0
            self._reach = Reach()
            self._text_bytes = 0
        elif tag == "table:table-row":
            self._rows = _times(attributes, "table:number-rows-repeated")
            self._column = 0
        elif tag in _CELLS:
            repeated = _times(attributes, "table:number-columns-repeated")
            self._column += repeated
            self._repeated = repeated * self._rows
            self._count_text(max(len(attributes.get(name, "")) for name in _TEXTS))
            if "office:value-type" in attributes or "table:formula" in attributes:
                last = self._column - 1
                self._reach.add(self._row, last)
                self._reach.add(self._row + self._rows - 1, last)
            self._merge(_times(attributes, "table:number-rows-spanned"), repeated)
            if attributes.get("calcext:value-type") == "error":
                self._fail("#N/A", repeated)
            elif "table:formula" in attributes and "office:value-type" not in attributes:
                self._fail(UnsavedFormula(attributes["table:formula"][:100]), repeated)
        elif tag == "text:s":
            # So many blanks; the reader writes them out.
            self._count_text(_times(attributes, "text:c"))

    def _merge(self, rows: int, repeated: int) -> None:
        if rows > 1:
            found = self.merged.setdefault(self._sheet, [])
            found.append(MergedRange(self._row, self._row + rows - 1, self._column - repeated))
            if len(found) > MERGED_MOST:
                raise too_large(f"it has more than {MERGED_MOST:,} merged cells")

    def _fail(self, text: str, repeated: int) -> None:
        cells = self.errors.setdefault(self._sheet, {})
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column - repeated, self._column):
                cells[row, column] = text
                if len(cells) > FAILED_MOST:
                    raise too_large(f"more than {FAILED_MOST:,} of its formulas have no value")

    def _text(self, text: str) -> None:
        self._count_text(len(text))

    def _count_text(self, length: int) -> None:
        """Counts what the reader will copy for each repetition of a cell that holds it."""
        self._text_bytes += length * self._repeated
        if self._text_bytes > TEXT_BYTES_MOST:
            raise too_large("its cells repeat very long texts")

    def _end(self, tag: str) -> None:
        if tag in _CELLS:
            self._repeated = 0
        elif tag == "table:table-row":
            self._row += self._rows


def _times(attributes: dict[str, str], name: str) -> int:
    """How often something repeats; less than nothing would count against what is there."""
    return max(int(attributes.get(name, "1")), 0)
