"""How many cases each stratum gets.

One rule serves proportional and equal allocation, with a minimum or without. Each stratum's share
is `rate × weight`, but never below its minimum nor above its size; the rate is the one at which the
shares add up to n (found exactly, in fractions). Each stratum first gets the whole part of its
share; what is left goes one by one to the largest remainders (Hamilton's method), ties to the
larger stratum, then to the value that sorts first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from inspector_app.sampling.refusals import SamplingError

__all__ = [
    "ROUNDING_RULE",
    "Allocation",
    "Stratum",
    "allocate",
    "allocate_additional",
    "allocate_by_hand",
]

Allocation = Literal["proportional", "equal", "manual"]

ROUNDING_RULE = (
    "Each stratum gets the whole part of its share; the cases left over go to the largest "
    "remainders, ties to the larger stratum. No stratum gets more than it has."
)


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: its value as shown, and how many units it has."""

    value: str
    size: int


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A stratum's weight and the least and most it may get (whole numbers)."""

    weight: int
    low: int
    high: int

    def share(self, rate: Fraction) -> Fraction:
        return min(max(rate * self.weight, Fraction(self.low)), Fraction(self.high))


def allocate(
    strata: Sequence[Stratum],
    n: int,
    rule: Literal["proportional", "equal"],
    *,
    minimum: int = 0,
) -> tuple[int, ...]:
    """Sample sizes in the order of `strata`, summing to `n`.

    A stratum smaller than the minimum is taken whole. Known answer (Lohr, Sampling: Design and
    Analysis, agriculture example): 300 over 1054, 220, 1382, 422 gives 103, 21, 135, 41.

    Args:
        strata: distinct values, sizes in units.
        n: the whole sample, at least 1.
        rule: weights are the sizes (`proportional`) or all one (`equal`).
        minimum: units per stratum at least.

    Raises:
        SamplingError: `size-not-positive`, `sample-larger-than-population`,
            `minimum-not-possible`, `negative-minimum`.
    """
    _check_size(strata, n)
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
    return _spread(strata, n, rule, least, [stratum.size for stratum in strata])


def allocate_additional(
    strata: Sequence[Stratum],
    drawn: Sequence[int],
    add: int,
    rule: Literal["proportional", "equal"],
    *,
    spent: Sequence[int] | None = None,
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

    Raises:
        SamplingError: `size-not-positive`, `sample-larger-than-population`.
    """
    if add < 1:
        raise _not_positive(add)
    gone = spent if spent is not None else [0] * len(strata)
    most = [stratum.size - used for stratum, used in zip(strata, gone, strict=True)]
    _check_room(sum(most) - sum(drawn), add)
    new = _spread(strata, sum(drawn) + add, rule, drawn, most)
    return tuple(after - before for after, before in zip(new, drawn, strict=True))


def allocate_by_hand(
    strata: Sequence[Stratum], n: int, by_hand: Mapping[str, int], *, minimum: int = 0
) -> tuple[int, ...]:
    """Sample sizes set by hand, by stratum value; a stratum not named gets none.

    Raises:
        SamplingError: `unknown-stratum`, `sample-larger-than-stratum`, `manual-sum`,
            `minimum-not-possible`, `size-not-positive`, `sample-larger-than-population`.
    """
    _check_size(strata, n)
    known = {stratum.value: stratum for stratum in strata}
    for value, wanted in by_hand.items():
        if value not in known:
            raise SamplingError(
                "unknown-stratum",
                f"The list has no stratum '{value}'.",
                next_step="Look at the strata in the preview and use one of their values.",
            )
        _check_by_hand(known[value], wanted)
    sizes = tuple(by_hand.get(stratum.value, 0) for stratum in strata)
    if sum(sizes) != n:
        raise SamplingError(
            "manual-sum",
            f"The strata set by hand add up to {sum(sizes)}, but the sample is {n}.",
            next_step="Change the strata or the size so that they agree.",
        )
    for stratum, size in zip(strata, sizes, strict=True):
        if size < min(minimum, stratum.size):
            raise SamplingError(
                "minimum-not-possible",
                f"The stratum '{stratum.value}' is set to {size}, below the minimum of {minimum}.",
                next_step="Raise that stratum, or lower the minimum.",
            )
    return sizes


def _check_by_hand(stratum: Stratum, wanted: int) -> None:
    if wanted < 0:
        raise _not_positive(wanted)
    if wanted > stratum.size:
        raise SamplingError(
            "sample-larger-than-stratum",
            f"The stratum '{stratum.value}' has {stratum.size}, but {wanted} are wanted from it.",
            next_step="Take fewer from this stratum.",
        )


def _check_size(strata: Sequence[Stratum], n: int) -> None:
    if n < 1:
        raise _not_positive(n)
    _check_room(sum(stratum.size for stratum in strata), n)


def _check_room(available: int, n: int) -> None:
    if n > available:
        raise SamplingError(
            "sample-larger-than-population",
            f"The list has {available} to draw from, but {n} are wanted.",
            next_step="Take a smaller sample, or loosen the filters.",
        )


def _not_positive(n: int) -> SamplingError:
    return SamplingError(
        "size-not-positive",
        f"{n} is not a size for a sample.",
        next_step="Give a whole number of 1 or more.",
    )


def _spread(
    strata: Sequence[Stratum],
    n: int,
    rule: Literal["proportional", "equal"],
    least: Sequence[int],
    most: Sequence[int],
) -> tuple[int, ...]:
    """The rule of this module; `sum(least) <= n <= sum(most)` holds already."""
    bounds = [
        _Bounds(stratum.size if rule == "proportional" else 1, low, high)
        for stratum, low, high in zip(strata, least, most, strict=True)
    ]
    rate = _rate(bounds, n)
    shares = [bound.share(rate) for bound in bounds]
    sizes = [int(share) for share in shares]
    order = sorted(
        range(len(strata)),
        key=lambda i: (sizes[i] - shares[i], -strata[i].size, strata[i].value),
    )
    # A remainder above nought means the share is below a whole bound: one more stays within it.
    for i in order[: n - sum(sizes)]:
        sizes[i] += 1
    return tuple(sizes)


def _rate(bounds: Sequence[_Bounds], n: int) -> Fraction:
    """The rate at which the shares add up to exactly n.

    Their sum is a rising line broken where a stratum leaves its minimum or reaches its size;
    between two breaks it is straight, so the rate follows by interpolation.
    """

    def total(rate: Fraction) -> Fraction:
        return sum((bound.share(rate) for bound in bounds), Fraction(0))

    free = [bound for bound in bounds if bound.high > bound.low]
    breaks = sorted(
        {Fraction(edge, bound.weight) for bound in free for edge in (bound.low, bound.high)}
        | {Fraction(0)}
    )
    reached = bisect_left(breaks, Fraction(n), key=total)
    if reached == 0:
        return breaks[0]
    before, after = breaks[reached - 1], breaks[reached]
    sum_before, sum_after = total(before), total(after)
    return before + (after - before) * (n - sum_before) / (sum_after - sum_before)
