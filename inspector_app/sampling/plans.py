"""Sample plans: previewed, drawn once, recorded together with the cases they selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.intake.frame import Frame
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.allocation import ROUNDING_RULE
from inspector_app.sampling.conditions import Condition
from inspector_app.sampling.draw import (
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    draw_sample,
    preview,
)
from inspector_app.sampling.plan_options import NewPlan, check_options, check_words
from inspector_app.sampling.plan_units import (
    FrameList,
    described_columns,
    frame_list,
    narrowed,
    plain_column,
    plain_condition,
    units_of,
)
from inspector_app.sampling.purposeful import (
    Selection,
    select_by_criterion,
    select_extreme,
)
from inspector_app.sampling.recorded import Filter, PlanSettings, strata_text
from inspector_app.sampling.selections import (
    Writes,
    chosen_writes,
    save_together,
    writes_for_cases,
    writes_of_draw,
)
from inspector_app.sampling.strata import ALL, Unit
from inspector_app.sampling.tickets import compose_seed, make_phrase
from schemas.words import word_list

__all__ = [
    "DrawnPlan",
    "PlanPreview",
    "SelectedCase",
    "draw_plan",
    "drawn_cases",
    "preview_plan",
    "purposeful_again",
    "record_draft",
]

_REPLACEMENT_RULE = "The next reserve of the same stratum by ticket, with a reason from the list."


@dataclass(frozen=True)
class PlanPreview:
    """What a plan would take from where; never cases.

    Args:
        unit: of sampling.
        population: units that can be selected, after the conditions of a random draw.
        strata: with their sizes; the one stratum `all` unless stratified.
        filters: conditions of a random draw, with what was left after each.
        eligible: of a purposeful selection: units that meet it; None for a draw.
        without_identifier: rows of the list that cannot be drawn.
        rounding_rule: in words.
    """

    unit: str
    population: int
    strata: tuple[StratumCount, ...]
    filters: tuple[Filter, ...]
    eligible: int | None
    without_identifier: int
    rounding_rule: str


@dataclass(frozen=True)
class SelectedCase:
    """A case of a plan that was just drawn; ticket, stratum, probability only where by chance."""

    case: str
    unit: str
    number: int | None
    rank: int
    ticket: str | None = None
    stratum: str | None = None
    probability: str | None = None


@dataclass(frozen=True)
class DrawnPlan:
    """A plan that was drawn and recorded.

    Args:
        plan: its id.
        seed: None where nothing was drawn by chance. Sealed to the team.
        preview: population, strata and the rest.
        selected: in order.
        reserves: next by ticket, by stratum; never recorded.
        order: of a purposeful selection, in words.
        tied_outside: units left out although they equal the last one chosen.
    """

    plan: str
    seed: str | None
    preview: PlanPreview
    selected: tuple[SelectedCase, ...]
    reserves: tuple[SelectedCase, ...]
    order: str | None
    tied_outside: int


@dataclass(frozen=True)
class _Made:
    """A plan worked out on its list, ready to be previewed or recorded."""

    listed: FrameList
    units: tuple[Unit, ...]
    columns: tuple[str, ...]
    conditions: tuple[Condition, ...]
    filters: tuple[Filter, ...]
    by: tuple[str, ...]
    column: str | None


def preview_plan(base: EvidenceBase, new: NewPlan) -> PlanPreview:
    """Population, strata and allocation of a plan; nothing is kept and no case is looked at.

    Raises:
        InspectorError: as `draw_plan`, but for the seed and what is not written.
    """
    check_options(new)
    with opened_frame(base, new.frame) as frame:
        made = _made(frame, new)
        if new.design == "purposeful":
            return _purposeful_preview(made, _select(made, new))
        return _random_preview(made, _draw_plan(new, made))


def draw_plan(base: EvidenceBase, new: NewPlan) -> DrawnPlan:
    """Selects by a plan and records plan, cases and selections; in one change where sizes allow.

    Raises:
        InspectorError: `unknown-frame`, `frame-elsewhere`, `list-not-in-frame`, `column-unknown`,
            `unknown-plan`, `unknown-enquiry`, and what `EvidenceBase.record` refuses.
        SamplingError: `unit-not-on-list`, `column-sensitive`, `title-missing`,
            `option-not-for-design`, and those of the draws. Then nothing is kept.
    """
    check_options(new)
    check_words(base, new)
    with opened_frame(base, new.frame) as frame:
        made = _made(frame, new)
        plan = base.new_id()
        if new.design == "purposeful":
            return _record_purposeful(base, new, made, plan)
        ours = new.our_phrase or make_phrase(word_list(), base.vault.randomness)
        seed = compose_seed(plan, ours, new.their_phrase)
        draw = draw_sample(made.units, _draw_plan(new, made, seed))
        return _record_random(base, new, made, plan, seed, draw)


def record_draft(base: EvidenceBase, new: NewPlan, ours: str) -> tuple[str, PlanPreview]:
    """Records a random draw that waits for a phrase of the authority's; no case is looked at.

    Args:
        base: to record it in.
        new: the plan; its phrases are not used.
        ours: our phrase.

    Returns:
        The plan's id, and its strata and sizes as they are recorded.

    Raises:
        InspectorError: as `draw_plan`. Then nothing is kept.
    """
    check_options(new)
    check_words(base, new)
    with opened_frame(base, new.frame) as frame:
        made = _made(frame, new)
    plan = base.new_id()
    found = _random_preview(made, _draw_plan(new, made))
    settings = _random_settings(new, made, new.n or 0).model_copy(update={"joint": True})
    seed = compose_seed(plan, ours)
    base.record(*_plan_writes(new, plan, settings, found, seed, state="draft"))
    return plan, found


def purposeful_again(frame: Frame, new: NewPlan) -> Selection:
    """The selection that a purposeful plan makes from a frame, for checking.

    Raises:
        InspectorError: as `draw_plan`.
    """
    return _select(_made(frame, new), new)


def _made(frame: Frame, new: NewPlan) -> _Made:
    listed = frame_list(frame, new.list, new.unit)
    by = tuple(plain_column(listed, column) for column in new.by)
    conditions = tuple(plain_condition(listed, typed) for typed in new.where)
    column = None if new.column is None else plain_column(listed, new.column)
    columns = (*by, *(one.column for one in conditions), *([column] if column else []))
    units = units_of(listed, (*columns, *described_columns(listed)))
    filters: tuple[Filter, ...] = ()
    if new.design != "purposeful" or new.purposeful == "extreme":
        units, filters = narrowed(units, conditions)
    return _Made(listed, units, tuple(dict.fromkeys(columns)), conditions, filters, by, column)


def _draw_plan(new: NewPlan, made: _Made, seed: str = "") -> DrawPlan:
    return DrawPlan(
        design="stratified" if new.design == "stratified" else "simple",
        n=new.n or 0,
        seed=seed,
        by=made.by,
        allocation=new.allocation,
        manual=new.manual,
        minimum=new.minimum,
    )


def _select(made: _Made, new: NewPlan) -> Selection:
    if new.purposeful == "criterion":
        return select_by_criterion(made.units, made.conditions, new.n)
    return select_extreme(made.units, made.column or "", new.n or 0, new.tail)


def _random_preview(made: _Made, plan: DrawPlan) -> PlanPreview:
    found = preview(made.units, plan)
    return _preview(made, found.population, found.strata, None, found.rounding_rule)


def _purposeful_preview(made: _Made, selection: Selection) -> PlanPreview:
    strata = (StratumCount(ALL, selection.population, len(selection.chosen)),)
    return _preview(made, selection.population, strata, selection.eligible, "")


def _preview(
    made: _Made,
    population: int,
    strata: tuple[StratumCount, ...],
    eligible: int | None,
    rounding_rule: str,
) -> PlanPreview:
    lost = made.listed.without_identifier
    return PlanPreview(
        made.listed.unit, population, strata, made.filters, eligible, lost, rounding_rule
    )


def _record_random(
    base: EvidenceBase, new: NewPlan, made: _Made, plan: str, seed: str, draw: Draw
) -> DrawnPlan:
    cases = writes_of_draw(base, plan, seed, made.listed, made.units, made.columns, draw)
    settings = _random_settings(new, made, len(draw.selected))
    found = _preview(made, draw.population, draw.strata, None, ROUNDING_RULE)
    of_plan = _plan_writes(new, plan, settings, found, seed)
    save_together(base, (*cases.groups, of_plan))
    return DrawnPlan(
        plan,
        seed,
        found,
        drawn_cases(draw.selected, cases.numbers),
        drawn_cases(draw.reserves, {}),
        None,
        0,
    )


def _random_settings(new: NewPlan, made: _Made, size: int) -> PlanSettings:
    return PlanSettings(
        size=size,
        columns=made.columns,
        by=made.by,
        minimum=new.minimum,
        manual=dict(new.manual),
        filters=made.filters,
    )


def _record_purposeful(base: EvidenceBase, new: NewPlan, made: _Made, plan: str) -> DrawnPlan:
    selection = _select(made, new)
    by_id = {unit.id: unit for unit in made.units}
    units = [by_id[one.unit] for one in selection.chosen]
    cases = writes_for_cases(base, made.listed, units, made.columns)
    settings = PlanSettings(
        size=len(selection.chosen),
        columns=made.columns,
        filters=made.filters or tuple(_criterion_counts(made)),
        column=made.column,
        tail=new.tail,
        order=selection.order,
        eligible=selection.eligible,
        not_judged=selection.not_judged,
        tied_outside=selection.tied_outside,
    )
    found = _purposeful_preview(made, selection)
    of_plan = _plan_writes(new, plan, settings, found, None)
    selections = [chosen_writes(base, plan, one) for one in selection.chosen]
    save_together(base, (*cases.groups, *selections, of_plan))
    chosen = tuple(
        SelectedCase(one.case, one.unit, cases.numbers.get(one.case), one.rank)
        for one in selection.chosen
    )
    return DrawnPlan(plan, None, found, chosen, (), selection.order, selection.tied_outside)


def _criterion_counts(made: _Made) -> tuple[Filter, ...]:
    return narrowed(made.units, made.conditions)[1]


def drawn_cases(units: Sequence[Selected], numbers: Mapping[str, int]) -> tuple[SelectedCase, ...]:
    """Units that came by ticket, with the short numbers of their cases."""
    return tuple(
        SelectedCase(
            one.case,
            one.unit,
            numbers.get(one.case),
            one.rank,
            one.ticket,
            one.stratum,
            one.probability,
        )
        for one in units
    )


def _plan_writes(
    new: NewPlan,
    plan: str,
    settings: PlanSettings,
    found: PlanPreview,
    seed: str | None,
    *,
    state: str = "drawn",
) -> Writes:
    ours, theirs = (None, None) if seed is None else seed.removeprefix(f"{plan}/").split("/", 1)
    values: dict[str, NewValue] = {
        "title": Typed(new.title),
        "rationale": Typed(new.rationale),
        "frame": new.frame,
        "list": new.list,
        "unit": found.unit,
        "design": new.design,
        "purposeful_type": None if seed else new.purposeful,
        "size": settings.size,
        "population": found.population,
        "allocation": new.allocation if new.design == "stratified" else None,
        "settings": Typed(settings.to_text()),
        "strata": Typed(strata_text(found.strata)),
        "our_phrase": Typed(ours) if ours else None,
        "their_phrase": Typed(theirs) if theirs else None,
        "replacement_rule": Typed(_REPLACEMENT_RULE) if seed else None,
        "supersedes": new.supersedes,
        "state": state,
        **{f"enquiries[{enquiry}]": True for enquiry in new.enquiries},
    }
    return tuple(
        NewWrite(plan, "sample-plan", name, value)
        for name, value in values.items()
        if value is not None
    )
