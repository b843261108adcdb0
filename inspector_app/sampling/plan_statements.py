"""The sample statement of a recorded plan: facts gathered, words left to `statement`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.draw import Design
from inspector_app.sampling.plan_seen import NOT_SEEN, how_seen
from inspector_app.sampling.plan_units import (
    AGE,
    GENDER,
    NO_FRAME,
    TEAM,
    FrameList,
    people_columns,
    recorded_list,
    recorded_units,
)
from inspector_app.sampling.recorded import PlanCase, RecordedPlan, cases_of_plan, find_plan
from inspector_app.sampling.representation import Representation, compare
from inspector_app.sampling.statement import SampleFacts, Statement, write_statement
from inspector_app.sampling.stratified import StratumSeen

__all__ = ["PlanStatement", "state_plan"]

_ETHNICITY = "Ethnicity"


@dataclass(frozen=True)
class PlanStatement:
    """The statement of a plan.

    Args:
        statement: in words and counts.
        compared: whether sample and population could be compared; that needs the frame.
    """

    statement: Statement
    compared: bool


def state_plan(base: EvidenceBase, plan_id: str) -> PlanStatement:
    """Writes the sample statement of a plan from what is recorded.

    Raises:
        InspectorError: `unknown-plan`, `plan-unreadable`.
        SamplingError: as `write_statement`.
    """
    plan = find_plan(base, plan_id)
    cases = cases_of_plan(base, plan)
    seen = how_seen(base, cases)
    representation = _representation(base, plan, cases)
    facts = _facts(plan, cases, seen, representation)
    return PlanStatement(write_statement(facts), representation is not None)


def _facts(
    plan: RecordedPlan,
    cases: Sequence[PlanCase],
    seen: Mapping[str, str],
    representation: Representation | None,
) -> SampleFacts:
    settings = plan.settings
    present = [one for one in cases if one.in_sample]
    drawn = [one for one in present if one.drawn]
    ways = Counter(seen[one.record.id] for one in present)
    unseen = [one for one in drawn if seen[one.record.id] == NOT_SEEN]
    return SampleFacts(
        unit=plan.record.unit or "case",
        population=plan.record.population or 0,
        routes=Counter(one.record.route or "" for one in present),
        how_seen={way: count for way, count in ways.items() if way != NOT_SEEN},
        design=_design(plan),
        by=settings.by,
        allocation=plan.allocation,
        conditions=_conditions(plan),
        replaced=Counter(
            one.record.replaced_reason or "other" for one in cases if not one.in_sample
        ),
        added=sum(one.add for one in settings.extensions if one.looked),
        strata_seen=_strata_seen(plan, drawn, seen),
        drawn_not_seen=len(unseen),
        representation=representation,
    )


def _design(plan: RecordedPlan) -> Design | None:
    if not plan.at_random:
        return None
    return "stratified" if plan.record.design == "stratified" else "simple"


def _conditions(plan: RecordedPlan) -> tuple[str, ...]:
    """Conditions as typed; of an extreme selection also its order."""
    conditions = tuple(one.condition for one in plan.settings.filters)
    extreme = plan.record.purposeful_type == "extreme" and plan.settings.order
    return (*conditions, plan.settings.order or "") if extreme else conditions


def _strata_seen(
    plan: RecordedPlan, drawn: Sequence[PlanCase], seen: Mapping[str, str]
) -> tuple[StratumSeen, ...]:
    if not plan.at_random:
        return ()
    looked = Counter(one.record.stratum for one in drawn if seen[one.record.id] != NOT_SEEN)
    return tuple(StratumSeen(count.population, looked[count.value]) for count in plan.strata)


def _representation(
    base: EvidenceBase, plan: RecordedPlan, cases: Sequence[PlanCase]
) -> Representation | None:
    try:
        with opened_frame(base, plan.record.frame or "") as frame:
            listed = recorded_list(frame, plan)
            workers = people_columns(listed)
            columns = _compared_columns(listed, plan, workers)
            units = recorded_units(listed, plan, columns)
    except InspectorError as error:
        if error.code not in NO_FRAME:
            raise
        return None
    sample = [one.record.unit for one in cases if one.in_sample and one.record.unit]
    return compare(units, sample, columns, number_only=workers)


def _compared_columns(
    listed: FrameList, plan: RecordedPlan, workers: Sequence[str]
) -> tuple[str, ...]:
    there = listed.frame.list(listed.number).columns
    usual = [name for name in (TEAM, GENDER, AGE, _ETHNICITY) if name in there]
    return tuple(dict.fromkeys((*plan.settings.by, *usual, *workers)))
