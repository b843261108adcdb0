"""What the certificate of a draw rests on; gathered only once the sample is complete and agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.allocation import ROUNDING_RULE
from inspector_app.sampling.draws import Design
from inspector_app.sampling.joint_record import JointRecord, joint_record
from inspector_app.sampling.list_draws import ListDraws, draws_of_list
from inspector_app.sampling.plan_checks import PlanCheck, verify_plan
from inspector_app.sampling.plan_life import PlanLife, life_of
from inspector_app.sampling.plan_seen import how_seen
from inspector_app.sampling.plan_units import NO_FRAME
from inspector_app.sampling.recipes import shell_recipe
from inspector_app.sampling.recorded import PlanCase, RecordedPlan, cases_of_plan, find_drawn_plan
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.respelling import Respelling, respellings
from inspector_app.sampling.stated_order import order_words
from schemas.records import CaseFrame

__all__ = ["CertificateFacts", "CertifiedCase", "CertifiedStratum", "certificate_facts"]

_GROUPED = ("stratified", "two-stage")


@dataclass(frozen=True)
class CertifiedCase:
    """One case that came by its ticket.

    Args:
        stratum: where it was drawn, or its cluster.
        rank: its place there by ticket, or in the stated order; from 1.
        unit: unit id.
        ticket: 64 hexadecimal digits.
        reserve: whether it was called in place of another.
        replaced: whether another was called in its place.
        certain: whether its size made it certain, so that nothing was left to chance.
    """

    stratum: str
    rank: int
    unit: str
    ticket: str
    reserve: bool
    replaced: bool
    certain: bool


@dataclass(frozen=True)
class CertifiedStratum:
    """One stratum: its units on the list, how many were drawn, how many reserves were called."""

    value: str
    population: int
    drawn: int
    reserves: int


@dataclass(frozen=True)
class CertificateFacts:
    """What is certified of a draw.

    Args:
        plan: as recorded.
        file_names: of the imported lists.
        frame_sha256: of the file, or of the sorted hashes of several.
        imported_at: ISO 8601.
        drawn_by: name of the member who drew; empty where it is not known.
        drawn_at: ISO 8601.
        seed: of the draw.
        joint: what the log shows of a joint seed; None where the plan never said it has one.
        strata: in order.
        rounding_rule: of an allocation over strata; empty without.
        cases: by stratum and rank, with those replaced and the reserves called.
        life: complete, with the cases that stay unseen counted.
        by_hand: cases in the sample that came otherwise than by ticket.
        draws: from this list, in any import of it, this one and those undone among them.
        respelt: columns of the plan in which cells count otherwise than they stand in the file;
            None where the imported lists are on another laptop.
        recipe: shell commands that work it out again.
        check: the outcome of working it out here.
    """

    plan: RecordedPlan
    file_names: tuple[str, ...]
    frame_sha256: str
    imported_at: str
    drawn_by: str
    drawn_at: str
    seed: str
    joint: JointRecord | None
    strata: tuple[CertifiedStratum, ...]
    rounding_rule: str
    cases: tuple[CertifiedCase, ...]
    life: PlanLife
    by_hand: int
    draws: ListDraws
    respelt: tuple[Respelling, ...] | None
    recipe: str
    check: PlanCheck

    @property
    def grouped(self) -> bool:
        """Whether units were drawn from strata or clusters."""
        return self.plan.design in _GROUPED

    @property
    def order(self) -> str:
        """The stated order in words, of a draw that goes through one."""
        return order_words(self.plan.settings.sort)


def certificate_facts(base: EvidenceBase, plan_id: str) -> CertificateFacts:
    """The facts for a certificate, after the whole draw was worked out again.

    Args:
        base: to read; with the frame here the check covers every unit on the list.
        plan_id: of a random draw whose sample is complete.

    Raises:
        InspectorError: `unknown-plan`, `plan-unreadable`.
        SamplingError: `not-drawn-yet`, `not-by-chance`, `sample-not-complete`,
            `draw-does-not-agree`.
    """
    plan = find_drawn_plan(base, plan_id)
    design = plan.design
    if design is None:
        raise SamplingError(
            "not-by-chance",
            "This plan was not drawn by chance: it has no tickets and no certificate.",
            next_step="The sample statement says how its cases were chosen.",
        )
    cases = cases_of_plan(base, plan)
    life = life_of(plan, cases, how_seen(base, cases))
    _require_complete(life)
    check = _agreeing(verify_plan(base, plan_id))
    drawn = [one for one in cases if one.drawn]
    with base.reading() as session:
        frame = session.get(CaseFrame, plan.record.frame or "")
    drawn_by, drawn_at = _who_and_when(base, plan)
    certified = tuple(_certified(one, design) for one in drawn)
    return CertificateFacts(
        plan=plan,
        file_names=tuple((frame.file_name or "").splitlines()) if frame else (),
        frame_sha256=(frame.sha256 or "") if frame else "",
        imported_at=(frame.imported_at or "") if frame else "",
        drawn_by=drawn_by,
        drawn_at=drawn_at,
        seed=plan.seed,
        joint=joint_record(base, plan.id),
        strata=_strata(plan, drawn),
        rounding_rule=ROUNDING_RULE if design in _GROUPED else "",
        cases=certified,
        life=life,
        by_hand=sum(one.in_sample and not one.drawn for one in cases),
        draws=draws_of_list(base, plan.record.list or 0),
        respelt=_respelt(base, plan),
        recipe=shell_recipe(design, plan.seed, _wanted(plan, design, certified)),
        check=check,
    )


def _agreeing(check: PlanCheck) -> PlanCheck:
    if not check.ok:
        raise SamplingError(
            "draw-does-not-agree",
            f"{check.sentence} Such a draw is not certified.",
            next_step="See what with `inspector sample verify`, and its history.",
            kept="No certificate was written.",
        )
    return check


def _respelt(base: EvidenceBase, plan: RecordedPlan) -> tuple[Respelling, ...] | None:
    try:
        with opened_frame(base, plan.record.frame or "") as frame:
            return respellings(frame, plan.record.list or 0, plan.settings.columns)
    except InspectorError as error:
        if error.code not in NO_FRAME:
            raise
        return None


def _wanted(plan: RecordedPlan, design: Design, cases: Sequence[CertifiedCase]) -> int:
    """How many the recipe is to draw: clusters, or the units that were left to chance."""
    if design == "two-stage":
        return plan.settings.clusters
    return plan.settings.size - sum(one.certain for one in cases)


def _require_complete(life: PlanLife) -> None:
    if life.complete:
        return
    left = "1 case is" if life.left == 1 else f"{life.left:,} of {life.size:,} cases are"
    raise SamplingError(
        "sample-not-complete",
        f"{left} not seen yet. A certificate gives away the reserves, so it waits until the sample "
        "is complete.",
        next_step="See or replace them, or close the plan: `inspector sample complete PLAN "
        "--reason …`.",
        kept="No certificate was written.",
    )


def _strata(plan: RecordedPlan, drawn: Sequence[PlanCase]) -> tuple[CertifiedStratum, ...]:
    called = Counter(one.record.stratum or "" for one in drawn if one.reserve)
    return tuple(
        CertifiedStratum(count.value, count.population, count.drawn, called[count.value])
        for count in plan.strata
    )


def _certified(one: PlanCase, design: Design) -> CertifiedCase:
    record = one.record
    sure = record.chosen_of is not None and record.chosen_of == record.out_of
    return CertifiedCase(
        record.stratum or "",
        record.rank or 0,
        record.unit or "",
        record.ticket or "",
        one.reserve,
        not one.in_sample,
        design == "pps" and sure,
    )


def _who_and_when(base: EvidenceBase, plan: RecordedPlan) -> tuple[str, str]:
    """Who drew, and when: with the authority's phrase where that came later."""
    names = members_named(base)
    if plan.settings.joint:
        theirs = [write for write in base.history(plan.id) if write.field == "their_phrase"]
        if theirs:
            return names.get(theirs[-1].by or "", ""), theirs[-1].at
    return names.get(plan.record.author or "", ""), plan.record.created_at
