"""Bundle files: a sync by memory stick, safe to lose.

    "INSPECTOR-BUNDLE-1" ‖ 0x0a ‖ u32 length ‖ head ‖ frames ‖ SHA-256 of all before it

`head` is canonical JSON {"blobs", "inspection", "records", "v", "vectors"}: the team chain and the
signed vectors that the sender knows, its own first, and the names of the sealed blobs that travel
along. A frame is `u32 length ‖ bytes`: first every entry, then the blobs in the order of their
names in the head. A blob's name is the SHA-256 of its bytes, at most 1 MiB of them. Nothing in it
is readable without an epoch key but what the chain shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.entries import Entry
from schemas.feeds import SignedVector
from schemas.identifiers import require_hex
from schemas.packing import Reader
from schemas.team_records import SignedRecord
from schemas.wire import LARGEST_BLOB, frame, unframed

__all__ = ["Bundle", "is_bundle"]

_MAGIC = b"INSPECTOR-BUNDLE-1\n"


@dataclass(frozen=True)
class Bundle:
    """What a bundle file holds.

    Args:
        inspection: whose.
        records: the team chain, losing branches too.
        vectors: signed vectors, the sender's own first.
        entries: the bytes of each entry.
        blobs: sealed chunks of frames, if they travel along.
    """

    inspection: str
    records: tuple[SignedRecord, ...]
    vectors: tuple[SignedVector, ...]
    entries: tuple[bytes, ...]
    blobs: tuple[bytes, ...] = ()

    @classmethod
    def of(
        cls,
        inspection: str,
        records: Iterable[SignedRecord],
        vectors: Iterable[SignedVector],
        entries: Iterable[Entry],
        blobs: Iterable[bytes] = (),
    ) -> Bundle:
        """A bundle of these."""
        return cls(
            inspection,
            tuple(records),
            tuple(vectors),
            tuple(entry.to_bytes() for entry in entries),
            tuple(blobs),
        )

    def to_bytes(self) -> bytes:
        """The file."""
        head = encode(
            {
                "blobs": [hashlib.sha256(blob).hexdigest() for blob in self.blobs],
                "inspection": self.inspection,
                "records": [record.as_json() for record in self.records],
                "v": 1,
                "vectors": [vector.as_json() for vector in self.vectors],
            }
        )
        frames = b"".join(map(frame, (*self.entries, *self.blobs)))
        data = _MAGIC + frame(head) + frames
        return data + hashlib.sha256(data).digest()

    @classmethod
    def from_bytes(cls, data: bytes) -> Bundle:
        """Reads a bundle file. Entries are checked when they are merged.

        Raises:
            MalformedError: when it is not a bundle, or damaged on the way.
        """
        if not data.startswith(_MAGIC) or len(data) < len(_MAGIC) + 36:
            raise MalformedError("not a bundle")
        if hashlib.sha256(data[:-32]).digest() != data[-32:]:
            raise MalformedError("a bundle that was damaged on the way")
        reader = Reader(data[len(_MAGIC) : -32])
        value = decode(reader.take(reader.number(">I")))
        if not isinstance(value, dict) or not is_number(value.get("v")) or value["v"] != 1:
            raise MalformedError("a bundle of another version")
        if set(value) != {"blobs", "inspection", "records", "v", "vectors"}:
            raise MalformedError("a bundle with something else in its head")
        records, vectors, names = value["records"], value["vectors"], value["blobs"]
        if not isinstance(records, list) or not isinstance(vectors, list):
            raise MalformedError("a bundle that lacks something")
        entries, blobs = _parted(list(unframed(reader.rest())), names)
        return cls(
            require_hex(value["inspection"], 32, "inspection"),
            tuple(SignedRecord.from_json(record) for record in records),
            tuple(SignedVector.from_json(vector) for vector in vectors),
            entries,
            blobs,
        )


def is_bundle(start: bytes) -> bool:
    """Whether a file that begins so means to be a bundle."""
    return start.startswith(_MAGIC)


def _parted(frames: list[bytes], names: Json) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Frames of entries, and those of the blobs that were named."""
    if not isinstance(names, list) or len(names) > len(frames):
        raise MalformedError("a bundle that lacks something")
    place = len(frames) - len(names)
    blobs = frames[place:]
    for name, blob in zip(names, blobs, strict=True):
        if len(blob) > LARGEST_BLOB or hashlib.sha256(blob).hexdigest() != name:
            raise MalformedError("a bundle with a blob that is not the one it names")
    return tuple(frames[:place]), tuple(blobs)
