"""Looks through an .ods before it is read: passwords, and how far its sheets reach."""

from __future__ import annotations

from xml.parsers import expat

from inspector_app.intake.cell_reach import Reach
from inspector_app.intake.limits import (
    FAILED_MOST,
    MERGED_MOST,
    MergedRange,
    Survey,
    UnsavedFormula,
    damaged,
    encrypted,
    too_large,
)
from inspector_app.intake.survey_zip import ZippedParts

__all__ = ["survey_ods"]

_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})


def survey_ods(parts: ZippedParts) -> Survey:
    """Checks every sheet's reach; rows and cells say how often they repeat.

    Raises:
        RefusedFileError: damaged, encrypted, or too large for the reader.
    """
    if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read(
        "META-INF/manifest.xml"
    ):
        raise encrypted()
    reach = _Cells()
    try:
        for chunk in parts.chunks("content.xml"):
            reach.parser.Parse(chunk, False)
        reach.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
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
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._sheet = attributes.get("table:name", "")
            self._row = 0
            self._reach = Reach()
        elif tag == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif tag in _CELLS:
            repeated = int(attributes.get("table:number-columns-repeated", "1"))
            self._column += repeated
            if "office:value-type" in attributes or "table:formula" in attributes:
                last = self._column - 1
                self._reach.add(self._row, last)
                self._reach.add(self._row + self._rows - 1, last)
            self._merge(int(attributes.get("table:number-rows-spanned", "1")), repeated)
            if attributes.get("calcext:value-type") == "error":
                self._fail("#N/A", repeated)
            elif "table:formula" in attributes and "office:value-type" not in attributes:
                self._fail(UnsavedFormula(attributes["table:formula"][:100]), repeated)

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

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._rows
