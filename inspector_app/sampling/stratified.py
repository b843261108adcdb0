"""What a stratified draw says of the whole: two bounds, each valid whatever the allocation.

**None of n.** The chance of finding nothing is the product over strata; the bound is the largest
total, over all ways to spread the cases that have it, whose chance stays above the error. The
chance of each stratum falls ever faster, so adding one case at a time where it costs least reaches
that largest total. Exact.

**Some found.** The total found is a sum of independent trials: each stratum's count is
hypergeometric, which is itself such a sum (Vatutin and Mikhailov 1982). By Hoeffding (1956,
theorem 4) its tails beyond the mean are no heavier than a binomial's with the same mean, so a
Clopper–Pearson interval holds for the *expected* number found, μ = Σ (seen / size) · K. That range
of μ is carried to whole cases in the least favourable way: the fewest K fill the strata seen most
densely, the most K those seen least. Strata seen whole are known and only added. The confidence is
at least the one stated; the interval is wider than normal approximations, which need larger strata.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, floor, lgamma, log, prod

from inspector_app.sampling.intervals import (
    CONFIDENCE,
    CaseInterval,
    check_confidence,
    check_counts,
    clopper_pearson,
    hypergeometric_interval,
    none_of_n_upper,
)
from inspector_app.sampling.refusals import SamplingError

__all__ = ["StratumSeen", "none_of_n_upper_stratified", "stratified_interval"]

_ROUNDING = Fraction(1, 10**9)
"""The beta quantiles are floats; their ends are moved outwards by far more than their error."""


@dataclass(frozen=True, slots=True)
class StratumSeen:
    """One stratum: units in it, units of the random draw looked at, units found to have it."""

    population: int
    seen: int
    found: int = 0

    @property
    def rest(self) -> int:
        """Units not looked at."""
        return self.population - self.seen

    @property
    def fraction(self) -> Fraction:
        """The share looked at."""
        return Fraction(self.seen, self.population)


def none_of_n_upper_stratified(
    strata: Sequence[StratumSeen], confidence: Fraction = CONFIDENCE
) -> int:
    """Nothing found in any stratum: the most cases that could still have it, one-sided.

    One stratum gives `none_of_n_upper`. A stratum nobody was seen from counts whole.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`, `something-found`.
    """
    _check(strata, confidence)
    if any(stratum.found for stratum in strata):
        raise SamplingError(
            "something-found",
            "This bound is for a problem seen in none of the cases, and it was seen in some.",
            next_step="Ask for the interval instead.",
            kept="Nothing was changed.",
        )
    if len(strata) == 1 and strata[0].seen:
        return none_of_n_upper(strata[0].seen, strata[0].population, confidence)
    return _most_hidden(strata, 1 - confidence)


def stratified_interval(
    strata: Sequence[StratumSeen], confidence: Fraction = CONFIDENCE
) -> CaseInterval:
    """How many of the population have it, from a stratified random draw; two-sided.

    Method and sources: this module. One stratum gives `hypergeometric_interval`.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    _check(strata, confidence)
    population = sum(stratum.population for stratum in strata)
    known = sum(stratum.found for stratum in strata if not stratum.rest)
    unseen = sum(stratum.population for stratum in strata if not stratum.seen)
    sampled = [stratum for stratum in strata if stratum.seen and stratum.rest]
    if not sampled:
        low, high = 0, 0
    elif len(sampled) == 1:
        only = sampled[0]
        part = hypergeometric_interval(only.found, only.seen, only.population, confidence)
        low, high = part.low, part.high
    else:
        low, high = _range(sampled, confidence)
    return CaseInterval(known + low, known + high + unseen, population, confidence)


def _most_hidden(strata: Sequence[StratumSeen], error: Fraction) -> int:
    """The largest total whose chance of staying unseen is above the error.

    Adding the k-th case to a stratum (k from 0) multiplies its chance by 1 - r, where
    r = seen / (population - k). The cheapest cases are those with r up to some limit: the limit is
    closed in on until at most one case of each stratum is left to decide, and these go in order.
    """

    def within(limit: float) -> list[int]:
        """How many cases of each stratum have r up to the limit."""
        return [
            max(0, min(s.rest, floor(s.population - s.seen / limit) + 1)) if s.seen else s.rest
            for s in strata
        ]

    everything = [stratum.rest for stratum in strata]
    if _stays_hidden(strata, everything, error):
        return sum(everything)
    low = min(s.seen / s.population for s in strata if s.seen) / 2
    high = 1.0
    having, beyond = within(low), everything
    while max(more - have for more, have in zip(beyond, having, strict=True)) > 1:
        middle = (low + high) / 2
        tried = within(middle)
        if _stays_hidden(strata, tried, error):
            low, having = middle, tried
        else:
            high, beyond = middle, tried
    undecided = [at for at, more in enumerate(beyond) if more > having[at]]
    undecided.sort(key=lambda at: strata[at].seen / (strata[at].population - having[at]))

    def refused(count: int) -> bool:
        tried = having.copy()
        for at in undecided[:count]:
            tried[at] += 1
        return not _stays_hidden(strata, tried, error)

    return sum(having) + bisect_left(range(len(undecided) + 1), True, key=refused) - 1


def _stays_hidden(strata: Sequence[StratumSeen], having: Sequence[int], error: Fraction) -> bool:
    """Whether cases spread like this would be found in none with a chance above the error.

    Floats decide where they are far enough from the error for theirs not to matter; whole numbers
    decide the rest.
    """
    chance = size = 0.0
    for stratum, count in zip(strata, having, strict=True):
        without = stratum.population - count
        terms = (
            *(lgamma(without + 1), lgamma(stratum.rest + 1)),
            *(lgamma(without - stratum.seen + 1), lgamma(stratum.population + 1)),
        )
        chance += terms[0] + terms[1] - terms[2] - terms[3]
        size += sum(terms)
    # The error of a float in log scale: a few units in the last place of the largest terms.
    if abs(chance - log(error)) > 1e-9 + 1e-14 * size:
        return chance > log(error)
    nothing = prod(comb(s.population - k, s.seen) for s, k in zip(strata, having, strict=True))
    whole = prod(comb(s.population, s.seen) for s in strata)
    return error.denominator * nothing > error.numerator * whole


def _range(strata: Sequence[StratumSeen], confidence: Fraction) -> tuple[int, int]:
    """Fewest and most in strata that were all seen in part."""
    found, seen = sum(s.found for s in strata), sum(s.seen for s in strata)
    if not found:
        # Exact here, and still one test at half the error: it refuses a superset of what the
        # binomial bound refuses, by the one outcome of nothing found.
        return 0, none_of_n_upper_stratified(strata, (1 + confidence) / 2)
    share = clopper_pearson(found, seen, confidence)
    # Hoeffding's bounds begin one beyond the mean: nearer to it nothing is refused.
    least = min(Fraction(share.low) * seen * (1 - _ROUNDING), Fraction(found - 1))
    most = max(Fraction(share.high) * seen * (1 + _ROUNDING), Fraction(found + 1))
    mean = sum((s.fraction * s.found for s in strata), Fraction(0))
    by_density = sorted(strata, key=lambda s: s.fraction)
    high = found + _add(by_density, most - mean, floor)
    low = found + _add(by_density[::-1], least - mean, ceil)
    return low, high


def _add(
    strata: Sequence[StratumSeen], expected: Fraction, to_whole: Callable[[Fraction], int]
) -> int:
    """How many cases, filling the strata in order, add `expected` to the expected number found."""
    added = 0
    for stratum in strata:
        if expected <= 0:
            break
        here = min(stratum.rest, to_whole(expected / stratum.fraction))
        added += here
        expected -= here * stratum.fraction
    return added


def _check(strata: Sequence[StratumSeen], confidence: Fraction) -> None:
    check_confidence(confidence)
    check_counts(sum(s.found for s in strata), sum(s.seen for s in strata))
    for stratum in strata:
        if stratum.seen or stratum.found:
            check_counts(stratum.found, stratum.seen, stratum.population)
