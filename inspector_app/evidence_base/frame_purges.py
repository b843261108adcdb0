"""A laptop obeys purges: what was purged is destroyed here, and that it was is signed.

Nobody but the lead's record makes a laptop destroy rows, and only those of the frame that it names;
it does so whatever copies there were, and whatever the log says of the frame. What colleagues write
is not enough. What was purged on this laptop itself is destroyed on this laptop.
"""

from __future__ import annotations

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.frame_copies import all_frames, sealed_copies
from inspector_app.evidence_base.frame_standing import is_ordered, purged_by_us
from inspector_app.evidence_base.purge_receipts import give_receipt
from schemas.frame_ids import purge_mark
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
    wanted = [each for each in all_frames(base) if purged or each.state == "purged"]
    destroyed = []
    for record in wanted:
        try:
            if _obey(base, record):
                destroyed.append(record.id)
        except InspectorError:
            # Damaged or in use: what can be destroyed is, and the others' turn comes.
            continue
    # Afterwards, since a chunk may have been kept for another frame that claims it, too.
    for record in wanted if base.seat is not None else ():
        if base.vault.frames.holds_nothing_of(record.id):
            _confirm(base, record)
    return tuple(destroyed)


def _obey(base: EvidenceBase, record: CaseFrame) -> bool:
    """Obeys for one frame; says whether its rows were destroyed now."""
    vault = base.vault
    if vault.frames.holds_nothing_of(record.id):
        return False
    rows = vault.frames.has(record.id)
    if is_ordered(base, record.id) or purged_by_us(base, record.id):
        vault.frames.drop(record.id)
    elif vault.frames.has_chunks(record.id):
        with opened_chunks(vault, record.id) as store:
            store.drop(store.names() & base.team.chain.purged_blobs)
    return rows and not vault.frames.has(record.id)


def _confirm(base: EvidenceBase, record: CaseFrame) -> None:
    """Signs that nothing of a purged frame is here; where it is not purged, nothing is signed."""
    if is_ordered(base, record.id):
        chunks = {name for copy in sealed_copies(base, record.id) for name in copy.chunks}
        named = chunks & base.team.chain.purged_blobs
        give_receipt(base, record.id, {purge_mark(record.id), *named})
    elif purged_by_us(base, record.id):
        give_receipt(base, record.id, ())
