"""Bundle files: a sync by memory stick."""

from __future__ import annotations

import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.bundles import Bundle
from schemas.canonical import Json, MalformedError, encode
from schemas.entries import Entry
from schemas.feeds import SignedVector
from schemas.team_records import Genesis, signed_record
from schemas.wire import LARGEST_BLOB, frame
from tests.schemas import vectors
from tests.schemas.devices import device_of_seeds

OWNER = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
RECORD = signed_record(Genesis("00" * 32, OWNER.card, None), OWNER.sign)
VECTOR = SignedVector(vectors.GENESIS, OWNER.id, "88" * 32, {}).signed(OWNER.sign)
ENTRY = Entry.from_bytes(bytes.fromhex(vectors.ENTRY))
MAGIC = b"INSPECTOR-BUNDLE-1\n"


def _file(head: Json, frames: bytes = b"") -> bytes:
    data = MAGIC + frame(encode(head)) + frames
    return data + hashlib.sha256(data).digest()


def _head(**members: Json) -> Json:
    empty: dict[str, Json] = {
        "blobs": [],
        "inspection": vectors.GENESIS,
        "records": [],
        "v": 1,
        "vectors": [],
    }
    return {**empty, **members}


def test_a_bundle_is_the_documented_file() -> None:
    bundle = Bundle.of(vectors.GENESIS, [], [], [], [b"sealed chunk"])
    assert bundle.to_bytes().hex() == vectors.BUNDLE
    assert Bundle.from_bytes(bytes.fromhex(vectors.BUNDLE)) == bundle


def test_chain_vectors_entries_and_blobs_come_back_as_they_were() -> None:
    bundle = Bundle.of(vectors.GENESIS, [RECORD], [VECTOR], [ENTRY, ENTRY], [b"one", b"two"])
    again = Bundle.from_bytes(bundle.to_bytes())
    assert again == bundle
    assert [Entry.from_bytes(data) for data in again.entries] == [ENTRY, ENTRY]
    assert again.blobs == (b"one", b"two")


def test_an_entry_that_is_damaged_stays_in_its_frame_and_stops_no_other() -> None:
    bundle = Bundle(vectors.GENESIS, (), (), (b"no entry", ENTRY.to_bytes()))
    again = Bundle.from_bytes(bundle.to_bytes())
    assert again.entries == (b"no entry", ENTRY.to_bytes())


@given(st.data())
def test_a_bundle_damaged_on_the_way_is_refused(data: st.DataObject) -> None:
    raw = bytearray(Bundle.of(vectors.GENESIS, [RECORD], [VECTOR], [ENTRY]).to_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(raw), bytes(raw[: data.draw(st.integers(0, len(raw)))])):
        with pytest.raises(MalformedError):
            Bundle.from_bytes(damaged)


def _hashed(body: bytes) -> bytes:
    data = MAGIC + body
    return data + hashlib.sha256(data).digest()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MAGIC,
        MAGIC + bytes(36),
        b"INSPECTOR-BUNDLE-2\n" + bytes(40),
        _hashed(b""),
        _hashed(b"\x00\x00\x00"),
        _hashed(struct.pack(">I", 0xFFFFFFFF)),
        _hashed(struct.pack(">I", 3) + b"{}"),
        _hashed(frame(b"\xff")),
        _file([]),
        _file({}),
        _file(_head(v=2)),
        _file(_head(v=True)),
        _file(_head(more=1)),
        _file(_head(inspection=None)),
        _file(_head(records={})),
        _file(_head(records=[1])),
        _file(_head(vectors=None)),
        _file(_head(vectors=[{}])),
        _file(_head(blobs=None)),
        _file(_head(blobs=["00" * 32])),
        _file(_head(blobs=["00" * 32]), frame(b"another")),
        _file(_head(blobs=[7]), frame(b"another")),
        _file(_head(), b"\x00"),
        _file(_head(), struct.pack(">I", 5) + b"four"),
        _file(_head(), struct.pack(">I", 0xFFFFFFFF)),
    ],
)
def test_a_whole_file_that_says_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Bundle.from_bytes(data)


def test_a_blob_larger_than_a_chunk_may_be_is_refused() -> None:
    most = Bundle.of(vectors.GENESIS, [], [], [], [bytes(LARGEST_BLOB)])
    assert Bundle.from_bytes(most.to_bytes()) == most
    more = Bundle.of(vectors.GENESIS, [], [], [], [bytes(LARGEST_BLOB + 1)])
    with pytest.raises(MalformedError):
        Bundle.from_bytes(more.to_bytes())
