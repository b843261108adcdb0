"""What is proven of a frame: which device imported it, whether it travelled, whether it is purged.

Every member may write to every frame's record. So nothing here rests on what somebody wrote last:
who imported it is bound to its id, a purge is the lead's record that names the frame itself, and
that lists which never travelled are gone is the signed word of the one laptop that had them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.frame_copies import SealedCopy, sealed_copies
from inspector_app.evidence_base.history import WriteView
from inspector_app.evidence_base.purge_receipts import receipts_of
from schemas.frame_ids import proven_content, purge_mark
from schemas.receipts import PurgeReceipt

__all__ = ["FrameStanding", "is_ordered", "purged_by_us", "standing_of"]


@dataclass(frozen=True)
class FrameStanding:
    """What is proven of a frame, as far as this laptop has heard.

    Args:
        frame: its record's id.
        device: that recorded the import; '' where nobody is known to have. Of lists that an
            earlier Inspector imported it is whoever says that he did, first.
        content: SHA-256 of the content as that device recorded it; None where an earlier Inspector
            imported it.
        copies: every sealed copy that was ever offered, the newest first.
        travelled: whether rows ever left the laptop that imported them: whether it offered a copy.
            What others offer of lists that nobody gave them is no copy of these.
        purged: `by-lead` where a record of the lead's names the frame; `by-importer` where it never
            travelled and that laptop says that it is gone.
        receipts: of that purge, those that count, by device.
        laptops: how many laptops must give one: all of the team, or the one that had the rows.
        unnamed: chunks of copies that no purge names, sorted.
    """

    frame: str
    device: str
    content: str | None
    copies: tuple[SealedCopy, ...]
    travelled: bool
    purged: Literal["by-lead", "by-importer"] | None
    receipts: Mapping[str, PurgeReceipt]
    laptops: int
    unnamed: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether a copy came that the purge does not name, so that it must be purged again."""
        return self.purged is not None and bool(self.unnamed)


def standing_of(base: EvidenceBase, frame: str) -> FrameStanding:
    """What is proven of a frame."""
    chain, history = base.team.chain, base.history(frame)
    device, content = _imported(frame, history)
    copies = sealed_copies(base, frame)
    # Without proof of who imported it, any copy might be a true one.
    travelled = any(copy.device == device or content is None for copy in copies)
    ordered = is_ordered(base, frame)
    found = receipts_of(base, frame, (purge_mark(frame),) if ordered else ())
    counting = chain.head.seats if travelled else (device,)
    receipts = {by: receipt for by, receipt in found.items() if by in counting}
    gone = not travelled and (bool(receipts) or _ours(base, device, history))
    return FrameStanding(
        frame,
        device,
        content,
        copies,
        travelled,
        "by-lead" if ordered else "by-importer" if gone else None,
        receipts if ordered or gone else {},
        len(counting) if ordered or gone else 0,
        tuple(sorted({name for copy in copies for name in copy.chunks} - chain.purged_blobs)),
    )


def is_ordered(base: EvidenceBase, frame: str) -> bool:
    """Whether a record of the lead's purges a frame: then every laptop destroys all of it."""
    return purge_mark(frame) in base.team.chain.purged_blobs


def purged_by_us(base: EvidenceBase, frame: str) -> bool:
    """Whether a purge was asked for on this laptop, whatever was written since."""
    return _recorded_by(base.vault.device.id, base.history(frame))


def _ours(base: EvidenceBase, device: str, history: Sequence[WriteView]) -> bool:
    return device == base.vault.device.id and _recorded_by(device, history)


def _recorded_by(device: str, history: Sequence[WriteView]) -> bool:
    return any(
        (write.field, write.value, write.device) == ("state", "purged", device) for write in history
    )


def _imported(frame: str, history: Sequence[WriteView]) -> tuple[str, str | None]:
    """The device that recorded the import, and what it recorded of the content, if that is proven.

    Only the importing device's first write is believed: others cannot make one, and it writes one.
    """
    for write in history:
        if write.field == "content":
            content = proven_content(frame, write.device, write.value)
            if content is not None:
                return write.device, content
    return next((write.device for write in history if write.field == "sha256"), ""), None
