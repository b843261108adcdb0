"""The receipt of a disposal is the documented one, and no other kind is taken for it."""

from __future__ import annotations

import pytest

from schemas.canonical import MalformedError
from schemas.receipts import DisposalReceipt, PurgeReceipt
from tests.schemas import vectors
from tests.schemas.test_frame_copies import DEVICE, RECEIPT

DISPOSED = DisposalReceipt(vectors.GENESIS, "88" * 32, DEVICE.id, "2026-11-24T10:15:00+00:00")


def test_it_is_the_documented_one_and_comes_back() -> None:
    receipt = DISPOSED.signed(DEVICE.sign)
    assert receipt.payload().decode() == vectors.DISPOSAL_RECEIPT
    assert receipt.signature.hex() == vectors.DISPOSAL_RECEIPT_SIGNATURE
    again = DisposalReceipt.from_text(receipt.to_text())
    assert again == receipt
    assert again.signed_by(DEVICE.card.sign_key)
    assert not DISPOSED.signed_by(DEVICE.card.sign_key)


def test_a_receipt_of_another_kind_or_none_is_refused() -> None:
    good = DISPOSED.signed(DEVICE.sign).to_text()
    for text in ("", "[]", good[:-1], good.replace("payload", "pay-load"), "\ud800"):
        with pytest.raises(MalformedError):
            DisposalReceipt.from_text(text)
    with pytest.raises(MalformedError):
        DisposalReceipt.from_text(RECEIPT.signed(DEVICE.sign).to_text())
    with pytest.raises(MalformedError):
        PurgeReceipt.from_text(good)
