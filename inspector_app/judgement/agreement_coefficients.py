"""Coefficients of agreement between judges, as exact fractions; None where one is not defined.

| coefficient | source |
| --- | --- |
| α | Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011 |
| AC₁, AC₂ | Gwet, Handbook of Inter-Rater Reliability, 4th edition 2014, chapters 4 and 5 |
| κ | Cohen, Educational and Psychological Measurement 20:37, 1960 |
| weighted κ | Cohen, Psychological Bulletin 70:213, 1968; linear as Cicchetti and Allison 1971 |
| Fleiss κ | Fleiss, Psychological Bulletin 76:378, 1971; where judges are missing, as Gwet 2014 |

All but α leave the distances between grades to weights that fall from 1 for the same grade to 0 for
the two ends of the scale:

* nominal: 1 for the same grade, else 0;
* ordinal: 1 - C(d + 1, 2) / C(q, 2), d steps apart on a scale of q grades (Gwet's ordinal weights);
* interval: 1 - d² / (q - 1)² (quadratic weights, Fleiss and Cohen 1973).

The scale is the whole one, grades that nobody gave among it: AC depends on how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import Literal

from inspector_app.judgement.judges import Ratings, count_pairs

__all__ = [
    "Metric",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "weighted_kappa",
]

Metric = Literal["ordinal", "nominal", "interval"]


def krippendorff_alpha(ratings: Ratings, metric: Metric) -> Fraction | None:
    """Krippendorff's α; any number of judges, missing grades allowed.

    α = 1 - (n - 1) Σ o(c,k) δ(c,k) / Σ n(c) n(k) δ(c,k), over the grades of units that two judges
    or more graded. δ is 0 or 1 (nominal), the square of the steps between (interval), or the
    square of how many grades were given from c to k, those at the ends half (ordinal).

    None where nothing can vary: no pair, or all such grades are the same.
    """
    tables = {row: units for row, units in ratings.counts.items() if sum(row) > 1}
    given = [
        sum(row[k] * units for row, units in tables.items()) for k in range(len(ratings.scale))
    ]
    apart = _squared_distances(given, metric)
    grades = range(len(given))
    expected = sum((given[c] * given[k] * apart[c][k] for c in grades for k in grades), Fraction(0))
    if not expected:
        return None
    observed = Fraction(0)
    for row, units in tables.items():
        here = [c for c in grades if row[c]]
        unlike = sum((row[c] * row[k] * apart[c][k] for c in here for k in here), Fraction(0))
        observed += units * unlike / (sum(row) - 1)
    return 1 - (sum(given) - 1) * observed / expected


def gwet_ac(ratings: Ratings, metric: Metric) -> Fraction | None:
    """Gwet's AC₂, or AC₁ for the nominal metric; any number of judges, missing grades allowed.

    Chance is T / (q(q - 1)) Σ π(k) (1 - π(k)): T the sum of the weights, π(k) the mean over units
    of the share of their judges who gave grade k. Units with one grade count in π, not in the
    agreement observed.

    None without a pair, or for a scale of one grade.
    """
    q = len(ratings.scale)
    weights = _weights(q, metric)
    observed = _observed(ratings, weights)
    if observed is None or q < 2:
        return None
    total = sum((weight for row in weights for weight in row), Fraction(0))
    spread = sum((share * (1 - share) for share in _mean_shares(ratings)), Fraction(0))
    return _beyond_chance(observed, total * spread / (q * (q - 1)))


def fleiss_kappa(ratings: Ratings) -> Fraction | None:
    """Fleiss's κ, unweighted; where not every unit has as many grades, as Gwet generalised it.

    Chance is Σ π(k)². None without a pair, or where all grades are the same.
    """
    observed = _observed(ratings, _weights(len(ratings.scale), "nominal"))
    if observed is None:
        return None
    return _beyond_chance(observed, sum((s * s for s in _mean_shares(ratings)), Fraction(0)))


def cohen_kappa(ratings: Ratings) -> Fraction | None:
    """Cohen's κ for two judges, over the units that both graded.

    None for another number of judges, without a pair, or where both gave one and the same grade.
    """
    return _two_judges(ratings, _weights(len(ratings.scale), "nominal"))


def weighted_kappa(ratings: Ratings, metric: Metric) -> Fraction | None:
    """Weighted κ for two judges: linear weights 1 - d / (q - 1), quadratic for the interval metric.

    None where Cohen's κ is, and for the nominal metric, which has no weights.
    """
    if metric == "nominal":
        return None
    q = len(ratings.scale)
    if metric == "interval":
        return _two_judges(ratings, _weights(q, metric))
    most = max(1, q - 1)
    return _two_judges(
        ratings, [[1 - Fraction(abs(c - k), most) for k in range(q)] for c in range(q)]
    )


def _two_judges(ratings: Ratings, weights: Sequence[Sequence[Fraction]]) -> Fraction | None:
    pairs = count_pairs(ratings.units, len(ratings.scale))
    total = sum(map(sum, pairs))
    if len(ratings.judges) != 2 or not total:
        return None
    rows = [sum(row) for row in pairs]
    columns = [sum(column) for column in zip(*pairs, strict=True)]
    grades = range(len(pairs))
    observed = sum((pairs[c][k] * weights[c][k] for c in grades for k in grades), Fraction(0))
    chance = sum(
        (rows[c] * columns[k] * weights[c][k] for c in grades for k in grades), Fraction(0)
    )
    return _beyond_chance(observed / total, chance / total**2)


def _beyond_chance(observed: Fraction, chance: Fraction) -> Fraction | None:
    return None if chance == 1 else (observed - chance) / (1 - chance)


def _observed(ratings: Ratings, weights: Sequence[Sequence[Fraction]]) -> Fraction | None:
    """The mean over units of the weighted share of their pairs that agree."""
    tables = {row: units for row, units in ratings.counts.items() if sum(row) > 1}
    if not tables:
        return None
    agreed = Fraction(0)
    for row, units in tables.items():
        here = [c for c, count in enumerate(row) if count]
        alike = sum((row[c] * row[k] * weights[c][k] for c in here for k in here), Fraction(0))
        judges = sum(row)
        agreed += units * (alike - judges) / (judges * (judges - 1))
    return agreed / sum(tables.values())


def _mean_shares(ratings: Ratings) -> list[Fraction]:
    """π: the mean over units of the share of their judges who gave each grade."""
    shares = [Fraction(0) for _ in ratings.scale]
    for row, units in ratings.counts.items():
        for grade, judges in enumerate(row):
            shares[grade] += Fraction(units * judges, sum(row))
    return [share / len(ratings.units) for share in shares]


def _weights(q: int, metric: Metric) -> list[list[Fraction]]:
    def weight(steps: int) -> Fraction:
        if not steps:
            return Fraction(1)
        if metric == "nominal":
            return Fraction(0)
        if metric == "ordinal":
            return 1 - Fraction(comb(steps + 1, 2), comb(q, 2))
        return 1 - Fraction(steps**2, (q - 1) ** 2)

    return [[weight(abs(c - k)) for k in range(q)] for c in range(q)]


def _squared_distances(given: Sequence[int], metric: Metric) -> list[list[Fraction]]:
    def distance(c: int, k: int) -> Fraction:
        if c == k:
            return Fraction(0)
        if metric == "nominal":
            return Fraction(1)
        if metric == "interval":
            return Fraction((c - k) ** 2)
        low, high = sorted((c, k))
        return (sum(given[low : high + 1]) - Fraction(given[c] + given[k], 2)) ** 2

    return [[distance(c, k) for k in range(len(given))] for c in range(len(given))]
