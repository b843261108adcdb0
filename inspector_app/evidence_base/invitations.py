"""Invitations that this laptop gave out and nobody has used yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspector_app.evidence_base.base import EvidenceBase

__all__ = ["Waiting", "waiting_invitations"]


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has answered.

    Args:
        role: it is for.
        expires: ISO 8601.
    """

    role: str
    expires: str


def waiting_invitations(base: EvidenceBase) -> tuple[Waiting, ...]:
    """What may still be answered, the one that ends first at the top."""
    with base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT role, expires FROM invitation WHERE request IS NULL AND NOT used"
        )
        found = [Waiting(role, expires) for role, expires in rows]
    now = base.vault.clock()
    good = [each for each in found if datetime.fromisoformat(each.expires) > now]
    return tuple(sorted(good, key=lambda each: datetime.fromisoformat(each.expires)))
