"""A base with very many changes, taken in as a colleague's: saving each would take minutes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from benchmarks.homes import a_text
from inspector_app.evidence_base.base import EvidenceBase
from schemas.changes import Change, Part, PartName, Write, part_of
from schemas.entries import MOST_CHANGES, Header, seal
from schemas.identifiers import feed_name

__all__ = ["take_in_notes"]

_AT = "2026-11-16T09:00:00+00:00"


def take_in_notes(base: EvidenceBase, notes: int, *, size: int) -> None:
    """Merges notes of about `size` characters, one change each, from another feed of this device.

    As after a restored laptop: the entries are sealed and signed as they travel.
    """
    team = base.team
    record = team.chain.head.record
    key = team.key_for(record)
    assert key is not None
    device = base.vault.device
    feed = feed_name(device.id, "ab" * 8)
    prev: str | None = None
    changes = _changes(base, notes, size)
    seq = 0
    while run := list(islice(changes, MOST_CHANGES)):
        seq += 1
        header = Header(base.inspection, feed, seq, prev, "", record, (), ())
        entry = seal(
            header,
            [change.to_bytes() for change, _ in run],
            [part for _, part in run],
            epoch_key=key,
            key=device.signing_key,
            randomness=base.vault.randomness,
        )
        base.merge([entry.to_bytes()])
        prev = entry.id


def _changes(base: EvidenceBase, notes: int, size: int) -> Iterator[tuple[Change, Part]]:
    random = Random(5)
    for number in range(notes):
        name = base.new_id()
        part = part_of(a_text(random, size), base.vault.randomness)
        writes = (
            Write(name, "note", "text", PartName(part.name)),
            Write(name, "note", "occasion", "worker"),
            Write(name, "note", "minutes", 30),
            Write(name, "note", "areas[leaders]", True),
        )
        yield Change(base.vault.device.id, _AT, (1_000 + number, 0), writes), part
