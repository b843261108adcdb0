"""How many cases each stratum gets.

One rule serves proportional, equal and Neyman allocation, with a minimum or without. Each stratum's
share is `rate × weight`, but never below its minimum nor above its size; the rate is the one at
which the shares add up to n (found exactly, in fractions). Each stratum first gets the whole part
of its share; what is left goes one by one to the largest remainders (Hamilton's method), ties to
the larger stratum, then to the value that sorts first.

The weights: a stratum's size (proportional), one (equal), or its size times its spread (Neyman
1934; Cochran, Sampling Techniques, 3rd edition, 5.5; a stratum that would get more than it has is
taken whole and the rest shared out again, 5.8).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from inspector_app.sampling.allocation_checks import (
    Stratum,
    check_room,
    check_size,
    not_positive,
    unknown_stratum,
)
from inspector_app.sampling.refusals import SamplingError

__all__ = [
    "ROUNDING_RULE",
    "Allocation",
    "Rule",
    "Share",
    "Stratum",
    "allocate",
    "allocate_additional",
    "shares",
]

Allocation = Literal["proportional", "equal", "neyman", "manual"]
Rule = Literal["proportional", "equal", "neyman"]
"""An allocation that is worked out; only `manual` is not."""

_NO_SPREADS: Mapping[str, Fraction] = {}

ROUNDING_RULE = (
    "Each stratum gets the whole part of its share; the cases left over go to the largest "
    "remainders, ties to the larger stratum, then to the value that sorts first. No stratum gets "
    "more than it has."
)


@dataclass(frozen=True, slots=True)
class Share:
    """How a stratum's size came about.

    Args:
        value: of the stratum.
        exact: its share, before rounding; the shares add up to n.
        size: what it gets.
    """

    value: str
    exact: Fraction
    size: int

    @property
    def whole(self) -> int:
        """The whole part of the share, which it gets in any case."""
        return int(self.exact)

    @property
    def remainder(self) -> Fraction:
        """What is left of the share."""
        return self.exact - self.whole

    @property
    def one_more(self) -> bool:
        """Whether its remainder was large enough for one more."""
        return self.size > self.whole


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A stratum's weight and the least and most it may get (whole numbers)."""

    weight: Fraction
    low: int
    high: int

    def share(self, rate: Fraction) -> Fraction:
        return min(max(rate * self.weight, Fraction(self.low)), Fraction(self.high))


def allocate(
    strata: Sequence[Stratum],
    n: int,
    rule: Rule,
    *,
    minimum: int = 0,
    spreads: Mapping[str, Fraction] = _NO_SPREADS,
) -> tuple[int, ...]:
    """Sample sizes in the order of `strata`, summing to `n`; arguments and refusals as `shares`.

    Known answer (Lohr, Sampling: Design and Analysis, agriculture example): 300 over 1054, 220,
    1382, 422 in proportion gives 103, 21, 135, 41.
    """
    found = shares(strata, n, rule, minimum=minimum, spreads=spreads)
    return tuple(share.size for share in found)


def shares(
    strata: Sequence[Stratum],
    n: int,
    rule: Rule,
    *,
    minimum: int = 0,
    spreads: Mapping[str, Fraction] = _NO_SPREADS,
) -> tuple[Share, ...]:
    """What each stratum gets and how it was rounded, in the order of `strata`.

    A stratum smaller than the minimum is taken whole.

    Args:
        strata: distinct values, sizes in units.
        n: the whole sample, at least 1.
        rule: the weights.
        minimum: units per stratum at least.
        spreads: for `neyman`, a number above nought by stratum value, each stratum one.

    Raises:
        SamplingError: `size-not-positive`, `sample-larger-than-population`,
            `minimum-not-possible`, `negative-minimum`, `spread-missing`, `spread-not-positive`,
            `unknown-stratum`.
    """
    check_size(strata, n)
    if minimum < 0:
        raise SamplingError(
            "negative-minimum",
            "The minimum per stratum is below nought.",
            next_step="Give a minimum of 0 or more.",
        )
    least = [min(minimum, stratum.size) for stratum in strata]
    if sum(least) > n:
        raise SamplingError(
            "minimum-not-possible",
            f"A minimum of {minimum} in each of {len(strata)} strata needs {sum(least)} cases, "
            f"but the sample is {n}.",
            next_step="Lower the minimum, raise the size, or use fewer strata.",
        )
    weights = _weights(strata, rule, spreads)
    return _spread(strata, n, weights, least, [stratum.size for stratum in strata])


def allocate_additional(
    strata: Sequence[Stratum],
    drawn: Sequence[int],
    add: int,
    rule: Rule,
    *,
    spent: Sequence[int] | None = None,
    spreads: Mapping[str, Fraction] = _NO_SPREADS,
) -> tuple[int, ...]:
    """How `add` further cases are spread, given what each stratum has already.

    The rule is applied to the new total with what is drawn as each stratum's minimum: additional
    cases go where the sample falls short of the rule, and no stratum ever loses one.

    Args:
        strata: as for `allocate`.
        drawn: units already drawn from each stratum.
        add: further units wanted, 1 or more.
        rule: as for `allocate`.
        spent: units of each stratum that are gone without being drawn (reserves called).
        spreads: as for `shares`.

    Raises:
        SamplingError: `size-not-positive`, `sample-larger-than-population`, and those of spreads.
    """
    if add < 1:
        raise not_positive(add)
    gone = spent if spent is not None else [0] * len(strata)
    most = [stratum.size - used for stratum, used in zip(strata, gone, strict=True)]
    check_room(sum(most) - sum(drawn), add)
    weights = _weights(strata, rule, spreads)
    new = _spread(strata, sum(drawn) + add, weights, drawn, most)
    return tuple(after.size - before for after, before in zip(new, drawn, strict=True))


def _weights(
    strata: Sequence[Stratum], rule: Rule, spreads: Mapping[str, Fraction]
) -> list[Fraction]:
    if rule == "proportional":
        return [Fraction(stratum.size) for stratum in strata]
    if rule == "equal":
        return [Fraction(1)] * len(strata)
    values = {stratum.value for stratum in strata}
    for value, spread in spreads.items():
        if value not in values:
            raise unknown_stratum(value)
        if spread <= 0:
            raise SamplingError(
                "spread-not-positive",
                f"The spread of the stratum '{value}' is not above nought, so it would get none.",
                next_step="Give a number above nought; a small one for a stratum all alike.",
            )
    for value in sorted(values - spreads.keys()):
        raise SamplingError(
            "spread-missing",
            f"The stratum '{value}' has no spread, so its weight is not known.",
            next_step="Give one for every stratum with --spread VALUE=S, or allocate otherwise.",
        )
    return [stratum.size * spreads[stratum.value] for stratum in strata]


def _spread(
    strata: Sequence[Stratum],
    n: int,
    weights: Sequence[Fraction],
    least: Sequence[int],
    most: Sequence[int],
) -> tuple[Share, ...]:
    """The rule of this module; `sum(least) <= n <= sum(most)` holds already."""
    bounds = [
        _Bounds(weight, low, high) for weight, low, high in zip(weights, least, most, strict=True)
    ]
    rate = _rate(tuple(bounds), n)
    exact = [bound.share(rate) for bound in bounds]
    sizes = [int(share) for share in exact]
    order = sorted(
        range(len(strata)),
        key=lambda i: (sizes[i] - exact[i], -strata[i].size, strata[i].value),
    )
    # A remainder above nought means the share is below a whole bound: one more stays within it.
    for i in order[: n - sum(sizes)]:
        sizes[i] += 1
    return tuple(
        Share(stratum.value, share, size)
        for stratum, share, size in zip(strata, exact, sizes, strict=True)
    )


# A preview, its draw and every later look at that draw ask the same.
@lru_cache(maxsize=64)
def _rate(bounds: tuple[_Bounds, ...], n: int) -> Fraction:
    """The rate at which the shares add up to exactly n.

    Their sum is a rising line broken where a stratum leaves its minimum or reaches its size;
    between two breaks it is straight, so the rate follows by interpolation.
    """

    def total(rate: Fraction) -> Fraction:
        return sum((bound.share(rate) for bound in bounds), Fraction(0))

    free = [bound for bound in bounds if bound.high > bound.low]
    breaks = sorted(
        {edge / bound.weight for bound in free for edge in (bound.low, bound.high)} | {Fraction(0)}
    )
    reached = bisect_left(breaks, Fraction(n), key=total)
    if reached == 0:
        return breaks[0]
    before, after = breaks[reached - 1], breaks[reached]
    sum_before, sum_after = total(before), total(after)
    return before + (after - before) * (n - sum_before) / (sum_after - sum_before)
