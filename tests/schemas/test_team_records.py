"""Team records: each kind byte for byte, and nothing that only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, encode
from schemas.signing import sign, verify
from schemas.team_records import (
    Admit,
    Dispose,
    Epoch,
    Erase,
    Genesis,
    Purge,
    Seat,
    Server,
    Servers,
    SignedRecord,
    TeamRecord,
    erase_proposal,
    read_record,
    signed_record,
)
from tests.schemas import vectors
from tests.schemas.devices import device_of_seeds

LEAD = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
QAM = device_of_seeds(b"\x04" * 32, b"\x05" * 64, b"\x06" * 32)
PREV = "88" * 32
FEED = f"{LEAD.id}-{'0a' * 8}"
PARTS = ("de" * 16, "ad" * 16)
GENESIS = Genesis("00" * 32, LEAD.card, QAM.card)
ERASE = Erase(
    PREV,
    QAM.id,
    PARTS,
    LEAD.id,
    sign(LEAD.sign, "team", erase_proposal(vectors.GENESIS, PARTS)),
)
EPOCH = Epoch(
    PREV,
    LEAD.id,
    (
        Seat(LEAD.card, "11" * 16, frozenset({"lead", "hmi"})),
        Seat(QAM.card, "22" * 16, frozenset({"qam"})),
    ),
    1,
    {FEED: ("33" * 32, "22" * 32)},
    {},
    "44" * 32,
    {LEAD.id: b"wrapped", QAM.id: b"wrapped, too"},
    b"earlier",
)
SERVER = Server("https://10.0.0.5:8443", "aa" * 32, None)
RECORDS: tuple[TeamRecord, ...] = (
    GENESIS,
    EPOCH,
    Admit(PREV, LEAD.id, {FEED: ("55" * 32,)}),
    Servers(PREV, LEAD.id, (SERVER, Server("http://127.0.0.1:8000", "bb" * 32, "cc" * 32))),
    ERASE,
    Purge(PREV, LEAD.id, ("77" * 32, "66" * 32)),
    Dispose(PREV, LEAD.id, {FEED: ("55" * 32,)}),
)


def _named(record: TeamRecord) -> str:
    return type(record).__name__


def test_an_inspection_is_the_hash_of_its_documented_first_record() -> None:
    signed = signed_record(GENESIS, LEAD.sign)
    assert signed.id == vectors.GENESIS
    assert signed.signature.hex() == vectors.GENESIS_SIGNATURE
    assert verify(LEAD.card.sign_key, "team", signed.body, signed.signature)


def test_an_erasure_is_the_documented_bytes_with_two_signatures() -> None:
    signed = signed_record(ERASE, QAM.sign)
    assert erase_proposal(vectors.GENESIS, PARTS).decode() == vectors.PROPOSAL
    assert signed.body.decode() == vectors.ERASE
    assert signed.id == vectors.ERASE_ID
    assert signed.signature.hex() == vectors.ERASE_SIGNATURE


def test_a_proposal_names_the_same_parts_in_whatever_order() -> None:
    assert erase_proposal("ab" * 32, PARTS) == erase_proposal("ab" * 32, PARTS[::-1])
    assert erase_proposal("ab" * 32, PARTS) != erase_proposal("ac" * 32, PARTS)


@pytest.mark.parametrize("record", RECORDS, ids=_named)
def test_a_record_comes_back_and_says_the_same_bytes(record: TeamRecord) -> None:
    signed = signed_record(record, LEAD.sign)
    again = read_record(signed.body)
    assert type(again) is type(record)
    assert encode(again.as_json()) == signed.body
    assert SignedRecord.from_json(signed.as_json()) == signed


@pytest.mark.parametrize("record", RECORDS, ids=_named)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_record_is_refused_or_is_another(record: TeamRecord, data: st.DataObject) -> None:
    raw = bytearray(encode(record.as_json()))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        read = read_record(bytes(raw))
    except MalformedError:
        return
    assert encode(read.as_json()) == bytes(raw)


JUNK: st.SearchStrategy[Json] = st.sampled_from(
    [None, True, 0, -1, 2**53 - 1, "", "ab", "é", "ab" * 32, [], [1], [[]], {}, {"a": 1}, {"é": []}]
)


@pytest.mark.parametrize("record", RECORDS, ids=_named)
@settings(max_examples=80)
@given(data=st.data())
def test_a_record_with_a_member_of_another_kind_is_refused(
    record: TeamRecord, data: st.DataObject
) -> None:
    members = record.as_json()
    name = data.draw(st.sampled_from(sorted(members)))
    junk = data.draw(JUNK)
    body = encode({**members, name: junk})
    try:
        read = read_record(body)
    except MalformedError:
        return
    assert encode(read.as_json()) == body


@pytest.mark.parametrize("record", RECORDS, ids=_named)
def test_a_record_that_lacks_a_member_or_has_one_more_is_refused(record: TeamRecord) -> None:
    members = record.as_json()
    for name in members:
        fewer = {key: value for key, value in members.items() if key != name}
        with pytest.raises(MalformedError):
            read_record(encode(fewer))
    with pytest.raises(MalformedError):
        read_record(encode({**members, "more": None}))


def _epoch(**members: Json) -> bytes:
    return encode({**EPOCH.as_json(), **members})


def _seat(**members: Json) -> bytes:
    seat = EPOCH.seats[0].as_json()
    assert isinstance(seat, dict)
    return _epoch(seats=[{**seat, **members}])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"1",
        b"[]",
        _epoch(v=2),
        _epoch(v=True),
        _epoch(kind="revolution"),
        _epoch(kind=["epoch"]),
        _epoch(kind={}),
        _epoch(suite=2),
        _epoch(rules=0),
        _epoch(rules=True),
        _epoch(seats={}),
        _epoch(seats=[1]),
        _epoch(cutoffs={"no feed": []}),
        _epoch(cutoffs={FEED: ["33" * 32, "22" * 32]}),
        _epoch(cutoffs={FEED: "33" * 32}),
        _epoch(wraps={"ab": "AAAA"}),
        _epoch(wraps={LEAD.id: "not base64"}),
        _seat(roles=["qam", "lead"]),
        _seat(roles=["qam", "qam"]),
        _seat(roles=[1]),
        _seat(roles="qam"),
        _seat(member="11"),
        _seat(more=1),
        _seat(card=[]),
    ],
)
def test_a_record_that_says_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_record(body)


def test_seats_stand_in_the_order_of_their_devices() -> None:
    value = EPOCH.as_json()
    seats = value["seats"]
    assert isinstance(seats, list)
    with pytest.raises(MalformedError):
        read_record(encode({**value, "seats": seats[::-1]}))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://host",
        "https://",
        "javascript:alert(1)",
        "https://a b",
        "https://a\nb",
        "https://é",
    ],
)
def test_an_address_that_no_client_should_be_given_is_refused(url: str) -> None:
    with pytest.raises(MalformedError):
        Server.from_json({"certificate": None, "server": "aa" * 32, "url": url})


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"body": "AAAA"},
        {"body": "AAAA", "signature": None},
        {"body": "A", "signature": "AAAA"},
        {"body": "AAAA", "signature": "AAAA", "more": 1},
    ],
)
def test_what_travels_as_a_record_and_is_none_is_refused(value: Json) -> None:
    with pytest.raises(MalformedError):
        SignedRecord.from_json(value)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_record_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read_record(data)
