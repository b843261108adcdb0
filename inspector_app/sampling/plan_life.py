"""The life of a plan: draft, drawn, in progress, complete.

It follows from what is recorded of the cases, so that nobody has to keep it up: the first case
that is seen puts a plan in progress, the last one completes it. A plan may also be closed with
cases unseen, for a reason; that covers just those, so that a further case opens it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edits
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.sampling.closing import Closing
from inspector_app.sampling.plan_seen import NOT_SEEN, how_seen
from inspector_app.sampling.recorded import (
    PlanCase,
    RecordedPlan,
    cases_of_plan,
    find_drawn_plan,
    find_plan,
    plan_records,
)
from inspector_app.sampling.refusals import SamplingError

__all__ = [
    "PlanLife",
    "PlanState",
    "complete_plan",
    "life_of",
    "plan_life",
    "plan_lives",
    "unfinished_plans",
]

PlanState = Literal["draft", "drawn", "in-progress", "complete"]


@dataclass(frozen=True)
class PlanLife:
    """Where a plan is in its life.

    Args:
        state: `draft` waits for the authority's phrase, `drawn` has no case seen yet.
        size: cases in the sample; those replaced are not.
        left: of them not seen.
        closing: why it was closed with cases unseen; None where it was not, or is open again.
    """

    state: PlanState
    size: int
    left: int
    closing: Closing | None

    @property
    def complete(self) -> bool:
        """Whether seed, tickets and certificate may leave the team."""
        return self.state == "complete"


def life_of(plan: RecordedPlan, cases: Sequence[PlanCase], seen: Mapping[str, str]) -> PlanLife:
    """Where a plan is, from its cases and how each was seen.

    Args:
        plan: recorded.
        cases: of the plan.
        seen: as `how_seen` gives it.
    """
    present = [one.record.id for one in cases if one.in_sample]
    left = {one for one in present if seen.get(one, NOT_SEEN) == NOT_SEEN}
    closing = plan.settings.closing
    if closing is not None and not left <= set(closing.unseen):
        closing = None
    covered = set() if closing is None else set(closing.unseen)
    if plan.is_draft:
        state: PlanState = "draft"
    elif present and left <= covered:
        state = "complete"
    else:
        state = "in-progress" if len(left) < len(present) else "drawn"
    return PlanLife(state, len(present), len(left), closing)


def plan_life(base: EvidenceBase, plan_id: str) -> PlanLife:
    """Where one plan is in its life.

    Raises:
        InspectorError: `unknown-plan`, `plan-unreadable`.
    """
    plan = find_plan(base, plan_id)
    cases = cases_of_plan(base, plan)
    return life_of(plan, cases, how_seen(base, cases))


def plan_lives(base: EvidenceBase) -> dict[str, PlanLife]:
    """Where every plan is, by its id; plans that are not whole here are left out."""
    there: list[tuple[RecordedPlan, tuple[PlanCase, ...]]] = []
    for record in plan_records(base):
        try:
            plan = find_plan(base, record.id)
        except InspectorError as error:
            if error.code != "plan-unreadable":
                raise
            continue
        there.append((plan, cases_of_plan(base, plan)))
    seen = how_seen(base, [one for _, cases in there for one in cases])
    return {plan.id: life_of(plan, cases, seen) for plan, cases in there}


def unfinished_plans(base: EvidenceBase, frame: str) -> int:
    """How many plans of a frame are not complete, so that its rows may still be needed."""
    ours = {record.id for record in plan_records(base) if record.frame == frame}
    lives = plan_lives(base) if ours else {}
    return sum(not lives[plan].complete for plan in ours if plan in lives)


def complete_plan(base: EvidenceBase, plan_id: str, reason: str | None = None) -> PlanLife:
    """Completes a plan. Undoing that save opens it again.

    Every statement goes on counting the unseen cases as unseen.

    Args:
        base: to record it in.
        plan_id: of a drawn plan.
        reason: why cases stay unseen; needed where any is.

    Raises:
        InspectorError: `unknown-plan`, `plan-unreadable`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-drawn-yet`, `no-cases`, `cases-left`.
    """
    plan = find_drawn_plan(base, plan_id)
    cases = cases_of_plan(base, plan)
    seen = how_seen(base, cases)
    life = life_of(plan, cases, seen)
    why = (reason or "").strip()
    _check_closing(life, why)
    values: dict[str, NewValue] = {"state": "complete"}
    if why:
        at = base.vault.clock().isoformat(timespec="seconds")
        unseen = [one.record.id for one in cases if one.in_sample]
        unseen = sorted(one for one in unseen if seen[one] == NOT_SEEN)
        closing = Closing(reason=why, at=at, unseen=tuple(unseen))
        settings = plan.settings.model_copy(update={"closing": closing})
        values["settings"] = Typed(settings.to_text())
    writes = edits(base.fields(plan.id), plan.id, "sample-plan", values)
    if writes:
        base.record(*writes)
    return plan_life(base, plan_id)


def _check_closing(life: PlanLife, why: str) -> None:
    if not life.size:
        raise SamplingError(
            "no-cases",
            "This plan has no cases, so there is nothing to complete.",
            next_step="Add cases with `inspector sample add`, or withdraw the plan.",
        )
    if not life.complete and not why:
        raise SamplingError(
            "cases-left",
            f"{life.left:,} of {life.size:,} in this sample {_were(life.left)} not seen.",
            next_step="See or replace them; or close the plan without them, with --reason.",
            kept="Nothing was changed.",
        )


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
