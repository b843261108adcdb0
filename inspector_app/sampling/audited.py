"""Cases that the authority audited: its grade set against ours (design: 6 to 12 of them, 4.1.1)."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.sampling.recorded import PlanCase
from inspector_app.sampling.statement_facts import AuditCompared
from schemas.frameworks import Grade

__all__ = ["compare_audits"]

_AUDITED = "audited"


def compare_audits(
    cases: Sequence[PlanCase], scales: Sequence[Sequence[Grade]]
) -> AuditCompared | None:
    """How often our view of an audited case is lower, the same or higher; None without such cases.

    Our view counts where it is a grade and nothing else; one in sentences cannot be compared.

    Args:
        cases: of a plan.
        scales: of the frameworks, each from its best grade to its worst.
    """
    audited = [one for one in cases if one.in_sample and one.record.route == _AUDITED]
    if not audited:
        return None
    lower = same = higher = 0
    for one in audited:
        steps = _steps(one.record.audit_grade or "", one.record.our_view or "", scales)
        lower += steps is not None and steps > 0
        same += steps == 0
        higher += steps is not None and steps < 0
    return AuditCompared(len(audited), lower, same, higher)


def _steps(theirs: str, ours: str, scales: Sequence[Sequence[Grade]]) -> int | None:
    """By how many grades ours is the worse; None where they are not on one scale."""
    for scale in scales:
        place = {_plain(word): at for at, one in enumerate(scale) for word in (one.id, one.printed)}
        if _plain(theirs) in place and _plain(ours) in place:
            return place[_plain(ours)] - place[_plain(theirs)]
    return None


def _plain(word: str) -> str:
    return "-".join(word.casefold().split())
