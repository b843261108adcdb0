"""What a plan says beside its own fields, as it stands in the log: canonical JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from inspector_app.sampling.closing import Closing
from inspector_app.sampling.draws import StratumCount
from inspector_app.sampling.purposeful import Tail
from inspector_app.sampling.refusals import SamplingError
from schemas.canonical import Json, MalformedError, encode

__all__ = ["ExtensionMade", "Filter", "PlanSettings", "canonical_text", "strata_text"]


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
        size: as wanted at the first draw, before any extension; a draw in two stages gives fewer
            where the clusters drawn have no more.
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
        commitment: of a joint seed, SHA-256 of the plan's text; None where an earlier version
            committed to our phrase alone.
        again: why a further sample was drawn from this list, where it takes no plan's place.
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
    commitment: str | None = None
    again: str = ""
    closing: Closing | None = None
    released: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Canonical JSON."""
        return canonical_text(self.model_dump(mode="json"))


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
