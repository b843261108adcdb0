"""Feeds, tips and vectors: what a replica has, said so that it can be checked.

A vector names the tips of each feed: the entries that no other entry names as the one before it.
A feed that was copied and lived twice has two. A vector is signed by the device or server whose it
is: what another's signed vector covers is no longer only here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.entries import Entry, Header
from schemas.identifiers import feed_device, require_hex
from schemas.signing import from_base64, sign, to_base64, verify

__all__ = ["SignedVector", "Vector", "ancestors", "authentic", "read_vector", "vector_json"]

Vector: TypeAlias = Mapping[str, tuple[str, ...]]
"""Tips (entry ids, sorted) by feed."""


@dataclass(frozen=True)
class SignedVector:
    """What one replica has, in its own hand.

    Args:
        inspection: whose feeds.
        by: device id, or server id (SHA-256 of its Ed25519 public key).
        team: the head of the team chain that it knows.
        feeds: tips by feed, of entries had with their whole chain and every part.
        signature: over the canonical bytes, kind `vector`.
    """

    inspection: str
    by: str
    team: str
    feeds: Vector
    signature: bytes = b""

    def payload(self) -> bytes:
        """The bytes that are signed."""
        return encode(
            {
                "by": self.by,
                "feeds": vector_json(self.feeds),
                "inspection": self.inspection,
                "team": self.team,
                "v": 1,
            }
        )

    def signed(self, key: Ed25519PrivateKey) -> SignedVector:
        """The same vector with its owner's signature."""
        signature = sign(key, "vector", self.payload())
        return SignedVector(self.inspection, self.by, self.team, self.feeds, signature)

    def signed_by(self, sign_key: bytes) -> bool:
        """Whether the holder of that key signed it."""
        return verify(sign_key, "vector", self.payload(), self.signature)

    def as_json(self) -> dict[str, Json]:
        """The vector as it travels."""
        return {"payload": to_base64(self.payload()), "signature": to_base64(self.signature)}

    @classmethod
    def from_json(cls, value: Json) -> SignedVector:
        """Reads a signed vector; the caller checks whose it is.

        Raises:
            MalformedError: when it is not one.
        """
        if not isinstance(value, dict) or set(value) != {"payload", "signature"}:
            raise MalformedError("not a signed vector")
        inner = decode(from_base64(value["payload"]))
        if not isinstance(inner, dict) or set(inner) != {"by", "feeds", "inspection", "team", "v"}:
            raise MalformedError("not a vector")
        if not is_number(inner["v"]) or inner["v"] != 1:
            raise MalformedError("a vector of another version")
        return cls(
            require_hex(inner["inspection"], 32, "inspection"),
            require_hex(inner["by"], 32, "device"),
            require_hex(inner["team"], 32, "team record"),
            read_vector(inner["feeds"]),
            from_base64(value["signature"]),
        )


def vector_json(feeds: Vector) -> dict[str, Json]:
    """A vector as canonical JSON has it."""
    return {feed: sorted(tips) for feed, tips in feeds.items() if tips}


def read_vector(value: Json) -> Vector:
    """Reads a vector.

    Raises:
        MalformedError: when it is not one.
    """
    if not isinstance(value, dict):
        raise MalformedError("not a vector")
    feeds: dict[str, tuple[str, ...]] = {}
    for feed, tips in value.items():
        feed_device(feed)
        if not isinstance(tips, list) or not tips:
            raise MalformedError("a feed without tips")
        names = [require_hex(tip, 32, "entry id") for tip in tips]
        if names != sorted(set(names)):
            raise MalformedError("tips that are not sorted, or named twice")
        feeds[feed] = tuple(names)
    return feeds


def ancestors(tips: Iterable[str], prev: Callable[[str], str | None]) -> set[str]:
    """The named entries that are known, and everything below them in their feeds.

    Args:
        tips: entry ids; those that are not known are left out, with what they stand on.
        prev: the entry before a known one, None for the first; raises KeyError for an unknown one.
    """
    found: set[str] = set()
    for tip in tips:
        entry: str | None = tip
        while entry is not None and entry not in found:
            try:
                before = prev(entry)
            except KeyError:
                break
            found.add(entry)
            entry = before
    return found


def authentic(
    entries: Collection[tuple[Header, Entry]], sign_key: bytes, vouched: Collection[str] = ()
) -> set[str]:
    """The ids among one feed's entries that its device stands by.

    An entry is authentic iff it or a later entry of its chain has a valid signature: a signature
    covers, through `prev`, all that came before it. Only an entry of the same feed in the place
    before is vouched for: else one device could vouch for what stands in another's feed.

    Args:
        entries: entries of one feed, in any order.
        sign_key: the device's Ed25519 public key.
        vouched: ids already known to be authentic or named by authentic entries.
    """
    found: set[str] = set()
    named: set[tuple[str, str, str, int]] = set()
    for header, entry in sorted(entries, key=lambda pair: pair[0].seq, reverse=True):
        name = entry.id
        place = (header.inspection, header.feed, name, header.seq)
        if name in vouched or place in named or entry.signed_by(sign_key):
            found.add(name)
            if header.prev is not None:
                named.add((header.inspection, header.feed, header.prev, header.seq - 1))
    return found
