"""Entries that no honest laptop makes, sealed with a real device's real keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas.changes import Change, Part, Write
from schemas.entries import Entry, Header, seal
from schemas.identifiers import feed_name
from schemas.signing import sign
from tests.evidence_base.laptops import Laptop

__all__ = ["Forger", "altered", "without_parts"]


def without_parts(data: bytes) -> bytes:
    """The entry as a server would send it that hides its texts."""
    entry = Entry.from_bytes(data)
    return replace(entry, parts=(None,) * len(entry.parts)).to_bytes()


def altered(data: bytes) -> bytes:
    """The entry with one bit of its body turned."""
    entry = Entry.from_bytes(data)
    return replace(entry, body=bytes([entry.body[0] ^ 1]) + entry.body[1:]).to_bytes()


class Forger:
    """Writes into a feed of a laptop's own, past everything that `record` checks."""

    def __init__(self, laptop: Laptop, incarnation: str = "ab" * 8) -> None:
        self.laptop = laptop
        self.feed = feed_name(laptop.base.vault.device.id, incarnation)
        self.seq = 0
        self.prev: str | None = None

    def entry(
        self,
        writes: Sequence[Write],
        parts: Sequence[Part] = (),
        *,
        device: str | None = None,
        milliseconds: int = 1,
        counter: int = 0,
        team: str | None = None,
    ) -> bytes:
        """The next entry of the feed, with one change of these writes."""
        base = self.laptop.base
        device = device or base.vault.device.id
        at = "2026-11-16T09:00:00+00:00"
        change = Change(device, at, (milliseconds, counter), tuple(writes))
        return self.sealed([change.to_bytes()], parts, team=team)

    def sealed(
        self, bodies: Sequence[bytes], parts: Sequence[Part] = (), *, team: str | None = None
    ) -> bytes:
        """The next entry of the feed, with these bytes for changes."""
        base = self.laptop.base
        record = team or base.team.chain.head.record
        header = Header(
            inspection=base.inspection,
            feed=self.feed,
            seq=self.seq + 1,
            prev=self.prev,
            salt="",
            team=record,
            deps=(),
            parts=(),
        )
        key = base.team.key_for(record)
        assert key is not None
        device = base.vault.device
        entry = seal(
            header,
            bodies,
            parts,
            epoch_key=key,
            key=device.signing_key,
            randomness=base.vault.randomness,
        )
        self.seq, self.prev = self.seq + 1, entry.id
        return entry.to_bytes()

    def signed_again(self, entry: Entry) -> bytes:
        """Somebody's entry with our signature on it."""
        key = self.laptop.base.vault.device.signing_key
        return replace(entry, signature=sign(key, "entry", bytes.fromhex(entry.id))).to_bytes()
