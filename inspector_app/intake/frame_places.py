"""Where the rows of imported lists are, seen from this laptop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.frame_copies import SealedCopy, all_frames, at_server
from inspector_app.evidence_base.frame_standing import FrameStanding, standing_of
from schemas.receipts import PurgeReceipt
from schemas.records import CaseFrame

__all__ = ["FramePlace", "Place", "frame_places", "unchecked_source", "whole_here"]

Place: TypeAlias = Literal["here", "can-be-fetched", "on-its-way", "elsewhere", "purged"]


@dataclass(frozen=True)
class FramePlace:
    """Where the rows of a frame are, seen from this laptop.

    Args:
        record: what is recorded of it.
        place: `here`; `can-be-fetched` from the server, or from chunks that lie here; `on-its-way`
            where a copy was offered that has not reached the server; `elsewhere` where none was.
        chunks: of the newest copy; 0 where it was never offered.
        shared_by: members who offered one.
        receipts: good receipts of its purge, by device.
        laptops: how many laptops a purge waits for: all of the team, or the one that had it.
        late: whether a copy came that the purge does not name, so that it must be purged again.
        left_here: whether it is purged and something of it is on this laptop still.
        only_said: whether it is recorded as purged, and nobody whose word it takes has said so.
        unchecked: the member from whose copy its rows came here, where an earlier Inspector
            imported the lists and recorded nothing against which a copy can be held; else None.
    """

    record: CaseFrame
    place: Place
    chunks: int
    shared_by: tuple[str, ...]
    receipts: Mapping[str, PurgeReceipt]
    laptops: int
    late: bool
    left_here: bool
    only_said: bool
    unchecked: str | None


def frame_places(base: EvidenceBase) -> tuple[FramePlace, ...]:
    """Every frame that was not withdrawn, oldest first."""
    return tuple(_place(base, record) for record in all_frames(base) if record.withdrawn is None)


def unchecked_source(base: EvidenceBase, frame: str) -> str | None:
    """The member from whose copy rows came here unchecked; '' if unknown, None if they were not."""
    return _unchecked(base, standing_of(base, frame))


def whole_here(base: EvidenceBase, standing: FrameStanding) -> tuple[SealedCopy, ...]:
    """The copies of a frame whose every chunk and key lie on this laptop."""
    frame, copies = standing.frame, standing.copies
    if not copies or not base.vault.frames.has_chunks(frame):
        return ()
    with opened_chunks(base.vault, frame) as store:
        names = store.names()
    return tuple(copy for copy in copies if copy.key is not None and names.issuperset(copy.chunks))


def _place(base: EvidenceBase, record: CaseFrame) -> FramePlace:
    standing = standing_of(base, record.id)
    copies, purged = standing.copies, standing.purged is not None
    place: Place = "purged" if purged else _where(base, record, standing)
    return FramePlace(
        record,
        place,
        len(copies[0].chunks) if copies else 0,
        tuple(dict.fromkeys(copy.by for copy in copies if copy.by is not None)),
        standing.receipts,
        standing.laptops,
        standing.late,
        purged and not base.vault.frames.holds_nothing_of(record.id),
        record.state == "purged" and not purged,
        _unchecked(base, standing) if place == "here" else None,
    )


def _where(base: EvidenceBase, record: CaseFrame, standing: FrameStanding) -> Place:
    if base.vault.frames.has(record.id):
        return "here"
    if record.chunks is None:
        return "elsewhere"
    if whole_here(base, standing):
        return "can-be-fetched"
    purged = base.team.chain.purged_blobs
    there = any(
        copy.key is not None and purged.isdisjoint(copy.chunks) and at_server(base, copy)
        for copy in standing.copies
    )
    return "can-be-fetched" if there else "on-its-way"


def _unchecked(base: EvidenceBase, standing: FrameStanding) -> str | None:
    frame = standing.frame
    if standing.content is not None or not base.vault.frames.has_chunks(frame):
        return None
    with opened_chunks(base.vault, frame) as store:
        own = set(store.own_copies())
    # Copies that this laptop made are its own, too: only the others brought rows.
    theirs = [
        copy
        for copy in standing.copies
        if copy.device != base.vault.device.id and frozenset(copy.chunks) in own
    ]
    return (theirs[-1].by or "") if theirs else None
