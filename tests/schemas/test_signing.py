"""Cards, signatures and commitments."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, encode
from schemas.signing import (
    Card,
    SealedAnswer,
    SignatureKind,
    commitment,
    from_base64,
    login_payload,
    sign,
    signed_bytes,
    to_base64,
    verify,
)
from tests.schemas import vectors
from tests.schemas.devices import device, device_of_seeds

OWNER = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
KINDS: tuple[SignatureKind, ...] = get_args(SignatureKind)
ANSWER = SealedAnswer("0c" * 32, "between", "requires-improvement", "good", "Plans are late.")


def test_a_device_is_the_hash_of_its_documented_card() -> None:
    assert OWNER.card.sign_key.hex() == vectors.SIGN_KEY
    assert OWNER.id == vectors.DEVICE == hashlib.sha256(OWNER.card.to_bytes()).hexdigest()
    assert OWNER.card.words == vectors.DEVICE_WORDS
    assert Card.from_bytes(OWNER.card.to_bytes()) == OWNER.card


def _card(**members: Json) -> bytes:
    return encode({**OWNER.card.as_json(), **members})


@pytest.mark.parametrize(
    "data",
    [
        encode([]),
        encode({}),
        _card(more=1),
        _card(v=2),
        _card(v=True),
        _card(suite=True),
        _card(suite="1"),
        _card(sign="00"),
        _card(sign=None),
        _card(seal="AAAA"),
        _card(seal=None),
    ],
)
def test_a_card_that_says_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Card.from_bytes(data)


def test_a_card_of_a_newer_suite_is_a_card_with_an_id_of_its_own() -> None:
    card = Card.from_bytes(_card(suite=2, seal="AAAA"))
    assert card.suite == 2
    assert card.device != OWNER.id


@pytest.mark.parametrize("made", KINDS)
@pytest.mark.parametrize("used", KINDS)
def test_a_signature_serves_one_purpose(made: SignatureKind, used: SignatureKind) -> None:
    signature = sign(OWNER.sign, made, b"payload")
    assert verify(OWNER.card.sign_key, used, b"payload", signature) is (made == used)


def test_what_is_signed_starts_with_its_purpose_and_a_zero() -> None:
    assert signed_bytes("team", b"{}") == b"inspector/team/1\x00{}"


@pytest.mark.parametrize("signature", [b"", b"\x00" * 63, b"\x00" * 64, b"\xff" * 64, b"\x00" * 65])
def test_bytes_that_are_no_signature_are_not_valid(signature: bytes) -> None:
    assert not verify(OWNER.card.sign_key, "entry", b"payload", signature)


@pytest.mark.parametrize("key", [b"", b"\x00" * 31, b"\xff" * 32])
def test_bytes_that_are_no_key_verify_nothing(key: bytes) -> None:
    assert not verify(key, "entry", b"payload", sign(OWNER.sign, "entry", b"payload"))


def test_another_device_did_not_sign_it() -> None:
    signature = sign(device("ann").sign, "entry", b"payload")
    assert not verify(OWNER.card.sign_key, "entry", b"payload", signature)


def test_a_login_is_signed_for_one_server_certificate_and_challenge() -> None:
    payload = login_payload("aa" * 32, None, "bb" * 32, OWNER.id)
    signature = bytes.fromhex(vectors.LOGIN_SIGNATURE)
    assert sign(OWNER.sign, "login", payload) == signature
    for other in (
        login_payload("ab" * 32, None, "bb" * 32, OWNER.id),
        login_payload("aa" * 32, "cc" * 32, "bb" * 32, OWNER.id),
        login_payload("aa" * 32, None, "bc" * 32, OWNER.id),
        login_payload("aa" * 32, None, "bb" * 32, device("ann").id),
    ):
        assert not verify(OWNER.card.sign_key, "login", other, signature)


def _commit(answer: SealedAnswer = ANSWER, **about: str | int) -> str:
    place: dict[str, str | int] = {
        "inspection": vectors.GENESIS,
        "session": "44" * 16,
        "round_number": 1,
        "area": "leaders",
        "member": "55" * 16,
        "frozen_digest": "66" * 32,
        **about,
    }
    return commitment(
        str(place["inspection"]),
        str(place["session"]),
        int(place["round_number"]),
        str(place["area"]),
        str(place["member"]),
        str(place["frozen_digest"]),
        answer,
    )


def test_a_sealed_answer_has_the_documented_opening_and_commitment() -> None:
    assert ANSWER.to_text() == vectors.ANSWER
    assert SealedAnswer.from_text(vectors.ANSWER) == ANSWER
    assert _commit() == vectors.ANSWER_COMMITMENT


def test_a_commitment_binds_everything_that_makes_the_answer_this_one() -> None:
    commitments = {
        _commit(),
        _commit(inspection="00" * 32),
        _commit(session="45" * 16),
        _commit(round_number=2),
        _commit(area="care-leavers"),
        _commit(member="56" * 16),
        _commit(frozen_digest="67" * 32),
        _commit(replace(ANSWER, nonce="0d" * 32)),
        _commit(replace(ANSWER, choice="good")),
        _commit(replace(ANSWER, low="inadequate")),
        _commit(replace(ANSWER, high=None)),
        _commit(replace(ANSWER, reason="Plans are late")),
    }
    assert len(commitments) == 12


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "\ud800",
        '["00","good",null,null,""]',
        f'["{"0c" * 32}",null,null,null,""]',
        f'["{"0c" * 32}","good",1,null,""]',
        f'["{"0c" * 32}","good",null,null,null]',
        f'["{"0c" * 32}","good",null,null,"",1]',
    ],
)
def test_what_is_no_opening_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        SealedAnswer.from_text(text)


@given(st.binary(max_size=50))
def test_base64_comes_back(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data


@pytest.mark.parametrize(
    "value", ["A", "AA", "AA==\n", "AB==", "A A=", "-_8=", "é", "AAAA====", None, 1]
)
def test_base64_that_is_not_the_one_way_to_write_it_is_refused(value: Json) -> None:
    with pytest.raises(MalformedError):
        from_base64(value)
