"""What one exchange did, whether with a server or by a bundle."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.merging import MergeReport
from inspector_app.sync.status import sync_status
from schemas.feeds import Vector

__all__ = ["SyncReport"]

_UNTIL_IT_COUNTS = frozenset({"held", "unknown-author", "unknown-team-record"})
"""Why an entry is set aside that counts once another entry or a team record has come."""


@dataclass
class SyncReport:
    """What one exchange did.

    Args:
        sent: entries that the server had not.
        received: entries that we had not.
        unsent: saves that no other's signed vector covers.
        conflicts: registers that hold several values.
        set_aside: entries kept or refused but not applied, with the reason.
        vector: what we have now.
        records: ids of the records that others' work touched.
        chunks_sent: sealed chunks of imported lists that the server, or the bundle, had not.
        chunks_waiting: those that are here, and not there yet.
        chunks_refused: the server's reason, if it takes no more of them.
        purged: frames that were destroyed on this laptop because the team purged them.
        overruled: our own changes of the team that others' won against.
        server_lost: entries that the server had when it was last seen, and had no longer.
    """

    sent: int = 0
    received: int = 0
    unsent: int = 0
    conflicts: int = 0
    set_aside: dict[str, str] = field(default_factory=dict)
    vector: Vector = field(default_factory=dict)
    records: set[str] = field(default_factory=set)
    chunks_sent: int = 0
    chunks_waiting: int = 0
    chunks_refused: str | None = None
    purged: tuple[str, ...] = ()
    overruled: int = 0
    server_lost: int = 0

    def add(self, merged: MergeReport) -> None:
        """Counts what one merge did."""
        self.received += merged.received
        self.set_aside.update(merged.set_aside)
        self.records |= merged.records
        self.overruled += len(merged.overruled)

    def forget_counting(self, base: EvidenceBase) -> None:
        """Takes out of what was set aside when it came what counts by now."""
        waiting = [entry for entry, why in self.set_aside.items() if why in _UNTIL_IT_COUNTS]
        for entry in base.counting_entries(waiting):
            del self.set_aside[entry]

    def settle(self, base: EvidenceBase) -> None:
        """Says how things stand at the end."""
        status = sync_status(base)
        self.unsent, self.conflicts = status.unsent, status.conflicts
        self.vector = base.vector()
