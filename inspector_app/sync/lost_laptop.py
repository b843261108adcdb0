"""What a laptop had when it was last heard of: what a finder of its passphrase could read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.statements import listed, run
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
    found = []
    with base.reading() as session:
        connection = session.connection()
        entries = run(connection, "SELECT number, id, prev, feed FROM entry")
        of = int(run(connection, "SELECT count(*) FROM change")[0][0])
        prev = {name: before for _, name, before, _ in entries}
        for device in sorted(devices):
            peer = seen.get(device)
            tips = [tip for names in peer.vector.values() for tip in names] if peer else []
            had = ancestors(tips, prev.__getitem__)
            numbers = [
                number
                for number, name, _, feed in entries
                if name in had or feed_device(feed) == device
            ]
            found.append(Had(device, peer.at if peer else None, _saves(connection, numbers), of))
    return tuple(found)


def _saves(connection: Connection, entries: Iterable[int]) -> int:
    """How many saves stand in these entries; one may stand in several."""
    rows = run(
        connection,
        "SELECT count(DISTINCT change) FROM entry_change"
        " WHERE entry IN (SELECT value FROM json_each(?))",
        listed(entries),
    )
    return int(rows[0][0])


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
