"""What no export may carry of a draw before its sample is complete: seed and tickets.

Who knows the seed knows the reserves and could prepare those files. The team may see it; what
leaves the team may not hold it. Of a plan that was withdrawn, or cannot be read here, nobody can
say that it is complete, so it stays sealed.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.plan_life import plan_lives
from schemas.records import CaseSelection, SamplePlan

__all__ = ["SEALED_FIELDS", "sealed_records"]

SEALED_FIELDS: Mapping[str, frozenset[str]] = {
    "sample-plan": frozenset({"our_phrase", "their_phrase"}),
    "case-selection": frozenset({"ticket"}),
}
"""By record type."""


def sealed_records(base: EvidenceBase) -> frozenset[str]:
    """Ids of the plans that are not complete, and of the selections in them."""
    complete = {plan for plan, life in plan_lives(base).items() if life.complete}
    with base.reading() as session:
        plans = set(session.exec(select(SamplePlan.id))) - complete
        rows = session.exec(select(CaseSelection.id, CaseSelection.plan))
        selections = {record for record, plan in rows if plan not in complete}
    return frozenset(plans | selections)
