"""A drawn plan changed: extended by the next tickets, or a case replaced by the next reserve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edits
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.intake.identifiers import normalise_identifier
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.draws import Draw, Selected, StratumCount
from inspector_app.sampling.plan_seen import NOT_SEEN, how_seen
from inspector_app.sampling.plan_settings import ExtensionMade, strata_text
from inspector_app.sampling.plan_units import recorded_list, recorded_units
from inspector_app.sampling.recorded import (
    PlanCase,
    RecordedPlan,
    cases_of_plan,
    find_drawn_plan,
    recorded_draw,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.replacement_rules import (
    MANAGER_ASKED_FIRST,
    require_replaceable,
    require_unreleased,
)
from inspector_app.sampling.reserves import EXTENDED, extend, replacement_for, with_reserves
from inspector_app.sampling.selections import (
    Writes,
    drawn_writes,
    save_together,
    writes_for_cases,
)
from inspector_app.sampling.strata import Unit
from schemas.wording import sampling_wording

__all__ = [
    "Extended",
    "Replaced",
    "case_in_plan",
    "extend_plan",
    "replace_case",
    "replacement_reasons",
]

_ALSO_CALLED = {"worker-not-here": MANAGER_ASKED_FIRST}


@dataclass(frozen=True)
class Extended:
    """An extended plan.

    Args:
        plan: its id.
        added: the additional units, by stratum and rank.
        strata: as they are now.
        numbers: short numbers by identifier.
        looked: whether cases had been looked at before; the sample statement says so.
    """

    plan: str
    added: tuple[Selected, ...]
    strata: tuple[StratumCount, ...]
    numbers: Mapping[str, int]
    looked: bool


@dataclass(frozen=True)
class Replaced:
    """A case that was replaced, and the reserve that came for it."""

    gone: PlanCase
    reserve: Selected
    number: int | None


def extend_plan(
    base: EvidenceBase, plan_id: str, add: int, manual: Mapping[str, int] | None = None
) -> Extended:
    """Draws further cases by the same tickets; none is taken back.

    Args:
        base: with the plan, on the laptop that has its frame.
        plan_id: of a simple or stratified plan.
        add: additional units, 1 or more.
        manual: additional units by stratum, where the sizes were set by hand.

    Raises:
        InspectorError: `unknown-plan`, `frame-elsewhere`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-by-chance`, `not-extended` for other designs, `certificate-released`,
            and those of `extend`. Then nothing is changed.
    """
    plan = _drawn_plan(base, plan_id)
    if plan.design not in EXTENDED:
        raise SamplingError(
            "not-extended",
            "A draw of this design is not extended: more cases would change who was drawn.",
            next_step="Draw anew with `inspector sample draw --supersedes`, saying why.",
            kept="The plan and its cases are as they were.",
        )
    cases = cases_of_plan(base, plan)
    draw, called = recorded_draw(plan, cases)
    looked = any(how != NOT_SEEN for how in how_seen(base, cases).values())
    with opened_frame(base, plan.record.frame or "") as frame:
        listed = recorded_list(frame, plan)
        units = recorded_units(listed, plan)
        done = extend(units, plan.draw_plan(), draw, add, called=called, manual=manual)
        new = writes_for_cases(base, listed, _units_of(units, done.added), plan.settings.columns)
    counts = {count.value: count for count in done.draw.strata}
    selections = [
        drawn_writes(base, plan.id, plan.seed, one, (count.drawn, count.population))
        for one in done.added
        for count in (counts[one.stratum],)
    ]
    earlier = _new_chances(base, cases, counts)
    of_plan = _extended_plan_writes(base, plan, done.draw, add, looked=looked)
    save_together(base, (*new.groups, *selections, *earlier, of_plan))
    return Extended(plan.id, done.added, done.draw.strata, new.numbers, looked)


def replace_case(base: EvidenceBase, plan_id: str, case: str, reason: str) -> Replaced:
    """Puts the next reserve in the place of a case that cannot be seen, by `replacement_for`.

    The case drawn and not seen stays in the record, with the reason.

    Args:
        base: with the plan, on the laptop that has its frame.
        plan_id: of a plan drawn by chance.
        case: id of the case, the authority's identifier, or the unit id of one of its events.
        reason: one of `replacement_reasons`.

    Raises:
        InspectorError: `unknown-plan`, `frame-elsewhere`, and what `EvidenceBase.record` refuses.
        SamplingError: `not-by-chance`, `unknown-reason`, `not-in-the-plan`, `which-unit`,
            `certificate-released`, `not-in-the-draw`, `no-reserve-left`, and those of
            `require_replaceable`.
    """
    plan = _drawn_plan(base, plan_id)
    word = _reason(reason)
    cases = cases_of_plan(base, plan)
    gone = case_in_plan(cases, case)
    require_replaceable(base, gone, word)
    with opened_frame(base, plan.record.frame or "") as frame:
        listed = recorded_list(frame, plan)
        units = recorded_units(listed, plan)
        draw, called = recorded_draw(plan, cases)
        draw = with_reserves(units, plan.draw_plan(), draw, gone.record.stratum or "")
        reserve = replacement_for(draw, gone.record.unit or "", called)
        new = writes_for_cases(base, listed, _units_of(units, [reserve]), plan.settings.columns)
    values: dict[str, NewValue] = {"state": "replaced", "replaced_reason": word}
    away = edits(base.fields(gone.record.id), gone.record.id, "case-selection", values)
    why = f"reserve for {gone.record.unit}: {word}"
    came = drawn_writes(base, plan.id, plan.seed, reserve, None, why)
    save_together(base, (*new.groups, came, away))
    return Replaced(gone, reserve, new.numbers.get(reserve.case))


def replacement_reasons() -> tuple[str, ...]:
    """The words that say why a case was replaced."""
    return (*sampling_wording().replaced, *_ALSO_CALLED)


def case_in_plan(cases: Sequence[PlanCase], case: str) -> PlanCase:
    """One case of a plan by its id, the authority's identifier, or a unit id of its events.

    Raises:
        SamplingError: `not-in-the-plan`, or `which-unit` when several events of it are.
    """
    known = normalise_identifier(case)
    found = [one for one in cases if known in (one.record.case, one.record.unit, one.identifier)]
    if len(found) > 1:
        found = [one for one in found if one.in_sample] or found[:1]
    if not found:
        raise SamplingError(
            "not-in-the-plan",
            "This case is not in this plan.",
            next_step="Look at the plan with `inspector sample show`.",
        )
    if len(found) > 1:
        raise SamplingError(
            "which-unit",
            f"{len(found)} events of this case are in this plan.",
            next_step="Give the unit id of one, as `inspector sample show` prints it.",
        )
    return found[0]


def _drawn_plan(base: EvidenceBase, plan_id: str) -> RecordedPlan:
    plan = find_drawn_plan(base, plan_id)
    if not plan.at_random:
        raise SamplingError(
            "not-by-chance",
            "This plan was not drawn by chance: it has no tickets and no reserves.",
            next_step="Add cases with `inspector sample add`, saying why.",
        )
    require_unreleased(plan)
    return plan


def _reason(typed: str) -> str:
    word = _ALSO_CALLED.get(typed, typed)
    if word not in sampling_wording().replaced:
        raise SamplingError(
            "unknown-reason",
            "That is not a reason for replacing a case.",
            next_step=f"Use one of: {', '.join(replacement_reasons())}.",
        )
    return word


def _units_of(units: Sequence[Unit], selected: Sequence[Selected]) -> list[Unit]:
    by_id = {unit.id: unit for unit in units}
    return [by_id[one.unit] for one in selected]


def _new_chances(
    base: EvidenceBase, cases: Sequence[PlanCase], counts: Mapping[str, StratumCount]
) -> list[Writes]:
    """The chances of the units drawn before, which an extension makes greater."""
    now = [
        (one.record, counts[one.record.stratum or ""])
        for one in cases
        if one.drawn and not one.reserve and one.record.stratum in counts
    ]
    changed = [
        (record, count)
        for record, count in now
        if (record.chosen_of, record.out_of) != (count.drawn, count.population)
    ]
    views = base.fields_of(record.id for record, _ in changed)
    return [
        edits(
            views[record.id],
            record.id,
            "case-selection",
            {"chosen_of": count.drawn, "out_of": count.population},
        )
        for record, count in changed
    ]


def _extended_plan_writes(
    base: EvidenceBase, plan: RecordedPlan, draw: Draw, add: int, *, looked: bool
) -> tuple[NewWrite, ...]:
    at = base.vault.clock().isoformat(timespec="seconds")
    made = (*plan.settings.extensions, ExtensionMade(add=add, at=at, looked=looked))
    settings = plan.settings.model_copy(update={"extensions": made})
    values: dict[str, NewValue] = {
        "size": sum(count.drawn for count in draw.strata),
        "strata": Typed(strata_text(draw.strata)),
        "settings": Typed(settings.to_text()),
    }
    return edits(base.fields(plan.id), plan.id, "sample-plan", values)
