"""Freezing what was read into a frame of its own, and recording that it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.intake.frame import Frame, write_frame
from inspector_app.intake.models import Intake
from inspector_app.intake.remembered import remember_mapping
from schemas.canonical import Json, encode
from schemas.identifiers import is_hex
from schemas.records import CaseFrame

__all__ = ["KeptFrame", "import_frame", "kept_frames", "opened_frame"]


@dataclass(frozen=True)
class KeptFrame:
    """A frame that the team knows of.

    Args:
        record: what is recorded of it.
        here: whether its rows lie on this laptop.
    """

    record: CaseFrame
    here: bool


def import_frame(base: EvidenceBase, intake: Intake) -> str:
    """Freezes an intake into an encrypted file with a key of its own, and records it.

    All or nothing: whatever fails on the way, no file, key or record is left behind. What was
    decided by hand for the intake is remembered for the authority.

    Args:
        base: to record it in.
        intake: what `inspect_files` read; refused files are left out.

    Returns:
        The id of the frame.

    Raises:
        InspectorError: when every file was refused, with the refusal's own code if there is one
            file, else `all-refused`; and what `EvidenceBase.record` refuses.
    """
    if not intake.lists:
        raise _all_refused(intake)
    frame = base.new_id()
    now = base.vault.clock()
    try:
        engine = base.vault.create_frame(frame)
        try:
            write_frame(engine, intake, imported_at=now)
        finally:
            engine.dispose()
        remember_mapping(base, intake.mapping)
        values = _values(intake, now.isoformat(timespec="seconds"))
        base.record(*(NewWrite(frame, "case-frame", name, value) for name, value in values.items()))
    except BaseException:
        base.vault.drop_frame(frame)
        raise
    return frame


def kept_frames(base: EvidenceBase) -> tuple[KeptFrame, ...]:
    """The frames of this inspection that were not withdrawn, oldest first."""
    wanted = (
        select(CaseFrame)
        .where(col(CaseFrame.withdrawn).is_(None))
        .order_by(col(CaseFrame.created_order), col(CaseFrame.id))
    )
    with base.reading() as session:
        records = list(session.exec(wanted))
    return tuple(KeptFrame(record, _is_here(base, record.id)) for record in records)


@contextmanager
def opened_frame(base: EvidenceBase, frame: str) -> Iterator[Frame]:
    """The rows of a frame of this inspection.

    Raises:
        InspectorError: `unknown-frame`, `frame-purged`, or `frame-elsewhere` when its rows lie on
            another laptop.
    """
    with base.reading() as session:
        record = session.get(CaseFrame, frame) if is_hex(frame, 16) else None
    if record is None:
        raise InspectorError(
            "unknown-frame",
            "This inspection has no imported lists of that id.",
            kept="Nothing was changed.",
            next_step="See `inspector intake frames`, or import the authority's file first.",
        )
    if record.state == "purged":
        raise InspectorError(
            "frame-purged",
            "These imported lists were purged: their rows and their key are gone.",
            kept="What was drawn from them before stays recorded.",
            next_step="Choose another frame.",
        )
    engine = base.vault.open_frame(frame)
    try:
        yield Frame(engine)
    finally:
        engine.dispose()


def _is_here(base: EvidenceBase, frame: str) -> bool:
    try:
        base.vault.open_frame(frame).dispose()
    except InspectorError:
        return False
    return True


def _values(intake: Intake, now: str) -> dict[str, NewValue]:
    lists: list[Json] = [
        {"list": read.list, "file": read.file, "sheet": read.sheet, "rows": read.rows}
        for read in intake.lists
    ]
    flags = Counter(flag.code for flag in intake.flags)
    return {
        "file_name": Typed("\n".join(file.name for file in intake.files)),
        "sha256": intake.sha256,
        "imported_at": now,
        "rows": intake.rows,
        "lists": Typed(encode(lists).decode()),
        "filters": Typed(encode([]).decode()),
        "flags": Typed(encode(dict(flags)).decode()),
        "state": "imported",
    }


def _all_refused(intake: Intake) -> InspectorError:
    kept = "Nothing was imported; the files were not changed."
    if len(intake.refused) == 1:
        refused = intake.refused[0]
        return InspectorError(
            refused.code, refused.message, kept=kept, next_step="Import another file."
        )
    return InspectorError(
        "all-refused",
        f"None of the {len(intake.refused)} files was taken.",
        kept=kept,
        next_step="`inspector intake inspect` says why, file by file.",
    )
