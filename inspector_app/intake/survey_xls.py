"""Looks through a legacy .xls before it is read: passwords, stray cells, failed formulas.

Records and their layout: [MS-XLS], 2.4; each is a type, a length and that many bytes.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence

from inspector_app.intake.cell_reach import Reach
from inspector_app.intake.limits import (
    MERGED_MOST,
    TEXT_BYTES_MOST,
    MergedRange,
    Survey,
    damaged,
    encrypted,
    too_large,
)
from inspector_app.intake.xls_texts import text_lengths

__all__ = ["survey_xls"]

_BOF, _FILEPASS, _BOUNDSHEET = 0x809, 0x2F, 0x85
_FORMULA, _BOOLERR = 0x06, 0x205
_DATEMODE, _MERGECELLS = 0x22, 0xE5
_LABELSST = 0xFD
# Cells by their first two fields, row and column; a MULRK or MULBLANK ends with its last column.
_CELLS = frozenset({_FORMULA, _BOOLERR, 0x203, 0x204, 0xFD, 0xD6, 0x27E, 0xBD})
_MULRK = 0xBD
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def survey_xls(data: bytes) -> Survey:
    """Checks every sheet's reach and texts; collects failed formulas and merged cells.

    Raises:
        RefusedFileError: damaged, encrypted, or too large for the reader.
    """
    stream = _workbook_stream(data)
    seen = _Seen(text_lengths((kind, content) for _, kind, content in _records(stream)))
    for at, kind, content in _records(stream):
        if kind in _CELLS and len(content) >= 4:
            seen.cell(kind, content)
        else:
            seen.record(at, kind, content)
    return Survey(seen.errors, seen.merged, seen.from_1904)


class _Seen:
    """What the records say, one after the other.

    Args:
        lengths: of the texts that cells refer to by number.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        self.errors: dict[str, dict[tuple[int, int], str]] = {}
        self.merged: dict[str, list[MergedRange]] = {}
        self.from_1904 = False
        self._lengths = lengths
        self._text_bytes = 0
        self._names: dict[int, str] = {}
        self._reach = Reach()
        self._sheet = ""

    def record(self, at: int, kind: int, data: bytes) -> None:
        """One that is no cell, from that place in the stream."""
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _BOUNDSHEET and len(data) > 8:
            self._names[struct.unpack("<I", data[:4])[0]] = _name(data)
        elif kind == _BOF:
            self._sheet, self._reach = self._names.get(at, self._sheet), Reach()
        elif kind == _DATEMODE:
            self.from_1904 = data[:1] == b"\x01"
        elif kind == _MERGECELLS:
            ranges = self.merged.setdefault(self._sheet, [])
            ranges.extend(_merged(data))
            if len(ranges) > MERGED_MOST:
                raise too_large(f"it has more than {MERGED_MOST:,} merged cells")

    def cell(self, kind: int, data: bytes) -> None:
        """One or several cells of a row."""
        row, column = struct.unpack("<HH", data[:4])
        last = struct.unpack("<H", data[-2:])[0] if kind == _MULRK else column
        self._reach.add(row, column)
        self._reach.add(row, last)
        if error := _error(kind, data):
            self.errors.setdefault(self._sheet, {})[row, column] = error
        if kind == _LABELSST and len(data) >= 10:
            number = struct.unpack_from("<I", data, 6)[0]
            self._text_bytes += self._lengths[number] if number < len(self._lengths) else 0
            if self._text_bytes > TEXT_BYTES_MOST:
                raise too_large("its cells repeat very long texts")


def _merged(data: bytes) -> Iterator[MergedRange]:
    """The ranges of a record: a count, then first and last row, first and last column of each."""
    for at in range(2, len(data) - 7, 8):
        first, last, column = struct.unpack_from("<HHH", data, at)
        if last > first:
            yield MergedRange(first, last, column)


def _workbook_stream(data: bytes) -> bytes:
    # olefile has no types; it comes with msoffcrypto-tool.
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if container.exists("EncryptedPackage"):
                raise encrypted()
            for name in ("Workbook", "Book"):
                if container.exists(name):
                    stream: bytes = container.openstream(name).read()
                    return stream
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise damaged("its table of contents cannot be read") from error
    raise damaged("no workbook stands in it")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(data: bytes) -> str:
    """The sheet's name: a count of characters, a flag whether they take two bytes, the text."""
    count, wide = data[6], data[7] & 1
    text = data[8 : 8 + count * (2 if wide else 1)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _error(kind: int, data: bytes) -> str | None:
    if kind == _BOOLERR and len(data) >= 8 and data[7] == 1:
        return _ERRORS.get(data[6], "#N/A")
    # A formula's result that is no number ends with FFFF; 2 in its first byte says an error.
    if kind == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
        return _ERRORS.get(data[8], "#N/A")
    return None
