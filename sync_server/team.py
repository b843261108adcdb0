"""An inspection's team chain with what the server asks of it at every request."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from schemas.signing import Card
from schemas.team import TeamChain
from schemas.team_records import Admit, Epoch, Genesis, SignedRecord, TeamRecord, read_record

__all__ = ["Access", "Team"]


class Access(Enum):
    """What a device may do in an inspection."""

    SIGNER = "lead or deputy"
    MEMBER = "member"
    ESCROW = "reads, and may post the one team record that the chain lets it sign"
    REMOVED = "may push; what it pushes is judged like anything else, so new work is held"
    NONE = "a stranger"


class Team:
    """A team chain, and what follows from it; made anew whenever records arrive.

    Attributes:
        chain: every authentic record and the winning path.
        cards: of every device that any record names.
        named: entry ids that a cutoff or an admission names.
        erased_parts: names of parts that are dropped and refused.
        purged_blobs: names of blobs that are deleted and refused.
    """

    def __init__(self, inspection: str, records: Iterable[SignedRecord]) -> None:
        self.chain = TeamChain(inspection, records)
        self.cards: dict[str, Card] = {}
        named: set[str] = set()
        removed: dict[str, int] = {}
        for signed in self.chain.records:
            record = read_record(signed.body)
            for card in _cards(record):
                self.cards[card.device] = card
            if isinstance(record, Epoch | Admit):
                named.update(entry for entries in record.admit.values() for entry in entries)
            if isinstance(record, Epoch):
                named.update(entry for entries in record.cutoffs.values() for entry in entries)
                self._note_removals(signed.id, record, removed)
        self.named = frozenset(named)
        self.erased_parts = self.chain.erased_parts
        self.purged_blobs = self.chain.purged_blobs
        self._suspended = self._still_suspended(removed)

    def access(self, device: str) -> Access:
        """What a device may do, by the winning chain as it is known now."""
        if not self.chain.path or device not in self.cards:
            return Access.NONE
        head = self.chain.head
        if head.escrow is not None and head.escrow.device == device:
            return Access.ESCROW
        if device not in head.seats or device in self._suspended:
            return Access.REMOVED
        return Access.SIGNER if device in head.signers else Access.MEMBER

    def _note_removals(self, name: str, record: Epoch, removed: dict[str, int]) -> None:
        """Notes whom a record of a losing branch leaves without a seat, and how deep it stands."""
        if name in self.chain.path:
            return
        before, after = self.chain.state(record.prev), self.chain.state(name)
        for device in set(before.seats) - set(after.seats):
            removed[device] = max(after.depth, removed.get(device, 0))

    def _still_suspended(self, removed: dict[str, int]) -> frozenset[str]:
        """Who was removed on a losing branch and not named again by a later winning record.

        Later is deeper in the chain; an escrow record also settles what stands as deep as itself,
        since it is what ends a stand-off.
        """
        for name in self.chain.path if removed else ():
            state = self.chain.state(name)
            if state.epoch != name:
                continue
            by_escrow = state.escrow is not None and self._signer(name) == state.escrow.device
            settled = state.depth + (1 if by_escrow else 0)
            for device in state.seats:
                if removed.get(device, settled) < settled:
                    del removed[device]
        return frozenset(removed)

    def _signer(self, name: str) -> str:
        return next(
            read_record(signed.body).by for signed in self.chain.records if signed.id == name
        )


def _cards(record: TeamRecord) -> tuple[Card, ...]:
    if isinstance(record, Genesis):
        return (record.lead,) if record.escrow is None else (record.lead, record.escrow)
    return tuple(seat.card for seat in record.seats) if isinstance(record, Epoch) else ()
