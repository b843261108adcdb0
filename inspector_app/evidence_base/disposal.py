"""Disposes of an inspection on this laptop: keys first, then files, then a signed receipt.

Alone with the home, and only when its person has given the passphrase. Cut off at any point, the
same again does what is left: what has to be known for that is remembered before anything goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.disposal_memory import (
    RememberedDisposal,
    remember_disposal,
    remembered_disposal,
)
from inspector_app.evidence_base.disposing import (
    Disposal,
    begin_disposal,
    disposal_of,
    outside,
    require_disposable,
)
from inspector_app.evidence_base.writing import moment_now
from inspector_app.vault.vault import Vault
from schemas.canonical import MalformedError
from schemas.receipts import DisposalReceipt

__all__ = ["Disposed", "DisposedState", "dispose"]

DisposedState: TypeAlias = Literal["begun", "disposed"]


@dataclass(frozen=True)
class Disposed:
    """What became of an inspection.

    Args:
        state: the team was told to, or nothing is left on this laptop.
        record: the team record that ended it.
        laptops: of the team, ours among them.
        confirmed: those whose good receipts are here.
        receipt: our own; None while everything is still here.
    """

    state: DisposedState
    record: str
    laptops: int
    confirmed: int
    receipt: DisposalReceipt | None


def dispose(vault: Vault, inspection: str, others: Iterable[str] = ()) -> Disposed:
    """Does the next step: ends the inspection for the team; or destroys what is here of it.

    Args:
        vault: unlocked just now, by the person's passphrase.
        inspection: its whole id: what is confirmed.
        others: receipts of other laptops, as they travel; they are counted.

    Raises:
        InspectorError: `busy` while the home is open in another window; `unknown-inspection`;
            `not-allowed` while nobody has ended it; `on-hold`; `outside-disposal`; `not-told-yet`;
            `not-a-receipt`. Then nothing was destroyed.
    """
    with vault.use.alone():
        if inspection in vault.inspections():
            begun = _looked_at(vault, inspection)
            if begun is not None:
                return Disposed("begun", begun.record, len(begun.cards), 0, None)
        remembered = remembered_disposal(vault, inspection)
        if remembered is None:
            vault.base_key(inspection)
            raise AssertionError("an inspection of this home was looked at")
        remembered = _with_receipts(remembered, others)
        if not vault.holds_nothing_at_all_of(inspection, remembered.frames):
            vault.drop_inspection(inspection, remembered.frames)
        receipt = remembered.confirmed.get(vault.device.id) or _receipt(vault, remembered)
        remembered = replace(
            remembered, receipts={**remembered.receipts, vault.device.id: receipt.to_text()}
        )
        remember_disposal(vault, remembered)
    count = len(remembered.confirmed)
    return Disposed("disposed", remembered.record, len(remembered.keys), count, receipt)


def _looked_at(vault: Vault, inspection: str) -> Disposal | None:
    """The disposal that was begun just now; else what is needed to destroy is remembered."""
    base = EvidenceBase(vault, inspection)
    try:
        disposal = disposal_of(base)
        ours = vault.device.id in base.team.chain.head.signers
        # Work that came after the end was said: who may say it says it again.
        if disposal is None or (ours and outside(base, disposal).written):
            disposal = begin_disposal(base)
            if len(disposal.cards) > 1 or base.team.chain.head.servers:
                return disposal
        frames = require_disposable(base, disposal)
    finally:
        base.close()
    keys = {device: key.hex() for device, key in disposal.cards.items()}
    remember_disposal(vault, RememberedDisposal(inspection, disposal.record, frames, keys))
    return None


def _receipt(vault: Vault, remembered: RememberedDisposal) -> DisposalReceipt:
    """Signed only where nothing is left."""
    if not vault.holds_nothing_at_all_of(remembered.inspection, remembered.frames):
        raise InspectorError(
            "busy",
            "Something of the inspection is still on this laptop.",
            kept="Its keys are destroyed, so nobody can read it any more.",
            next_step="Close other windows of Inspector, then do it again.",
        )
    unsigned = DisposalReceipt(
        remembered.inspection, remembered.record, vault.device.id, moment_now(vault.clock)
    )
    return unsigned.signed(vault.device.signing_key)


def _with_receipts(remembered: RememberedDisposal, others: Iterable[str]) -> RememberedDisposal:
    """With the receipts of other laptops, each of which has to be good."""
    found = dict(remembered.receipts)
    for text in others:
        try:
            receipt = DisposalReceipt.from_text(text)
        except MalformedError:
            raise _not_a_receipt() from None
        if not remembered.is_good(receipt):
            raise _not_a_receipt()
        found[receipt.by] = receipt.to_text()
    return replace(remembered, receipts=found)


def _not_a_receipt() -> InspectorError:
    return InspectorError(
        "not-a-receipt",
        "One of the files is no receipt of a laptop of this team for this inspection's end.",
        kept="Nothing of it was counted.",
        next_step="Ask for the file that `inspector dispose --receipt` wrote there.",
    )
