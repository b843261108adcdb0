"""Epoch keys: wrapped for each device, each opening all that came before."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical import encode
from schemas.epochs import (
    WrapError,
    derive,
    key_commitment,
    open_earlier,
    open_sealed,
    seal_earlier,
    seal_with,
    unwrap,
    wrap,
)
from tests.schemas import vectors
from tests.schemas.devices import device, device_of_seeds, stream

OWNER = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
KEY = b"\x07" * 32
PLACE = (vectors.GENESIS, vectors.GENESIS)
EARLIER = {"ab" * 32: b"\x09" * 32}


def test_the_documented_wrap_opens_to_the_key_committed_to() -> None:
    assert key_commitment(KEY) == vectors.COMMITMENT
    wrapped = base64.b64decode(vectors.WRAP)
    assert unwrap(wrapped, OWNER.seal, OWNER.id, *PLACE, vectors.COMMITMENT) == KEY


def _labelled(label: bytes, data: bytes) -> bytes:
    return b"HPKE-v1" + b"HPKE" + bytes.fromhex("647a00010002") + label + data


def test_the_documented_wrap_opens_with_nothing_of_ours() -> None:
    """X-Wing (draft-connolly-cfrg-xwing-kem) and the key schedule of RFC 9180 §5.1, by hand."""
    kem = MLKEM768PrivateKey.from_seed_bytes(b"\x02" * 64)
    agreement = X25519PrivateKey.from_private_bytes(b"\x03" * 32)
    wrapped = base64.b64decode(vectors.WRAP)
    theirs = wrapped[1088:1120]
    shared = hashlib.sha3_256(
        kem.decapsulate(wrapped[:1088])
        + agreement.exchange(X25519PublicKey.from_public_bytes(theirs))
        + theirs
        + agreement.public_key().public_bytes_raw()
        + b"\\.//^\\"
    ).digest()

    def extract(salt: bytes, label: bytes, data: bytes) -> bytes:
        return hmac.new(salt or bytes(32), _labelled(label, data), "sha256").digest()

    info = b"inspector/wrap/1\x00" + encode([*PLACE, OWNER.id])
    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")

    def expand(label: bytes, size: int) -> bytes:
        data = size.to_bytes(2, "big") + _labelled(label, context) + b"\x01"
        return hmac.new(secret, data, "sha256").digest()[:size]

    opened = AESGCM(expand(b"key", 32)).decrypt(expand(b"base_nonce", 12), wrapped[1120:], b"")
    assert opened == KEY


def test_a_wrapped_key_opens_for_its_device_only() -> None:
    ann, bob = device("ann"), device("bob")
    wrapped = wrap(KEY, ann.card, *PLACE)
    assert unwrap(wrapped, ann.seal, ann.id, *PLACE, key_commitment(KEY)) == KEY
    for key, name in ((bob.seal, bob.id), (bob.seal, ann.id), (ann.seal, bob.id)):
        with pytest.raises(WrapError):
            unwrap(wrapped, key, name, *PLACE, key_commitment(KEY))


def test_a_wrapped_key_cannot_be_moved_to_another_record_or_inspection() -> None:
    wrapped = wrap(KEY, OWNER.card, "aa" * 32, "bb" * 32)
    for place in (("aa" * 32, "cc" * 32), ("cc" * 32, "bb" * 32), ("bb" * 32, "aa" * 32)):
        with pytest.raises(WrapError):
            unwrap(wrapped, OWNER.seal, OWNER.id, *place, key_commitment(KEY))


@pytest.mark.parametrize("key", [bytes(32), bytes(31), b""])
def test_a_key_other_than_the_one_committed_to_is_refused(key: bytes) -> None:
    wrapped = wrap(key, OWNER.card, *PLACE)
    with pytest.raises(WrapError, match="commits"):
        unwrap(wrapped, OWNER.seal, OWNER.id, *PLACE, key_commitment(KEY))


def test_a_key_of_the_wrong_length_is_refused_though_its_record_commits_to_it() -> None:
    wrapped = wrap(b"short", OWNER.card, *PLACE)
    with pytest.raises(WrapError):
        unwrap(wrapped, OWNER.seal, OWNER.id, *PLACE, key_commitment(b"short"))


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_wrap_is_refused(data: st.DataObject) -> None:
    raw = bytearray(base64.b64decode(vectors.WRAP))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(raw)))
    for wrapped in (bytes(raw), bytes(raw[:cut])):
        with pytest.raises(WrapError):
            unwrap(wrapped, OWNER.seal, OWNER.id, *PLACE, vectors.COMMITMENT)


@pytest.mark.parametrize(
    "seal_key", [b"", bytes(1216), b"\xff" * 1216, OWNER.card.seal_key[:1184] + bytes(32)]
)
def test_a_hostile_card_is_refused_when_a_key_is_wrapped_for_it(seal_key: bytes) -> None:
    with pytest.raises(WrapError):
        wrap(KEY, replace(OWNER.card, seal_key=seal_key), *PLACE)


def test_no_key_is_wrapped_for_a_card_of_a_newer_suite() -> None:
    with pytest.raises(WrapError, match="newer"):
        wrap(KEY, replace(OWNER.card, suite=2), *PLACE)


def test_one_key_opens_the_documented_earlier_ones() -> None:
    sealed = seal_earlier(EARLIER, KEY, *PLACE, lambda size: bytes(range(size)))
    assert sealed.hex() == vectors.EARLIER
    assert open_earlier(sealed, KEY, *PLACE) == EARLIER


def test_earlier_keys_open_in_their_place_only() -> None:
    sealed = seal_earlier(EARLIER, KEY, *PLACE, stream("nonce"))
    for key, *place in (
        (bytes(32), *PLACE),
        (KEY, PLACE[0], "00" * 32),
        (KEY, "00" * 32, PLACE[1]),
    ):
        with pytest.raises(WrapError):
            open_earlier(sealed, key, *place)


@pytest.mark.parametrize(
    "plain",
    [b"", b"{}", b"[1]", b"[[]]", b'[["ab","cd"]]', encode([["ab" * 32, "09" * 31]]), b"\xff"],
)
def test_earlier_keys_that_are_none_are_refused(plain: bytes) -> None:
    aad = "".join(PLACE).encode()
    sealed = seal_with(derive(KEY, b"inspector/earlier/1"), plain, aad, stream("nonce"))
    with pytest.raises(WrapError):
        open_earlier(sealed, KEY, *PLACE)


@given(st.binary(max_size=60))
def test_bytes_that_nobody_sealed_do_not_open(sealed: bytes) -> None:
    with pytest.raises(WrapError):
        open_sealed(KEY, sealed, b"")


def test_keys_for_different_purposes_differ() -> None:
    assert derive(KEY, b"inspector/join/1") != derive(KEY, b"inspector/mailbox/1")
