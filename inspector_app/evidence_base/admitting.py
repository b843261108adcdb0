"""Work that is held: written by a device after it was taken out of the team, until it is admitted.

It is kept and shown as held, stands outside vectors and digests, and counts from the record of the
lead or a deputy that admits it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import append_record
from inspector_app.evidence_base.statements import run
from schemas.identifiers import feed_device
from schemas.team_records import Admit

__all__ = ["HeldFeed", "admit", "held_feeds"]


@dataclass(frozen=True)
class HeldFeed:
    """Entries of one feed that do not count.

    Args:
        feed: whose.
        device: its device.
        entries: how many.
        tips: the newest of them.
    """

    feed: str
    device: str
    entries: int
    tips: tuple[str, ...]


def held_feeds(base: EvidenceBase) -> tuple[HeldFeed, ...]:
    """What is held on this laptop, by feed."""
    with base.reading() as session:
        rows = run(
            session.connection(),
            "SELECT feed, id, EXISTS (SELECT 1 FROM entry n WHERE n.prev = e.id AND NOT n.counts)"
            " FROM entry e WHERE NOT counts ORDER BY feed, seq, id",
        )
    feeds = dict.fromkeys(row[0] for row in rows)
    return tuple(
        HeldFeed(
            feed,
            feed_device(feed),
            sum(row[0] == feed for row in rows),
            tuple(sorted(row[1] for row in rows if row[0] == feed and not row[2])),
        )
        for feed in feeds
    )


def admit(base: EvidenceBase, feeds: Collection[str]) -> None:
    """Lets what is held of these feeds count, as of now.

    Raises:
        InspectorError: `nothing-held`, or `not-allowed` when we are neither lead nor deputy.
    """
    chosen = {held.feed: held.tips for held in held_feeds(base) if held.feed in feeds}
    if not chosen:
        raise InspectorError(
            "nothing-held",
            "Nothing of these feeds is held.",
            kept="Nothing was changed.",
            next_step="See what is held first.",
        )
    head = base.team.chain.head.record
    append_record(base, Admit(head, base.vault.device.id, chosen))
