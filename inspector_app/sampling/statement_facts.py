"""What is known of a sample when its statement is written, in counts; no case is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.draw_bounds import StratumDrawn
from inspector_app.sampling.draws import Design
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.representation import Representation
from schemas.wording import SamplingWording

__all__ = [
    "DRAWN",
    "NOT_SEEN",
    "AuditCompared",
    "SampleFacts",
    "SampleNature",
    "check_facts",
    "nature_of",
    "without_noughts",
]

SampleNature = Literal["random", "purposeful", "convenience", "mixed", "empty"]

DRAWN = "drawn"
"""The route of a case that came by chance."""

NOT_SEEN = "not-seen"


@dataclass(frozen=True, slots=True)
class AuditCompared:
    """Cases that the authority audited, its grade set against ours.

    Args:
        audited: such cases in the sample.
        lower: our grade is below the authority's.
        same: it is the same.
        higher: it is above.
    """

    audited: int
    lower: int
    same: int
    higher: int

    @property
    def compared(self) -> int:
        """Those with both grades on one scale."""
        return self.lower + self.same + self.higher


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """A sample in counts.

    Args:
        unit: the unit of sampling, one of the wording's (`referral`, `child` …).
        population: units on the list, after any narrowing.
        routes: units in the sample by how they came into it (`drawn`, `criterion`,
            `offered-by-worker` …); their sum is the size. Units replaced are not in it.
        how_seen: units by how they were seen (`with-worker`, `with-manager`, `remotely`,
            `observed`, `otherwise`), one way each; the others count as not seen.
        design: of the random draw, None where nothing was drawn at random.
        by: columns of its strata.
        allocation: over its strata.
        order: that a systematic draw went through, in words.
        size_column: that chances were in proportion to.
        cluster: column of the clusters of a draw in two stages.
        clusters: how many of them were drawn.
        purpose: type of a purposeful selection, one of the wording's; empty if there is none.
        conditions: of a purposeful selection, as typed.
        narrowed: conditions by which the list of a random draw was narrowed, as typed.
        replaced: units drawn and replaced, by reason.
        added: units added by extensions after the first were looked at.
        drawn: the random draw by stratum, seen units as `looked`; none leaves its limit unsaid.
        drawn_not_seen: units drawn at random, not replaced and not seen yet.
        repeated: cases of which the sample has more than one event.
        audit: grades of audited cases compared.
        short: how many fewer were drawn than wanted, as the clusters drawn have no more.
        reserves: units that came as reserves, by ticket alone.
        earlier: draws from the list before this one, in words; empty where there are none.
        set_aside: whether it takes the place of an earlier plan.
        superseded: whether a later draw has taken its place.
        representation: the sample against the population, where it was worked out.
    """

    unit: str
    population: int
    routes: Mapping[str, int]
    how_seen: Mapping[str, int] = field(default_factory=dict)
    design: Design | None = None
    by: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    order: str = ""
    size_column: str = ""
    cluster: str = ""
    clusters: int = 0
    purpose: str = ""
    conditions: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    replaced: Mapping[str, int] = field(default_factory=dict)
    added: int = 0
    drawn: tuple[StratumDrawn, ...] = ()
    drawn_not_seen: int = 0
    repeated: int = 0
    audit: AuditCompared | None = None
    short: int = 0
    reserves: int = 0
    earlier: str = ""
    set_aside: bool = False
    superseded: bool = False
    representation: Representation | None = None

    @property
    def size(self) -> int:
        """Units in the sample."""
        return sum(self.routes.values())


def nature_of(routes: Mapping[str, int]) -> SampleNature:
    """What a sample is, by how its cases came into it."""
    used = without_noughts(routes).keys()
    if not used:
        return "empty"
    if used == {DRAWN}:
        return "random"
    if DRAWN in used:
        return "mixed"
    return "convenience" if used == {"convenience"} else "purposeful"


def without_noughts(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts that are not nought."""
    return {key: count for key, count in counts.items() if count}


def check_facts(facts: SampleFacts, wording: SamplingWording) -> None:
    """Refuses what no sample can be.

    Raises:
        SamplingError: `word-not-known`, `counts-impossible`.
    """
    for counts, words in (
        (facts.routes, wording.routes),
        (facts.how_seen, wording.how_seen),
        (facts.replaced, wording.replaced),
        ({facts.unit: 1}, wording.units),
    ):
        for key, count in counts.items():
            if key not in words:
                raise SamplingError(
                    "word-not-known",
                    "The sample uses a word for a route, a way of seeing, a reason or a unit that "
                    "this version does not know.",
                    next_step="Use one of the words printed by --help, or update the program.",
                )
            if count < 0:
                raise _impossible("A count is below nought.")
    seen = sum(facts.how_seen.values())
    if seen > facts.size:
        raise _impossible(f"{seen} cannot have been seen of {facts.size}.")
    if facts.drawn and sum(one.population for one in facts.drawn) != facts.population:
        raise _impossible("The strata do not add up to the population.")
    if facts.drawn_not_seen > facts.routes.get(DRAWN, 0):
        raise _impossible("More are unseen than were drawn.")


def _impossible(problem: str) -> SamplingError:
    return SamplingError(
        "counts-impossible",
        f"These counts cannot be right. {problem}",
        next_step="Run a check of the evidence base; if it is sound, report this.",
        kept="Nothing was changed.",
    )
