"""Changes, writes and parts: what one save is, byte for byte."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, decode, encode
from schemas.changes import (
    Change,
    Part,
    PartName,
    Value,
    Write,
    change_id,
    field_and_key,
    part_of,
    value_from_json,
    value_to_json,
    write_id,
)
from tests.schemas import vectors
from tests.schemas.devices import stream

NOTE = "11" * 16
PART = Part(bytes(range(16)), "Seen at home.")
CHANGE = Change(
    vectors.DEVICE,
    "2026-11-24T10:15:00+00:00",
    (1795515300000, 0),
    (
        Write(NOTE, "note", "text", PartName(vectors.PART_NAME)),
        Write(NOTE, "note", f"cases[{'22' * 16}]", True),
        Write(NOTE, "note", "occasion", "worker", ("33" * 16 + ":0",)),
    ),
)

HEX16 = st.binary(min_size=16, max_size=16).map(bytes.hex)
WRITE_IDS = st.lists(
    st.builds(write_id, HEX16, st.integers(0, 999_999)), max_size=3, unique=True
).map(lambda ids: tuple(sorted(ids)))
VALUES: st.SearchStrategy[Value] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.from_regex(r"[A-Za-z0-9._:+-]{1,128}", fullmatch=True)
    | HEX16.map(PartName)
)
FIELDS = st.sampled_from(["text", "areas[help-and-protection]", "depths[ab:whole]", "round"])
KINDS = st.sampled_from(["note", "safety-concern"])
WRITES = st.builds(Write, HEX16, KINDS, FIELDS, VALUES, WRITE_IDS, st.none())
WITHDRAWALS = st.builds(
    Write, HEX16, st.just("note"), st.just("withdrawn"), VALUES, WRITE_IDS, WRITE_IDS
)
CHANGES = st.builds(
    Change,
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.sampled_from(["2026-11-24T10:15:00+00:00", "2026-11-24T10:15Z"]),
    st.tuples(st.integers(0, 2**43 - 1), st.integers(0, 2**20 - 1)),
    st.lists(WRITES | WITHDRAWALS, min_size=1, max_size=4).map(tuple),
)


def test_a_change_is_the_documented_bytes_and_has_the_documented_id() -> None:
    assert CHANGE.to_bytes() == vectors.CHANGE.encode()
    assert change_id(CHANGE.to_bytes()) == vectors.CHANGE_ID
    assert Change.from_bytes(vectors.CHANGE.encode()) == CHANGE


def test_a_withdrawal_says_what_was_seen_in_the_documented_bytes() -> None:
    write = Write(
        NOTE,
        "note",
        "withdrawn",
        PartName(vectors.PART_NAME),
        (),
        (write_id(vectors.CHANGE_ID, 0), write_id(vectors.CHANGE_ID, 1)),
    )
    change = Change(vectors.DEVICE, CHANGE.at, (1795515300000, 1), (write,))
    assert change.to_bytes() == vectors.WITHDRAWAL.encode()
    assert change_id(change.to_bytes()) == vectors.WITHDRAWAL_ID


def test_a_part_is_named_by_its_salt_and_its_text() -> None:
    assert PART.to_bytes().hex() == vectors.PART
    assert PART.name == vectors.PART_NAME
    assert Part(bytes(16), PART.text).name != PART.name
    assert Part.from_bytes(bytes.fromhex(vectors.PART)) == PART


def test_the_state_digest_is_the_documented_one() -> None:
    rows: list[Json] = [
        [write.record, write.type, write.field, [write_id(vectors.CHANGE_ID, place)]]
        for place, write in enumerate(CHANGE.writes)
    ]
    listed = encode(sorted(rows, key=encode))
    assert listed.decode() == vectors.STATE
    assert hashlib.sha256(listed).hexdigest() == vectors.STATE_DIGEST


@given(CHANGES)
def test_a_change_comes_back_as_it_was(change: Change) -> None:
    assert Change.from_bytes(change.to_bytes()) == change


@given(st.text(st.characters(codec="utf-8")))
@example("\ufeffa mark in front")
def test_typed_text_comes_back_as_it_was(text: str) -> None:
    part = part_of(text, stream("salt"))
    assert Part.from_bytes(part.to_bytes()) == part
    assert part.text == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\ud83d\ude00", "😀"),
        ("a\ud800b", "a\ufffdb"),
        ("a\udc80", "a\ufffd"),
        ("\ud800", "\ufffd"),
    ],
)
def test_halves_of_surrogate_pairs_are_joined_or_marked_never_refused(
    typed: str, kept: str
) -> None:
    assert part_of(typed, stream("salt")).text == kept


def test_no_text_shows_when_a_part_is_printed() -> None:
    assert "Seen" not in repr(PART)


@pytest.mark.parametrize("data", [b"", b"short", bytes(16) + b"\xff", bytes(16) + b"\xed\xa0\x80"])
def test_a_part_without_salt_or_text_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Part.from_bytes(data)


@given(CHANGES, st.data())
def test_a_damaged_change_is_refused_or_is_another_change(
    change: Change, data: st.DataObject
) -> None:
    raw = bytearray(change.to_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        read = Change.from_bytes(bytes(raw))
    except MalformedError:
        return
    assert read != change
    assert read.to_bytes() == bytes(raw)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_change_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Change.from_bytes(data)


def _with(**members: Json) -> bytes:
    value = decode(CHANGE.to_bytes())
    assert isinstance(value, dict)
    return encode({**value, **members})


def _write(*members: Json) -> bytes:
    return _with(writes=[list(members)])


@pytest.mark.parametrize(
    "data",
    [
        encode([]),
        _with(more=1),
        _with(writes=[]),
        _with(writes={}),
        _with(writes=[{}]),
        _with(device="AB" * 32),
        _with(at="then"),
        _with(at="9999-12-31T23:59:59-12:00"),
        _with(hlc=[1]),
        _with(hlc=[True, 0]),
        _with(hlc=[-1, 0]),
        _with(hlc=[2**43, 0]),
        _with(hlc=[0, 2**20]),
        _with(hlc={"0": 1}),
        _write(NOTE, "note", "text", None),
        _write(NOTE, "note", "text", None, [], []),
        _write(NOTE, "Note", "text", None, []),
        _write(NOTE, "note", "text[", None, []),
        _write(NOTE, "note", "areas[two words]", None, []),
        _write(NOTE, "note", "areas[]", None, []),
        _write(NOTE, "note", ["text"], None, []),
        _write(NOTE, 1, "text", None, []),
        _write("11", "note", "text", None, []),
        _write(NOTE, "note", "text", "typed text", []),
        _write(NOTE, "note", "text", "", []),
        _write(NOTE, "note", "text", "w" * 129, []),
        _write(NOTE, "note", "text", "worker\n", []),
        _write(NOTE, "note", "text", {"part": "zz"}, []),
        _write(NOTE, "note", "text", {"part": "11" * 16, "more": 1}, []),
        _write(NOTE, "note", "text", {}, []),
        _write(NOTE, "note", "text", [], []),
        _write(NOTE, "note", "text", None, ["33" * 16]),
        _write(NOTE, "note", "text", None, ["33" * 16 + ":01"]),
        _write(NOTE, "note", "text", None, ["33" * 16 + ":1", "33" * 16 + ":0"]),
        _write(NOTE, "note", "text", None, ["33" * 16 + ":0", "33" * 16 + ":0"]),
        _write(NOTE, "note", "text", None, [["33" * 16 + ":0"]]),
        _write(NOTE, "note", "text", None, {}),
    ],
)
def test_a_change_that_says_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Change.from_bytes(data)


@given(VALUES)
def test_a_value_comes_back_with_its_kind(value: Value) -> None:
    again = value_from_json(value_to_json(value))
    assert (type(again), again) == (type(value), value)


def test_the_part_names_of_a_change_are_named_once_in_their_order() -> None:
    names = ["aa" * 16, "bb" * 16, "aa" * 16]
    writes = tuple(Write(NOTE, "note", "text", PartName(name)) for name in names)
    assert Change(CHANGE.device, CHANGE.at, (0, 0), writes).part_names() == ("aa" * 16, "bb" * 16)


def test_a_field_is_split_from_its_key() -> None:
    assert field_and_key("depths[22:whole]") == ("depths", "22:whole")
    assert field_and_key("text") == ("text", None)
    with pytest.raises(MalformedError):
        field_and_key("areas[a]b")
