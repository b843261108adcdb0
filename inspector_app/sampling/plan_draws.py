"""The draws of recorded plans: which stands, and how far its cases are settled by stratum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.draw_bounds import StratumDrawn
from inspector_app.sampling.list_draws import ListDraws, draws_of_list
from inspector_app.sampling.recorded import PlanCase, RecordedPlan, plan_records
from schemas.records import SamplePlan

__all__ = ["drawn_strata", "earlier_draws", "is_superseded", "later_plans"]


def drawn_strata(
    plan: RecordedPlan, cases: Sequence[PlanCase], settled: Mapping[str, bool]
) -> tuple[StratumDrawn, ...]:
    """Each stratum with what was drawn from it, reserves that were called among it.

    A case that was replaced stays drawn. So does one that the plan counts and that is not in the
    record, withdrawn or not here yet: it is open, not gone.

    Args:
        plan: drawn at random; of any other plan there is nothing.
        cases: of the plan, replaced ones among them.
        settled: by id of the selection whether it was found there; who is missing is open.
    """
    if plan.record.design == "purposeful":
        return ()
    drawn = [one for one in cases if one.drawn]
    here = Counter(one.record.stratum or "" for one in drawn)
    reserves = Counter(one.record.stratum or "" for one in drawn if one.reserve)
    looked = Counter(one.record.stratum or "" for one in drawn if one.record.id in settled)
    found = Counter(one.record.stratum or "" for one in drawn if settled.get(one.record.id))
    strata = tuple(
        StratumDrawn(
            count.population,
            min(max(count.drawn + reserves[count.value], here[count.value]), count.population),
            looked[count.value],
            found[count.value],
        )
        for count in plan.strata
    )
    # Of a draw in two stages the clusters drawn are recorded; nobody came from the others.
    others = (plan.record.population or 0) - sum(one.population for one in strata)
    return (*strata, StratumDrawn(others, 0, 0, 0)) if plan.design == "two-stage" else strata


def earlier_draws(base: EvidenceBase, plan: RecordedPlan) -> ListDraws:
    """What was drawn by chance from the list of a plan before it; nothing for a choice."""
    if not plan.at_random:
        return ListDraws((), ())
    return draws_of_list(base, plan.record.list or 0).before(plan.id)


def later_plans(records: Iterable[SamplePlan], plan: str) -> tuple[str, ...]:
    """The plans that were drawn in the place of one, oldest first."""
    return tuple(one.id for one in records if one.supersedes == plan)


def is_superseded(base: EvidenceBase, plan: str) -> bool:
    """Whether a later plan that was not withdrawn has been drawn in its place."""
    return bool(later_plans(plan_records(base), plan))
