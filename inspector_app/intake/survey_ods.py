"""Looks through an .ods before it is read: passwords, and how far its sheets reach."""

from __future__ import annotations

from xml.parsers import expat

from inspector_app.intake.limits import (
    COLUMNS_MOST,
    ROWS_MOST,
    Survey,
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
    reach = _Reach()
    try:
        for chunk in parts.chunks("content.xml"):
            reach.parser.Parse(chunk, False)
        reach.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged("its content cannot be read") from error
    return Survey(reach.errors)


class _Reach:
    """Follows rows and cells; only those that hold something count."""

    def __init__(self) -> None:
        self.errors: dict[str, dict[tuple[int, int], str]] = {}
        self._sheet = ""
        self._row = self._rows = self._column = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._sheet = attributes.get("table:name", "")
            self._row = 0
        elif tag == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif tag in _CELLS:
            repeated = int(attributes.get("table:number-columns-repeated", "1"))
            self._column += repeated
            if "office:value-type" in attributes:
                self._check()
            if attributes.get("calcext:value-type") == "error":
                cells = self.errors.setdefault(self._sheet, {})
                for column in range(self._column - repeated, self._column):
                    cells[self._row, column] = "#N/A"

    def _check(self) -> None:
        if self._row + self._rows > ROWS_MOST or self._column > COLUMNS_MOST:
            raise too_large(
                "a sheet has something beyond row 299,999 or column CZ. Delete the rows below"
                " and the columns beside the list, save, and try again"
            )

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._rows
