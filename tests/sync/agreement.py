"""What holds of laptops that have come to the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inspector_app.evidence_base.verification import verify
from inspector_app.sync.status import sync_status
from tests.evidence_base.laptops import Laptop

__all__ = ["all_have"]


def all_have(laptops: Collection[Laptop], written: Mapping[str, str]) -> None:
    """Every text stands on every laptop, with one digest, and nothing waits or is wrong."""
    for laptop in laptops:
        assert {record: laptop.shown(record, "text") for record in written} == written
        assert sync_status(laptop.base).unsent == 0
        assert laptop.base.team.missing_epochs == ()
        assert verify(laptop.base).problems == ()
    digests = {laptop.base.digest() for laptop in laptops}
    assert len(digests) == 1
    assert digests.pop()[0] is not None
