"""The sentences of a sample statement, in their order; the words are in `schemas/wording`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from inspector_app.sampling.draw_bounds import DrawBounds, bounds_of_draw, settled
from inspector_app.sampling.intervals import CONFIDENCE
from inspector_app.sampling.representation import SMALLEST_EXPORTED, FieldComparison
from inspector_app.sampling.statement_facts import (
    DRAWN,
    SampleFacts,
    nature_of,
    without_noughts,
)
from inspector_app.sampling.tells import about, percent
from schemas.wording import SamplingWording, UnitWords

__all__ = ["WITH_INTERVAL", "no_interval_words", "open_parts", "sentences"]

WITH_INTERVAL = ("simple", "stratified")
"""Designs for which an interval is stated. One random start, unequal chances and clusters need
formulas of their own: there are counts only."""

_BY_PLACE = ("systematic", "pps")
"""Designs that draw by places in an order, and their reserves by ticket."""

_CRITERION = "criterion"
_VALUES_NAMED = 6
"""A sentence names at most so many values never seen; the rest are counted."""


def sentences(
    facts: SampleFacts, wording: SamplingWording, seen: Mapping[str, int], *, leaving: bool
) -> list[str]:
    """All of them.

    Args:
        facts: checked.
        wording: the words.
        seen: units by how seen, those not seen among them.
        leaving: for what leaves the team: no number under five of people who have something in
            common, and no condition that fewer than five meet.
    """
    units = wording.units[facts.unit]
    population = units.count(facts.population)
    if not facts.size:
        return [wording.say("statement_empty", population=population)]
    said = [
        _size(facts, wording, units),
        wording.say("statement_chosen", parts=_parts(facts.routes, wording.routes)),
        *_how_chosen(facts, wording, leaving=leaving),
        *_what_became(facts, wording, leaving=leaving),
        wording.say("statement_how_seen", parts=_parts(seen, wording.how_seen)),
    ]
    # What four children all are, or none of them is, would be known of each.
    if not (leaving and facts.size < SMALLEST_EXPORTED):
        fields = facts.representation.fields if facts.representation else ()
        said += [_never_seen(one, wording, units) for one in fields if one.never_seen.count]
        said += _together(facts, wording, units, leaving=leaving)
    said += _limits(facts, wording, population)
    if units.event:
        said.append(wording.say("statement_event", units=units.many))
    return said


def _size(facts: SampleFacts, wording: SamplingWording, units: UnitWords) -> str:
    """With the share drawn for a random part; a share of cases chosen on purpose says nothing."""
    size, population = units.count(facts.size), f"{facts.population:,}"
    drawn = facts.routes.get(DRAWN, 0)
    if not drawn:
        return wording.say("statement_size", size=size, population=population)
    share = about(Fraction(drawn, max(facts.population, drawn)))
    return wording.say("statement_size_share", size=size, population=population, share=share)


def open_parts(counts: Mapping[str, int], wording: SamplingWording) -> str:
    """'2 not seen yet, 1 replaced': why drawn cases are not settled, in the wording's order."""
    return _parts(counts, wording.open)


def no_interval_words(design: str | None, wording: SamplingWording, population: str) -> str:
    """Why no interval is stated for a design.

    Args:
        design: of a random draw that is not in `WITH_INTERVAL`.
        wording: the words.
        population: as counted in words.
    """
    keys = {"systematic": "statement_one_start", "two-stage": "statement_clusters"}
    return wording.say(keys.get(design or "", "statement_unequal"), population=population)


def _how_chosen(facts: SampleFacts, wording: SamplingWording, *, leaving: bool) -> Iterator[str]:
    if facts.narrowed:
        yield wording.say("statement_narrowed", conditions="; ".join(facts.narrowed))
    if facts.design is not None:
        stratified = facts.design == "stratified"
        design = wording.designs[f"stratified-{facts.allocation}" if stratified else facts.design]
        yield design.format(
            by=" and ".join(facts.by),
            order=facts.order,
            size=facts.size_column,
            cluster=facts.cluster,
            clusters=f"{facts.clusters:,}",
        )
    if facts.short:
        yield wording.say("statement_short", short=f"{facts.short:,}")
    # A condition says itself that it was the criterion.
    if facts.purpose in wording.purposes and not (facts.purpose == _CRITERION and facts.conditions):
        yield wording.purposes[facts.purpose]
    few = facts.routes.get(_CRITERION, 0) < SMALLEST_EXPORTED
    if facts.conditions and leaving and few:
        yield wording.say("statement_purpose_kept")
    elif facts.conditions:
        yield wording.say("statement_purpose", conditions="; ".join(facts.conditions))


def _what_became(facts: SampleFacts, wording: SamplingWording, *, leaving: bool) -> Iterator[str]:
    if facts.superseded:
        yield wording.say("statement_superseded")
    if facts.earlier:
        yield wording.say("statement_drawn_again", earlier=facts.earlier)
    if facts.set_aside:
        yield wording.say("statement_set_aside")
    if facts.added:
        yield wording.say("statement_extended", added=f"{facts.added:,}")
    replaced = without_noughts(facts.replaced)
    if replaced and leaving and min(replaced.values()) < SMALLEST_EXPORTED:
        yield wording.say("statement_replaced", parts=f"{sum(replaced.values()):,}")
    elif replaced:
        yield wording.say("statement_replaced", parts=_parts(replaced, wording.replaced))
    if facts.reserves and facts.design in _BY_PLACE:
        yield wording.say("statement_reserves", count=f"{facts.reserves:,}")
    audit = facts.audit
    if audit is not None and audit.compared and not leaving:
        yield wording.say(
            "statement_audited",
            compared=f"{audit.compared:,}",
            audited=f"{audit.audited:,}",
            same=f"{audit.same:,}",
            lower=f"{audit.lower:,}",
            higher=f"{audit.higher:,}",
        )


def _never_seen(one: FieldComparison, wording: SamplingWording, units: UnitWords) -> str:
    unseen = one.never_seen
    if not unseen.suppressed:
        share = f"{unseen.share_tenths // 10}.{unseen.share_tenths % 10} % of the list"
    elif unseen.population < SMALLEST_EXPORTED:
        share = f"fewer than five {units.many}"
    else:
        share = "nearly the whole list"
    # Ages and other numbers are many and each is rare: named one by one they tell nothing.
    if all(value.isdecimal() for value in unseen.values):
        return wording.say(
            "statement_never_seen_number",
            column=one.column,
            count=f"{unseen.count:,}",
            of=f"{unseen.of:,}",
            share=share,
        )
    values = ", ".join(map(one.said, unseen.values[:_VALUES_NAMED]))
    if unseen.count > _VALUES_NAMED:
        values += f" and {unseen.count - _VALUES_NAMED:,} more"
    return wording.say("statement_never_seen", column=one.column, values=values, share=share)


def _together(
    facts: SampleFacts, wording: SamplingWording, units: UnitWords, *, leaving: bool
) -> Iterator[str]:
    """Units that belong together: of one worker or family, never named, or of one case."""
    least = SMALLEST_EXPORTED if leaving else 2
    fields = facts.representation.fields if facts.representation else ()
    for one in fields:
        if not one.rows and one.largest >= least:
            yield wording.say(
                "statement_together",
                column=one.column,
                groups=f"{one.groups:,}",
                largest=units.count(one.largest),
            )
    if facts.repeated >= (least if leaving else 1):
        yield wording.say("statement_repeated", count=f"{facts.repeated:,}", units=units.many)


def _limits(facts: SampleFacts, wording: SamplingWording, population: str) -> Iterator[str]:
    """What the sample cannot show. Only a random part ever gets a number."""
    nature = nature_of(facts.routes)
    if nature not in ("random", "mixed"):
        yield wording.say("statement_purposeful")
        return
    if nature == "mixed":
        yield wording.say("statement_mixed", population=population)
    if facts.design is not None and facts.design not in WITH_INTERVAL:
        yield no_interval_words(facts.design, wording, population)
        return
    if facts.drawn and not settled(facts.drawn):
        yield wording.say("statement_none_seen")
        return
    if nature == "random":
        yield wording.say("statement_random", population=population)
    yield from _unevenly(facts, wording)
    if facts.drawn:
        yield _limit(facts, wording, bounds_of_draw(facts.drawn))


def _unevenly(facts: SampleFacts, wording: SamplingWording) -> Iterator[str]:
    """Strata drawn otherwise than in proportion, so that shares in the sample mislead."""
    drawn, there = sum(one.drawn for one in facts.drawn), facts.population
    # Rounding moves less than one; a reserve called adds one to a proportional stratum.
    most = 2 if facts.allocation == "proportional" else 1
    if any(abs(one.drawn - Fraction(drawn * one.population, there)) >= most for one in facts.drawn):
        yield wording.say("statement_uneven")
    none = sum(one.population for one in facts.drawn if not one.drawn)
    if none:
        yield wording.say("statement_undrawn", count=f"{none:,}")


def _limit(facts: SampleFacts, wording: SamplingWording, bounds: DrawBounds) -> str:
    seen = settled(facts.drawn)
    if seen == facts.population:
        return wording.say("statement_whole")

    def share(count: int) -> str:
        return about(Fraction(count, facts.population))

    if seen == bounds.drawn and not bounds.upper_best:
        return wording.say("statement_limit_left", confidence=percent(CONFIDENCE))
    if seen == bounds.drawn:
        return wording.say(
            "statement_limit",
            upper=f"{bounds.upper_best:,}",
            share=share(bounds.upper_best),
            confidence=percent(CONFIDENCE),
        )
    replaced = min(sum(facts.replaced.values()), bounds.drawn - seen - facts.drawn_not_seen)
    why = {
        "not-seen": facts.drawn_not_seen,
        "replaced": max(replaced, 0),
        "not-recorded": bounds.drawn - seen - facts.drawn_not_seen - max(replaced, 0),
    }
    said = {
        "drawn": f"{bounds.drawn:,}",
        "parts": open_parts(why, wording),
        "seen": f"{seen:,}",
        "worst": f"{bounds.upper_worst:,}",
        "worst_share": share(bounds.upper_worst),
        "confidence": percent(CONFIDENCE),
    }
    if not bounds.upper_best:
        return wording.say("statement_open_left", **said)
    best = f"{bounds.upper_best:,}"
    return wording.say("statement_open", best=best, best_share=share(bounds.upper_best), **said)


def _parts(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    """'12 drawn at random, 2 offered by a worker', in the order of the wording."""
    return ", ".join(f"{counts[key]:,} {said}" for key, said in words.items() if counts.get(key))
