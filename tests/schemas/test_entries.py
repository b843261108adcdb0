"""Entries: sealed runs of changes, their headers and parts."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, decode, encode
from schemas.changes import LARGEST_TEXT, Part, part_of
from schemas.entries import (
    LARGEST_ENTRY,
    MOST_CHANGES,
    Entry,
    Header,
    PartLine,
    SealError,
    Unsealing,
    padme,
    seal,
)
from schemas.packing import pack, unpack
from tests.schemas import vectors
from tests.schemas.devices import device_of_seeds, stream

OWNER = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
KEY = b"\x07" * 32
PART = Part(bytes(range(16)), "Seen at home.")
HEADER = Header(vectors.GENESIS, f"{OWNER.id}-{'0a' * 8}", 1, None, "", "88" * 32, ("99" * 32,), ())
DOCUMENTED = Entry.from_bytes(bytes.fromhex(vectors.ENTRY))
LINES = st.builds(
    PartLine,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
)
IDS = st.binary(min_size=32, max_size=32).map(bytes.hex)
HEADERS = st.builds(
    Header,
    IDS,
    st.builds(
        lambda device, life: f"{device}-{life.hex()}", IDS, st.binary(min_size=8, max_size=8)
    ),
    st.integers(2, 2**53 - 1),
    IDS,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    IDS,
    st.lists(IDS, max_size=3).map(tuple),
    st.lists(LINES, max_size=3).map(tuple),
)


def _seal(changes: list[bytes], parts: list[Part], **about: object) -> tuple[Header, Entry]:
    header = replace(HEADER, **about)  # type: ignore[arg-type]  # members of a header
    entry = seal(
        header, changes, parts, epoch_key=KEY, key=OWNER.sign, randomness=stream("sealing")
    )
    return Header.from_bytes(entry.header), entry


def test_the_documented_entry_opens_to_the_documented_change_and_text() -> None:
    header = Header.from_bytes(DOCUMENTED.header)
    assert DOCUMENTED.header == vectors.HEADER.encode()
    assert DOCUMENTED.id == vectors.ENTRY_ID
    assert DOCUMENTED.signature.hex() == vectors.ENTRY_SIGNATURE
    assert DOCUMENTED.signed_by(OWNER.card.sign_key)
    assert Unsealing(header, KEY).body(DOCUMENTED) == (vectors.CHANGE.encode(),)
    sealed = DOCUMENTED.parts[0]
    assert sealed is not None
    assert Unsealing(header, KEY).part(sealed, 0) == PART
    assert DOCUMENTED.to_bytes().hex() == vectors.ENTRY


def test_the_documented_entry_opens_with_nothing_of_ours() -> None:
    info = b"inspector/entry/1" + bytes.fromhex(vectors.GENESIS) + HEADER.feed.encode()
    salt = bytes(range(16))
    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(KEY)
    assert key.hex() == vectors.ENTRY_KEY
    raw = bytes.fromhex(vectors.ENTRY)
    head_end = 4 + int.from_bytes(raw[:4], "big")
    head = raw[4:head_end]
    body_end = head_end + 4 + int.from_bytes(raw[head_end : head_end + 4], "big")
    body = raw[head_end + 4 : body_end]
    name = hashlib.sha256(head + hashlib.sha256(body).digest()).digest()
    assert name.hex() == vectors.ENTRY_ID
    OWNER.sign.public_key().verify(
        raw[body_end + 1 : body_end + 65], b"inspector/entry/1\x00" + name
    )
    plain = zlib.decompressobj().decompress(AESGCM(key).decrypt(bytes(12), body, head))
    assert plain == len(vectors.CHANGE).to_bytes(4, "big") + vectors.CHANGE.encode()
    sealed = raw[body_end + 65 + 2 + 4 :]
    padded = AESGCM(key).decrypt(bytes(11) + b"\x01", sealed, bytes.fromhex(vectors.PART_NAME))
    text = zlib.decompressobj().decompress(padded)
    assert text.hex() == vectors.PART
    assert hashlib.sha256(text).hexdigest()[:32] == vectors.PART_NAME


@settings(max_examples=40)
@given(
    st.lists(st.binary(max_size=200), max_size=5),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=3),
)
def test_changes_and_texts_come_back_as_they_were(changes: list[bytes], texts: list[str]) -> None:
    parts = [part_of(text, stream(f"part {place}")) for place, text in enumerate(texts)]
    header, entry = _seal(changes, parts)
    assert Entry.from_bytes(entry.to_bytes()) == entry
    assert entry.checked(header) == entry
    assert Unsealing(header, KEY).body(entry) == tuple(changes)
    for place, sealed in enumerate(entry.parts):
        assert sealed is not None
        assert Unsealing(header, KEY).part(sealed, place) == parts[place]


def test_the_largest_text_a_field_may_hold_can_be_sealed_and_opened() -> None:
    part = Part(bytes(16), "é" * (LARGEST_TEXT // 2))
    header, entry = _seal([], [part])
    sealed = entry.parts[0]
    assert sealed is not None
    assert Unsealing(header, KEY).part(sealed, 0) == part


def test_sealing_twice_never_uses_the_same_key() -> None:
    draw = stream("sealing")
    twice = [
        seal(HEADER, [b"same"], [PART], epoch_key=KEY, key=OWNER.sign, randomness=draw)
        for _ in range(2)
    ]
    assert len({entry.body for entry in twice}) == 2
    assert len({entry.parts for entry in twice}) == 2
    assert len({Header.from_bytes(entry.header).salt for entry in twice}) == 2


@pytest.mark.parametrize(
    "about",
    [
        {"inspection": "00" * 32},
        {"feed": f"{OWNER.id}-{'0b' * 8}"},
        {"salt": "00" * 16},
        {"v": 2},
        {"suite": 2},
    ],
)
def test_an_entry_opens_only_in_its_place_and_version(about: dict[str, object]) -> None:
    header, entry = _seal([b"change"], [PART])
    other = replace(header, **about)  # type: ignore[arg-type]  # members of a header
    moved = replace(entry, header=other.to_bytes())
    sealed = entry.parts[0]
    assert sealed is not None
    with pytest.raises(SealError):
        Unsealing(other, KEY).body(moved)
    with pytest.raises(SealError):
        Unsealing(other, KEY).part(sealed, 0)


@pytest.mark.parametrize(
    "about", [{"seq": 2, "prev": "77" * 32}, {"team": "66" * 32}, {"deps": ()}]
)
def test_a_body_is_bound_to_every_member_of_its_header(about: dict[str, object]) -> None:
    header, entry = _seal([b"change"], [])
    other = replace(header, **about)  # type: ignore[arg-type]  # members of a header
    with pytest.raises(SealError):
        Unsealing(other, KEY).body(replace(entry, header=other.to_bytes()))


def test_another_epochs_key_opens_nothing() -> None:
    header, entry = _seal([b"change"], [PART])
    with pytest.raises(SealError):
        Unsealing(header, bytes(32)).body(entry)


def test_two_parts_cannot_change_places() -> None:
    header, entry = _seal([], [PART, Part(bytes(16), "Another.")])
    first, second = entry.parts
    assert first is not None
    assert second is not None
    with pytest.raises(SealError):
        Unsealing(header, KEY).part(second, 0)
    assert entry.checked(header).parts == (first, second)
    assert replace(entry, parts=(second, first)).checked(header).parts == (None, None)


def test_a_part_that_its_author_named_wrongly_does_not_serve() -> None:
    misnamed = Part(bytes(16), "Not what the name says.")
    object.__setattr__(misnamed, "name", "ab" * 16)
    header, entry = _seal([], [misnamed])
    sealed = entry.parts[0]
    assert sealed is not None
    with pytest.raises(SealError, match="hash to its name"):
        Unsealing(header, KEY).part(sealed, 0)


def test_a_part_may_be_missing_and_neither_id_nor_signature_changes() -> None:
    header, entry = _seal([b"change"], [PART])
    without = replace(entry, parts=(None,))
    again = Entry.from_bytes(without.to_bytes())
    assert again.parts == (None,)
    assert again.id == entry.id
    assert again.signed_by(OWNER.card.sign_key)
    assert again.checked(header).parts == (None,)


def test_an_entry_with_another_number_of_parts_than_its_header_says_is_refused() -> None:
    header, entry = _seal([], [PART])
    with pytest.raises(MalformedError):
        replace(entry, parts=()).checked(header)


def test_an_entry_with_too_many_changes_is_refused() -> None:
    header, entry = _seal([b""] * MOST_CHANGES, [])
    assert len(Unsealing(header, KEY).body(entry)) == MOST_CHANGES
    header, entry = _seal([b""] * (MOST_CHANGES + 1), [])
    with pytest.raises(SealError):
        Unsealing(header, KEY).body(entry)


def test_a_body_that_swells_beyond_what_a_change_may_be_is_refused() -> None:
    header, entry = _seal([bytes(13 * 1024 * 1024)], [])
    assert len(entry.body) < 100_000
    with pytest.raises(SealError):
        Unsealing(header, KEY).body(entry)


@pytest.mark.parametrize(
    "plain", [b"\x00", b"\x00\x00\x00\x05abc", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00\x00"]
)
def test_a_body_that_is_not_a_run_of_changes_is_refused(plain: bytes) -> None:
    header, entry = _seal([], [])
    info = b"inspector/entry/1" + bytes.fromhex(header.inspection) + header.feed.encode()
    key = HKDF(algorithm=SHA256(), length=32, salt=bytes.fromhex(header.salt), info=info)
    body = AESGCM(key.derive(KEY)).encrypt(bytes(12), pack(plain), entry.header)
    with pytest.raises(SealError):
        Unsealing(header, KEY).body(replace(entry, body=body))


@given(st.integers(0, 40_000_000))
def test_padding_adds_at_most_an_eighth_and_leaves_few_lengths(length: int) -> None:
    padded = padme(length)
    assert length <= padded <= length + length // 8 + 1
    assert padme(padded) == padded


def test_padding_is_the_published_one() -> None:
    lengths = {0: 0, 1: 1, 2: 2, 9: 10, 100: 104, 1000: 1024, 100_000: 100_352}
    assert {length: padme(length) for length in lengths} == lengths


@given(st.binary(max_size=300), st.binary(max_size=4))
def test_only_zeros_may_follow_what_was_packed(plain: bytes, more: bytes) -> None:
    padded = pack(plain) + more
    if more.strip(b"\x00"):
        with pytest.raises(MalformedError):
            unpack(padded, 300)
    else:
        assert unpack(padded, 300) == plain


@given(HEADERS)
def test_a_header_comes_back_as_it_was(header: Header) -> None:
    assert Header.from_bytes(header.to_bytes()) == header


def _head(**members: Json) -> bytes:
    value = decode(vectors.HEADER.encode())
    assert isinstance(value, dict)
    return encode({**value, **members})


@pytest.mark.parametrize(
    "data",
    [
        encode([]),
        encode({}),
        _head(more=1),
        _head(seq=0),
        _head(seq=True),
        _head(seq="1"),
        _head(seq=2),
        _head(prev="11" * 32),
        _head(seq=2, prev=7),
        _head(v=True),
        _head(suite=True),
        _head(suite=None),
        _head(feed="ab" * 32),
        _head(feed=None),
        _head(inspection=None),
        _head(salt="00"),
        _head(team=7),
        _head(deps={}),
        _head(deps=[1]),
        _head(parts="AAAA"),
        _head(parts="!"),
        _head(parts=[]),
        _head(parts="é"),
    ],
)
def test_a_header_that_says_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Header.from_bytes(data)


def test_the_header_of_a_newer_version_finds_its_place_though_it_cannot_be_opened() -> None:
    header = Header.from_bytes(_head(v=2, suite=9, more=["later"]))
    assert (header.v, header.suite, header.seq, header.device) == (2, 9, 1, OWNER.id)
    with pytest.raises(SealError):
        Unsealing(header, KEY).body(DOCUMENTED)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_entry_are_refused_or_say_themselves_again(data: bytes) -> None:
    try:
        entry = Entry.from_bytes(data)
    except MalformedError:
        return
    assert entry.to_bytes() == data


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_entry_is_found_out(data: st.DataObject) -> None:
    raw = bytearray(bytes.fromhex(vectors.ENTRY))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        entry = Entry.from_bytes(bytes(raw))
        header = Header.from_bytes(entry.header)
        checked = entry.checked(header)
    except MalformedError:
        return
    if entry.signed_by(OWNER.card.sign_key):
        assert entry.id == vectors.ENTRY_ID
        assert checked.parts == (None,)
    else:
        assert entry.id != vectors.ENTRY_ID or entry.signature != DOCUMENTED.signature


@pytest.mark.parametrize("cut", range(0, len(vectors.ENTRY) // 2, 37))
def test_an_entry_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(MalformedError):
        Entry.from_bytes(bytes.fromhex(vectors.ENTRY)[:cut])


def test_an_entry_with_bytes_behind_it_or_too_many_of_them_is_refused() -> None:
    with pytest.raises(MalformedError):
        Entry.from_bytes(bytes.fromhex(vectors.ENTRY) + b"\x00")
    with pytest.raises(MalformedError, match="larger"):
        Entry.from_bytes(bytes(LARGEST_ENTRY + 1))
