"""Sealed chunks of imported lists on the road: up with a sync, down when a person asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.frame_copies import (
    SealedCopy,
    all_frames,
    at_server,
    note_at_server,
    sealed_copies,
)
from inspector_app.evidence_base.frame_standing import is_ordered
from inspector_app.sync.client import ServerClient, ServerRefusalError
from schemas.frame_copies import chunk_name

__all__ = ["Offered", "chunks_for_bundle", "fetch_chunks", "keep_chunks", "offer_chunks"]

Progress = Callable[[int, int], None]


@dataclass
class Offered:
    """What became of the chunks on this laptop at one sync.

    Args:
        sent: that the server had not.
        waiting: that it has not yet.
        refused: the code with which it took no more.
    """

    sent: int = 0
    waiting: int = 0
    refused: str | None = None


def offer_chunks(
    base: EvidenceBase, client: ServerClient, progress: Progress | None = None
) -> Offered:
    """Sends the chunks that are offered and that the server lacks, a chunk at a time.

    Called after entries have gone over, so that a chunk is never there before what names it. Cut
    off, it goes on where it was. What the server refuses is said, and stops nothing else.

    Raises:
        InspectorError: `server-away`, `server-faulty`.
    """
    offered = Offered()
    lacking: list[tuple[str, SealedCopy, list[str]]] = []
    try:
        for frame, copy, here in _offered_copies(base):
            if not here and at_server(base, copy):
                continue
            there = client.blobs_there(base.inspection, copy.chunks)
            note_at_server(base, copy, whole=there.issuperset(copy.chunks))
            wanted = [name for name in copy.chunks if name in here and name not in there]
            if wanted:
                lacking.append((frame, copy, wanted))
        offered.waiting = total = sum(len(wanted) for _, _, wanted in lacking)
        for frame, copy, wanted in lacking:
            with opened_chunks(base.vault, frame) as store:
                for name, chunk in zip(wanted, store.read(wanted), strict=True):
                    client.put_blob(base.inspection, name, chunk)
                    offered.sent, offered.waiting = offered.sent + 1, offered.waiting - 1
                    if progress is not None:
                        progress(offered.sent, total)
            there = client.blobs_there(base.inspection, copy.chunks)
            note_at_server(base, copy, whole=there.issuperset(copy.chunks))
    except ServerRefusalError as refusal:
        offered.refused = refusal.code
    return offered


def fetch_chunks(
    base: EvidenceBase, client: ServerClient, frame: str, progress: Progress | None = None
) -> tuple[int, int]:
    """Fetches what this laptop lacks of a frame's newest copy that can be had whole, or nearly.

    Each chunk is checked against its name and kept at once, so that cut off, it goes on where it
    was. What does not hash to its name is thrown away and said.

    Returns:
        How many chunks of that copy are here now, and how many it has; 0 and 0 without a copy.

    Raises:
        InspectorError: `server-away`, `server-faulty`, `blob-purged`, and what the server refuses.
    """
    purged = base.team.chain.purged_blobs
    copies = [
        copy
        for copy in sealed_copies(base, frame)
        if copy.key is not None and purged.isdisjoint(copy.chunks)
    ]
    if not copies:
        return 0, 0
    with opened_chunks(base.vault, frame) as store:
        here = store.names()
        there = {
            copy.change: client.blobs_there(base.inspection, copy.chunks) | here for copy in copies
        }
        # The newest comes first among those of which as much can be had.
        chosen = max(copies, key=lambda copy: _share(copy, there[copy.change]))
        wanted = [name for name in chosen.chunks if name in there[chosen.change] - here]
        for done, name in enumerate(wanted, start=1):
            store.put([client.blob(base.inspection, name)])
            if progress is not None:
                progress(done, len(wanted))
        found = len(store.names().intersection(chosen.chunks))
    note_at_server(base, chosen, whole=found == len(chosen.chunks))
    return found, len(chosen.chunks)


def chunks_for_bundle(base: EvidenceBase) -> Iterator[bytes]:
    """Every chunk on this laptop of copies that are offered and not purged."""
    sent: set[str] = set()
    for frame, copy, here in _offered_copies(base):
        wanted = [name for name in copy.chunks if name in here and name not in sent]
        sent.update(wanted)
        if wanted:
            with opened_chunks(base.vault, frame) as store:
                yield from store.read(wanted)


def keep_chunks(base: EvidenceBase, blobs: Iterable[bytes]) -> int:
    """Keeps chunks that came in a bundle, if a copy of this inspection names them.

    What nobody offered, or the lead purged, is thrown away.

    Returns:
        How many were kept.
    """
    purged = base.team.chain.purged_blobs
    came = {chunk_name(blob): blob for blob in blobs}
    wanted = came.keys() - purged
    kept = 0
    for record in all_frames(base) if wanted else ():
        names = {name for copy in sealed_copies(base, record.id) for name in copy.chunks} & wanted
        if names and not is_ordered(base, record.id):
            with opened_chunks(base.vault, record.id) as store:
                store.put(came[name] for name in sorted(names))
            kept += len(names)
    return kept


def _offered_copies(base: EvidenceBase) -> Iterator[tuple[str, SealedCopy, frozenset[str]]]:
    """Each copy that is offered and not purged, with its frame and the chunks that are here."""
    purged = base.team.chain.purged_blobs
    for record in all_frames(base):
        if record.chunks is None or is_ordered(base, record.id):
            continue
        here: frozenset[str] = frozenset()
        if base.vault.frames.has_chunks(record.id):
            with opened_chunks(base.vault, record.id) as store:
                here = store.names()
        for copy in sealed_copies(base, record.id):
            if purged.isdisjoint(copy.chunks):
                yield record.id, copy, here


def _share(copy: SealedCopy, there: frozenset[str]) -> float:
    return len(there.intersection(copy.chunks)) / len(copy.chunks)
