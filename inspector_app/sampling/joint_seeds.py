"""Joint seeds: the plan and a commitment are recorded before the authority gives its phrase.

The order of things is the proof. First frame, list, conditions, design and size stand in the log
beside our phrase, and the authority is shown the text of the plan and its SHA-256. Then it gives a
phrase of its own. So neither side could choose the outcome: the team not after it had heard their
phrase, the authority not without knowing ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edits
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.draw import draw_sample
from inspector_app.sampling.joint_record import joint_record
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_outcomes import DrawnPlan, PlanPreview
from inspector_app.sampling.plan_previews import random_preview
from inspector_app.sampling.plan_recording import drawn_cases
from inspector_app.sampling.plan_settings import strata_text
from inspector_app.sampling.plan_units import recorded_list, recorded_units
from inspector_app.sampling.plans import record_draft
from inspector_app.sampling.recorded import RecordedPlan, find_plan
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.selections import save_together, writes_of_draw
from inspector_app.sampling.tickets import compose_seed

__all__ = ["Draft", "draft_joint_plan", "finish_joint_plan"]


@dataclass(frozen=True)
class Draft:
    """A plan that waits for the authority's phrase. All of this may be shown to the authority.

    Args:
        plan: its id, the first part of the seed.
        text: of the plan, line by line.
        commitment: its SHA-256, 64 hexadecimal digits.
        frame_sha256: of the imported lists.
        preview: population, strata and how many will come from each; never cases.
    """

    plan: str
    text: str
    commitment: str
    frame_sha256: str
    preview: PlanPreview


def draft_joint_plan(base: EvidenceBase, new: NewPlan) -> Draft:
    """Records a random draw up to the authority's phrase, and the commitment to ours.

    Args:
        base: to record it in, on the laptop that has the frame.
        new: the plan, without phrases.

    Raises:
        InspectorError: as `draw_plan`. Then nothing is kept.
        SamplingError: `option-not-for-design`, `seed-with-joint`, `drawn-before`.
    """
    if new.design == "purposeful":
        raise SamplingError(
            "option-not-for-design",
            "A joint seed is for random draws.",
            next_step="Leave it out, or choose a design by chance.",
        )
    if new.our_phrase or new.their_phrase:
        raise SamplingError(
            "seed-with-joint",
            "A joint seed takes no --seed: our phrase is made by the program, so that nobody can "
            "guess it from the commitment, and the authority's comes afterwards.",
            next_step="Leave --seed out; draw with `inspector sample finish PLAN --theirs PHRASE`.",
        )
    text, found = record_draft(base, new)
    return Draft(text.plan, text.text, text.sha256, text.lists_sha256, found)


def finish_joint_plan(base: EvidenceBase, plan_id: str, theirs: str) -> DrawnPlan:
    """Draws a plan that waited for the authority's phrase, exactly as it was recorded.

    Args:
        base: with the plan, on the laptop that has its frame.
        plan_id: of a draft.
        theirs: the authority's phrase.

    Raises:
        InspectorError: `unknown-plan`, `frame-elsewhere`, and what `EvidenceBase.record` refuses.
        SamplingError: `already-drawn`, `phrase-missing`, `seed-unclear`, `draft-changed` where
            anything was written over since. Then nothing is changed.
    """
    plan = find_plan(base, plan_id)
    _require_undrawn(base, plan)
    if not theirs.strip():
        raise SamplingError(
            "phrase-missing",
            "The authority's phrase is empty.",
            next_step="Give the words that the authority chose with --theirs.",
        )
    seed = compose_seed(plan.id, plan.record.our_phrase or "", theirs)
    recorded = joint_record(base, plan.id)
    if recorded is None or recorded.broken:
        raise _changed()
    with opened_frame(base, plan.record.frame or "") as frame:
        listed = recorded_list(frame, plan)
        units = recorded_units(listed, plan)
        found = random_preview(listed, units, plan.settings.filters, plan.draw_plan(seed))
        if (found.population, found.strata) != (plan.record.population, plan.strata):
            raise _changed()
        draw = draw_sample(units, plan.draw_plan(seed))
        columns = plan.settings.columns
        cases = writes_of_draw(base, plan.id, seed, listed, units, columns, draw)
    values: dict[str, NewValue] = {
        "their_phrase": Typed(seed.removeprefix(f"{plan.id}/").split("/", 1)[1]),
        "size": len(draw.selected),
        "strata": Typed(strata_text(draw.strata)),
        "state": "drawn",
    }
    of_plan = edits(base.fields(plan.id), plan.id, "sample-plan", values)
    save_together(base, (*cases.groups, of_plan))
    selected = drawn_cases(draw.selected, cases.numbers)
    return DrawnPlan(
        plan.id,
        seed,
        replace(found, strata=draw.strata),
        selected,
        drawn_cases(draw.reserves, {}),
        None,
        0,
    )


def _require_undrawn(base: EvidenceBase, plan: RecordedPlan) -> None:
    written = [write.field for write in base.history(plan.id)]
    # A draw that was undone is a draft again; its seed has been used all the same.
    if not plan.is_draft or "their_phrase" in written:
        raise SamplingError(
            "already-drawn",
            "This plan was drawn before; a seed is used once.",
            next_step="Draw anew with `inspector sample draw --supersedes`, saying why.",
        )


def _changed() -> SamplingError:
    return SamplingError(
        "draft-changed",
        "The plan or its lists are not as they were when the commitment was recorded.",
        next_step="Draft it anew with `inspector sample draw --joint --supersedes`, and show the "
        "authority the new commitment.",
    )
