"""Every draw by chance that was ever made from one of the authority's lists, as the log has it.

Drawing until a draw pleases would make the chances meaningless, so nothing takes a draw off this
count: not undoing it, not withdrawing its plan, not importing the same lists again. A plan counts
as drawn from the first write that says so, or that gives the authority's phrase: whoever has both
phrases can work the outcome out. Plans that only wait for that phrase are counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import WriteView
from inspector_app.sampling.refusals import SamplingError
from schemas.records import SamplePlan

__all__ = ["ListDraws", "PlanOnRecord", "check_first", "draws_of_list", "draws_words"]

_AT_RANDOM = "our_phrase"
"""A field that only plans drawn by chance have."""


@dataclass(frozen=True)
class PlanOnRecord:
    """One plan by chance.

    Args:
        plan: its id.
        title: as it is now; empty where it is not here.
        design: as it is now.
        drawn_at: when it was first drawn, ISO 8601; None if it never was.
        standing: whether its draw still stands: it was neither undone nor withdrawn.
    """

    plan: str
    title: str
    design: str
    drawn_at: str | None
    standing: bool


@dataclass(frozen=True)
class ListDraws:
    """The draws from one list, over every import of it in this inspection.

    Args:
        drawn: in the order in which they were drawn.
        prepared: plans that wait for the authority's phrase, or did and were given up.
    """

    drawn: tuple[PlanOnRecord, ...]
    prepared: tuple[PlanOnRecord, ...]

    @property
    def newest(self) -> PlanOnRecord | None:
        """The last one drawn; without any the last one prepared."""
        return [*self.prepared, *self.drawn][-1] if self.prepared or self.drawn else None

    @property
    def undone(self) -> int:
        """How many drawn do not stand any more."""
        return sum(not one.standing for one in self.drawn)

    def before(self, plan: str) -> ListDraws:
        """Those drawn before a plan; all of them for one that is not among them."""
        ids = [one.plan for one in self.drawn]
        at = ids.index(plan) if plan in ids else len(ids)
        return ListDraws(self.drawn[:at], tuple(p for p in self.prepared if p.plan != plan))


def draws_of_list(base: EvidenceBase, number: int) -> ListDraws:
    """The draws by chance that are on record of a list, withdrawn and undone ones among them.

    Args:
        base: to read.
        number: of the list, 1 to 11; a plan whose history ever had it counts.
    """
    wanted = select(SamplePlan).order_by(col(SamplePlan.created_order), col(SamplePlan.id))
    with base.reading() as session:
        records = tuple(session.exec(wanted))
    found: list[tuple[tuple[datetime, int], PlanOnRecord]] = []
    prepared: list[PlanOnRecord] = []
    for place, record in enumerate(records):
        history = base.history(record.id)
        lists = {write.value for write in history if write.field == "list"}
        if number not in lists or not any(write.field == _AT_RANDOM for write in history):
            continue
        drawn_at = _drawn_at(history)
        standing = record.withdrawn is None and record.state != "draft"
        one = PlanOnRecord(record.id, record.title or "", record.design or "", drawn_at, standing)
        if drawn_at is None:
            prepared.append(one)
        else:
            found.append(((datetime.fromisoformat(drawn_at), place), one))
    return ListDraws(tuple(one for _, one in sorted(found, key=lambda o: o[0])), tuple(prepared))


def check_first(base: EvidenceBase, number: int, *, supersedes: str | None, again: str) -> None:
    """Refuses a further draw from a list before anything is drawn, unless it is said why.

    Args:
        base: to read.
        number: of the list.
        supersedes: the plan whose place it takes; one by chance from this list.
        again: why a further sample is drawn from it.

    Raises:
        SamplingError: `drawn-before`.
    """
    draws = draws_of_list(base, number)
    newest = draws.newest
    if newest is None or again.strip():
        return
    if supersedes in {one.plan for one in (*draws.drawn, *draws.prepared)}:
        return
    raise SamplingError(
        "drawn-before",
        f"List {number} was drawn from before: {draws_words(draws)} on record, the last one plan "
        f"{newest.plan}.",
        next_step="To draw it again give --supersedes PLAN and say why in --rationale; for a "
        "sample beside it give --again REASON.",
        kept="Nothing was drawn. Every draw stays on record.",
    )


def draws_words(draws: ListDraws, kind: str = "") -> str:
    """'3 draws, 1 of them undone' and '2 prepared and not drawn', as far as there are any.

    Args:
        draws: at least one, of either sort.
        kind: a word before 'draw', such as 'random'.
    """
    parts = []
    if draws.drawn or not draws.prepared:
        number, what = len(draws.drawn), f"{kind} draw".strip()
        said = f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
        if draws.undone:
            said += f", {draws.undone:,} of them undone or withdrawn"
        parts.append(said)
    if draws.prepared:
        parts.append(f"{len(draws.prepared):,} prepared and not drawn")
    return " and ".join(parts)


def _drawn_at(history: Sequence[WriteView]) -> str | None:
    for write in history:
        given = write.field == "their_phrase" and write.value is not None
        if given or (write.field == "state" and write.value not in (None, "draft")):
            return write.at
    return None
