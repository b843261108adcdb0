"""Leaving: a file is drawn, protected, written whole, and recorded as an export."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite
from inspector_app.files import write_whole
from inspector_app.publish.protection import protect_office, protect_other
from inspector_app.publish.report_draft import draft_report
from inspector_app.publish.whole_base import whole_base
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.vault.passphrase import check_passphrase

__all__ = ["ExportKind", "Exported", "export"]

ExportKind: TypeAlias = Literal["report", "json"]


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
    data = _drawn(base, kind, plans)
    if passphrase is not None:
        data = _protected(base, kind, data, passphrase)
    sha256 = hashlib.sha256(data).hexdigest()
    write_whole(out, data)
    try:
        record = _recorded(base, kind, sha256, protected=passphrase is not None)
    except InspectorError:
        out.unlink(missing_ok=True)
        raise
    return Exported(record, sha256, passphrase is not None)


def _recorded(base: EvidenceBase, kind: ExportKind, sha256: str, *, protected: bool) -> str:
    record = base.new_id()
    left_at = base.vault.clock().isoformat(timespec="seconds")
    base.record(
        NewWrite(record, "export", "what", kind),
        NewWrite(record, "export", "left_at", left_at),
        NewWrite(record, "export", "sha256", sha256),
        NewWrite(record, "export", "protected", "passphrase" if protected else "unprotected"),
    )
    return record


def _drawn(base: EvidenceBase, kind: ExportKind, plans: Sequence[str]) -> bytes:
    if kind == "json":
        return whole_base(base)
    from inspector_app.publish.word import report_document

    report = draft_report(base)
    statements = [state_plan(base, plan).statement.leaving for plan in plans]
    return report_document(report, at=base.vault.clock(), statements=statements)


def _protected(base: EvidenceBase, kind: ExportKind, data: bytes, passphrase: str) -> bytes:
    if kind == "report":
        return protect_office(data, passphrase)
    return protect_other(data, "inspector-base.json", passphrase, base.vault.randomness)
