"""Leaving: a file is drawn, protected, written whole, and recorded as an export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from sqlmodel import col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite
from inspector_app.files import write_whole
from inspector_app.publish.protection import protect_office, protect_other
from inspector_app.publish.report_draft import draft_report
from inspector_app.publish.whole_base import whole_base
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.vault.passphrase import check_passphrase
from schemas.records import Export

__all__ = [
    "ExportKind",
    "Exported",
    "Leaving",
    "check_leaving",
    "export",
    "files_that_left",
    "leave",
    "leave_together",
]

ExportKind: TypeAlias = Literal["report", "json"]


@dataclass(frozen=True)
class Leaving:
    """A file that is about to leave.

    Args:
        what: a word of the Export record.
        data: of the file, open.
        envelope: name of the file in the envelope that protects it; None for Office files, which
            have a protection of their own.
    """

    what: str
    data: bytes
    envelope: str | None


@dataclass(frozen=True)
class Exported:
    """What left.

    Args:
        id: of the Export record.
        sha256: of the file as written.
        protected: whether it needs a passphrase.
    """

    id: str
    sha256: str
    protected: bool


def export(
    base: EvidenceBase,
    kind: ExportKind,
    out: Path,
    passphrase: str | None,
    *,
    plans: Sequence[str] = (),
) -> Exported:
    """Writes a file and records that it left.

    Args:
        base: to read.
        kind: the report as Word, or the whole base as JSON.
        out: where to write.
        passphrase: protects the file; None leaves it open, and is recorded so.
        plans: sampling plans whose statements the report prints.

    Raises:
        InspectorError: `not-in-team`, `weak-passphrase`, `no-report`, `unknown-plan`,
            `cannot-write`, or what a save may raise; then nothing is recorded and no new file is
            left.
    """
    check_leaving(base, out, passphrase)
    envelope = None if kind == "report" else "inspector-base.json"
    return leave(base, Leaving(kind, _drawn(base, kind, plans), envelope), out, passphrase)


def check_leaving(base: EvidenceBase, out: Path, passphrase: str | None) -> None:
    """Refuses what cannot leave, before anything is drawn up.

    Raises:
        InspectorError: `not-in-team`, `cannot-write`, `weak-passphrase`.
    """
    # What is not recorded must not leave: only somebody in the team can record it.
    _ = base.member
    if not out.name:
        raise InspectorError(
            "cannot-write",
            "The name given for the file is that of a folder.",
            kept="Nothing left this laptop.",
            next_step="Name a file in it.",
        )
    if passphrase is not None:
        check_passphrase(passphrase)


def leave(
    base: EvidenceBase,
    leaving: Leaving,
    out: Path,
    passphrase: str | None,
    also: Iterable[NewWrite] = (),
) -> Exported:
    """Writes a file that was drawn up, and records that it left.

    Args:
        base: to record it in.
        leaving: the file.
        out: where to write.
        passphrase: protects the file; None leaves it open, and is recorded so.
        also: writes of the same save.

    Raises:
        InspectorError: `long-passphrase`, `cannot-write`, or what a save may raise; then nothing is
            recorded and no new file is left.
    """
    return leave_together(base, [(leaving, out)], passphrase, also)[0]


def leave_together(
    base: EvidenceBase,
    files: Sequence[tuple[Leaving, Path]],
    passphrase: str | None,
    also: Iterable[NewWrite] = (),
) -> tuple[Exported, ...]:
    """Writes files that belong together, and records in one save that they left; as `leave`."""
    written: list[Path] = []
    done: list[tuple[str, str, str]] = []
    try:
        for leaving, out in files:
            data = _protected(base, leaving, passphrase)
            write_whole(out, data)
            written.append(out)
            done.append((base.new_id(), leaving.what, hashlib.sha256(data).hexdigest()))
        _record(base, done, also, protected=passphrase is not None)
    except InspectorError:
        for out in written:
            out.unlink(missing_ok=True)
        raise
    return tuple(Exported(record, sha256, passphrase is not None) for record, _, sha256 in done)


def files_that_left(base: EvidenceBase, since: str) -> tuple[Export, ...]:
    """What left the program at or after a moment, oldest first: no erasure reaches it.

    Args:
        base: whose records of exports to read.
        since: ISO 8601 with offset.
    """
    first = datetime.fromisoformat(since)
    with base.reading() as session:
        rows = session.exec(select(Export).order_by(col(Export.created_order), col(Export.id)))
        return tuple(
            row for row in rows if row.left_at and datetime.fromisoformat(row.left_at) >= first
        )


def _protected(base: EvidenceBase, leaving: Leaving, passphrase: str | None) -> bytes:
    if passphrase is None:
        return leaving.data
    if leaving.envelope is None:
        return protect_office(leaving.data, passphrase)
    vault = base.vault
    return protect_other(
        leaving.data, leaving.envelope, passphrase, vault.kdf_for_another(), vault.randomness
    )


def _record(
    base: EvidenceBase,
    files: Iterable[tuple[str, str, str]],
    also: Iterable[NewWrite],
    *,
    protected: bool,
) -> None:
    left_at = base.vault.clock().isoformat(timespec="seconds")
    writes = [
        NewWrite(record, "export", field, value)
        for record, what, sha256 in files
        for field, value in (
            ("what", what),
            ("left_at", left_at),
            ("sha256", sha256),
            ("protected", "passphrase" if protected else "unprotected"),
        )
    ]
    base.record(*writes, *also)


def _drawn(base: EvidenceBase, kind: ExportKind, plans: Sequence[str]) -> bytes:
    if kind == "json":
        return whole_base(base)
    from inspector_app.publish.word import report_document

    report = draft_report(base)
    statements = [state_plan(base, plan).statement.leaving for plan in plans]
    return report_document(report, at=base.vault.clock(), statements=statements)
