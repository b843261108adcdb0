"""The clear, authenticated head of an entry.

    header = canonical JSON {"deps", "feed", "inspection", "parts", "prev", "salt", "seq", "suite",
             "team", "v"}; `parts` is base64 of 48 bytes a part: name (16) ‖ SHA-256 of its sealed
             bytes (32), in the order the parts are sealed

A later version may add members; it keeps these, so that an entry finds its place in its feed on a
device that cannot open it.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.identifiers import feed_device, require_hex
from schemas.signing import SUITE, from_base64, to_base64

__all__ = ["Header", "PartLine"]

_KEYS = {"deps", "feed", "inspection", "parts", "prev", "salt", "seq", "suite", "team", "v"}
_LINE_BYTES = 48


@dataclass(frozen=True, slots=True)
class PartLine:
    """What the header says of one part: its name and the hash of its sealed bytes."""

    name: str
    sealed_sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    """The clear, authenticated head of an entry.

    Args:
        inspection: SHA-256 of the genesis record.
        feed: device and incarnation.
        seq: place in the feed, from 1.
        prev: id of the entry before it in this feed; None at 1.
        salt: 16 bytes, random at every sealing.
        team: the team record whose epoch key sealed it and by which it is judged.
        deps: tips of other feeds that the author had; they never gate.
        parts: the parts in the order they are sealed.
        suite: which algorithms.
        v: version of this format.
    """

    inspection: str
    feed: str
    seq: int
    prev: str | None
    salt: str
    team: str
    deps: tuple[str, ...]
    parts: tuple[PartLine, ...]
    suite: int = SUITE
    v: int = 1

    @property
    def device(self) -> str:
        """The device whose feed this is."""
        return feed_device(self.feed)

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        lines = b"".join(
            bytes.fromhex(part.name) + bytes.fromhex(part.sealed_sha256) for part in self.parts
        )
        return encode(
            {
                "deps": list(self.deps),
                "feed": self.feed,
                "inspection": self.inspection,
                "parts": to_base64(lines),
                "prev": self.prev,
                "salt": self.salt,
                "seq": self.seq,
                "suite": self.suite,
                "team": self.team,
                "v": self.v,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Header:
        """Reads a header.

        Raises:
            MalformedError: when it is not one.
        """
        value = decode(data)
        if not isinstance(value, dict) or not set(value) >= _KEYS:
            raise MalformedError("not the header of an entry")
        suite, version = value["suite"], value["v"]
        if not is_number(suite) or not is_number(version):
            raise MalformedError("an entry without its version")
        if version == 1 and set(value) != _KEYS:
            raise MalformedError("not the header of an entry")
        seq, prev = _place(value["seq"], value["prev"])
        return cls(
            inspection=require_hex(value["inspection"], 32, "inspection"),
            feed=_feed(value["feed"]),
            seq=seq,
            prev=prev,
            salt=require_hex(value["salt"], 16, "salt"),
            team=require_hex(value["team"], 32, "team record"),
            deps=_dependencies(value["deps"]),
            parts=_part_lines(value["parts"]),
            suite=suite,
            v=version,
        )


def _place(seq: Json, prev: Json) -> tuple[int, str | None]:
    if not is_number(seq) or seq < 1:
        raise MalformedError("not a place in a feed")
    if (seq == 1) != (prev is None):
        raise MalformedError("the first entry of a feed, and no other, has none before it")
    return seq, None if prev is None else require_hex(prev, 32, "entry id")


def _feed(value: Json) -> str:
    if not isinstance(value, str):
        raise MalformedError("an entry without its feed")
    feed_device(value)
    return value


def _dependencies(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise MalformedError("an entry without its dependencies")
    return tuple(require_hex(dep, 32, "dependency") for dep in value)


def _part_lines(value: Json) -> tuple[PartLine, ...]:
    rows = from_base64(value)
    if len(rows) % _LINE_BYTES:
        raise MalformedError("not a list of parts")
    return tuple(
        PartLine(rows[place : place + 16].hex(), rows[place + 16 : place + _LINE_BYTES].hex())
        for place in range(0, len(rows), _LINE_BYTES)
    )
