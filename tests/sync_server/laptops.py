"""Laptops with real keys that make real team records and sealed entries."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from schemas.changes import Change, Part, PartName, Write, part_of
from schemas.entries import Entry, Header, seal
from schemas.epochs import key_commitment, seal_earlier, unwrap, wrap
from schemas.feeds import SignedVector, Vector
from schemas.identifiers import feed_name
from schemas.signing import Card, sign
from schemas.team_records import (
    Admit,
    Epoch,
    Erase,
    Feeds,
    Genesis,
    Purge,
    Seat,
    SignedRecord,
    TeamRecord,
    erase_proposal,
    signed_record,
)


class Dice:
    """Randomness that is the same in every run."""

    def __init__(self, seed: str) -> None:
        self._state = seed.encode()

    def __call__(self, size: int) -> bytes:
        drawn = b""
        while len(drawn) < size:
            self._state = hashlib.sha256(self._state).digest()
            drawn += hashlib.sha256(b"drawn" + self._state).digest()
        return drawn[:size]


class Watch:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Laptop:
    """A device: its keys and the feed it writes."""

    name: str
    seq: int = 0
    prev: str | None = None
    incarnation: str = "0" * 16

    def __post_init__(self) -> None:
        self.dice = Dice(self.name)
        self.key = Ed25519PrivateKey.from_private_bytes(self.dice(32))
        mlkem = MLKEM768PrivateKey.from_seed_bytes(self.dice(64))
        x25519 = X25519PrivateKey.from_private_bytes(self.dice(32))
        self.opening = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.card = Card(
            self.key.public_key().public_bytes_raw(),
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw(),
        )
        self.id = self.card.device

    @property
    def feed(self) -> str:
        return feed_name(self.id, self.incarnation)

    def seat(self, *roles: str) -> Seat:
        member = hashlib.sha256(self.name.encode()).hexdigest()[:32]
        return Seat(self.card, member, frozenset(roles))

    def vector(self, inspection: str, team: str, feeds: Vector) -> SignedVector:
        return SignedVector(inspection, self.id, team, feeds).signed(self.key)


@dataclass
class Team:
    """An inspection's team chain as its lead keeps it, with the epoch keys."""

    lead: Laptop
    escrow: Laptop | None = None
    records: list[SignedRecord] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)
    epoch: str = ""

    def __post_init__(self) -> None:
        escrow = None if self.escrow is None else self.escrow.card
        genesis = Genesis(self.lead.dice(32).hex(), self.lead.card, escrow)
        self.records.append(signed_record(genesis, self.lead.key))
        self.inspection = self.records[0].id

    @property
    def head(self) -> str:
        return self.records[-1].id

    def append(self, record: TeamRecord, by: Laptop) -> SignedRecord:
        signed = signed_record(record, by.key)
        self.records.append(signed)
        return signed

    def seat(
        self,
        seats: Sequence[tuple[Laptop, Sequence[str]]],
        *,
        by: Laptop | None = None,
        prev: str | None = None,
        cutoffs: Feeds | None = None,
    ) -> SignedRecord:
        """Appends an epoch with a new key, wrapped for everybody in it."""
        signer, before = by or self.lead, prev or self.head
        key = signer.dice(32)
        cards = [laptop.card for laptop, _ in seats]
        cards += [] if self.escrow is None else [self.escrow.card]
        epoch = Epoch(
            before,
            signer.id,
            tuple(laptop.seat(*roles) for laptop, roles in seats),
            1,
            cutoffs or {},
            {},
            key_commitment(key),
            {card.device: wrap(key, card, self.inspection, before) for card in cards},
            seal_earlier(self.keys, key, self.inspection, before, signer.dice),
        )
        signed = self.append(epoch, signer)
        self.keys[signed.id] = key
        self.epoch = signed.id
        return signed

    def admit(self, entries: Mapping[str, tuple[str, ...]]) -> SignedRecord:
        return self.append(Admit(self.head, self.lead.id, entries), self.lead)

    def erase(self, names: Sequence[str], confirmer: Laptop) -> SignedRecord:
        parts = tuple(sorted(names))
        proposal = sign(self.lead.key, "team", erase_proposal(self.inspection, parts))
        record = Erase(self.head, confirmer.id, parts, self.lead.id, proposal)
        return self.append(record, confirmer)

    def purge(self, names: Sequence[str], by: Laptop | None = None) -> SignedRecord:
        signer = by or self.lead
        return self.append(Purge(self.head, signer.id, tuple(sorted(names))), signer)

    def key_for(self, laptop: Laptop, epoch: Epoch) -> bytes:
        """The epoch key as the laptop unwraps it."""
        return unwrap(
            epoch.wraps[laptop.id],
            laptop.opening,
            laptop.id,
            self.inspection,
            epoch.prev,
            epoch.commitment,
        )

    def write(
        self,
        laptop: Laptop,
        *texts: str,
        team: str | None = None,
        seq: int | None = None,
        prev: str | None = None,
        feed: str | None = None,
        by: Laptop | None = None,
        parts: Sequence[Part] | None = None,
    ) -> Entry:
        """The laptop's next entry: one change with a note for each text.

        `seq`, `prev`, `feed` and `by` (whose key signs) stand in for the true ones; then the
        laptop's own feed does not move on.
        """
        forged = any(item is not None for item in (seq, prev, feed, by))
        texts_as_parts = list(parts) if parts else [part_of(text, laptop.dice) for text in texts]
        writes = tuple(
            Write(laptop.dice(16).hex(), "note", "text", PartName(part.name))
            for part in texts_as_parts
        )
        change = Change(laptop.id, "2026-11-16T09:00:00+00:00", (laptop.seq, 0), writes)
        header = Header(
            inspection=self.inspection,
            feed=feed or laptop.feed,
            seq=seq or laptop.seq + 1,
            prev=prev if forged and prev else (None if seq == 1 else laptop.prev),
            salt="00" * 16,
            team=team or self.head,
            deps=(),
            parts=(),
        )
        entry = seal(
            header,
            [change.to_bytes()],
            texts_as_parts,
            epoch_key=self.keys[self.epoch],
            key=(by or laptop).key,
            randomness=laptop.dice,
        )
        if not forged:
            laptop.seq, laptop.prev = laptop.seq + 1, entry.id
        return entry
