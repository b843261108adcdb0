"""Builds small .xls and .ods files by hand; nothing that is installed writes them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

__all__ = ["FailedFormula", "biff_record", "write_ods", "write_xls"]

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


class FailedFormula:
    """A cell that shows #N/A."""


Cell = str | float | FailedFormula | None


def biff_record(kind: int, data: bytes) -> bytes:
    """One record of a legacy workbook."""
    return struct.pack("<HH", kind, len(data)) + data


def write_xls(path: Path, rows: Sequence[Sequence[Cell]], more: bytes = b"") -> Path:
    """A legacy workbook with one sheet 'Old'; `more` are records put before its end."""
    end = biff_record(0x0A, b"")
    sheet = biff_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, FailedFormula):
                sheet += biff_record(0x205, place + bytes((0x2A, 1)))
            elif isinstance(cell, str):
                text = cell.encode("utf-16-le")
                sheet += biff_record(0x204, place + struct.pack("<HB", len(cell), 1) + text)
            elif cell is not None:
                sheet += biff_record(0x203, place + struct.pack("<d", cell))
    opening = biff_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    opening += biff_record(0x42, struct.pack("<H", 1200))
    named = struct.pack("<BB", 3, 0) + b"Old"
    begins = len(opening) + 4 + 6 + len(named) + len(end)
    opening += biff_record(0x85, struct.pack("<IH", begins, 0) + named)
    path.write_bytes(_compound("Workbook", opening + end + sheet + more + end))
    return path


def _compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream of at least 4096 bytes, as [MS-CFB] wants without extras."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // _SECTOR)
    fats = -(-(count + 2) // (_SECTOR // 4 - 1)) or 1
    chain = [_FAT] * fats + [_END] + [fats + 2 + at for at in range(count - 1)] + [_END]
    chain += [_FREE] * (fats * (_SECTOR // 4) - len(chain))
    fat = struct.pack(f"<{len(chain)}I", *chain)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, fats, 0, 4096, _END, 0, _END, 0
    )
    header += struct.pack("<109I", *range(fats), *[_FREE] * (109 - fats))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, fats + 1, len(stream))
    directory = directory.ljust(_SECTOR, b"\0")
    return header + fat + directory + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def write_ods(path: Path, rows: Sequence[Sequence[Cell]], tail: str = "") -> Path:
    """An OpenDocument sheet 'Open'; `tail` is put after its last row."""
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="Open">'
        f"{body}{tail}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, FailedFormula):
        kind, text = 'office:value-type="string" calcext:value-type="error"', "#N/A"
    elif isinstance(cell, str):
        kind, text = 'office:value-type="string"', cell
    else:
        kind, text = f'office:value-type="float" office:value={quoteattr(str(cell))}', str(cell)
    return f"<table:table-cell {kind}><text:p>{escape(text)}</text:p></table:table-cell>"
