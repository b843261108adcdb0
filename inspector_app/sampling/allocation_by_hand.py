"""Strata whose sizes people set themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector_app.sampling.allocation_checks import (
    Stratum,
    check_size,
    not_positive,
    unknown_stratum,
)
from inspector_app.sampling.refusals import SamplingError

__all__ = ["allocate_by_hand"]


def allocate_by_hand(
    strata: Sequence[Stratum], n: int, by_hand: Mapping[str, int], *, minimum: int = 0
) -> tuple[int, ...]:
    """Sample sizes set by hand, by stratum value; a stratum not named gets none.

    Raises:
        SamplingError: `unknown-stratum`, `sample-larger-than-stratum`, `manual-sum`,
            `minimum-not-possible`, `size-not-positive`, `sample-larger-than-population`.
    """
    check_size(strata, n)
    known = {stratum.value: stratum for stratum in strata}
    for value, wanted in by_hand.items():
        if value not in known:
            raise unknown_stratum(value)
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
        raise not_positive(wanted)
    if wanted > stratum.size:
        raise SamplingError(
            "sample-larger-than-stratum",
            f"The stratum '{stratum.value}' has {stratum.size}, but {wanted} are wanted from it.",
            next_step="Take fewer from this stratum.",
        )
