"""Strata, and what no allocation over them can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.sampling.refusals import SamplingError

__all__ = ["Stratum", "check_room", "check_size", "not_positive", "unknown_stratum"]


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: its value as shown, and how many units it has."""

    value: str
    size: int


def check_size(strata: Sequence[Stratum], n: int) -> None:
    """Refuses a sample of none, or of more than there are.

    Raises:
        SamplingError: `size-not-positive`, `sample-larger-than-population`.
    """
    if n < 1:
        raise not_positive(n)
    check_room(sum(stratum.size for stratum in strata), n)


def check_room(available: int, n: int) -> None:
    """Refuses more than are available.

    Raises:
        SamplingError: `sample-larger-than-population`.
    """
    if n > available:
        raise SamplingError(
            "sample-larger-than-population",
            f"The list has {available} to draw from, but {n} are wanted.",
            next_step="Take a smaller sample, or loosen the filters.",
        )


def not_positive(n: int) -> SamplingError:
    """The refusal of a size below one."""
    return SamplingError(
        "size-not-positive",
        f"{n} is not a size for a sample.",
        next_step="Give a whole number of 1 or more.",
    )


def unknown_stratum(value: str) -> SamplingError:
    """The refusal of a value that no stratum has."""
    return SamplingError(
        "unknown-stratum",
        f"The list has no stratum '{value}'.",
        next_step="Look at the strata in the preview and use one of their values.",
    )
