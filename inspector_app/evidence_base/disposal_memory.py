"""What a home remembers of inspections that it disposed of: who has to confirm, and who did.

No evidence is in it and no name: ids, public keys, moments, receipts. It is what is left when keys
and files are gone, so that receipts can still be counted and given again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel

from inspector_app.vault.vault import Vault
from schemas.canonical import MalformedError
from schemas.receipts import DisposalReceipt

__all__ = ["RememberedDisposal", "remember_disposal", "remembered_disposal"]

_FILE = "disposals"
_MEMORY: registry = registry()


class _MemoryTable(SQLModel, registry=_MEMORY):
    """Binds the table to metadata of its own."""


class _DisposalRow(_MemoryTable, table=True):
    """One inspection that was, or is being, disposed of."""

    __tablename__ = "disposal"

    inspection: str = Field(primary_key=True)
    record: str
    frames: str
    keys: str
    receipts: str


@dataclass(frozen=True)
class RememberedDisposal:
    """An inspection that was disposed of, or was about to be.

    Args:
        inspection: which.
        record: the team record that ended it.
        frames: ids of its frames.
        keys: the key that checks signatures, in hexadecimal, by device of the team.
        receipts: as they travel, by device; only good ones count.
    """

    inspection: str
    record: str
    frames: tuple[str, ...]
    keys: Mapping[str, str]
    receipts: Mapping[str, str] = field(default_factory=dict)

    def is_good(self, receipt: DisposalReceipt) -> bool:
        """Whether a device of the team signed it, for this end of this inspection."""
        key = self.keys.get(receipt.by)
        return (
            key is not None
            and (receipt.inspection, receipt.record) == (self.inspection, self.record)
            and receipt.signed_by(bytes.fromhex(key))
        )

    @property
    def confirmed(self) -> dict[str, DisposalReceipt]:
        """The good receipts, by device."""
        found = {}
        for text in self.receipts.values():
            try:
                receipt = DisposalReceipt.from_text(text)
            except MalformedError:
                continue
            if self.is_good(receipt):
                found[receipt.by] = receipt
        return found


def remembered_disposal(vault: Vault, inspection: str) -> RememberedDisposal | None:
    """What is remembered of an inspection; None if this home never began to dispose of it."""
    if not vault.has_memory(_FILE):
        return None
    with _remembering(vault) as session:
        row = session.get(_DisposalRow, inspection)
        if row is None:
            return None
        frames, keys, receipts = (json.loads(t) for t in (row.frames, row.keys, row.receipts))
        return RememberedDisposal(inspection, row.record, tuple(frames), keys, receipts)


def remember_disposal(vault: Vault, disposal: RememberedDisposal) -> None:
    """Keeps it, in the place of what was remembered of that inspection."""
    with _remembering(vault) as session:
        session.merge(
            _DisposalRow(
                inspection=disposal.inspection,
                record=disposal.record,
                frames=json.dumps(disposal.frames),
                keys=json.dumps(dict(disposal.keys)),
                receipts=json.dumps(dict(disposal.receipts)),
            )
        )
        session.commit()


@contextmanager
def _remembering(vault: Vault) -> Iterator[Session]:
    engine = vault.open_memory(_FILE)
    try:
        _MEMORY.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
