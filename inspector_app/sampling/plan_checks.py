"""Does what is recorded of a plan agree with its seed, and with the frame where it is at hand?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.case_numbers import case_id
from inspector_app.intake.frame import Frame
from inspector_app.intake.importing import kept_frames, opened_frame
from inspector_app.sampling.plan_units import (
    NO_FRAME,
    plain_condition,
    recorded_list,
    recorded_units,
)
from inspector_app.sampling.purposeful import (
    Selection,
    select_by_criterion,
    select_extreme,
    select_named,
)
from inspector_app.sampling.purposeful_spread import select_most_varied, select_typical
from inspector_app.sampling.recorded import (
    PlanCase,
    RecordedPlan,
    cases_of_plan,
    find_drawn_plan,
    recorded_draw,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.selections import selection_id
from inspector_app.sampling.strata import Unit
from inspector_app.sampling.verification import Verification, verify_draw
from schemas.wording import sampling_wording

__all__ = ["PlanCheck", "PlanMismatch", "verify_plan"]


@dataclass(frozen=True)
class PlanMismatch:
    """One thing that does not agree.

    Args:
        problem: a word of `mismatches.Mismatch`, or `case` (the selection names another case
            than its unit's), `selection` (its id is not the one derived from plan, seed and unit),
            `size` (the plan's is not that of its strata), `frame` (the frame is not the file that
            is recorded), `population`, `not-chosen` (the criterion does not choose this unit).
        stratum: where.
        unit: the unit's id, or empty where the problem is the plan's.
    """

    problem: str
    stratum: str = ""
    unit: str = ""


@dataclass(frozen=True)
class PlanCheck:
    """The outcome.

    Args:
        mismatches: all found.
        complete: whether the whole frame was worked through.
        checked: how many units were looked at.
        sentence: the outcome in words, without cases.
    """

    mismatches: tuple[PlanMismatch, ...]
    complete: bool
    checked: int
    sentence: str

    @property
    def ok(self) -> bool:
        """No mismatch."""
        return not self.mismatches


def verify_plan(base: EvidenceBase, plan_id: str) -> PlanCheck:
    """Works a plan out again from its seed: every ticket with the frame, else those recorded.

    Raises:
        InspectorError: `unknown-plan`, `plan-unreadable`.
        SamplingError: `seed-missing`; `nothing-to-verify` for a purposeful plan without its frame.
    """
    plan = find_drawn_plan(base, plan_id)
    cases = cases_of_plan(base, plan)
    try:
        with opened_frame(base, plan.record.frame or "") as frame:
            units = recorded_units(recorded_list(frame, plan), plan)
            found = tuple(_frame_mismatches(base, plan, frame, units))
            selection = None if plan.at_random else _chosen_again(plan, cases, frame, units)
    except InspectorError as error:
        if error.code not in NO_FRAME:
            raise
        units, found, selection = None, (), None
    if not plan.at_random:
        return _purposeful_check(cases, found, selection)
    draw, called = recorded_draw(plan, cases)
    extended = bool(plan.settings.extensions)
    done = verify_draw(plan.draw_plan(), draw, units, called=called, extended=extended)
    return _random_check(done, (*found, *_record_mismatches(base, plan, cases)))


def _random_check(done: Verification, more: Sequence[PlanMismatch]) -> PlanCheck:
    tickets = tuple(PlanMismatch(one.problem, one.stratum, one.unit) for one in done.mismatches)
    sentence = done.sentence
    if more:
        count = len(more)
        sentence += f" Of what is recorded beside the tickets, {count:,} "
        sentence += "thing does not agree." if count == 1 else "things do not agree."
    return PlanCheck((*tickets, *more), done.complete, done.checked, sentence)


def _record_mismatches(
    base: EvidenceBase, plan: RecordedPlan, cases: Sequence[PlanCase]
) -> Iterator[PlanMismatch]:
    """The plan's size, and what ties a selection to its unit: its own id and its case."""
    if plan.record.size != sum(count.drawn for count in plan.strata):
        yield PlanMismatch("size")
    for one in cases:
        if not one.drawn:
            continue
        unit, stratum = one.record.unit or "", one.record.stratum or ""
        if one.record.id != selection_id(plan.id, plan.seed, unit):
            yield PlanMismatch("selection", stratum, unit)
        identifier = unit if _unit_is_case(plan) else unit.rsplit("|", 3)[0]
        if one.record.case != case_id(base.inspection, identifier):
            yield PlanMismatch("case", stratum, unit)


def _frame_mismatches(
    base: EvidenceBase, plan: RecordedPlan, frame: Frame, units: Sequence[Unit]
) -> Iterator[PlanMismatch]:
    recorded = {kept.record.id: kept.record.sha256 for kept in kept_frames(base)}
    if recorded.get(plan.record.frame or "", frame.sha256) != frame.sha256:
        yield PlanMismatch("frame")
    # Of a draw in proportion to size only units with a size are the population.
    if plan.design != "pps" and plan.record.population != len(units):
        yield PlanMismatch("population")


def _chosen_again(
    plan: RecordedPlan, cases: Sequence[PlanCase], frame: Frame, units: Sequence[Unit]
) -> Selection:
    settings, kind = plan.settings, plan.record.purposeful_type
    if kind == "extreme":
        return select_extreme(units, settings.column or "", settings.size, settings.tail)
    if kind == "maximum-variation":
        return select_most_varied(units, settings.sort, settings.size)
    if kind == "typical":
        return select_typical(units, settings.sort, settings.size)
    if kind == "snowball":
        started = [one for one in cases if one.record.route == "criterion" and one.record.rank]
        there = {unit.case for unit in units}
        return select_named(units, [one.identifier for one in started if one.identifier in there])
    listed = recorded_list(frame, plan)
    conditions = [plain_condition(listed, one.condition) for one in settings.filters]
    return select_by_criterion(units, conditions, settings.size)


def _purposeful_check(
    cases: Sequence[PlanCase], found: Sequence[PlanMismatch], selection: Selection | None
) -> PlanCheck:
    if selection is None:
        raise SamplingError(
            "nothing-to-verify",
            "These cases were chosen on purpose, so there are no tickets; whether the criterion "
            "chooses them again needs the imported lists.",
            next_step="Use the laptop that imported the lists.",
            kept="Nothing was changed.",
        )
    recorded = {
        one.record.unit or "": one.record.rank
        for one in cases
        if one.record.route == "criterion" and one.record.rank is not None
    }
    again = {one.unit: one.rank for one in selection.chosen}
    mismatches = [
        *found,
        *(PlanMismatch("not-chosen", unit=unit) for unit in recorded if unit not in again),
        *(PlanMismatch("passed-over", unit=unit) for unit in again if unit not in recorded),
        *(
            PlanMismatch("rank", unit=unit)
            for unit, rank in recorded.items()
            if again.get(unit, rank) != rank
        ),
    ]
    outcome = "it chooses the same." if not mismatches else "it does not choose the same."
    sentence = (
        f"The criterion was applied again to all {selection.population:,} on the list: {outcome} "
        "Nothing was drawn by chance."
    )
    return PlanCheck(tuple(mismatches), True, selection.population, sentence)


def _unit_is_case(plan: RecordedPlan) -> bool:
    return not sampling_wording().units[plan.record.unit or "case"].event
