"""Drafts: what is being typed, kept in the encrypted file and never leaving this laptop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.tables import DraftRow
from inspector_app.tui.sheet import Sheet

__all__ = ["CONCERN", "QUICK", "KeptDraft", "discard", "keep", "keep_sheet", "kept", "kept_sheet"]

QUICK: Final = "quick-capture"
"""The draft of what is written anew; one of an edit has its record's id."""

CONCERN: Final = "safety-concern"


@dataclass(frozen=True)
class KeptDraft:
    """A draft as it lies in the file.

    Args:
        id: Which it is.
        content: As its screen wrote it.
        saved_at: When, ISO 8601 with offset.
    """

    id: str
    content: str
    saved_at: str

    @property
    def sheet(self) -> Sheet | None:
        """The sheet in it; None if it is another kind of draft."""
        return Sheet.from_text(self.content)


def keep(base: EvidenceBase, draft: str, kind: str, content: str, record: str | None) -> None:
    """Keep a draft in place of its earlier state; it is on disk when this returns."""
    saved_at = base.vault.clock().isoformat(timespec="seconds")
    row = DraftRow(id=draft, record=record, type=kind, content=content, saved_at=saved_at)
    with base.local() as connection, Session(connection) as session:
        session.merge(row)
        session.flush()


def keep_sheet(base: EvidenceBase, sheet: Sheet) -> None:
    """Keep a sheet; a blank one is not worth a draft."""
    draft = sheet.record or QUICK
    if sheet.is_blank:
        discard(base, draft)
    else:
        keep(base, draft, sheet.kind, sheet.to_text(), sheet.record)


def discard(base: EvidenceBase, draft: str) -> None:
    """Wipe a draft; nothing happens if there is none."""
    with base.local() as connection, Session(connection) as session:
        row = session.get(DraftRow, draft)
        if row is not None:
            session.delete(row)
            session.flush()


def kept(base: EvidenceBase) -> tuple[KeptDraft, ...]:
    """Return all drafts, the newest first."""
    with base.reading() as session:
        rows = session.exec(select(DraftRow)).all()
        found = [KeptDraft(row.id, row.content, row.saved_at) for row in rows]
    return tuple(sorted(found, key=lambda draft: draft.saved_at, reverse=True))


def kept_sheet(base: EvidenceBase, draft: str = QUICK) -> Sheet | None:
    """Return the sheet of one draft; None if there is none."""
    return next((found.sheet for found in kept(base) if found.id == draft), None)
