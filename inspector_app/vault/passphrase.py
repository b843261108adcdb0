"""From a passphrase to a key: Argon2id (RFC 9106), calibrated to the laptop, bounded both ways."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from inspector_app.errors import InspectorError
from schemas.canonical import Json, MalformedError, encode
from schemas.identifiers import Randomness, require_hex

__all__ = ["KdfChoice", "KdfSettings", "check_passphrase", "choose_settings"]

KdfChoice = Literal["calibrated", "minimum"]

SHORTEST = 15
"""Characters of a passphrase at least; six generated words are always longer."""

_USUAL_KIB = 256 * 1024
_LEAST_KIB = 64 * 1024
_MOST_KIB = 1024 * 1024
_PASSES = 3
_LANES = 4
_TARGET_SECONDS = 1.0


@dataclass(frozen=True)
class KdfSettings:
    """How the passphrase becomes a key. Stands clear beside the wrapped key, bound to it.

    Args:
        memory_kib: KiB of memory.
        passes: iterations.
        lanes: degree of parallelism.
        salt: 16 bytes.
    """

    memory_kib: int
    passes: int
    lanes: int
    salt: bytes

    def derive(self, passphrase: str) -> bytes:
        """The 32-byte key that wraps the root key."""
        whole = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
        return Argon2id(
            salt=self.salt,
            length=32,
            iterations=self.passes,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        ).derive(whole)

    def as_json(self) -> dict[str, Json]:
        """The settings as the keystore has them."""
        return {
            "lanes": self.lanes,
            "memory_kib": self.memory_kib,
            "name": "argon2id",
            "passes": self.passes,
            "salt": self.salt.hex(),
        }

    def to_bytes(self) -> bytes:
        """The bytes that are bound to the wrapped key."""
        return encode(self.as_json())

    @classmethod
    def from_json(cls, value: Json) -> KdfSettings:
        """Reads settings, refusing weaker ones than we write and ones that would stop a laptop.

        Raises:
            MalformedError: when they are not ours.
        """
        if not isinstance(value, dict) or value.get("name") != "argon2id":
            raise MalformedError("another way of deriving keys")
        memory, passes, lanes = value.get("memory_kib"), value.get("passes"), value.get("lanes")
        if (
            not isinstance(memory, int)
            or not isinstance(passes, int)
            or not isinstance(lanes, int)
            or not _LEAST_KIB <= memory <= _MOST_KIB
            or not _PASSES <= passes <= 16
            or not 1 <= lanes <= 16
        ):
            raise MalformedError("settings for deriving keys that are out of bounds")
        salt = bytes.fromhex(require_hex(value.get("salt"), 16, "salt"))
        return cls(memory, passes, lanes, salt)


def choose_settings(choice: KdfChoice, randomness: Randomness) -> KdfSettings:
    """256 MiB, or as much less as unlocking in about a second needs, but no less than 64 MiB."""
    salt = randomness(16)
    settings = KdfSettings(_LEAST_KIB, _PASSES, _LANES, salt)
    if choice == "minimum":
        return settings
    started = time.perf_counter()
    settings.derive("how long does this laptop take?")
    seconds = max(time.perf_counter() - started, 0.001)
    affordable = int(_TARGET_SECONDS / seconds * _LEAST_KIB)
    memory = max(_LEAST_KIB, min(_USUAL_KIB, affordable // _LEAST_KIB * _LEAST_KIB))
    return KdfSettings(memory, _PASSES, _LANES, salt)


def check_passphrase(passphrase: str) -> None:
    """Refuses a passphrase that is too short.

    Raises:
        InspectorError: `weak-passphrase`.
    """
    if len(passphrase.strip()) < SHORTEST:
        raise InspectorError(
            "weak-passphrase",
            f"The passphrase is shorter than {SHORTEST} characters.",
            kept="Nothing was changed.",
            next_step="Use six random words, or a sentence that only you would say.",
        )
