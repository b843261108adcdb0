"""Inclusion frequencies over many seeds, held against exact probabilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

import pytest
from scipy.stats import binom

CASES = 20_000
"""Seeds; with a right draw the bounds of one test are passed once in a million runs."""

FEW_OR_ALL = pytest.mark.parametrize(
    "seeds", [CASES // 10, pytest.param(CASES, marks=pytest.mark.long)]
)
"""For draws that cost more: a tenth of the seeds in every run, all in the long one."""

_Key = TypeVar("_Key", bound=Hashable)


def assert_within(
    counts: Counter[_Key], probabilities: Mapping[_Key, Fraction], cases: int = CASES
) -> None:
    """Every count lies where a binomial count of its probability does, all together 1 - 10⁻⁶."""
    error = 1e-6 / len(probabilities)
    assert counts.keys() <= probabilities.keys()
    for key, probability in probabilities.items():
        low, high = binom.ppf([error / 2, 1 - error / 2], cases, float(probability))
        assert low <= counts[key] <= high, f"{key!r}: {counts[key]} of {cases}, {probability}"
