"""The sealed copy of a frame: how imported lists travel, in chunks that a server cannot read.

    content = canonical JSON lines, each ended by 0x0a: first {"tables": [{"columns", "name",
              "rows"}, …], "v": 1}, then the rows of each table, in order, as lists of values
    packed  = zlib(content), filled with zero bytes to a Padmé length
    chunk i = AES-256-GCM(key, nonce i, piece i of packed, AAD = canonical ["inspector/frame/1",
              inspection, frame, i, number of chunks]), i from 0

A piece has 1 MiB less the tag's 16 bytes; the last one has what is left. A key seals one copy and
nothing else. So a chunk is good at its own place of its own copy only: what is cut short, changed,
reordered or brought from elsewhere does not open.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.identifiers import require_hex
from schemas.packing import padme
from schemas.wire import LARGEST_BLOB

__all__ = [
    "MOST_CHUNKS",
    "Table",
    "chunk_name",
    "chunk_names",
    "chunk_names_text",
    "content_lines",
    "open_chunks",
    "packed",
    "read_head",
    "read_row",
    "row_line",
    "seal_chunks",
    "unpacked",
]

MOST_CHUNKS = 256
"""Chunks of one copy; as many bytes as a server keeps for an inspection."""

_PIECE = LARGEST_BLOB - 16
_LARGEST_INTEGER = 2**53 - 1
_STEP = 256 * 1024
_LARGEST_CONTENT = 1024 * 1024 * 1024
_LARGEST_LINE = 32 * 1024 * 1024

Value = str | int | None
"""What stands in a cell."""


@dataclass(frozen=True)
class Table:
    """A table in the content: its name, its columns in the order of each row, how many rows."""

    name: str
    columns: tuple[str, ...]
    rows: int


def chunk_name(chunk: bytes) -> str:
    """The name of a chunk: SHA-256 of its bytes, 64 hexadecimal digits."""
    return hashlib.sha256(chunk).hexdigest()


def chunk_names_text(names: Iterable[str]) -> str:
    """What a record says of a copy: canonical JSON, the names of its chunks in order."""
    return encode(list(names)).decode("ascii")


def chunk_names(text: str) -> tuple[str, ...]:
    """The names of a copy's chunks, in order.

    Raises:
        MalformedError: when the text is no such list of 1 to 256 different names.
    """
    value = decode(text.encode("utf-8", "replace"))
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_CHUNKS:
        raise MalformedError("not the chunks of a frame")
    names = tuple(require_hex(name, 32, "chunk") for name in value)
    if len(set(names)) < len(names):
        raise MalformedError("a frame with one chunk twice")
    return names


def content_lines(tables: Sequence[tuple[Table, Iterable[Sequence[Value]]]]) -> Iterator[bytes]:
    """The content of a copy, line by line."""
    heads: list[Json] = [
        {"columns": list(table.columns), "name": table.name, "rows": table.rows}
        for table, _ in tables
    ]
    yield encode({"tables": heads, "v": 1}) + b"\n"
    for _, rows in tables:
        yield from map(row_line, rows)


def row_line(row: Iterable[Value]) -> bytes:
    """One row as it stands in the content: canonical JSON and its end.

    Written out here, since an import hashes hundreds of thousands while it freezes them.

    Raises:
        MalformedError: for what no cell may hold.
    """
    try:
        cells = [
            encode_basestring(value)
            if type(value) is str
            else str(value)
            if type(value) is int and -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER
            else _odd_cell(value)
            for value in row
        ]
        return f"[{','.join(cells)}]\n".encode()
    except UnicodeEncodeError:
        raise MalformedError("text holds half of a surrogate pair") from None


def packed(lines: Iterable[bytes]) -> bytes:
    """Content, compressed and padded."""
    squeezer = zlib.compressobj(6)
    squeezed = bytearray()
    for line in lines:
        squeezed += squeezer.compress(line)
    squeezed += squeezer.flush()
    return bytes(squeezed.ljust(padme(len(squeezed)), b"\x00"))


def seal_chunks(key: bytes, inspection: str, frame: str, data: bytes) -> Iterator[bytes]:
    """The chunks of a copy.

    Args:
        key: 32 random bytes that have sealed nothing before.
        inspection: whose frame.
        frame: its record's id.
        data: packed content.

    Raises:
        MalformedError: when it would be more than `MOST_CHUNKS`.
    """
    count = -(-len(data) // _PIECE)
    if not 1 <= count <= MOST_CHUNKS:
        raise MalformedError("a frame too large to travel")
    cipher = AESGCM(key)
    for index in range(count):
        piece = data[index * _PIECE : (index + 1) * _PIECE]
        yield cipher.encrypt(_nonce(index), piece, _bound(inspection, frame, index, count))


def open_chunks(
    key: bytes, inspection: str, frame: str, count: int, chunks: Iterable[bytes]
) -> Iterator[bytes]:
    """The pieces of packed content, in order.

    Args:
        key: that sealed the copy.
        inspection: whose frame.
        frame: its record's id.
        count: how many chunks the copy has.
        chunks: all of them, in order.

    Raises:
        MalformedError: when one is not the chunk of this copy at this place.
    """
    cipher = AESGCM(key)
    for index, chunk in enumerate(chunks):
        try:
            yield cipher.decrypt(_nonce(index), chunk, _bound(inspection, frame, index, count))
        except InvalidTag:
            raise MalformedError("a chunk that is not the one at this place") from None


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the content, without their ends; never more of it in memory than a line.

    Raises:
        MalformedError: when it is damaged, cut short, larger than any lists, or followed by
            anything but zeros.
    """
    rest, total = b"", 0
    for data in _inflated(pieces):
        total += len(data)
        *lines, rest = (rest + data).split(b"\n")
        if total > _LARGEST_CONTENT or len(rest) > _LARGEST_LINE:
            raise MalformedError("more than any lists hold")
        yield from lines
    if rest:
        raise MalformedError("a copy that is cut short")


def read_head(line: bytes) -> tuple[Table, ...]:
    """Which tables follow.

    Raises:
        MalformedError: when it is not the first line of a copy of this version.
    """
    value = decode(line)
    if not isinstance(value, dict) or set(value) != {"tables", "v"}:
        raise MalformedError("not the beginning of a copy")
    if not is_number(value["v"]) or value["v"] != 1:
        raise MalformedError("a copy of another version")
    tables = value["tables"]
    if not isinstance(tables, list):
        raise MalformedError("a copy without its tables")
    return tuple(map(_table, tables))


def read_row(line: bytes, table: Table) -> tuple[Value, ...]:
    """One row of a table.

    Raises:
        MalformedError: when it is none.
    """
    value = decode(line)
    if not isinstance(value, list) or len(value) != len(table.columns):
        raise MalformedError("not a row of its table")
    found: list[Value] = []
    for cell in value:
        if cell is not None and not isinstance(cell, str) and not is_number(cell):
            raise MalformedError("not the value of a cell")
        found.append(cell)
    return tuple(found)


def _table(value: Json) -> Table:
    if not isinstance(value, dict) or set(value) != {"columns", "name", "rows"}:
        raise MalformedError("not a table")
    name, columns, rows = value["name"], value["columns"], value["rows"]
    if not isinstance(name, str) or not isinstance(columns, list) or not columns:
        raise MalformedError("not a table")
    if not is_number(rows) or rows < 0:
        raise MalformedError("not a table")
    if not all(isinstance(column, str) for column in columns):
        raise MalformedError("not a table")
    return Table(name, tuple(str(column) for column in columns), rows)


def _odd_cell(value: Value) -> str:
    """What is neither a text nor a number that every reader can hold."""
    if value is None:
        return "null"
    raise MalformedError("not the value of a cell")


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    for piece in pieces:
        data = piece
        while not inflater.eof:
            try:
                out = inflater.decompress(data, _STEP)
            except zlib.error:
                raise MalformedError("not compressed as it should be") from None
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            yield out
            if not data and len(out) < _STEP:
                break
        if inflater.eof and data.strip(b"\x00"):
            raise MalformedError("compressed bytes that do not end as they should")
    if not inflater.eof:
        raise MalformedError("a copy that is cut short")


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(inspection: str, frame: str, index: int, count: int) -> bytes:
    return encode(["inspector/frame/1", inspection, frame, index, count])
