"""Sample plans and their cases as they are recorded, read back into what the draws work with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.draws import (
    Design,
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    probability_text,
)
from inspector_app.sampling.plan_settings import PlanSettings
from inspector_app.sampling.purposeful import CHOSEN_BY_CONDITION
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.spreads import read_spreads
from inspector_app.sampling.tickets import compose_seed
from schemas.fields import ElementRow
from schemas.identifiers import is_hex
from schemas.records import Case, CaseSelection, SamplePlan

__all__ = [
    "PlanCase",
    "RecordedPlan",
    "cases_of_plan",
    "find_drawn_plan",
    "find_plan",
    "plan_records",
    "recorded_draw",
]


@dataclass(frozen=True)
class RecordedPlan:
    """A plan as it stands.

    Args:
        record: its row.
        settings: what has no field of its own.
        strata: with their population and how many are drawn now.
        enquiries: ids of lines of enquiry.
    """

    record: SamplePlan
    settings: PlanSettings
    strata: tuple[StratumCount, ...]
    enquiries: tuple[str, ...]

    @property
    def id(self) -> str:
        """The plan's id."""
        return self.record.id

    @property
    def is_draft(self) -> bool:
        """Whether it waits for the authority's phrase; no case is drawn yet."""
        return self.record.state == "draft"

    @property
    def at_random(self) -> bool:
        """Whether cases were drawn by chance."""
        return self.record.design in get_args(Design)

    @property
    def narrows(self) -> bool:
        """Whether its conditions narrow the list; of a criterion they choose from it."""
        return self.record.purposeful_type not in CHOSEN_BY_CONDITION

    @property
    def allocation(self) -> Allocation:
        """Over the strata."""
        known: dict[str | None, Allocation] = {word: word for word in get_args(Allocation)}
        return known.get(self.record.allocation, "proportional")

    @property
    def design(self) -> Design | None:
        """Of the random draw; None where cases were chosen on purpose."""
        known: dict[str | None, Design] = {word: word for word in get_args(Design)}
        return known.get(self.record.design)

    @property
    def short(self) -> int:
        """How many fewer a draw in two stages gave than were wanted: its clusters had no more."""
        drawn = sum(count.drawn for count in self.strata)
        waits = self.design != "two-stage" or self.is_draft
        return 0 if waits else max(0, self.settings.size - drawn)

    @property
    def seed(self) -> str:
        """The seed of the draw; who knows it knows the reserves.

        Raises:
            SamplingError: `seed-missing`, `seed-unclear`.
        """
        return compose_seed(self.id, self.record.our_phrase or "", self.record.their_phrase or "")

    def draw_plan(self, seed: str | None = None) -> DrawPlan:
        """The plan as it was first drawn.

        Args:
            seed: of a draft that is drawn now; the recorded one if not given.

        Raises:
            SamplingError: `seed-missing`, `seed-unclear`.
        """
        settings = self.settings
        return DrawPlan(
            design=self.design or "simple",
            n=settings.size,
            seed=self.seed if seed is None else seed,
            by=settings.by,
            allocation=self.allocation,
            manual=settings.manual,
            minimum=settings.minimum,
            spreads=read_spreads(settings.spreads),
            sort=settings.sort,
            size_column=settings.size_column,
            cluster=settings.cluster,
            clusters=settings.clusters,
            coded=settings.coded,
        )


@dataclass(frozen=True)
class PlanCase:
    """One case in a plan.

    Args:
        record: the selection.
        case: the case; None until it has arrived here.
        allocated: member ids.
    """

    record: CaseSelection
    case: Case | None
    allocated: tuple[str, ...]

    @property
    def identifier(self) -> str:
        """The authority's identifier; empty until it has arrived here."""
        return (self.case.identifier or "") if self.case else ""

    @property
    def in_sample(self) -> bool:
        """False for a case that was replaced."""
        return self.record.state != "replaced"

    @property
    def drawn(self) -> bool:
        """Whether it came by ticket, at the draw, by an extension or as a reserve."""
        return self.record.route == "drawn"

    @property
    def reserve(self) -> bool:
        """Whether it is a reserve called in place of another, which has no chance of its own."""
        return self.drawn and self.record.chosen_of is None


def find_plan(base: EvidenceBase, plan: str) -> RecordedPlan:
    """One plan.

    Raises:
        InspectorError: `unknown-plan`; `plan-unreadable` when what is recorded of it is not whole.
    """
    with base.reading() as session:
        record = session.get(SamplePlan, plan) if is_hex(plan, 16) else None
        if record is None or record.withdrawn is not None:
            raise InspectorError(
                "unknown-plan",
                "There is no sample plan of that id in this inspection.",
                kept="Nothing was changed.",
                next_step="See `inspector sample list`.",
            )
        return _recorded(session, record)


def find_drawn_plan(base: EvidenceBase, plan: str) -> RecordedPlan:
    """One plan whose cases are selected.

    Raises:
        InspectorError: as `find_plan`.
        SamplingError: `not-drawn-yet`.
    """
    found = find_plan(base, plan)
    if found.is_draft:
        raise SamplingError(
            "not-drawn-yet",
            "This plan waits for the authority's phrase; no case is drawn yet.",
            next_step="Draw it with `inspector sample finish PLAN --theirs PHRASE`.",
        )
    return found


def plan_records(base: EvidenceBase) -> tuple[SamplePlan, ...]:
    """The rows of all plans that were not withdrawn, oldest first."""
    wanted = (
        select(SamplePlan)
        .where(col(SamplePlan.withdrawn).is_(None))
        .order_by(col(SamplePlan.created_order), col(SamplePlan.id))
    )
    with base.reading() as session:
        return tuple(session.exec(wanted))


def cases_of_plan(base: EvidenceBase, plan: RecordedPlan) -> tuple[PlanCase, ...]:
    """The cases of a plan that were not withdrawn: those drawn by stratum and rank, then others."""
    place = {count.value: at for at, count in enumerate(plan.strata)}

    def order(selection: CaseSelection) -> tuple[bool, int, int, int, str]:
        stratum = place.get(selection.stratum or "", len(place))
        rank = selection.rank or 0
        return selection.rank is None, stratum, rank, selection.created_order, selection.id

    wanted = select(CaseSelection).where(
        CaseSelection.plan == plan.id, col(CaseSelection.withdrawn).is_(None)
    )
    with base.reading() as session:
        selections = sorted(session.exec(wanted), key=order)
        held = select(Case).join(CaseSelection, col(CaseSelection.case) == col(Case.id))
        cases = {one.id: one for one in session.exec(held.where(CaseSelection.plan == plan.id))}
        allocated = _elements(session, plan.id)
    return tuple(
        PlanCase(one, cases.get(one.case or ""), tuple(sorted(allocated[one.id])))
        for one in selections
    )


def recorded_draw(plan: RecordedPlan, cases: Sequence[PlanCase]) -> tuple[Draw, frozenset[str]]:
    """The draw of a plan as it is recorded, and the unit ids of the reserves called.

    Of the reserves only those called are in it: the others are in nobody's log.
    """
    drawn = [one for one in cases if one.drawn]
    counts = {count.value: count for count in plan.strata}
    reserves = tuple(_selected(one, counts) for one in drawn if one.reserve)
    selected = tuple(_selected(one, counts) for one in drawn if not one.reserve)
    there, drawn_first = plan.settings.clusters_there, plan.settings.clusters
    first_stage = Fraction(drawn_first, there) if there else Fraction(1)
    draw = Draw(selected, reserves, plan.strata, plan.record.population or 0, first_stage)
    return draw, frozenset(one.unit for one in reserves)


def _selected(one: PlanCase, counts: dict[str, StratumCount]) -> Selected:
    record = one.record
    stratum = record.stratum or ""
    count = counts.get(stratum)
    if one.reserve:
        chosen, of = (count.drawn, count.population) if count else (0, 0)
    else:
        chosen, of = record.chosen_of or 0, record.out_of or 0
    return Selected(
        unit=record.unit or "",
        case=one.identifier,
        ticket=record.ticket or "",
        stratum=stratum,
        rank=record.rank or 0,
        probability=probability_text(chosen, of) if of > 0 else "0/1",
    )


def _elements(session: Session, plan: str) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    wanted = (
        select(ElementRow)
        .join(CaseSelection, col(CaseSelection.id) == col(ElementRow.record))
        .where(CaseSelection.plan == plan, ElementRow.field == "allocated")
    )
    for row in session.exec(wanted):
        found[row.record].add(row.key)
    return found


def _recorded(session: Session, record: SamplePlan) -> RecordedPlan:
    wanted = select(ElementRow.key).where(
        ElementRow.record == record.id, ElementRow.field == "enquiries"
    )
    enquiries = tuple(sorted(session.exec(wanted)))
    try:
        settings = PlanSettings.model_validate_json(record.settings or "")
        strata = _STRATA.validate_json(record.strata or "[]")
    except ValidationError:
        raise InspectorError(
            "plan-unreadable",
            "What is recorded of a sample plan is not whole: it was erased or is not here yet.",
            kept="Its cases are as they were.",
            next_step="Sync; if it stays so, look at the history of the plan.",
        ) from None
    return RecordedPlan(record, settings, strata, enquiries)


_STRATA: TypeAdapter[Any] = TypeAdapter(tuple[StratumCount, ...])
