"""Epoch keys: made at random, wrapped for each device, each opening all that came before.

    wrap       = HPKE(MLKEM768-X25519, HKDF-SHA256, AES-256-GCM) base mode (RFC 9180), info =
                 "inspector/wrap/1" ‖ 0x00 ‖ canonical [inspection, prev record, device]
    commitment = SHA-256("inspector/epoch-key/1" ‖ 0x00 ‖ key)
    earlier    = nonce (12) ‖ AES-256-GCM(HKDF(key, "inspector/earlier/1"), canonical
                 [[epoch record, key], …], AAD = inspection ‖ prev record)

HPKE's base mode does not say who sealed: the wraps are part of the record that its author signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schemas.canonical import MalformedError, decode, encode
from schemas.identifiers import Randomness, require_hex
from schemas.signing import SUITE, Card

__all__ = [
    "WrapError",
    "derive",
    "key_commitment",
    "open_earlier",
    "open_sealed",
    "seal_earlier",
    "seal_with",
    "unwrap",
    "wrap",
]

_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MLKEM_BYTES = 1184


class WrapError(ValueError):
    """A key that cannot be wrapped, cannot be opened here, or is not the key committed to."""


def key_commitment(key: bytes) -> str:
    """What an epoch record says of its key before anybody opens it."""
    return hashlib.sha256(b"inspector/epoch-key/1\x00" + key).hexdigest()


def wrap(key: bytes, card: Card, inspection: str, prev: str) -> bytes:
    """The epoch key sealed for one device.

    Raises:
        WrapError: when the card is of a newer version, or its sealing key is not one.
    """
    if card.suite != SUITE:
        raise WrapError("a device card of a newer version")
    try:
        public = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(card.seal_key[:_MLKEM_BYTES]),
            X25519PublicKey.from_public_bytes(card.seal_key[_MLKEM_BYTES:]),
        )
        return _HPKE.encrypt(key, public, info=_wrap_info(inspection, prev, card.device))
    except ValueError:
        raise WrapError("a device card whose sealing key is not one") from None


def unwrap(
    wrapped: bytes,
    key: MLKEM768X25519PrivateKey,
    device: str,
    inspection: str,
    prev: str,
    commitment: str,
) -> bytes:
    """The epoch key, if it was sealed for this device and is the one committed to.

    Raises:
        WrapError: otherwise.
    """
    try:
        opened = _HPKE.decrypt(wrapped, key, info=_wrap_info(inspection, prev, device))
    except (InvalidTag, ValueError):
        raise WrapError("a key wrapped for another device, or damaged") from None
    if len(opened) != 32 or key_commitment(opened) != commitment:
        raise WrapError("a wrapped key that is not the one its record commits to")
    return opened


def seal_earlier(
    keys: Mapping[str, bytes], key: bytes, inspection: str, prev: str, randomness: Randomness
) -> bytes:
    """Every earlier epoch key, by its record's id, sealed under a newer one."""
    plain = encode([[record, keys[record].hex()] for record in sorted(keys)])
    earlier_key = derive(key, b"inspector/earlier/1")
    return seal_with(earlier_key, plain, (inspection + prev).encode("ascii"), randomness)


def open_earlier(sealed: bytes, key: bytes, inspection: str, prev: str) -> dict[str, bytes]:
    """The earlier epoch keys by their records' ids.

    Raises:
        WrapError: when this key does not open them.
    """
    aad = (inspection + prev).encode("ascii")
    try:
        value = decode(open_sealed(derive(key, b"inspector/earlier/1"), sealed, aad))
        if not isinstance(value, list):
            raise MalformedError("not a list of keys")
        found: dict[str, bytes] = {}
        for item in value:
            if not isinstance(item, list) or len(item) != 2:
                raise MalformedError("not a key")
            record = require_hex(item[0], 32, "team record")
            found[record] = bytes.fromhex(require_hex(item[1], 32, "key"))
    except MalformedError:
        raise WrapError("earlier keys that are not what they should be") from None
    return found


def derive(key: bytes, info: bytes) -> bytes:
    """A key for one purpose from another: HKDF-SHA256 (RFC 5869), 32 bytes."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def seal_with(key: bytes, plain: bytes, aad: bytes, randomness: Randomness) -> bytes:
    """AES-256-GCM under a random 96-bit nonce, which stands in front."""
    nonce = randomness(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def open_sealed(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What `seal_with` sealed.

    Raises:
        WrapError: when the key does not open it.
    """
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)
    except (InvalidTag, ValueError):
        raise WrapError("sealed bytes that this key does not open") from None


def _wrap_info(inspection: str, prev: str, device: str) -> bytes:
    return b"inspector/wrap/1\x00" + encode([inspection, prev, device])
