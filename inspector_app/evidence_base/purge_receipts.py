"""Receipts of purges: each laptop's signed word, kept as comments on the frame's record."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlmodel import select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed, moment_now
from schemas.canonical import MalformedError
from schemas.identifiers import derived_id
from schemas.receipts import PurgeReceipt
from schemas.records import Comment

__all__ = ["give_receipt", "receipts_of"]

_SENTENCE = "Purged on this laptop: the rows, their key and every sealed copy are gone."


def give_receipt(base: EvidenceBase, frame: str, blobs: Collection[str]) -> bool:
    """Signs that this laptop holds nothing more of a frame; says whether it was the first time.

    Args:
        base: in whose team we are.
        frame: of which nothing is left here.
        blobs: every chunk that was purged.
    """
    vault = base.vault
    names = tuple(sorted(blobs))
    record = derived_id("purge-receipt", frame, vault.device.id, ",".join(names))
    with base.reading() as session:
        if session.get(Comment, record) is not None:
            return False
    at = moment_now(vault.clock)
    receipt = PurgeReceipt(base.inspection, frame, names, vault.device.id, at)
    signed = receipt.signed(vault.device.signing_key)
    base.record(
        NewWrite(record, "comment", "text", Typed(f"{_SENTENCE}\n{signed.to_text()}")),
        NewWrite(record, "comment", "on", frame),
        NewWrite(record, "comment", "state", "resolved"),
    )
    return True


def receipts_of(
    base: EvidenceBase, frame: str, blobs: Collection[str]
) -> Mapping[str, PurgeReceipt]:
    """The good receipts of a frame by device: signed by it, and naming at least these blobs."""
    chain = base.team.chain
    with base.reading() as session:
        texts = session.exec(select(Comment.text).where(Comment.on == frame)).all()
    found: dict[str, PurgeReceipt] = {}
    for text in texts:
        try:
            receipt = PurgeReceipt.from_text((text or "").rpartition("\n")[2])
        except MalformedError:
            continue
        card = chain.card(receipt.by)
        if (
            (receipt.inspection, receipt.frame) == (base.inspection, frame)
            and receipt.signed_by(card.sign_key if card else b"")
            and set(receipt.blobs) >= set(blobs)
        ):
            found[receipt.by] = receipt
    return found
