"""Team chains for tests: short ways to write records that are signed and hashed as real ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping

from schemas.signing import sign
from schemas.team import AtOrBelow, TeamChain
from schemas.team_records import (
    Admit,
    Dispose,
    Epoch,
    Erase,
    Feeds,
    Genesis,
    Purge,
    Seat,
    Server,
    Servers,
    SignedRecord,
    TeamRecord,
    erase_proposal,
    signed_record,
)
from tests.schemas.devices import Device, device

__all__ = ["ESCROW", "Story", "below", "feed_of", "member_of"]

ESCROW = device("escrow")


def member_of(name: str) -> str:
    """The member id of the person of that name."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def feed_of(name: str) -> str:
    """The one feed of the device of that name."""
    return f"{device(name).id}-{'01' * 8}"


def below(*chain: str) -> Callable[[str], AtOrBelow]:
    """Whether an entry of a feed, whose ids are given from first to last, is at or below others."""

    def of(entry: str) -> AtOrBelow:
        place = chain.index(entry)
        return lambda named: any(name in chain[place:] for name in named)

    return of


class Story:
    """A team chain under way: every method signs one record and returns it.

    Seats are given as `{"ann": "lead", "bea": "hmi deputy"}`: the name is person and device; a
    second device of the same person is written `ann/2`.
    """

    def __init__(self, lead: str = "ann", *, escrow: bool = False) -> None:
        self.genesis = signed_record(
            Genesis("42" * 32, device(lead).card, ESCROW.card if escrow else None),
            device(lead).sign,
        )
        self.inspection = self.genesis.id
        self.escrow = escrow
        self.records: list[SignedRecord] = [self.genesis]

    def chain(self, *left_out: SignedRecord) -> TeamChain:
        """The chain of every record so far but those."""
        return TeamChain(self.inspection, [r for r in self.records if r not in left_out])

    def add(self, record: TeamRecord, by: Device) -> SignedRecord:
        """Signs a record and keeps it."""
        signed = signed_record(record, by.sign)
        self.records.append(signed)
        return signed

    def epoch(
        self,
        prev: SignedRecord,
        by: str,
        seats: Mapping[str, str],
        *,
        cutoffs: Feeds | None = None,
        admit: Feeds | None = None,
        rules: int = 1,
        wrapped: Collection[str] | None = None,
        members: Mapping[str, str] | None = None,
        note: int = 0,
    ) -> SignedRecord:
        """An epoch; `note` tells apart two that say the same, `members` gives devices to others."""
        whose = {name: name.partition("/")[0] for name in seats} | dict(members or {})
        devices = [device(name).id for name in seats] if wrapped is None else list(wrapped)
        if self.escrow and wrapped is None:
            devices.append(ESCROW.id)
        record = Epoch(
            prev.id,
            device(by).id,
            tuple(
                Seat(device(name).card, member_of(whose[name]), frozenset(roles.split()))
                for name, roles in seats.items()
            ),
            rules,
            cutoffs or {},
            admit or {},
            hashlib.sha256(str(note).encode()).hexdigest(),
            dict.fromkeys(devices, b"a wrapped key"),
            b"earlier keys",
        )
        return self.add(record, device(by))

    def admit(self, prev: SignedRecord, by: str, admit: Feeds) -> SignedRecord:
        return self.add(Admit(prev.id, device(by).id, admit), device(by))

    def servers(self, prev: SignedRecord, by: str, *servers: Server) -> SignedRecord:
        return self.add(Servers(prev.id, device(by).id, servers), device(by))

    def erase(
        self, prev: SignedRecord, by: str, proposer: str, *parts: str, signer: str | None = None
    ) -> SignedRecord:
        """An erasure; `signer` signs the proposal if it is not the proposer."""
        key = device(signer or proposer).sign
        proposal = sign(key, "team", erase_proposal(self.inspection, parts))
        record = Erase(prev.id, device(by).id, parts, device(proposer).id, proposal)
        return self.add(record, device(by))

    def purge(self, prev: SignedRecord, by: str, *blobs: str) -> SignedRecord:
        return self.add(Purge(prev.id, device(by).id, blobs), device(by))

    def dispose(self, prev: SignedRecord, by: str, vector: Feeds) -> SignedRecord:
        return self.add(Dispose(prev.id, device(by).id, vector), device(by))
