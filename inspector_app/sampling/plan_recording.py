"""A plan that was drawn or chosen, recorded together with its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.sampling.draws import Draw, Selected
from inspector_app.sampling.plan_making import MadePlan, draw_plan_of, select_from
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_outcomes import DrawnPlan, PlanPreview, SelectedCase
from inspector_app.sampling.plan_previews import purposeful_preview, random_preview
from inspector_app.sampling.plan_settings import Filter, PlanSettings, strata_text
from inspector_app.sampling.plan_units import narrowed
from inspector_app.sampling.selections import (
    Writes,
    chosen_writes,
    save_together,
    writes_for_cases,
    writes_of_draw,
)

__all__ = [
    "drawn_cases",
    "plan_writes",
    "random_settings",
    "record_purposeful",
    "record_random",
]

_SPREAD_OVER = ("stratified", "two-stage")
"""Designs that spread a sample over strata or clusters."""

_REPLACEMENT_RULE = "The next reserve of the same stratum by ticket, with a reason from the list."


def record_random(
    base: EvidenceBase, new: NewPlan, made: MadePlan, plan: str, seed: str, draw: Draw
) -> DrawnPlan:
    """Records a plan that was drawn by chance.

    Raises:
        InspectorError: what `EvidenceBase.record` refuses.
    """
    cases = writes_of_draw(base, plan, seed, made.listed, made.units, made.columns, draw)
    found = random_preview(made.listed, made.units, made.filters, draw_plan_of(new, made))
    settings = random_settings(new, made, found)
    size = len(draw.selected)
    of_plan = plan_writes(new, plan, settings, replace(found, strata=draw.strata), seed, size)
    save_together(base, (*cases.groups, of_plan))
    return DrawnPlan(
        plan,
        seed,
        replace(found, strata=draw.strata),
        drawn_cases(draw.selected, cases.numbers),
        drawn_cases(draw.reserves, {}),
        None,
        0,
    )


def random_settings(new: NewPlan, made: MadePlan, found: PlanPreview) -> PlanSettings:
    """What is recorded of a random draw beside its fields; its size is the one wanted."""
    return PlanSettings(
        size=new.n or 0,
        columns=made.columns,
        by=made.by,
        spreads=dict(new.spreads),
        sort=made.sort,
        size_column=made.size_column,
        cluster=made.cluster,
        clusters=new.clusters,
        clusters_there=len(found.cluster_sizes),
        coded=made.coded,
        minimum=new.minimum,
        manual=dict(new.manual),
        filters=made.filters,
        again=new.again.strip(),
    )


def record_purposeful(base: EvidenceBase, new: NewPlan, made: MadePlan, plan: str) -> DrawnPlan:
    """Selects on purpose, and records plan and cases.

    Raises:
        InspectorError: what `EvidenceBase.record` refuses.
        SamplingError: as `select_from`.
    """
    selection = select_from(made, new)
    by_id = {unit.id: unit for unit in made.units}
    units = [by_id[one.unit] for one in selection.chosen]
    cases = writes_for_cases(base, made.listed, units, made.columns)
    settings = PlanSettings(
        size=len(selection.chosen),
        columns=made.columns,
        filters=made.filters or tuple(_criterion_counts(made)),
        sort=made.sort,
        column=made.column,
        tail=new.tail,
        order=selection.order,
        eligible=selection.eligible,
        not_judged=selection.not_judged,
        tied_outside=selection.tied_outside,
    )
    found = purposeful_preview(made, selection)
    of_plan = plan_writes(new, plan, settings, found, None, settings.size)
    selections = [chosen_writes(base, plan, one) for one in selection.chosen]
    save_together(base, (*cases.groups, *selections, of_plan))
    chosen = tuple(
        SelectedCase(one.case, one.unit, cases.numbers.get(one.case), one.rank)
        for one in selection.chosen
    )
    return DrawnPlan(plan, None, found, chosen, (), selection.order, selection.tied_outside)


def _criterion_counts(made: MadePlan) -> tuple[Filter, ...]:
    return narrowed(made.units, made.conditions)[1]


def drawn_cases(units: Sequence[Selected], numbers: Mapping[str, int]) -> tuple[SelectedCase, ...]:
    """Units that came by chance, with the short numbers of their cases."""
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


def plan_writes(
    new: NewPlan,
    plan: str,
    settings: PlanSettings,
    found: PlanPreview,
    seed: str | None,
    size: int,
    *,
    state: str = "drawn",
) -> Writes:
    """The writes of a plan itself.

    Args:
        new: the plan.
        plan: its id.
        settings: what has no field of its own.
        found: population and strata.
        seed: None where nothing is drawn by chance.
        size: units drawn; fewer than wanted where the clusters drawn have no more.
        state: `draft` for a plan that waits for the authority's phrase.
    """
    ours, theirs = (None, None) if seed is None else seed.removeprefix(f"{plan}/").split("/", 1)
    values: dict[str, NewValue] = {
        "title": Typed(new.title),
        "rationale": Typed(new.rationale),
        "frame": new.frame,
        "list": new.list,
        "unit": found.unit,
        "design": new.design,
        "purposeful_type": None if seed else new.purposeful,
        "size": size,
        "population": found.population,
        "allocation": new.allocation if new.design in _SPREAD_OVER else None,
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
