"""Opens a CSV file as a sheet: its encoding, its delimiter, and every line accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TextIO

from inspector_app.intake.cells import Cell
from inspector_app.intake.limits import (
    CELLS_MOST,
    ROWS_MOST,
    RefusedFileError,
    damaged,
    too_large,
)

__all__ = ["csv_rows", "unsupported"]

_SAMPLE = 64 * 1024
_CELL_MOST = 128 * 1024
_LINE_MOST = 1024 * 1024
"""Characters of one line: more would fill the memory before they are looked at."""

_DELIMITERS = ",;\t"


def csv_rows(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Number and cells of every row.

    A cell may hold line breaks within quotation marks, but a row of several lines must be
    written without a fault: else one forgotten mark would make many rows into one cell.

    Args:
        data: the whole file.

    Raises:
        RefusedFileError: of another kind, empty, too large, or a quotation mark is not closed.
    """
    start = data[:_SAMPLE]
    encoding = _encoding(data, start)
    text = start.decode(encoding, "ignore")
    if not text.strip("\ufeff\0 \t\r\n\f"):
        raise RefusedFileError("empty-file", "The file is empty: nothing stands in it.")
    return _rows(data, encoding, _delimiter(text))


def unsupported(start: bytes = b"") -> RefusedFileError:
    """The refusal of a file of another kind, by its name where the kind is known."""
    lower = start.lower()
    if b"excel.sheet" in lower or b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
        what = "The file is an XML spreadsheet of 2003."
    elif b"<html" in lower or b"<table" in lower:
        what = "The file is a web page with the name of a spreadsheet."
    else:
        what = "The file is no spreadsheet that can be read."
    return RefusedFileError(
        "unsupported-type",
        f"{what} Open it in Excel and save the lists as .xlsx, .xls, .ods or CSV.",
    )


def _encoding(data: bytes, start: bytes) -> str:
    """UTF-8 where the whole file is, UTF-16 where it looks so, else what Windows calls ANSI."""
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    found = "utf-16" if marked else _by_noughts(start) or _utf_8_or_ansi(data)
    if start.decode(found, "ignore").lstrip("\ufeff \t\r\n").startswith(("%PDF", "<", "{\\rtf")):
        raise unsupported(start.replace(b"\0", b""))
    return found


def _by_noughts(start: bytes) -> str:
    """UTF-16 without its mark has a nought in every second byte; '' for few or none."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = max(len(start) // 2, 1)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    if even + odd > len(start) * 0.02:
        raise unsupported()
    return ""


def _utf_8_or_ansi(data: bytes) -> str:
    try:
        with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(text: str) -> str:
    first = [line for line in text.splitlines() if line.strip()][:5]
    return max(_DELIMITERS, key=lambda sign: max(line.count(sign) for line in first))


def _rows(data: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    csv.field_size_limit(_CELL_MOST)
    cells_left = CELLS_MOST
    # Five bytes mean nothing in cp1252; a name with one of them is still a row, and told.
    whole = io.BytesIO(data)
    with io.TextIOWrapper(whole, encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        number = 0
        try:
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
                lines.check(delimiter)
                cells_left -= len(cells)
                if number > ROWS_MOST or cells_left < 0:
                    millions = CELLS_MOST // 10**6
                    raise too_large(
                        f"it has more than {ROWS_MOST:,} rows or {millions} million cells"
                    )
                yield number, list(cells)
        except csv.Error as error:
            raise damaged(
                f"row {number + 1} cannot be read; is a quotation mark not closed?"
            ) from error


class _Lines:
    """The lines of a file for the CSV reader, of a bounded length; knows those of the last row."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(_LINE_MOST + 1):
            if len(line) > _LINE_MOST:
                raise too_large("one of its lines has more than a million characters")
            self._of_row.append(line)
            yield line

    def check(self, delimiter: str) -> None:
        """Whether a row that was just read from several lines is written without a fault.

        Raises:
            csv.Error: it is not.
        """
        if len(self._of_row) > 1 or (self._of_row and self._of_row[0].count('"') % 2):
            list(csv.reader(self._of_row, delimiter=delimiter, strict=True))
        self._of_row.clear()
