"""What a laptop had when it was last heard of: what a finder of its passphrase could read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sync.status import last_seen
from schemas.feeds import ancestors
from schemas.identifiers import feed_device

__all__ = ["Had", "had_in_words", "what_they_had"]


@dataclass(frozen=True)
class Had:
    """What is known of a laptop's copy of the evidence base.

    Args:
        device: its id.
        at: when it was last heard of, ISO 8601; None if its own vector never came here.
        saves: how many of the saves that are here it had then.
        of: how many saves are here.
    """

    device: str
    at: str | None
    saves: int
    of: int


def what_they_had(base: EvidenceBase, devices: Iterable[str]) -> tuple[Had, ...]:
    """By the last signed vector of each, and by what it wrote itself; a lower bound."""
    seen = {peer.by: peer for peer in last_seen(base)}
    with base.reading() as session:
        connection = session.connection()
        entries = connection.exec_driver_sql("SELECT number, id, prev, feed FROM entry").all()
        held: dict[int, set[int]] = {}
        for entry, change in connection.exec_driver_sql("SELECT entry, change FROM entry_change"):
            held.setdefault(entry, set()).add(change)
        of = connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one()
    prev = {row.id: row.prev for row in entries}
    found = []
    for device in sorted(devices):
        peer = seen.get(device)
        tips = [tip for names in peer.vector.values() for tip in names] if peer else []
        had = ancestors(tips, prev.__getitem__)
        saves = {
            change
            for row in entries
            if row.id in had or feed_device(row.feed) == device
            for change in held.get(row.number, ())
        }
        found.append(Had(device, peer.at if peer else None, len(saves), int(of)))
    return tuple(found)


def had_in_words(words: str, had: Had, when: str | None) -> str:
    """What a laptop had, as a sentence.

    Args:
        words: the laptop as six words.
        had: what is known of its copy.
        when: the moment of `had.at` as people read it there.
    """
    if had.at is None:
        return f"The laptop {words} never synced: what it had is not known."
    return f"The laptop {words} had {had.saves:,} of {had.of:,} saves when last seen, {when}."
