"""Sample plans: previewed, drawn once, recorded together with the cases they selected."""

from __future__ import annotations

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.draw import draw_sample
from inspector_app.sampling.list_draws import check_first
from inspector_app.sampling.plan_making import draw_plan_of, make_plan, select_from
from inspector_app.sampling.plan_options import NewPlan, check_options, check_words
from inspector_app.sampling.plan_outcomes import DrawnPlan, PlanPreview, SelectedCase
from inspector_app.sampling.plan_previews import purposeful_preview, random_preview
from inspector_app.sampling.plan_recording import (
    plan_writes,
    random_settings,
    record_purposeful,
    record_random,
)
from inspector_app.sampling.plan_text import PlanText
from inspector_app.sampling.tickets import compose_seed, make_phrase
from schemas.words import word_list

__all__ = [
    "DrawnPlan",
    "PlanPreview",
    "SelectedCase",
    "draw_plan",
    "preview_plan",
    "record_draft",
]


def preview_plan(base: EvidenceBase, new: NewPlan) -> PlanPreview:
    """Population, strata and allocation of a plan; nothing is kept and no case is looked at.

    Raises:
        InspectorError: as `draw_plan`, but for the seed and what is not written.
    """
    check_options(new)
    with opened_frame(base, new.frame) as frame:
        made = make_plan(frame, new)
        if new.design == "purposeful":
            return purposeful_preview(made, select_from(made, new))
        return random_preview(made.listed, made.units, made.filters, draw_plan_of(new, made))


def draw_plan(base: EvidenceBase, new: NewPlan) -> DrawnPlan:
    """Selects by a plan and records plan, cases and selections; in one change where sizes allow.

    Raises:
        InspectorError: `unknown-frame`, `frame-elsewhere`, `list-not-in-frame`, `column-unknown`,
            `unknown-plan`, `unknown-enquiry`, and what `EvidenceBase.record` refuses.
        SamplingError: `unit-not-on-list`, `column-sensitive`, `title-missing`, `drawn-before`,
            `option-not-for-design`, and those of the draws. Then nothing is kept.
    """
    _check(base, new)
    with opened_frame(base, new.frame) as frame:
        made = make_plan(frame, new)
        plan = base.new_id()
        if new.design == "purposeful":
            return record_purposeful(base, new, made, plan)
        ours = new.our_phrase or make_phrase(word_list(), base.vault.randomness)
        seed = compose_seed(plan, ours, new.their_phrase)
        draw = draw_sample(made.units, draw_plan_of(new, made, seed))
        return record_random(base, new, made, plan, seed, draw)


def record_draft(base: EvidenceBase, new: NewPlan) -> tuple[PlanText, PlanPreview]:
    """Records a random draw that waits for a phrase of the authority's; no case is looked at.

    Our phrase is always made here: one that somebody thought of could be guessed from its SHA-256.

    Args:
        base: to record it in.
        new: the plan, without phrases.

    Returns:
        The plan's text with its commitment, and its strata and sizes as they are recorded.

    Raises:
        InspectorError: as `draw_plan`. Then nothing is kept.
    """
    _check(base, new)
    ours = make_phrase(word_list(), base.vault.randomness)
    with opened_frame(base, new.frame) as frame:
        made = make_plan(frame, new)
        draw = draw_plan_of(new, made)
        found = random_preview(made.listed, made.units, made.filters, draw)
        lists = frame.sha256
    plan = base.new_id()
    settings = random_settings(new, made, found).model_copy(update={"joint": True})
    text = PlanText(
        plan=plan,
        lists_sha256=lists,
        list=new.list,
        unit=found.unit,
        population=found.population,
        design=draw.design,
        allocation=draw.allocation,
        settings=settings,
        strata=found.strata,
        phrase=ours,
    )
    settings = settings.model_copy(update={"commitment": text.sha256})
    seed = compose_seed(plan, ours)
    base.record(*plan_writes(new, plan, settings, found, seed, draw.n, state="draft"))
    return text, found


def _check(base: EvidenceBase, new: NewPlan) -> None:
    check_options(new)
    check_words(base, new)
    if new.design != "purposeful":
        check_first(base, new.list, supersedes=new.supersedes, again=new.again)
