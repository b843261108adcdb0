"""Invitations, and requests to join that only their lead can read."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, decode, encode
from schemas.epochs import WrapError, derive, seal_with
from schemas.joining import Invitation, JoinRequestContent, open_request, seal_request
from schemas.signing import to_base64
from schemas.team_records import Server
from schemas.wire import mailbox_name
from tests.schemas import vectors
from tests.schemas.devices import device, device_of_seeds, stream

INVITATION = Invitation(
    vectors.GENESIS,
    vectors.DEVICE,
    Server("https://10.0.0.5:8443", "aa" * 32, "bb" * 32),
    "0d" * 16,
    "hmi",
    "2026-11-25T18:00:00+00:00",
)
JOINER = device_of_seeds(b"\x04" * 32, b"\x05" * 64, b"\x06" * 32)
CONTENT = JoinRequestContent(JOINER.card, "A. Hill")


def test_an_invitation_is_the_documented_file() -> None:
    assert INVITATION.to_bytes().decode() == vectors.INVITATION
    assert Invitation.from_bytes(vectors.INVITATION.encode()) == INVITATION


def test_an_invitation_without_a_server_comes_back() -> None:
    alone = replace(INVITATION, server=None)
    assert Invitation.from_bytes(alone.to_bytes()) == alone


def test_the_mailbox_follows_from_the_secret_and_does_not_give_it_away() -> None:
    assert INVITATION.mailbox_token == vectors.MAILBOX_TOKEN
    assert mailbox_name(vectors.MAILBOX_TOKEN) == vectors.MAILBOX
    assert hashlib.sha256(bytes.fromhex(vectors.MAILBOX_TOKEN)).hexdigest() == vectors.MAILBOX
    assert derive(bytes.fromhex(INVITATION.secret), b"inspector/join/1").hex() == vectors.JOIN_KEY


def test_nothing_secret_shows_when_an_invitation_is_printed() -> None:
    assert INVITATION.secret not in repr(INVITATION)
    assert "Hill" not in repr(CONTENT)


def _file(**members: Json) -> bytes:
    value = decode(INVITATION.to_bytes())
    assert isinstance(value, dict)
    return encode({**value, **members})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"kind":"invitation"}',
        _file(kind="card"),
        _file(v=2),
        _file(v=True),
        _file(more=1),
        _file(server={}),
        _file(server="https://10.0.0.5"),
        _file(secret="00"),
        _file(lead=None),
        _file(inspection=1),
        _file(role=1),
        _file(role=""),
        _file(role="[bold]lead"),
        _file(expires="tomorrow"),
        _file(expires=None),
    ],
)
def test_a_file_that_says_anything_else_is_no_invitation(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Invitation.from_bytes(data)


@given(st.data())
def test_a_damaged_invitation_is_refused_or_is_another(data: st.DataObject) -> None:
    raw = bytearray(INVITATION.to_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = Invitation.from_bytes(bytes(raw))
    except MalformedError:
        return
    assert read.to_bytes() == bytes(raw)
    assert read != INVITATION


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_request_opens_with_the_secret_of_its_invitation(name: str) -> None:
    content = JoinRequestContent(device("bea").card, name)
    sealed = seal_request(INVITATION, content, stream("nonce"))
    opened = open_request(sealed, INVITATION.inspection, INVITATION.secret)
    assert opened == content


def test_a_request_opens_for_nobody_else_and_in_no_other_inspection() -> None:
    sealed = seal_request(INVITATION, CONTENT, stream("nonce"))
    assert b"Hill" not in sealed
    with pytest.raises(WrapError):
        open_request(sealed, INVITATION.inspection, "0e" * 16)
    with pytest.raises(WrapError):
        open_request(sealed, "00" * 32, INVITATION.secret)


@given(st.data())
def test_a_damaged_request_does_not_open(data: st.DataObject) -> None:
    raw = bytearray(seal_request(INVITATION, CONTENT, stream("nonce")))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    for sealed in (bytes(raw), bytes(raw[: data.draw(st.integers(0, len(raw)))])):
        with pytest.raises(WrapError):
            open_request(sealed, INVITATION.inspection, INVITATION.secret)


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        encode({"card": "", "name": "A"}),
        encode({"card": to_base64(b"{}"), "name": "A"}),
        encode({"card": to_base64(JOINER.card.to_bytes()), "name": None}),
        encode({"card": None, "name": "A"}),
        encode({"card": to_base64(JOINER.card.to_bytes()), "name": "A", "role": "lead"}),
    ],
)
def test_what_is_sealed_well_and_is_no_request_is_refused(plain: bytes) -> None:
    key = derive(bytes.fromhex(INVITATION.secret), b"inspector/join/1")
    sealed = seal_with(key, plain, INVITATION.inspection.encode(), stream("nonce"))
    with pytest.raises(MalformedError):
        open_request(sealed, INVITATION.inspection, INVITATION.secret)
