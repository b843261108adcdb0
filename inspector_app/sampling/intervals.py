"""Exact intervals for what was found in how many.

The convention, stated because programs differ: an interval holds every value that a one-sided test
at half the error does **not** reject, a test rejecting where its probability is at or below that
level. R's `samplingbook` prints the first rejected value at each end, so its intervals for a
known population are one case wider on each side. Confidence is an exact fraction (19/20 for 95 %).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist

from inspector_app.sampling.beta import beta_quantile
from inspector_app.sampling.hypergeometric import SampleFromFinite
from inspector_app.sampling.refusals import SamplingError

__all__ = [
    "CONFIDENCE",
    "LARGEST_POPULATION",
    "CaseInterval",
    "ShareInterval",
    "check_confidence",
    "check_counts",
    "clopper_pearson",
    "hypergeometric_interval",
    "none_of_n_share",
    "none_of_n_upper",
    "wilson",
]

CONFIDENCE = Fraction(19, 20)
"""95 %."""

LARGEST_POPULATION = 10_000_000
"""No list is longer; beyond it a mistyped number would keep the exact arithmetic busy for hours."""


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """Bounds for a share of a population of unknown size, each from 0 to 1."""

    low: float
    high: float
    confidence: Fraction


@dataclass(frozen=True, slots=True)
class CaseInterval:
    """Bounds in whole cases of a population of known size, both included."""

    low: int
    high: int
    population: int
    confidence: Fraction


def clopper_pearson(found: int, seen: int, confidence: Fraction = CONFIDENCE) -> ShareInterval:
    """The exact binomial interval (Clopper and Pearson 1934), from quantiles of the beta.

    Known answer (Newcombe 1998, Statistics in Medicine 17:857): 81 of 263, 95 %: .2527 to .3676.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    check_counts(found, seen)
    check_confidence(confidence)
    tail = float((1 - confidence) / 2)
    low = beta_quantile(tail, found, seen - found + 1) if found else 0.0
    # The upper end from the other side: near 1 a float keeps fewer digits than near 0.
    high = 1 - beta_quantile(tail, seen - found, found + 1) if found < seen else 1.0
    return ShareInterval(low, high, confidence)


def wilson(found: int, seen: int, confidence: Fraction = CONFIDENCE) -> ShareInterval:
    """The score interval without continuity correction (Wilson 1927; Newcombe 1998, method 3).

    Known answer: 15 of 148, 95 %: .0624 to .1605.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    check_counts(found, seen)
    check_confidence(confidence)
    z = NormalDist().inv_cdf(float((1 + confidence) / 2))
    half = z * sqrt(z * z + 4 * found * (seen - found) / seen)
    low = (2 * found + z * z - half) / (2 * (seen + z * z))
    high = (2 * found + z * z + half) / (2 * (seen + z * z))
    # At the ends the formula gives 0 and 1 exactly; a float may miss them by its last bit.
    return ShareInterval(low if found else 0.0, high if found < seen else 1.0, confidence)


def hypergeometric_interval(
    found: int, seen: int, population: int, confidence: Fraction = CONFIDENCE
) -> CaseInterval:
    """How many of a known population have it, for a simple random draw without replacement.

    Test inversion in whole numbers (Buonaccorsi 1987; Thompson, Sampling, section 5.3 has its
    normal form): K stays in when P(X ≤ found | K) and P(X ≥ found | K) are both above half the
    error. Known answers, 95 %: 0 of 12 in 320 gives 0 to 83; 3 of 20 in 150 gives 6 to 54.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    check_counts(found, seen, population)
    check_confidence(confidence)
    tail = (1 - confidence) / 2
    high = _largest(
        found,
        population - (seen - found),
        lambda having: SampleFromFinite(seen, having, population).at_most_is_above(found, tail),
    )
    # The mirror image: cases without it, of which at most `seen - found` were found.
    without = _largest(
        seen - found,
        population - found,
        lambda lacking: SampleFromFinite(seen, lacking, population).at_most_is_above(
            seen - found, tail
        ),
    )
    return CaseInterval(population - without, high, population, confidence)


def none_of_n_upper(seen: int, population: int, confidence: Fraction = CONFIDENCE) -> int:
    """Nothing found in `seen` cases drawn at random: the most that could still have it.

    One-sided: the largest K with P(X = 0 | K) above the whole error. Known answers, 95 %:
    12 of 320 gives 69; 20 of 100 gives 12.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    check_counts(0, seen, population)
    check_confidence(confidence)
    error = 1 - confidence
    return _largest(
        0,
        population - seen,
        lambda having: SampleFromFinite(seen, having, population).at_most_is_above(0, error),
    )


def none_of_n_share(seen: int, confidence: Fraction = CONFIDENCE) -> float:
    """The same for a population of unknown size: 1 - error^(1 / seen), a share from 0 to 1.

    Source: Clopper and Pearson's one-sided limit; about 3 / n at 95 % (Hanley and
    Lippman-Hand 1983, the 'rule of three').

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    check_counts(0, seen)
    check_confidence(confidence)
    return 1 - exp(log(1 - confidence) / seen)


def check_counts(found: int, seen: int, population: int | None = None) -> None:
    """Refuses counts that no sample can give.

    Raises:
        SamplingError: `counts-impossible`.
    """
    if seen < 1:
        problem = "At least one case must have been looked at."
    elif found < 0:
        problem = "A count cannot be below nought."
    elif found > seen:
        problem = f"{found} cannot have been found in {seen}."
    elif population is not None and seen > population:
        problem = f"{seen} cannot have been looked at of {population}."
    elif population is not None and population > LARGEST_POPULATION:
        problem = f"A list of more than {LARGEST_POPULATION:,} is not worked out."
    else:
        return
    raise SamplingError(
        "counts-impossible",
        f"These counts cannot be right. {problem}",
        next_step="Give how many had it, of how many looked at, of how many on the list.",
        kept="Nothing was changed.",
    )


def check_confidence(confidence: Fraction) -> None:
    """Refuses a confidence outside one half to one, both left out.

    Raises:
        SamplingError: `confidence-impossible`.
    """
    if not Fraction(1, 2) < confidence < 1:
        raise SamplingError(
            "confidence-impossible",
            "A confidence lies above one half and below one.",
            next_step="Use 95 %.",
            kept="Nothing was changed.",
        )


def _largest(low: int, high: int, accepted: Callable[[int], bool]) -> int:
    """The largest number from low to high that is accepted; `low` is, and none after a refusal."""
    while low < high:
        middle = (low + high + 1) // 2
        if accepted(middle):
            low = middle
        else:
            high = middle - 1
    return low
