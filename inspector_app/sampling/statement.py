"""The sample statement: what a sample is, how it was chosen and seen, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.draw import Design
from inspector_app.sampling.intervals import CONFIDENCE
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.representation import FieldComparison, NeverSeen, Representation
from inspector_app.sampling.stratified import StratumSeen, none_of_n_upper_stratified
from inspector_app.sampling.tells import about, percent
from schemas.wording import SamplingWording, UnitWords, sampling_wording

__all__ = ["SampleFacts", "SampleNature", "Statement", "how_seen_by", "write_statement"]

SampleNature = Literal["random", "purposeful", "convenience", "mixed", "empty"]

_DRAWN = "drawn"
_NOT_SEEN = "not-seen"
_VALUES_NAMED = 6
"""A sentence names at most so many values never seen; the rest are counted."""


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What is known of a sample, in counts; no case is named.

    Args:
        unit: the unit of sampling, one of the wording's (`referral`, `child` …).
        population: units on the list.
        routes: units in the sample by how they came into it (`drawn`, `criterion`,
            `offered-by-worker` …); their sum is the size. Units replaced are not in it.
        how_seen: units by how they were seen (`with-worker`, `with-manager`, `remotely`,
            `observed`, `otherwise`), one way each; the others count as not seen.
        design: of the random draw, None where nothing was drawn at random.
        by: columns of its strata.
        allocation: over its strata.
        conditions: of a purposeful selection, as typed.
        replaced: units drawn and replaced, by reason.
        added: units added by extensions after the first were looked at.
        strata_seen: of the random draw, how many of each stratum were seen (a simple draw is one
            stratum); none leaves the limit unsaid.
        drawn_not_seen: units drawn at random, not replaced and not seen yet.
        representation: the sample against the population, where it was worked out.
    """

    unit: str
    population: int
    routes: Mapping[str, int]
    how_seen: Mapping[str, int] = field(default_factory=dict)
    design: Design | None = None
    by: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    conditions: tuple[str, ...] = ()
    replaced: Mapping[str, int] = field(default_factory=dict)
    added: int = 0
    strata_seen: tuple[StratumSeen, ...] = ()
    drawn_not_seen: int = 0
    representation: Representation | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement in words and in counts.

    Args:
        text: plain sentences; they may hold what an authority typed, so show them as text only.
        nature: `random`, `purposeful`, `convenience`, `mixed`, or `empty`.
        size: units in the sample.
        routes: units by route, noughts left out.
        how_seen: units by how seen, `not-seen` among them, noughts left out.
        fields: sample against population.
        never_seen: by column, what the sample has not touched; columns seen in full left out.
    """

    text: str
    nature: SampleNature
    size: int
    routes: Mapping[str, int]
    how_seen: Mapping[str, int]
    fields: tuple[FieldComparison, ...]
    never_seen: Mapping[str, NeverSeen]


def how_seen_by(occasions: Iterable[str]) -> str:
    """How a case was seen, from the occasions of the notes on it; `not-seen` without any.

    A case with several occasions counts once, by the one that the wording lists first.
    """
    had = set(occasions)
    for occasion, seen in sampling_wording().occasions.items():
        if occasion in had:
            return seen
    return _NOT_SEEN


def write_statement(facts: SampleFacts) -> Statement:
    """Writes the statement.

    Raises:
        SamplingError: `word-not-known`, `counts-impossible`.
    """
    wording = sampling_wording()
    _check(facts, wording)
    size = sum(facts.routes.values())
    seen = dict(facts.how_seen)
    seen[_NOT_SEEN] = size - sum(seen.values())
    fields = facts.representation.fields if facts.representation else ()
    return Statement(
        text=" ".join(_sentences(facts, wording, size, seen)),
        nature=_nature(facts.routes),
        size=size,
        routes=_without_noughts(facts.routes),
        how_seen=_without_noughts(seen),
        fields=fields,
        never_seen={one.column: one.never_seen for one in fields if one.never_seen.count},
    )


def _nature(routes: Mapping[str, int]) -> SampleNature:
    used = _without_noughts(routes).keys()
    if not used:
        return "empty"
    if used == {_DRAWN}:
        return "random"
    if _DRAWN in used:
        return "mixed"
    return "convenience" if used == {"convenience"} else "purposeful"


def _sentences(
    facts: SampleFacts, wording: SamplingWording, size: int, seen: Mapping[str, int]
) -> list[str]:
    units = wording.units[facts.unit]
    population = units.count(facts.population)
    if not size:
        return [wording.say("statement_empty", population=population)]
    said = [
        wording.say("statement_size", size=units.count(size), population=f"{facts.population:,}"),
        wording.say("statement_chosen", parts=_parts(facts.routes, wording.routes)),
        *_how_chosen(facts, wording),
        wording.say("statement_how_seen", parts=_parts(seen, wording.how_seen)),
    ]
    fields = facts.representation.fields if facts.representation else ()
    said += [_never_seen(one, wording, units) for one in fields if one.never_seen.count]
    said += _limits(facts, wording, population)
    if units.event:
        said.append(wording.say("statement_event", units=units.many))
    return said


def _how_chosen(facts: SampleFacts, wording: SamplingWording) -> list[str]:
    said = []
    if facts.design == "simple":
        said.append(wording.designs["simple"])
    elif facts.design == "stratified":
        design = wording.designs[f"stratified-{facts.allocation}"]
        said.append(design.format(by=" and ".join(facts.by)))
    if facts.conditions:
        said.append(wording.say("statement_purpose", conditions="; ".join(facts.conditions)))
    if facts.added:
        said.append(wording.say("statement_extended", added=f"{facts.added:,}"))
    if _without_noughts(facts.replaced):
        parts = _parts(facts.replaced, wording.replaced)
        said.append(wording.say("statement_replaced", parts=parts))
    return said


def _never_seen(one: FieldComparison, wording: SamplingWording, units: UnitWords) -> str:
    unseen = one.never_seen
    share = (
        f"fewer than five {units.many}"
        if unseen.suppressed
        else f"{unseen.share_tenths // 10}.{unseen.share_tenths % 10} % of the list"
    )
    if not unseen.values:
        return wording.say(
            "statement_never_seen_number",
            column=one.column,
            count=f"{unseen.count:,}",
            of=f"{unseen.of:,}",
            share=share,
        )
    values = ", ".join(unseen.values[:_VALUES_NAMED])
    if unseen.count > _VALUES_NAMED:
        values += f" and {unseen.count - _VALUES_NAMED:,} more"
    return wording.say("statement_never_seen", column=one.column, values=values, share=share)


def _limits(facts: SampleFacts, wording: SamplingWording, population: str) -> list[str]:
    """What the sample cannot show. Only the random part ever gets a number."""
    nature = _nature(facts.routes)
    if nature not in ("random", "mixed"):
        return [wording.say("statement_purposeful")]
    key = "statement_random" if nature == "random" else "statement_mixed"
    said = [wording.say(key, population=population)]
    if facts.drawn_not_seen:
        said.append(wording.say("statement_unseen", count=f"{facts.drawn_not_seen:,}"))
    elif facts.strata_seen:
        upper = none_of_n_upper_stratified(facts.strata_seen)
        said.append(
            wording.say(
                "statement_limit",
                upper=f"{upper:,}",
                share=about(Fraction(upper, facts.population)),
                confidence=percent(CONFIDENCE),
            )
        )
    return said


def _parts(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    """'12 drawn at random, 2 offered by a worker', in the order of the wording."""
    return ", ".join(f"{counts[key]:,} {said}" for key, said in words.items() if counts.get(key))


def _without_noughts(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}


def _check(facts: SampleFacts, wording: SamplingWording) -> None:
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
    size, seen = sum(facts.routes.values()), sum(facts.how_seen.values())
    if seen > size:
        raise _impossible(f"{seen} cannot have been seen of {size}.")
    if facts.strata_seen and sum(one.population for one in facts.strata_seen) != facts.population:
        raise _impossible("The strata do not add up to the population.")
    if facts.drawn_not_seen > facts.routes.get(_DRAWN, 0):
        raise _impossible("More are unseen than were drawn.")


def _impossible(problem: str) -> SamplingError:
    return SamplingError(
        "counts-impossible",
        f"These counts cannot be right. {problem}",
        next_step="Run a check of the evidence base; if it is sound, report this.",
        kept="Nothing was changed.",
    )
