"""Leaving: a file is drawn, protected, written whole, and recorded as an export."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite
from inspector_app.files import write_whole
from inspector_app.publish.protection import protect_office, protect_other
from inspector_app.publish.report import draft_report
from inspector_app.publish.whole_base import whole_base

__all__ = ["ExportKind", "Exported", "export"]

ExportKind = Literal["report", "json"]


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
    statement: str = "",
) -> Exported:
    """Writes a file and records that it left.

    Args:
        base: to read.
        kind: the report as Word, or the whole base as JSON.
        out: where to write.
        passphrase: protects the file; None leaves it open, and is recorded so.
        statement: about the sample, for the report.

    Raises:
        InspectorError: `weak-passphrase`, `no-report` or `cannot-write`; then nothing is recorded.
    """
    data = _drawn(base, kind, statement)
    if passphrase is not None:
        data = _protected(base, kind, data, passphrase)
    write_whole(out, data)
    sha256 = hashlib.sha256(data).hexdigest()
    record = base.new_id()
    left_at = base.vault.clock().isoformat(timespec="seconds")
    base.record(
        NewWrite(record, "export", "what", kind),
        NewWrite(record, "export", "left_at", left_at),
        NewWrite(record, "export", "sha256", sha256),
        NewWrite(record, "export", "protected", "passphrase" if passphrase else "unprotected"),
    )
    return Exported(record, sha256, passphrase is not None)


def _drawn(base: EvidenceBase, kind: ExportKind, statement: str) -> bytes:
    if kind == "json":
        return whole_base(base)
    from inspector_app.publish.word import report_document

    return report_document(draft_report(base), at=base.vault.clock(), statement=statement)


def _protected(base: EvidenceBase, kind: ExportKind, data: bytes, passphrase: str) -> bytes:
    if kind == "report":
        return protect_office(data, passphrase)
    return protect_other(data, "inspector-base.json", passphrase, base.vault.randomness)
