"""Rows of SQLite tables from the pages that hold them, without the tree above them.

Leaf pages of tables and their records (https://www.sqlite.org/fileformat2.html, 1.6 and 2.1).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from inspector_app.vault.pages import PAGE_CONTENT, Pages

__all__ = ["Row", "rows_of"]

Row = tuple["bytes | str | int | float | None", ...]
"""The values of a row; a key that is the row's own number stands there as None."""

_LEAF = 0x0D
_WHOLE_MOST = PAGE_CONTENT - 35
_LOCAL_LEAST = (PAGE_CONTENT - 12) * 32 // 255 - 23
_FILE_HEADER = 100


def rows_of(pages: Pages) -> Iterator[Row]:
    """Every row on a leaf that can be read, with all that lies on further pages.

    What is not whole is left out; so is what is no row of a table.
    """
    for number in pages.numbers():
        page = pages.read(number)
        start = _FILE_HEADER if number == 1 else 0
        if page is None or page[start] != _LEAF:
            continue
        (count,) = struct.unpack_from(">H", page, start + 3)
        for cell in range(count):
            try:
                (at,) = struct.unpack_from(">H", page, start + 8 + 2 * cell)
                yield _row(_payload(pages, page, at))
            except (IndexError, ValueError, struct.error):
                continue


def _payload(pages: Pages, page: bytes, at: int) -> bytes:
    """The whole record of a cell, gathered from the pages that it lies on."""
    size, at = _number(page, at)
    _, at = _number(page, at)
    local = size
    if size > _WHOLE_MOST:
        local = _LOCAL_LEAST + (size - _LOCAL_LEAST) % (PAGE_CONTENT - 4)
        if local > _WHOLE_MOST:
            local = _LOCAL_LEAST
    found = bytearray(page[at : at + local])
    (further,) = struct.unpack_from(">I", page, at + local) if local < size else (0,)
    while len(found) < size:
        content = pages.read(further) if further else None
        if content is None:
            raise ValueError
        (further,) = struct.unpack_from(">I", content)
        found += content[4 : 4 + size - len(found)]
    return bytes(found)


def _row(record: bytes) -> Row:
    length, at = _number(record, 0)
    kinds = []
    while at < length:
        kind, at = _number(record, at)
        kinds.append(kind)
    values: list[bytes | str | int | float | None] = []
    for kind in kinds:
        size = _size(kind)
        values.append(_value(kind, record[at : at + size]))
        at += size
    if at != len(record):
        raise ValueError
    return tuple(values)


def _size(kind: int) -> int:
    return (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]


def _value(kind: int, data: bytes) -> bytes | str | int | float | None:
    if kind >= 12:
        return data.decode("utf-8") if kind % 2 else data
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    return int.from_bytes(data, "big", signed=True) if kind else None


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next one begins."""
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | data[at + 8], at + 9
