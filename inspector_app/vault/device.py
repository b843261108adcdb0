"""This device: its keys, its card, and what it signs and opens."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from schemas.epochs import unwrap
from schemas.signing import Card, SignatureKind, sign
from schemas.team_records import Epoch

__all__ = ["Device"]


class Device:
    """A device identity: Ed25519 for signing, ML-KEM-768 with X25519 for opening.

    Args:
        sign_seed: 32 bytes.
        mlkem_seed: 64 bytes (FIPS 203).
        x25519_seed: 32 bytes.
    """

    def __init__(self, sign_seed: bytes, mlkem_seed: bytes, x25519_seed: bytes) -> None:
        mlkem = MLKEM768PrivateKey.from_seed_bytes(mlkem_seed)
        x25519 = X25519PrivateKey.from_private_bytes(x25519_seed)
        self.signing_key = Ed25519PrivateKey.from_private_bytes(sign_seed)
        self._opening_key = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.card = Card(
            self.signing_key.public_key().public_bytes_raw(),
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw(),
        )
        self.id = self.card.device

    def sign(self, kind: SignatureKind, payload: bytes) -> bytes:
        """A signature (64 bytes) for one purpose."""
        return sign(self.signing_key, kind, payload)

    def open_epoch(self, epoch: Epoch, inspection: str) -> bytes:
        """The key of an epoch that seats this device.

        Raises:
            WrapError: when nothing in it was wrapped for this device.
        """
        wrapped = epoch.wraps.get(self.id, b"")
        return unwrap(wrapped, self._opening_key, self.id, inspection, epoch.prev, epoch.commitment)
