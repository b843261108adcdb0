"""A laptop obeys purges: what was purged is destroyed here, and that it was is signed.

Nobody but the lead's record makes a laptop destroy rows, and only where it names every chunk of a
copy that this laptop itself made or took its rows from: what colleagues write in the log is not
enough. Lists that never travelled are destroyed where their holder recorded it.
"""

from __future__ import annotations

from collections.abc import Collection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.frame_copies import (
    SealedCopy,
    all_frames,
    is_purged,
    sealed_copies,
)
from inspector_app.evidence_base.purge_receipts import give_receipt
from schemas.records import CaseFrame

__all__ = ["obey_purges"]


def obey_purges(base: EvidenceBase) -> tuple[str, ...]:
    """Destroys what purges name; signs a receipt where nothing is left.

    Called whenever something came from others. Each step may be cut off and is then done the next
    time; a file that cannot be destroyed yet gets no receipt.

    Returns:
        The frames that were destroyed here.
    """
    purged = base.team.chain.purged_blobs
    destroyed = []
    for record in all_frames(base):
        if not purged and record.state != "purged":
            continue
        try:
            if _obey(base, record, purged):
                destroyed.append(record.id)
        except InspectorError:
            # Damaged or in use: what can be destroyed is, and the others' turn comes.
            continue
    return tuple(destroyed)


def _obey(base: EvidenceBase, record: CaseFrame, purged: Collection[str]) -> bool:
    """Obeys for one frame; says whether its rows were destroyed now."""
    vault = base.vault
    copies = sealed_copies(base, record.id)
    rows = vault.has_frame(record.id)
    if _must_go(base, record, copies, purged):
        vault.drop_frame(record.id)
    travelled = is_purged(copies, purged)
    ours = not copies and _purged_here(base, record)
    if (travelled or ours) and vault.holds_nothing_of(record.id) and base.seat is not None:
        give_receipt(base, record.id, [name for copy in copies for name in copy.chunks])
    return rows and not vault.has_frame(record.id)


def _must_go(
    base: EvidenceBase, record: CaseFrame, copies: Collection[SealedCopy], purged: Collection[str]
) -> bool:
    """Whether all that is here of a frame is to be destroyed; drops single purged chunks."""
    vault = base.vault
    if vault.holds_nothing_of(record.id):
        return False
    if not vault.has_chunks(record.id):
        # Files whose keys are gone were in use when they should have gone with them.
        unreadable = is_purged(copies, purged) and not vault.has_frame(record.id)
        return unreadable or (not copies and _purged_here(base, record))
    with opened_chunks(vault, record.id) as store:
        store.drop(store.names() & set(purged))
        if any(own <= set(purged) for own in store.own_copies()):
            return True
        left = store.names()
    # Chunks that were only kept for others, or that an arrival brought no further.
    return not left and not vault.has_frame(record.id) and is_purged(copies, purged)


def _purged_here(base: EvidenceBase, record: CaseFrame) -> bool:
    """Whether this device recorded the purge of lists that never travelled."""
    state = base.fields(record.id).get("state")
    return state is not None and any(
        write.value == "purged" and write.device == base.vault.device.id for write in state.current
    )
