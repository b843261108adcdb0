"""Decisions by hand, remembered for an authority: encrypted, in this home alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.mapping import ListMapping, combined, value_key
from schemas.records import Inspection

__all__ = ["forget_mapping", "remember_mapping", "remembered_mapping"]

_MEMORY: registry = registry()
_FILE = "mappings"


class _MemoryTable(SQLModel, registry=_MEMORY):
    """Binds the table to metadata of its own."""


class _Remembered(_MemoryTable, table=True):
    """The decisions for one authority, by `_whose`."""

    __tablename__ = "remembered_mapping"

    whose: str = Field(primary_key=True)
    text: str


def remembered_mapping(base: EvidenceBase) -> ListMapping:
    """What was decided by hand for this inspection's authority before; empty if nothing was."""
    if not base.vault.has_memory(_FILE):
        return ListMapping()
    with _remembering(base) as session:
        found = session.get(_Remembered, _whose(base))
        return ListMapping.from_text(found.text) if found else ListMapping()


def remember_mapping(base: EvidenceBase, mapping: ListMapping) -> None:
    """Adds decisions to those remembered for the authority; later ones hold."""
    if not mapping:
        return
    whose = _whose(base)
    with _remembering(base) as session:
        found = session.get(_Remembered, whose) or _Remembered(whose=whose, text="")
        earlier = ListMapping.from_text(found.text) if found.text else ListMapping()
        found.text = combined(earlier, mapping).to_text()
        session.add(found)
        session.commit()


def forget_mapping(base: EvidenceBase) -> ListMapping:
    """Forgets what was decided for the authority, and gives it back; frames keep their own."""
    if not base.vault.has_memory(_FILE):
        return ListMapping()
    with _remembering(base) as session:
        found = session.get(_Remembered, _whose(base))
        if found is None:
            return ListMapping()
        forgotten = ListMapping.from_text(found.text)
        session.delete(found)
        session.commit()
        return forgotten


@contextmanager
def _remembering(base: EvidenceBase) -> Iterator[Session]:
    engine = base.vault.open_memory(_FILE)
    try:
        _MEMORY.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def _whose(base: EvidenceBase) -> str:
    """The authority's code, else its name, however written; the inspection where it has neither."""
    with base.reading() as session:
        inspection = session.exec(select(Inspection)).first()
    code = value_key(inspection.authority_code or "") if inspection else ""
    name = value_key(inspection.authority or "") if inspection else ""
    if code:
        return f"code {code}"
    return f"name {name}" if name else f"inspection {base.inspection}"
