"""Freezing what was read into a frame of its own, and recording that it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.intake.frame import Frame, write_frame
from inspector_app.intake.frame_records import standing_unless_purged
from inspector_app.intake.models import Intake
from inspector_app.intake.remembered import remember_mapping
from inspector_app.vault.trouble import in_words
from schemas.canonical import Json, encode
from schemas.frame_ids import content_word, frame_id
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


def import_frame(base: EvidenceBase, intake: Intake, *, supersedes: str | None = None) -> str:
    """Freezes an intake into an encrypted file with a key of its own, and records it.

    All or nothing: whatever fails on the way, no file, key or record is left behind. What was
    decided by hand for the intake is remembered for the authority.

    Args:
        base: to record it in.
        intake: what `inspect_files` read; refused files are left out.
        supersedes: an older frame that this one takes the place of; it stays, and says so.

    Returns:
        The id of the frame.

    Raises:
        InspectorError: when every file was refused, with the refusal's own code if there is one
            file, else `all-refused`; `unknown-frame` or `frame-purged` for the older one; and what
            `EvidenceBase.record` refuses.
    """
    if not intake.lists:
        raise _all_refused(intake)
    older = () if supersedes is None else (_superseded(base, supersedes),)
    nonce = base.vault.randomness(16).hex()
    frame = frame_id(base.vault.device.id, nonce)
    now = base.vault.clock()
    try:
        engine = base.vault.frames.create(frame)
        try:
            with in_words("frames"):
                sha256 = write_frame(engine, intake, imported_at=now)
        finally:
            engine.dispose()
        remember_mapping(base, intake.mapping, frame)
        values = _values(intake, now.isoformat(timespec="seconds"), content_word(sha256, nonce))
        writes = (NewWrite(frame, "case-frame", name, value) for name, value in values.items())
        base.record(*writes, *older)
    except BaseException:
        base.vault.frames.drop(frame)
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
    return tuple(KeptFrame(record, base.vault.frames.has(record.id)) for record in records)


@contextmanager
def opened_frame(base: EvidenceBase, frame: str) -> Iterator[Frame]:
    """The rows of a frame of this inspection.

    Raises:
        InspectorError: `unknown-frame`, `frame-purged`, or `frame-elsewhere` when its rows lie on
            another laptop.
    """
    standing_unless_purged(base, frame)
    engine = base.vault.frames.open(frame)
    try:
        with in_words("frames"):
            yield Frame(engine)
    finally:
        engine.dispose()


def _superseded(base: EvidenceBase, frame: str) -> NewWrite:
    standing_unless_purged(base, frame)
    return edit(base.fields(frame), frame, "case-frame", "state", "superseded")


def _values(intake: Intake, now: str, content: str) -> dict[str, NewValue]:
    lists: list[Json] = [
        {"list": read.list, "file": read.file, "sheet": read.sheet, "rows": read.rows}
        for read in intake.lists
    ]
    flags = Counter(flag.code for flag in intake.flags)
    return {
        "file_name": Typed("\n".join(file.name for file in intake.files)),
        "sha256": intake.sha256,
        "imported_at": now,
        "content": content,
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
