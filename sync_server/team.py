"""An inspection's team chain with what the server asks of it at every request."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from schemas.signing import Card
from schemas.team import TeamChain
from schemas.team_records import Epoch, Genesis, SignedRecord, TeamRecord, read_record
from sync_server.refusals import bad_request

__all__ = ["Access", "Team"]


class Access(Enum):
    """What a device may do in an inspection."""

    SIGNER = "lead or deputy"
    MEMBER = "member"
    ESCROW = "reads, and may post the one team record that the chain lets it sign"
    REMOVED = "may push, and ask what of it counts; judged like anything else, new work is held"
    NONE = "a stranger"


class Team:
    """A team chain, and what follows from it; made anew whenever records arrive.

    Attributes:
        chain: every authentic record and the winning path.
        cards: of every device that any record names.
        erased_parts: names of parts that are dropped and refused.
        purged_blobs: names of blobs that are deleted and refused.
    """

    def __init__(self, inspection: str, records: Iterable[SignedRecord]) -> None:
        self.chain = TeamChain(inspection, records)
        self.cards: dict[str, Card] = {}
        for signed in self.chain.records:
            record = read_record(signed.body)
            for card in _cards(record):
                self.cards[card.device] = card
        self.erased_parts = self.chain.erased_parts
        self.purged_blobs = self.chain.purged_blobs

    def grown(self, records: Iterable[SignedRecord]) -> Team | None:
        """The team with more records; None when none of them is new.

        Raises:
            Refusal: when one of them does not belong to the chain.
        """
        new = {record.id: record for record in records if record.id not in self.chain}
        if not new:
            return None
        grown = Team(self.chain.inspection, [*self.chain.records, *new.values()])
        if grown.chain.refused:
            bad_request("A team record does not belong to this inspection's chain.")
        return grown

    def drops_more_than(self, before: Team) -> bool:
        """Whether its records erase or purge something that those of an earlier one did not."""
        return bool(
            self.erased_parts - before.erased_parts or self.purged_blobs - before.purged_blobs
        )

    def access(self, device: str) -> Access:
        """What a device may do, by the winning chain as it is known now."""
        if not self.chain.path or device not in self.cards:
            return Access.NONE
        head = self.chain.head
        if head.escrow is not None and head.escrow.device == device:
            return Access.ESCROW
        if device not in head.seats or device in self.chain.barred:
            return Access.REMOVED
        return Access.SIGNER if device in head.signers else Access.MEMBER

    def listens(self, device: str) -> bool:
        """Whether a device may hear what is new."""
        return self.access(device) in (Access.SIGNER, Access.MEMBER)


def _cards(record: TeamRecord) -> tuple[Card, ...]:
    if isinstance(record, Genesis):
        return (record.lead,) if record.escrow is None else (record.lead, record.escrow)
    return tuple(seat.card for seat in record.seats) if isinstance(record, Epoch) else ()
