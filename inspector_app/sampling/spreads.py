"""The spreads of strata as people give them, read exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from inspector_app.sampling.refusals import SamplingError

__all__ = ["read_spreads"]

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)


def read_spreads(typed: Mapping[str, str]) -> dict[str, Fraction]:
    """The standard deviation within each stratum, by its value, from decimal text ('2.75').

    Only their proportions matter, so any unit will do if it is the same for all.

    Raises:
        SamplingError: `spread-unclear`.
    """
    spreads = {}
    for value, text in typed.items():
        if not _DECIMAL.fullmatch(text.strip()):
            raise SamplingError(
                "spread-unclear",
                f"The spread of the stratum '{value}' is no decimal number.",
                next_step="Write it as 3 or 2.75, up to nine digits on each side.",
            )
        spreads[value] = Fraction(text.strip())
    return spreads
