"""Entries: runs of one feed's changes, sealed for the road.

    header = canonical JSON (`schemas.headers`)
    body   = zlib(u32 length ‖ change, …), padded by Padmé, AES-256-GCM, nonce 0, AAD = header
    part i = zlib(salt ‖ text), padded by Padmé, AES-256-GCM, nonce i (from 1), AAD = part name
    key    = HKDF-SHA256(epoch key, salt, "inspector/entry/1" ‖ inspection ‖ feed)
    id     = SHA-256(header ‖ SHA-256(sealed body)), 64 hexadecimal digits; what is signed

Signature and part bytes lie outside the id, so text can be erased while ids, chains and signatures
stay. An entry travels as

    u32 length ‖ header ‖ u32 length ‖ sealed body ‖ u8 length ‖ signature ‖
    u16 count ‖ (u32 length ‖ sealed part) …        0xFFFFFFFF for a part that is not here
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schemas.canonical import MalformedError
from schemas.changes import LARGEST_CHANGE, LARGEST_TEXT, Part
from schemas.headers import Header, PartLine
from schemas.identifiers import Randomness
from schemas.packing import Reader, pack, padme, unpack
from schemas.signing import SUITE, sign, verify

__all__ = [
    "LARGEST_ENTRY",
    "MOST_CHANGES",
    "USUAL_ENTRY",
    "Entry",
    "Header",
    "PartLine",
    "SealError",
    "Unsealing",
    "padme",
    "seal",
]

MOST_CHANGES = 256
"""Changes in one entry at most."""

USUAL_ENTRY = 1024 * 1024
"""Bytes of body and parts in one entry, unless a single change is larger."""

LARGEST_ENTRY = 8 * 1024 * 1024
"""Bytes of an entry that a server takes."""

_ABSENT = 0xFFFFFFFF


class SealError(ValueError):
    """Sealed bytes that the key does not open: damaged, forged, or another epoch's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept and travels, byte for byte.

    Args:
        header: canonical header bytes.
        body: sealed body.
        signature: 64 bytes, or none when a later entry of the feed vouches for it.
        parts: sealed parts in the header's order; None for one that is not here.
    """

    header: bytes
    body: bytes
    signature: bytes
    parts: tuple[bytes | None, ...]

    @property
    def id(self) -> str:
        """SHA-256(header ‖ SHA-256(sealed body)), 64 hexadecimal digits."""
        return hashlib.sha256(self.header + hashlib.sha256(self.body).digest()).hexdigest()

    def signed_by(self, sign_key: bytes) -> bool:
        """Whether its own signature is that key's."""
        return verify(sign_key, "entry", bytes.fromhex(self.id), self.signature)

    def checked(self, header: Header) -> Entry:
        """The entry without the part bytes that are not those its header names."""
        if len(self.parts) != len(header.parts):
            raise MalformedError("an entry with another number of parts than its header says")
        kept = tuple(
            sealed
            if sealed is not None and hashlib.sha256(sealed).hexdigest() == line.sealed_sha256
            else None
            for sealed, line in zip(self.parts, header.parts, strict=True)
        )
        return replace(self, parts=kept)

    def to_bytes(self) -> bytes:
        """The bytes that travel."""
        pieces = [
            struct.pack(">I", len(self.header)),
            self.header,
            struct.pack(">I", len(self.body)),
            self.body,
            struct.pack(">B", len(self.signature)),
            self.signature,
            struct.pack(">H", len(self.parts)),
        ]
        for part in self.parts:
            pieces.append(struct.pack(">I", _ABSENT if part is None else len(part)))
            pieces.append(part or b"")
        return b"".join(pieces)

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """Reads an entry from the bytes that travel.

        Raises:
            MalformedError: when they are cut short, too long or too many.
        """
        if len(data) > LARGEST_ENTRY:
            raise MalformedError("an entry larger than any may be")
        reader = Reader(data)
        header = reader.take(reader.number(">I"))
        body = reader.take(reader.number(">I"))
        signature = reader.take(reader.number(">B"))
        parts: list[bytes | None] = []
        for _ in range(reader.number(">H")):
            length = reader.number(">I")
            parts.append(None if length == _ABSENT else reader.take(length))
        reader.finish()
        return cls(header, body, signature, tuple(parts))


def seal(
    header: Header,
    changes: Sequence[bytes],
    parts: Sequence[Part],
    *,
    epoch_key: bytes,
    key: Ed25519PrivateKey,
    randomness: Randomness,
) -> Entry:
    """Seals a run of changes with their parts and signs it.

    Args:
        header: as it is to be, but for `salt` and `parts`, which are filled in here.
        changes: canonical bytes, in the order they were saved.
        parts: every part its writes hold that is not erased.
        epoch_key: 32 bytes, of the epoch that governs `header.team`.
        key: the device's signing key.
        randomness: draws the salt.
    """
    header = replace(header, salt=randomness(16).hex())
    cipher = AESGCM(_entry_key(epoch_key, header))
    sealed = [
        cipher.encrypt(_nonce(index), pack(part.to_bytes()), bytes.fromhex(part.name))
        for index, part in enumerate(parts, start=1)
    ]
    lines = tuple(
        PartLine(part.name, hashlib.sha256(data).hexdigest())
        for part, data in zip(parts, sealed, strict=True)
    )
    header = replace(header, parts=lines)
    head = header.to_bytes()
    plain = b"".join(struct.pack(">I", len(change)) + change for change in changes)
    body = cipher.encrypt(_nonce(0), pack(plain), head)
    unsigned = Entry(head, body, b"", tuple(sealed))
    return replace(unsigned, signature=sign(key, "entry", bytes.fromhex(unsigned.id)))


class Unsealing:
    """Opens what is sealed in one entry.

    Args:
        header: of the entry.
        epoch_key: 32 bytes, of the epoch that governs `header.team`.

    Raises:
        SealError: when the entry is of a newer version.
    """

    def __init__(self, header: Header, epoch_key: bytes) -> None:
        _require_known(header)
        self._header = header
        self._cipher = AESGCM(_entry_key(epoch_key, header))

    def body(self, entry: Entry) -> tuple[bytes, ...]:
        """The canonical bytes of the changes in the entry.

        Raises:
            SealError: when the key does not open it, or what is inside is not a run of changes.
        """
        try:
            packed = self._cipher.decrypt(_nonce(0), entry.body, entry.header)
            reader = Reader(unpack(packed, 2 * LARGEST_CHANGE))
            changes: list[bytes] = []
            while not reader.at_end and len(changes) <= MOST_CHANGES:
                changes.append(reader.take(reader.number(">I")))
        except (InvalidTag, MalformedError):
            raise SealError("the body of an entry could not be opened") from None
        if len(changes) > MOST_CHANGES:
            raise SealError("an entry with more changes than any may hold")
        return tuple(changes)

    def part(self, sealed: bytes, index: int) -> Part:
        """The text of the part at `index` (from 0).

        Raises:
            SealError: when the key does not open it, or it does not hash to its name.
        """
        name = self._header.parts[index].name
        try:
            packed = self._cipher.decrypt(_nonce(index + 1), sealed, bytes.fromhex(name))
            part = Part.from_bytes(unpack(packed, LARGEST_TEXT + 16))
        except (InvalidTag, MalformedError):
            raise SealError("a part could not be opened") from None
        if part.name != name:
            raise SealError("a part that does not hash to its name")
        return part


def _require_known(header: Header) -> None:
    """Two programs of different age must never read one entry differently: the older waits."""
    if header.v != 1 or header.suite != SUITE:
        raise SealError("an entry of a newer version")


def _entry_key(epoch_key: bytes, header: Header) -> bytes:
    info = b"inspector/entry/1" + bytes.fromhex(header.inspection) + header.feed.encode("ascii")
    salt = bytes.fromhex(header.salt)
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(epoch_key)


def _nonce(counter: int) -> bytes:
    return counter.to_bytes(12, "big")
