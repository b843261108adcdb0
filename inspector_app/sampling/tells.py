"""What a number found in a sample tells about the whole, in one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from inspector_app.sampling.intervals import (
    CONFIDENCE,
    CaseInterval,
    check_confidence,
    check_counts,
    hypergeometric_interval,
    none_of_n_share,
    none_of_n_upper,
    wilson,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stratified import (
    StratumSeen,
    none_of_n_upper_stratified,
    stratified_interval,
)
from schemas.wording import SamplingWording, UnitWords, sampling_wording

__all__ = ["Nature", "Tells", "about", "percent", "span", "tells", "tells_stratified"]

Nature = Literal["assumed", "random", "purposeful"]
"""`random` is for draws that the program made itself; what a person only states is `assumed`."""


@dataclass(frozen=True, slots=True)
class Tells:
    """What may be said.

    Args:
        low: fewest cases of the population that have it; None without a known population, or for
            cases chosen on purpose.
        high: the most, on the same terms.
        none_of_n_upper: nothing found: the most that could still have it, one-sided; else None.
        sentence: the same in words.
    """

    low: int | None
    high: int | None
    none_of_n_upper: int | None
    sentence: str


def tells(
    found: int,
    seen: int,
    population: int | None,
    nature: Nature = "assumed",
    *,
    unit: str = "case",
    confidence: Fraction = CONFIDENCE,
) -> Tells:
    """What `found` of `seen` tells about `population`.

    A known population gives whole cases by the hypergeometric interval; an unknown one a share by
    Wilson's. Cases chosen on purpose never give either.

    Args:
        found: cases in which it was seen.
        seen: cases looked at.
        population: cases on the list, or None where that is not known.
        nature: how the cases were chosen.
        unit: what is counted, one of the units of the wording.
        confidence: 19/20 for 95 %.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`, `word-not-known`.
    """
    check_counts(found, seen, population)
    check_confidence(confidence)
    wording = sampling_wording()
    units = _units(wording, unit)
    if nature == "purposeful":
        return _purposeful(wording, found, seen, population)
    premise = _premise(wording, seen, nature)
    if population is None:
        return _unknown(wording, units, premise, found, seen, confidence)
    interval = hypergeometric_interval(found, seen, population, confidence)
    upper = none_of_n_upper(seen, population, confidence) if not found else None
    return _known(wording, units, premise, found, seen, interval, upper)


def tells_stratified(
    strata: Sequence[StratumSeen], *, unit: str = "case", confidence: Fraction = CONFIDENCE
) -> Tells:
    """The same for a stratified draw of the program's own, by `stratified_interval`.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`, `word-not-known`.
    """
    wording = sampling_wording()
    interval = stratified_interval(strata, confidence)
    found, seen = sum(one.found for one in strata), sum(one.seen for one in strata)
    upper = none_of_n_upper_stratified(strata, confidence) if not found else None
    premise = _premise(wording, seen, "random")
    return _known(wording, _units(wording, unit), premise, found, seen, interval, upper)


def percent(share: Fraction) -> str:
    """A share in whole per cent, halves upwards; never nought or all unless it is."""
    if 0 < share < Fraction(1, 200):
        return "under 1 %"
    if Fraction(199, 200) <= share < 1:
        return "over 99 %"
    return f"{int(share * 100 + Fraction(1, 2))} %"


def about(low: Fraction, high: Fraction | None = None) -> str:
    """'about 22 %', 'under 1 %', 'about 4 % to 36 %'."""
    said = percent(low) if high is None else span(percent(low), percent(high))
    return said if said[0] in "uo" else f"about {said}"


def _units(wording: SamplingWording, unit: str) -> UnitWords:
    words = wording.units.get(unit)
    if words is None:
        raise SamplingError(
            "word-not-known",
            "This is not a unit of sampling that this version knows.",
            next_step=f"Use one of: {', '.join(wording.units)}.",
            kept="Nothing was changed.",
        )
    return words


def _premise(wording: SamplingWording, seen: int, nature: Nature) -> str:
    key = "premise_known" if nature == "random" else "premise_if"
    return wording.say(key, seen=f"{seen:,}")


def _purposeful(wording: SamplingWording, found: int, seen: int, population: int | None) -> Tells:
    counts = {"found": f"{found:,}", "seen": f"{seen:,}"}
    if population is None:
        sentence = wording.say("tells_purposeful_unknown", **counts)
    else:
        sentence = wording.say("tells_purposeful", population=f"{population:,}", **counts)
    return Tells(None, None, None, sentence)


def _known(
    wording: SamplingWording,
    units: UnitWords,
    premise: str,
    found: int,
    seen: int,
    interval: CaseInterval,
    upper: int | None,
) -> Tells:
    population = interval.population
    said = {
        "seen": f"{seen:,}",
        "population": f"{population:,}",
        "units": units.one if population == 1 else units.many,
        "premise": premise,
        "confidence": percent(interval.confidence),
    }
    if seen == population:
        sentence = wording.say(
            "tells_whole", population=units.count(population), found=f"{found:,}"
        )
    elif upper == 0:
        sentence = wording.say("tells_none_left", **said)
    elif upper is not None:
        sentence = wording.say(
            "tells_none",
            upper=units.count(upper),
            share=about(Fraction(upper, population)),
            **said,
        )
    else:
        sentence = wording.say(
            "tells_some",
            found=f"{found:,}",
            range=span(f"{interval.low:,}", f"{interval.high:,}"),
            share=about(Fraction(interval.low, population), Fraction(interval.high, population)),
            **said,
        )
    return Tells(interval.low, interval.high, upper, sentence)


def _unknown(
    wording: SamplingWording,
    units: UnitWords,
    premise: str,
    found: int,
    seen: int,
    confidence: Fraction,
) -> Tells:
    said = {
        "seen": f"{seen:,}",
        "units": units.many,
        "premise": premise,
        "confidence": percent(confidence),
    }
    if not found:
        share = about(Fraction(none_of_n_share(seen, confidence)))
        return Tells(None, None, None, wording.say("tells_none_unknown", share=share, **said))
    bounds = wilson(found, seen, confidence)
    share = about(Fraction(bounds.low), Fraction(bounds.high))
    sentence = wording.say("tells_some_unknown", found=f"{found:,}", share=share, **said)
    return Tells(None, None, None, sentence)


def span(low: str, high: str) -> str:
    """'6 to 54', or one of them where they are the same."""
    return low if low == high else f"{low} to {high}"
