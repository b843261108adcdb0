"""Receipts: a laptop's signed word that it holds nothing more of what was purged or disposed of.

Canonical JSON {"at", "blobs", "by", "frame", "inspection", "kind": "purge", "v": 1}, or {"at",
"by", "inspection", "kind": "dispose", "record", "v": 1}, signed as kind `receipt`; it travels as
canonical {"payload", "signature"}, both base64.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.canonical import Json, MalformedError, decode, encode
from schemas.identifiers import require_hex
from schemas.moments import require_moment
from schemas.signing import from_base64, sign, to_base64, verify

__all__ = ["DisposalReceipt", "PurgeReceipt"]


@dataclass(frozen=True)
class _Receipt(ABC):
    """What every receipt has: a signature over its payload, empty until it is signed."""

    signature: bytes = field(default=b"", kw_only=True)

    @abstractmethod
    def payload(self) -> bytes:
        """The bytes that are signed."""

    def signed(self, key: Ed25519PrivateKey) -> Self:
        """The receipt in the hand of its device."""
        return replace(self, signature=sign(key, "receipt", self.payload()))

    def signed_by(self, sign_key: bytes) -> bool:
        """Whether the holder of that key signed it."""
        return verify(sign_key, "receipt", self.payload(), self.signature)

    def to_text(self) -> str:
        """The receipt as it travels."""
        value: Json = {
            "payload": to_base64(self.payload()),
            "signature": to_base64(self.signature),
        }
        return encode(value).decode("ascii")

    def of(self, payload: bytes) -> Self:
        """This receipt, if it says just what was signed.

        Raises:
            MalformedError: when the payload is of another kind or holds more.
        """
        if self.payload() != payload:
            raise MalformedError("a receipt of another kind")
        return self


@dataclass(frozen=True)
class PurgeReceipt(_Receipt):
    """This laptop has neither the rows of a frame, nor their key, nor a sealed copy.

    Args:
        inspection: whose frame.
        frame: its record's id.
        blobs: names of the chunks that were purged, sorted; none where it never travelled.
        by: the device that signs.
        at: when; for showing.
    """

    inspection: str
    frame: str
    blobs: tuple[str, ...]
    by: str
    at: str

    def payload(self) -> bytes:
        """The bytes that are signed."""
        return encode(
            {
                "at": self.at,
                "blobs": sorted(self.blobs),
                "by": self.by,
                "frame": self.frame,
                "inspection": self.inspection,
                "kind": "purge",
                "v": 1,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> PurgeReceipt:
        """Reads a receipt; whether its signature is good is another question.

        Raises:
            MalformedError: when it is none.
        """
        payload, members, signature = _read(text)
        blobs = members.get("blobs")
        if not isinstance(blobs, list):
            raise MalformedError("not a receipt")
        return cls(
            require_hex(members.get("inspection"), 32, "inspection"),
            require_hex(members.get("frame"), 16, "frame"),
            tuple(require_hex(name, 32, "blob") for name in blobs),
            require_hex(members.get("by"), 32, "device"),
            require_moment(str(members.get("at")), "a receipt's moment"),
            signature=signature,
        ).of(payload)


@dataclass(frozen=True)
class DisposalReceipt(_Receipt):
    """This laptop has neither key nor file of an inspection any more.

    Args:
        inspection: which.
        record: the team record that ended it.
        by: the device that signs.
        at: when; for showing.
    """

    inspection: str
    record: str
    by: str
    at: str

    def payload(self) -> bytes:
        """The bytes that are signed."""
        return encode(
            {
                "at": self.at,
                "by": self.by,
                "inspection": self.inspection,
                "kind": "dispose",
                "record": self.record,
                "v": 1,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> DisposalReceipt:
        """Reads a receipt; whether its signature is good is another question.

        Raises:
            MalformedError: when it is none.
        """
        payload, members, signature = _read(text)
        return cls(
            require_hex(members.get("inspection"), 32, "inspection"),
            require_hex(members.get("record"), 32, "team record"),
            require_hex(members.get("by"), 32, "device"),
            require_moment(str(members.get("at")), "a receipt's moment"),
            signature=signature,
        ).of(payload)


def _read(text: str) -> tuple[bytes, dict[str, Json], bytes]:
    """What was signed, its members, and the signature."""
    value = decode(text.encode("utf-8", "replace"))
    if not isinstance(value, dict) or set(value) != {"payload", "signature"}:
        raise MalformedError("not a receipt")
    payload = from_base64(value["payload"])
    members = decode(payload)
    if not isinstance(members, dict):
        raise MalformedError("not a receipt")
    return payload, members, from_base64(value["signature"])
