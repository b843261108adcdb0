"""Cards, signatures and commitments.

Every signature is Ed25519 over `inspector/<kind>/1` ‖ 0x00 ‖ bytes, so that a signature given for
one purpose can never serve another. A device is its card: Ed25519 and hybrid
ML-KEM-768/X25519 public keys; its id is the SHA-256 of the card's canonical bytes.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.identifiers import require_hex
from schemas.words import words_for

__all__ = [
    "SUITE",
    "Card",
    "SealedAnswer",
    "SignatureKind",
    "commitment",
    "from_base64",
    "login_payload",
    "sign",
    "signed_bytes",
    "to_base64",
    "verify",
]

SUITE = 1
"""Ed25519, HPKE(MLKEM768-X25519, HKDF-SHA256, AES-256-GCM), AES-256-GCM, SHA-256."""

SignatureKind = Literal["entry", "team", "login", "vector", "receipt"]

SEAL_KEY_BYTES = 1184 + 32
"""ML-KEM-768 encapsulation key (FIPS 203) followed by the X25519 public key (RFC 7748)."""


@dataclass(frozen=True)
class Card:
    """What others know of a device: its two public keys.

    Args:
        sign_key: Ed25519 public key, 32 bytes.
        seal_key: ML-KEM-768 and X25519 public keys, 1,216 bytes.
        suite: which algorithms; see `SUITE`.
    """

    sign_key: bytes
    seal_key: bytes
    suite: int = SUITE

    @cached_property
    def device(self) -> str:
        """The device id: SHA-256 of the card, 64 hexadecimal digits."""
        return hashlib.sha256(encode(self.as_json())).hexdigest()

    @property
    def words(self) -> str:
        """The device id as six words that two people can compare by ear (77 bits)."""
        return words_for(bytes.fromhex(self.device))

    def as_json(self) -> dict[str, Json]:
        """The card as it stands in team records."""
        return {
            "seal": to_base64(self.seal_key),
            "sign": self.sign_key.hex(),
            "suite": self.suite,
            "v": 1,
        }

    @classmethod
    def from_json(cls, value: Json) -> Card:
        """Reads a card.

        Raises:
            MalformedError: when it is not one.
        """
        if not isinstance(value, dict) or set(value) != {"seal", "sign", "suite", "v"}:
            raise MalformedError("not a device card")
        if not is_number(value["v"]) or value["v"] != 1 or not is_number(value["suite"]):
            raise MalformedError("a device card of another version")
        seal_key = from_base64(value["seal"])
        if value["suite"] == SUITE and len(seal_key) != SEAL_KEY_BYTES:
            raise MalformedError("a device card with a sealing key of the wrong size")
        sign_key = bytes.fromhex(require_hex(value["sign"], 32, "signing key"))
        return cls(sign_key, seal_key, value["suite"])

    def to_bytes(self) -> bytes:
        """The canonical bytes whose hash is the device id."""
        return encode(self.as_json())

    @classmethod
    def from_bytes(cls, data: bytes) -> Card:
        """Reads a card from its canonical bytes."""
        return cls.from_json(decode(data))


def signed_bytes(kind: SignatureKind, payload: bytes) -> bytes:
    """The bytes a signature of that kind covers."""
    return f"inspector/{kind}/1".encode() + b"\x00" + payload


def sign(key: Ed25519PrivateKey, kind: SignatureKind, payload: bytes) -> bytes:
    """An Ed25519 signature (64 bytes) for one purpose."""
    return key.sign(signed_bytes(kind, payload))


def verify(sign_key: bytes, kind: SignatureKind, payload: bytes, signature: bytes) -> bool:
    """Whether the holder of `sign_key` signed `payload` for that purpose."""
    try:
        Ed25519PublicKey.from_public_bytes(sign_key).verify(signature, signed_bytes(kind, payload))
    except (InvalidSignature, ValueError):
        return False
    return True


def login_payload(server: str, certificate_sha256: str | None, nonce: str, device: str) -> bytes:
    """What a device signs to log in: bound to the server, its certificate and one challenge."""
    return encode([server, certificate_sha256, nonce, device])


def commitment(
    inspection: str,
    session: str,
    round_number: int,
    area: str,
    member: str,
    frozen_digest: str,
    answer: SealedAnswer,
) -> str:
    """SHA-256 of one sealed answer, 64 hexadecimal digits.

    Binding: everything that makes the answer this member's, in this round, on this frozen base.
    Hiding: by the answer's 32-byte nonce.
    """
    return hashlib.sha256(
        encode(
            [
                "inspector/answer/1",
                inspection,
                session,
                round_number,
                area,
                member,
                frozen_digest,
                answer.nonce,
                answer.choice,
                answer.low,
                answer.high,
                answer.reason,
            ]
        )
    ).hexdigest()


@dataclass(frozen=True)
class SealedAnswer:
    """One person's answer in a private round.

    Args:
        nonce: 32 random bytes in hexadecimal.
        choice: a grade, `between`, `not-enough-evidence` or `outside-my-scope`.
        low: the lower grade of `between`, else None.
        high: the higher grade of `between`, else None.
        reason: in the person's words.
    """

    nonce: str
    choice: str
    low: str | None
    high: str | None
    reason: str

    def to_text(self) -> str:
        """The opening as it travels in a part."""
        return encode([self.nonce, self.choice, self.low, self.high, self.reason]).decode()

    @classmethod
    def from_text(cls, text: str) -> SealedAnswer:
        """Reads an opening.

        Raises:
            MalformedError: when it is not one.
        """
        try:
            value = decode(text.encode())
        except UnicodeEncodeError:
            raise MalformedError("not the opening of an answer") from None
        if not isinstance(value, list) or len(value) != 5:
            raise MalformedError("not the opening of an answer")
        nonce, choice, low, high, reason = value
        if not isinstance(choice, str) or not isinstance(reason, str):
            raise MalformedError("not the opening of an answer")
        for bound in (low, high):
            if bound is not None and not isinstance(bound, str):
                raise MalformedError("not the opening of an answer")
        return cls(
            require_hex(nonce, 32, "nonce"),
            choice,
            low if isinstance(low, str) else None,
            high if isinstance(high, str) else None,
            reason,
        )


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return b64encode(data).decode("ascii")


def from_base64(value: Json) -> bytes:
    """The bytes of standard base64 text.

    Raises:
        MalformedError: when it is not canonical base64.
    """
    if not isinstance(value, str):
        raise MalformedError("not base64")
    try:
        data = b64decode(value.encode("ascii"), validate=True)
    except ValueError:
        raise MalformedError("not base64") from None
    if to_base64(data) != value:
        raise MalformedError("not canonical base64")
    return data
