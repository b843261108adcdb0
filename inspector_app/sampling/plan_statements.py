"""The sample statement of a recorded plan: facts gathered, words left to `statement`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import opened_frame
from inspector_app.intake.joins import code_words
from inspector_app.intake.workforce import WORKER_PREFIX
from inspector_app.sampling.audited import compare_audits
from inspector_app.sampling.draw_bounds import StratumDrawn
from inspector_app.sampling.list_draws import draws_words
from inspector_app.sampling.plan_draws import drawn_strata, earlier_draws, is_superseded
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
from inspector_app.sampling.stated_order import order_words
from inspector_app.sampling.statement import Statement, write_statement
from inspector_app.sampling.statement_facts import SampleFacts
from inspector_app.sampling.statement_sentences import WITH_INTERVAL
from schemas.frameworks import list_frameworks

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
    representation = _representation(base, plan, cases)
    facts = _facts(base, plan, cases, representation)
    return PlanStatement(write_statement(facts), representation is not None)


def _facts(
    base: EvidenceBase,
    plan: RecordedPlan,
    cases: Sequence[PlanCase],
    representation: Representation | None,
) -> SampleFacts:
    settings, seen = plan.settings, how_seen(base, cases)
    present = [one for one in cases if one.in_sample]
    ways = Counter(seen[one.record.id] for one in present)
    narrowed, conditions = _conditions(plan)
    earlier = earlier_draws(base, plan)
    return SampleFacts(
        unit=plan.record.unit or "case",
        population=plan.record.population or 0,
        routes=Counter(one.record.route or "" for one in present),
        how_seen={way: count for way, count in ways.items() if way != NOT_SEEN},
        design=plan.design,
        by=settings.by,
        allocation=plan.allocation,
        order=order_words(settings.sort),
        size_column=settings.size_column or "",
        cluster=settings.cluster or "",
        clusters=settings.clusters,
        purpose=plan.record.purposeful_type or "",
        conditions=conditions,
        narrowed=narrowed,
        replaced=Counter(
            one.record.replaced_reason or "other" for one in cases if not one.in_sample
        ),
        added=sum(one.add for one in settings.extensions if one.looked),
        drawn=_drawn(plan, cases, seen),
        drawn_not_seen=sum(one.drawn and seen[one.record.id] == NOT_SEEN for one in present),
        repeated=_repeated(present),
        audit=compare_audits(cases, [one.grades for one in list_frameworks()]),
        short=plan.short,
        reserves=sum(one.reserve for one in cases),
        earlier=draws_words(earlier) if earlier.drawn else "",
        set_aside=plan.record.supersedes is not None,
        superseded=is_superseded(base, plan.id),
        representation=representation,
    )


def _drawn(
    plan: RecordedPlan, cases: Sequence[PlanCase], seen: Mapping[str, str]
) -> tuple[StratumDrawn, ...]:
    """For a stated limit; the strata of other designs need not add up to the list."""
    if plan.design not in WITH_INTERVAL:
        return ()
    looked = {one: False for one, how in seen.items() if how != NOT_SEEN}
    return drawn_strata(plan, cases, looked)


def _conditions(plan: RecordedPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Conditions as typed: those that narrowed the list, and those that chose from it."""
    typed = tuple(one.condition for one in plan.settings.filters)
    if not plan.narrows:
        return (), typed
    order = plan.settings.order
    return typed, (order,) if order and not plan.at_random else ()


def _repeated(present: Sequence[PlanCase]) -> int:
    """Cases of which several events are in the sample."""
    events = Counter(one.record.case for one in present if one.record.unit)
    return sum(count > 1 for count in events.values())


def _representation(
    base: EvidenceBase, plan: RecordedPlan, cases: Sequence[PlanCase]
) -> Representation | None:
    try:
        with opened_frame(base, plan.record.frame or "") as frame:
            listed = recorded_list(frame, plan)
            counted = people_columns(listed)
            columns = _compared_columns(listed, plan, counted)
            units = recorded_units(listed, plan, columns)
    except InspectorError as error:
        if error.code not in NO_FRAME:
            raise
        return None
    sample = [one.record.unit for one in cases if one.in_sample and one.record.unit]
    words = partial(code_words, listed.number)
    return compare(units, sample, columns, number_only=counted, words=words)


def _compared_columns(
    listed: FrameList, plan: RecordedPlan, counted: Sequence[str]
) -> tuple[str, ...]:
    there = listed.frame.list(listed.number).columns
    usual = [name for name in (TEAM, GENDER, AGE, _ETHNICITY) if name in there]
    # Practitioner characteristics, where a list of workers was joined.
    practice = [name for name in there if name.startswith(WORKER_PREFIX)]
    return tuple(dict.fromkeys((*plan.settings.by, *usual, *practice, *counted)))
