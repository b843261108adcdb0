"""Decisions by hand, remembered for an authority: encrypted, in this home alone.

What was decided about sheets and headings is kept here. Typed values are words out of the lists
themselves, which may be a child's: they stay in the frame that they were decided for, and are
remembered only as long as it is here. So a purge takes them along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.frame import Frame
from inspector_app.intake.mapping import ListMapping, ValueDecision, combined, value_key
from inspector_app.vault.trouble import in_words
from schemas.records import Inspection

__all__ = ["forget_mapping", "remember_mapping", "remembered_mapping"]

_MEMORY: registry = registry()
_FILE = "mappings"


class _MemoryTable(SQLModel, registry=_MEMORY):
    """Binds the table to metadata of its own."""


class _Remembered(_MemoryTable, table=True):
    """The decisions for one authority about sheets and headings, by `_whose`."""

    __tablename__ = "remembered_mapping"

    whose: str = Field(primary_key=True)
    text: str


class _RememberedFrame(_MemoryTable, table=True):
    """A frame that has values decided for an authority; a later position, a later import."""

    __tablename__ = "remembered_frame"

    position: int | None = Field(default=None, primary_key=True)
    whose: str
    frame: str


def remembered_mapping(base: EvidenceBase) -> ListMapping:
    """What was decided by hand for this inspection's authority before; empty if nothing was."""
    if not base.vault.has_memory(_FILE):
        return ListMapping()
    with _remembering(base) as session:
        return _found(base, session, _whose(base))


def remember_mapping(base: EvidenceBase, mapping: ListMapping, frame: str) -> None:
    """Adds the decisions that a frame keeps to those remembered for the authority; later ones hold.

    Args:
        base: whose inspection says which authority it is.
        mapping: what was decided.
        frame: here, frozen with this mapping.
    """
    if not mapping:
        return
    whose = _whose(base)
    with _remembering(base) as session:
        found = session.get(_Remembered, whose) or _Remembered(whose=whose, text="")
        earlier = ListMapping.from_text(found.text) if found.text else ListMapping()
        found.text = replace(combined(earlier, mapping), values=()).to_text()
        session.add(found)
        if mapping.values:
            session.add(_RememberedFrame(whose=whose, frame=frame))
        session.commit()


def forget_mapping(base: EvidenceBase) -> ListMapping:
    """Forgets what was decided for the authority, and gives it back; frames keep their own."""
    if not base.vault.has_memory(_FILE):
        return ListMapping()
    with _remembering(base) as session:
        whose = _whose(base)
        forgotten = _found(base, session, whose)
        for table in (_Remembered, _RememberedFrame):
            session.exec(delete(table).where(col(table.whose) == whose))
        session.commit()
        return forgotten


def _found(base: EvidenceBase, session: Session, whose: str) -> ListMapping:
    found = session.get(_Remembered, whose)
    mapping = ListMapping.from_text(found.text) if found else ListMapping()
    # An earlier Inspector kept values here, too: those are not used, and go with the next import.
    mapping = replace(mapping, values=())
    wanted = select(_RememberedFrame.frame).where(_RememberedFrame.whose == whose)
    for frame in session.exec(wanted.order_by(col(_RememberedFrame.position))).all():
        mapping = combined(mapping, ListMapping(values=_values_in(base, frame)))
    return mapping


def _values_in(base: EvidenceBase, frame: str) -> tuple[ValueDecision, ...]:
    """The values decided for a frame, if it is here still."""
    if not base.vault.frames.has(frame):
        return ()
    engine = base.vault.frames.open(frame)
    try:
        with in_words("frames"):
            return Frame(engine).mapping.values
    except InspectorError:
        # Damaged: what was decided for it is asked again, and nothing else waits for it.
        return ()
    finally:
        engine.dispose()


@contextmanager
def _remembering(base: EvidenceBase) -> Iterator[Session]:
    engine = base.vault.open_memory(_FILE)
    try:
        with in_words("memory"):
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
