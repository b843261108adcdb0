"""Sample plans and their cases as they are recorded, read back into what the draws work with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.closing import Closing
from inspector_app.sampling.draws import (
    Design,
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    probability_text,
)
from inspector_app.sampling.purposeful import CHOSEN_BY_CONDITION, Tail
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.spreads import read_spreads
from inspector_app.sampling.tickets import compose_seed
from schemas.canonical import Json, MalformedError, encode
from schemas.fields import ElementRow
from schemas.identifiers import is_hex
from schemas.records import Case, CaseSelection, SamplePlan

__all__ = [
    "ExtensionMade",
    "Filter",
    "PlanCase",
    "PlanSettings",
    "RecordedPlan",
    "canonical_text",
    "cases_of_plan",
    "find_drawn_plan",
    "find_plan",
    "plan_records",
    "recorded_draw",
    "strata_text",
]


class Filter(BaseModel):
    """A condition that narrowed the list, and how many were left after it."""

    model_config = ConfigDict(frozen=True)

    condition: str
    left: int


class ExtensionMade(BaseModel):
    """An extension: how many cases, when, and whether any had been looked at before."""

    model_config = ConfigDict(frozen=True)

    add: int
    at: str
    looked: bool


class PlanSettings(BaseModel):
    """Everything of a plan that has no field of its own; stands in the log as canonical JSON.

    Attributes:
        size: as first drawn, before any extension.
        columns: of the list that the plan uses, whose values a case's extract holds.
        by: columns of the strata.
        spreads: by stratum, as decimal text, for the Neyman allocation.
        sort: columns of the stated order.
        size_column: that chances are in proportion to.
        cluster: column of the clusters of a two-stage draw.
        clusters: how many of them are drawn.
        clusters_there: how many there are.
        coded: whether clusters go by a number, because their values name people.
        minimum: per stratum.
        manual: sizes by stratum, for an allocation by hand.
        filters: conditions, each with what was left after it.
        column: that an extreme selection goes by.
        tail: which end of it.
        order: of a purposeful selection, in words.
        eligible: units that met the conditions or had a value.
        not_judged: units that had something there which is no number or date.
        tied_outside: units left out although they equal the last one chosen.
        extensions: oldest first.
        joint: the authority gave its phrase after plan and commitment were recorded.
        closing: of a plan that was closed with cases unseen.
        released: when certificates left, oldest first; since then the reserves may be known.
    """

    model_config = ConfigDict(frozen=True)

    size: int
    columns: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    spreads: dict[str, str] = {}
    sort: tuple[str, ...] = ()
    size_column: str | None = None
    cluster: str | None = None
    clusters: int = 0
    clusters_there: int = 0
    coded: bool = False
    minimum: int = 0
    manual: dict[str, int] = {}
    filters: tuple[Filter, ...] = ()
    column: str | None = None
    tail: Tail = "high"
    order: str | None = None
    eligible: int | None = None
    not_judged: int = 0
    tied_outside: int = 0
    extensions: tuple[ExtensionMade, ...] = ()
    joint: bool = False
    closing: Closing | None = None
    released: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Canonical JSON."""
        return canonical_text(self.model_dump(mode="json"))


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


def canonical_text(value: Json) -> str:
    """Canonical JSON as text.

    Raises:
        SamplingError: `text-unreadable` when a text in it cannot be written in UTF-8.
    """
    try:
        return encode(value).decode()
    except MalformedError:
        raise SamplingError(
            "text-unreadable",
            "A column, a value or a condition cannot be written in UTF-8.",
            next_step="Type it again, or mend the list and import it again.",
        ) from None


def strata_text(strata: Sequence[StratumCount]) -> str:
    """Strata as they stand in a plan: canonical JSON."""
    return canonical_text(
        [{"drawn": s.drawn, "population": s.population, "value": s.value} for s in strata]
    )


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
