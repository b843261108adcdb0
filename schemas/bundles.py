r"""Bundle files: a sync by memory stick, safe to lose.

    "INSPECTOR-BUNDLE-1\\n" ‖ u32 length ‖ head ‖ frames of entries ‖ SHA-256 of all before it

`head` is canonical JSON {"inspection", "records", "v", "vectors"}: the team chain and the signed
vectors that the sender knows, its own first. Nothing in it is readable without an epoch key but
what the chain shows.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.canonical import Json, MalformedError, decode, encode
from schemas.entries import Entry
from schemas.feeds import SignedVector
from schemas.identifiers import require_hex
from schemas.team_records import SignedRecord
from schemas.wire import framed, unframed

__all__ = ["Bundle"]

_MAGIC = b"INSPECTOR-BUNDLE-1\n"


@dataclass(frozen=True)
class Bundle:
    """What a bundle file holds.

    Args:
        inspection: whose.
        records: the team chain, losing branches too.
        vectors: signed vectors, the sender's own first.
        entries: the bytes of each entry.
    """

    inspection: str
    records: tuple[SignedRecord, ...]
    vectors: tuple[SignedVector, ...]
    entries: tuple[bytes, ...]

    @classmethod
    def of(
        cls,
        inspection: str,
        records: Iterable[SignedRecord],
        vectors: Iterable[SignedVector],
        entries: Iterable[Entry],
    ) -> Bundle:
        """A bundle of these."""
        return cls(
            inspection,
            tuple(records),
            tuple(vectors),
            tuple(entry.to_bytes() for entry in entries),
        )

    def to_bytes(self) -> bytes:
        """The file."""
        records: list[Json] = [record.as_json() for record in self.records]
        vectors: list[Json] = [vector.as_json() for vector in self.vectors]
        head = encode(
            {"inspection": self.inspection, "records": records, "v": 1, "vectors": vectors}
        )
        frames = b"".join(framed(Entry.from_bytes(entry) for entry in self.entries))
        data = _MAGIC + struct.pack(">I", len(head)) + head + frames
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
        (length,) = struct.unpack_from(">I", data, len(_MAGIC))
        start = len(_MAGIC) + 4
        value = decode(data[start : start + length])
        if not isinstance(value, dict) or value.get("v") != 1:
            raise MalformedError("a bundle of another version")
        records, vectors = value.get("records"), value.get("vectors")
        if not isinstance(records, list) or not isinstance(vectors, list):
            raise MalformedError("a bundle that lacks something")
        return cls(
            require_hex(value.get("inspection"), 32, "inspection"),
            tuple(SignedRecord.from_json(record) for record in records),
            tuple(SignedVector.from_json(vector) for vector in vectors),
            tuple(unframed(data[start + length : -32])),
        )
