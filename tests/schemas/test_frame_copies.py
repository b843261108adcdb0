"""Sealed copies of frames, and receipts of their purge."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import frame_copies
from schemas.canonical import MalformedError, encode
from schemas.frame_copies import (
    Table,
    chunk_name,
    chunk_names,
    chunk_names_text,
    content_lines,
    open_chunks,
    packed,
    read_head,
    read_row,
    row_line,
    seal_chunks,
    unpacked,
)
from schemas.packing import padme
from schemas.receipts import PurgeReceipt
from schemas.wire import LARGEST_BLOB
from tests.schemas import vectors
from tests.schemas.devices import device_of_seeds, stream

KEY, FRAME = b"\x0b" * 32, "77" * 16
ABOUT = Table("frame_about", ("format", "id", "sha256"), 1)
ROWS = Table("frame_row", ("position", "text"), 2)
CONTENT = content_lines(
    [(ABOUT, [(1, 1, "ab" * 32)]), (ROWS, [(0, "12345\x1f2026-11-24"), (1, "é")])]
)
LINES = list(CONTENT)
DEVICE = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
RECEIPT = PurgeReceipt(vectors.GENESIS, FRAME, ("ab" * 32,), DEVICE.id, "2026-11-24T10:15:00+00:00")


def _opened(
    chunks: Sequence[bytes],
    *,
    key: bytes = KEY,
    inspection: str = vectors.GENESIS,
    frame: str = FRAME,
    count: int | None = None,
) -> list[bytes]:
    pieces = open_chunks(key, inspection, frame, count or len(chunks), chunks)
    return list(unpacked(pieces))


@pytest.fixture(scope="module")
def several() -> tuple[list[bytes], list[bytes]]:
    """Content that does not compress, over three chunks, with its lines."""
    draw = stream("frame")
    rows = [(number, draw(30_000).hex()) for number in range(40)]
    table = Table("frame_row", ("position", "text"), len(rows))
    lines = list(content_lines([(table, rows)]))
    return lines, list(seal_chunks(KEY, vectors.GENESIS, FRAME, packed(lines)))


def test_the_copy_is_the_documented_one() -> None:
    chunk = bytes.fromhex(vectors.FRAME_CHUNK)
    assert b"".join(LINES).decode() == vectors.FRAME_CONTENT
    assert b"".join(line + b"\n" for line in _opened([chunk])).decode() == vectors.FRAME_CONTENT
    assert chunk_name(chunk) == vectors.FRAME_CHUNK_NAME
    assert chunk_names(chunk_names_text([chunk_name(chunk)])) == (vectors.FRAME_CHUNK_NAME,)
    pieces = b"".join(open_chunks(KEY, vectors.GENESIS, FRAME, 1, [chunk]))
    assert list(seal_chunks(KEY, vectors.GENESIS, FRAME, pieces)) == [chunk]
    head, *rows = LINES
    assert read_head(head.rstrip()) == (ABOUT, ROWS)
    assert read_row(rows[1].rstrip(), ROWS) == (0, "12345\x1f2026-11-24")


@given(st.lists(st.none() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()))
def test_a_row_is_written_as_canonical_json(row: list[str | int | None]) -> None:
    assert row_line(row) == encode(row) + b"\n"


@pytest.mark.parametrize("value", [2**53, -(2**53), True, 1.5, b"", "\ud800"])
def test_what_no_cell_holds_is_written_in_no_row(value: object) -> None:
    with pytest.raises(MalformedError):
        row_line([value])  # type: ignore[list-item]  # what a type checker would not let through


def test_a_large_copy_goes_in_chunks_of_one_mebibyte_and_its_length_is_padded(
    several: tuple[list[bytes], list[bytes]],
) -> None:
    lines, chunks = several
    assert [len(chunk) for chunk in chunks[:-1]] == [LARGEST_BLOB] * (len(chunks) - 1)
    assert len(chunks) == 2
    total = sum(len(chunk) - 16 for chunk in chunks)
    assert padme(total) == total
    assert [line + b"\n" for line in _opened(chunks)] == lines


def test_a_chunk_is_good_at_its_own_place_of_its_own_copy_only(
    several: tuple[list[bytes], list[bytes]],
) -> None:
    _, (first, second) = several
    other_key, other_frame = b"\x0c" * 32, "78" * 16
    foreign = list(seal_chunks(KEY, vectors.GENESIS, other_frame, packed(LINES)))
    for chunks, options in (
        ([second, first], {}),
        ([first, first], {}),
        ([first], {"count": 2}),
        ([first], {}),
        ([first, second, second], {}),
        ([first, second[:-1]], {}),
        ([first, bytes([second[0] ^ 1]) + second[1:]], {}),
        ([first, second], {"key": other_key}),
        ([first, second], {"inspection": "00" * 32}),
        (foreign, {}),
        ([], {"count": 1}),
    ):
        with pytest.raises(MalformedError):
            _opened(chunks, **options)


@given(st.data())
def test_packed_content_that_was_changed_or_cut_is_refused_or_the_same(data: st.DataObject) -> None:
    raw = packed(LINES)
    cut = raw[: data.draw(st.integers(0, len(raw)))]
    changed = bytearray(raw)
    changed[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    for bad in (cut, bytes(changed)):
        try:
            lines = list(unpacked([bad[:20], bad[20:]]))
        except MalformedError:
            continue
        assert [line + b"\n" for line in lines] == LINES


def test_a_small_copy_cannot_become_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_copies, "_LARGEST_CONTENT", 3_000_000)
    monkeypatch.setattr(frame_copies, "_LARGEST_LINE", 1_000_000)

    def taken(line: bytes, times: int) -> Iterator[int]:
        return (len(each) for each in unpacked([zlib.compress(line * times)]))

    assert sum(taken(b"1" * 999 + b"\n", 2_900)) == 2_900 * 999
    with pytest.raises(MalformedError):
        list(taken(b"1" * 999 + b"\n", 100_000))
    with pytest.raises(MalformedError):
        list(taken(b"1", 2_000_000))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '["ab"]',
        json.dumps(["ab" * 32, "ab" * 32], separators=(",", ":")),
        encode([f"{n:064x}" for n in range(257)]).decode(),
        "[\ud800]",
    ],
)
def test_what_is_no_list_of_chunks_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        chunk_names(text)


@pytest.mark.parametrize(
    "head",
    [
        b"[]",
        b"{}",
        b'{"tables":[],"v":2}',
        b'{"tables":[],"v":true}',
        b'{"tables":{},"v":1}',
        b'{"tables":[1],"v":1}',
        b'{"tables":[{"columns":[],"name":"a","rows":0}],"v":1}',
        b'{"tables":[{"columns":[1],"name":"a","rows":0}],"v":1}',
        b'{"tables":[{"columns":["a"],"name":1,"rows":0}],"v":1}',
        b'{"tables":[{"columns":["a"],"name":"a","rows":-1}],"v":1}',
    ],
)
def test_a_copy_that_begins_otherwise_is_refused(head: bytes) -> None:
    with pytest.raises(MalformedError):
        read_head(head)


@pytest.mark.parametrize("row", [b"{}", b"[1]", b"[1,2,3]", b"[1,true]", b"[1,[]]", b"[1, 2]"])
def test_a_row_that_is_none_is_refused(row: bytes) -> None:
    with pytest.raises(MalformedError):
        read_row(row, ROWS)


def test_more_than_a_server_keeps_does_not_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_copies, "_PIECE", 10)
    data = bytes(10 * frame_copies.MOST_CHUNKS)
    assert len(list(seal_chunks(KEY, vectors.GENESIS, FRAME, data))) == frame_copies.MOST_CHUNKS
    for bad in (b"", data + b"1"):
        with pytest.raises(MalformedError):
            list(seal_chunks(KEY, vectors.GENESIS, FRAME, bad))


def test_a_receipt_is_the_documented_one_and_comes_back() -> None:
    receipt = RECEIPT.signed(DEVICE.sign)
    assert receipt.payload().decode() == vectors.PURGE_RECEIPT
    assert receipt.signature.hex() == vectors.PURGE_RECEIPT_SIGNATURE
    again = PurgeReceipt.from_text(receipt.to_text())
    assert again == receipt
    assert again.signed_by(DEVICE.card.sign_key)
    assert not RECEIPT.signed_by(DEVICE.card.sign_key)


def test_what_is_no_receipt_is_refused() -> None:
    good = RECEIPT.signed(DEVICE.sign).to_text()
    for text in ("", "{}", good[:-1], good.replace("payload", "pay-load"), "\ud800"):
        with pytest.raises(MalformedError):
            PurgeReceipt.from_text(text)
