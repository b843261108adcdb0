"""When a case may be given up for a reserve: never once seen, never before a manager was asked."""

from __future__ import annotations

from sqlmodel import col, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.plan_seen import NOT_SEEN, how_seen
from inspector_app.sampling.recorded import PlanCase, RecordedPlan
from inspector_app.sampling.refusals import SamplingError
from schemas.records import Request

__all__ = ["MANAGER_ASKED_FIRST", "require_replaceable", "require_unreleased"]

MANAGER_ASKED_FIRST = "worker-and-manager-away"
"""The reason that needs a request for a manager on record: another can stand in for the worker."""

_COMING = frozenset({"arranged", "had"})
_ASKED = frozenset({None, "to-ask", "asked", "refused"})
"""Of a request for a manager: recording one counts as asking (¶87), unless it was not needed."""


def require_unreleased(plan: RecordedPlan) -> None:
    """Refuses to draw further from a plan whose certificate left: its next tickets may be known.

    Raises:
        SamplingError: `certificate-released`.
    """
    if plan.settings.released:
        raise SamplingError(
            "certificate-released",
            "The certificate of this plan has left: whoever holds it can work out the next cases, "
            "and could prepare their files.",
            next_step="Draw a new plan with `inspector sample draw --supersedes`, saying why.",
        )


def require_replaceable(base: EvidenceBase, gone: PlanCase, reason: str) -> None:
    """Refuses to give a case up where the rules do not allow it.

    A case that was looked at stays: giving it up afterwards would let what was found decide what
    is in the sample. That the worker is away is no reason while a manager may talk the case
    through (¶87).

    Args:
        base: with the notes and requests.
        gone: the case.
        reason: a word of the wording.

    Raises:
        SamplingError: `already-replaced`, `already-seen`, `manager-not-asked`, `manager-coming`.
    """
    if not gone.in_sample:
        raise SamplingError(
            "already-replaced",
            "This case was replaced before.",
            next_step="Look at the plan with `inspector sample show`.",
        )
    if how_seen(base, [gone])[gone.record.id] != NOT_SEEN:
        raise SamplingError(
            "already-seen",
            "This case was looked at, so it stays in the sample whatever was found.",
            next_step="Say in a note what could not be seen of it. If a note stands on the wrong "
            "case, withdraw that note first.",
        )
    if reason == MANAGER_ASKED_FIRST:
        _require_manager_asked(base, gone)


def _require_manager_asked(base: EvidenceBase, gone: PlanCase) -> None:
    wanted = select(Request.state).where(
        Request.kind == "manager",
        Request.case == gone.record.case,
        col(Request.withdrawn).is_(None),
    )
    with base.reading() as session:
        states = set(session.exec(wanted))
    if states & _COMING:
        raise SamplingError(
            "manager-coming",
            "A manager was arranged for this case: it can be seen with them.",
            next_step="If it fell through, say so: `inspector request edit ID --state refused "
            "--reason …`.",
        )
    if not states & _ASKED:
        raise SamplingError(
            "manager-not-asked",
            "A case is not given up because its worker is not here: a manager can talk it through.",
            next_step="Ask for a manager first: `inspector request add --kind manager --case …`.",
        )
