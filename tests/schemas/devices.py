"""Devices with fixed keys, and randomness that is the same at every run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from schemas.signing import Card

__all__ = ["Device", "device", "device_of_seeds", "stream"]


@dataclass(frozen=True)
class Device:
    """A device with both its private keys."""

    sign: Ed25519PrivateKey
    seal: MLKEM768X25519PrivateKey
    card: Card

    @property
    def id(self) -> str:
        return self.card.device


@cache
def device_of_seeds(sign: bytes, kem: bytes, exchange: bytes) -> Device:
    """The device whose keys are made of 32, 64 and 32 bytes."""
    signing = Ed25519PrivateKey.from_private_bytes(sign)
    encapsulation = MLKEM768PrivateKey.from_seed_bytes(kem)
    agreement = X25519PrivateKey.from_private_bytes(exchange)
    card = Card(
        signing.public_key().public_bytes_raw(),
        encapsulation.public_key().public_bytes_raw() + agreement.public_key().public_bytes_raw(),
    )
    return Device(signing, MLKEM768X25519PrivateKey(encapsulation, agreement), card)


def device(name: str) -> Device:
    """The device of that name: the same one at every run."""
    draw = stream(name)
    return device_of_seeds(draw(32), draw(64), draw(32))


def stream(seed: str) -> Callable[[int], bytes]:
    """Bytes that follow from a seed, as many as are asked for, never the same twice."""
    place = 0

    def draw(size: int) -> bytes:
        nonlocal place
        place += 1
        made = b""
        while len(made) < size:
            made += hashlib.sha256(f"{seed}/{place}/{len(made)}".encode()).digest()
        return made[:size]

    return draw
