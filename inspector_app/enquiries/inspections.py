"""The inspection itself: begun under a framework, read back, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspector_app.enquiries.frameworks import framework_named
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import create_base
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.vault.vault import Vault
from schemas.fields import type_name
from schemas.identifiers import inspection_id
from schemas.records import RECORD_TYPES, Inspection
from schemas.signing import Card

__all__ = [
    "NewInspection",
    "create_inspection",
    "inspection_id",
    "inspection_record",
    "record_counts",
]


@dataclass(frozen=True)
class NewInspection:
    """What is known when an inspection begins.

    Args:
        framework: id of a framework, such as `ilacs-2026`.
        kind: a type of that framework, such as `short`.
        authority: name of the local authority.
        theme: of a focused visit or joint inspection.
        starts: first day on site, ISO 8601.
    """

    framework: str
    kind: str
    authority: str
    theme: str | None = None
    starts: str | None = None


def create_inspection(
    vault: Vault, new: NewInspection, *, escrow: Card | None = None
) -> EvidenceBase:
    """Begins an inspection with this device as its lead's; everything is checked before.

    Args:
        vault: ours.
        new: what is known of it.
        escrow: card of the recovery halves; those of this home if not given.

    Raises:
        InspectorError: `unknown-framework`, `bad-framework`, `unknown-type`, `wrong-day` or
            `no-authority`; then nothing is made.
    """
    writes = _fields(vault, new)
    base = create_base(vault, escrow=escrow)
    record = inspection_id(base.inspection)
    base.record(
        *(
            NewWrite(record, "inspection", name, value)
            for name, value in writes
            if value is not None
        )
    )
    return base


def inspection_record(base: EvidenceBase) -> Inspection | None:
    """The inspection's own record; None until it has arrived here."""
    with base.reading() as session:
        return session.get(Inspection, inspection_id(base.inspection))


def record_counts(base: EvidenceBase) -> dict[str, int]:
    """How many records of each type there are that were not withdrawn, types without any at 0."""
    counts: dict[str, int] = {}
    with base.reading() as session:
        for kind in RECORD_TYPES.values():
            rows = session.connection().exec_driver_sql(
                f'SELECT count(*) FROM "{kind.__tablename__}" WHERE withdrawn IS NULL'  # noqa: S608  # our own table names
            )
            counts[type_name(kind)] = int(rows.scalar_one())
    return counts


def _fields(vault: Vault, new: NewInspection) -> list[tuple[str, NewValue]]:
    framework = framework_named(new.framework, vault.home)
    kinds = [kind.id for kind in framework.types]
    if new.kind not in kinds:
        raise _refused(
            "unknown-type",
            f"The framework {framework.id} has no inspection of that type.",
            f"Use one of: {', '.join(kinds)}.",
        )
    if not new.authority.strip():
        raise _refused("no-authority", "The authority has no name.", "Give its name.")
    return [
        ("authority", Typed(new.authority)),
        ("framework", framework.id),
        ("framework_version", framework.version),
        ("kind", new.kind),
        ("theme", Typed(new.theme) if new.theme else None),
        ("starts", _day(new.starts)),
        ("state", "set-up"),
    ]


def _day(typed: str | None) -> str | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise _refused(
            "wrong-day", "The first day on site is not a day.", "Write it as 2026-11-30."
        ) from None


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept="No inspection was created.", next_step=next_step)
