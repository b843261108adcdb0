"""That intervals hold as often as they say: by adding up every outcome there can be."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.sampling.draw_bounds import StratumDrawn, bounds_of_draw
from inspector_app.sampling.intervals import (
    CONFIDENCE,
    CaseInterval,
    hypergeometric_interval,
    none_of_n_upper,
)

SIZES = (1, 2, 5, 9, 13, 18, 24)


@cache
def interval(found: int, seen: int, population: int, confidence: Fraction) -> CaseInterval:
    return hypergeometric_interval(found, seen, population, confidence)


def chance(found: int, seen: int, having: int, population: int) -> Fraction:
    ways = comb(having, found) * comb(population - having, seen - found)
    return Fraction(ways, comb(population, seen))


@pytest.mark.parametrize("confidence", [CONFIDENCE, Fraction(9, 10)])
@pytest.mark.parametrize("population", SIZES)
def test_the_interval_covers_every_population_as_often_as_it_says(
    population: int, confidence: Fraction
) -> None:
    for seen in range(1, population + 1):
        for having in range(population + 1):
            covered = sum(
                chance(found, seen, having, population)
                for found in range(seen + 1)
                if (bounds := interval(found, seen, population, confidence)).low <= having
                and having <= bounds.high
            )
            assert covered >= confidence


@pytest.mark.parametrize("population", SIZES)
def test_more_than_the_bound_would_have_shown_itself(population: int) -> None:
    for seen in range(1, population + 1):
        upper = none_of_n_upper(seen, population)
        assert chance(0, seen, upper, population) > 1 - CONFIDENCE
        if upper < population:
            assert chance(0, seen, upper + 1, population) <= 1 - CONFIDENCE


@pytest.mark.parametrize("population", [6, 10, 14])
def test_with_cases_nobody_can_see_the_bounds_still_cover(population: int) -> None:
    """Of the population some have it, and some cannot be seen, in every overlap of the two."""
    seen = population // 2
    for having in range(population + 1):
        for hidden in range(population - having + 1):
            # The two extremes: those who cannot be seen all have it, or none of them has.
            for with_it, without_it in ((min(hidden, having), 0), (0, hidden)):
                covered = _covered(population, seen, having, with_it, without_it)
                assert covered >= CONFIDENCE


def _covered(population: int, seen: int, having: int, with_it: int, without_it: int) -> Fraction:
    """The chance that the bounds hold `having`, so many of either kind being out of sight."""
    covered = 0
    for a in range(min(with_it, seen) + 1):
        for found in range(min(having - with_it, seen - a) + 1):
            for b in range(min(without_it, seen - a - found) + 1):
                ways = (
                    comb(with_it, a)
                    * comb(having - with_it, found)
                    * comb(without_it, b)
                    * comb(population - having - without_it, seen - a - found - b)
                )
                bounds = _bounds(population, seen, seen - a - b, found)
                if bounds.low <= having <= bounds.high:
                    covered += ways
    return Fraction(covered, comb(population, seen))


@cache
def _bounds(population: int, drawn: int, looked: int, found: int) -> CaseInterval:
    return bounds_of_draw([StratumDrawn(population, drawn, looked, found)]).interval


@settings(max_examples=50)
@given(st.integers(2, 2000), st.data())
def test_the_ends_rise_with_what_is_found_and_close_in_with_what_is_seen(
    population: int, data: st.DataObject
) -> None:
    seen = data.draw(st.integers(1, population - 1))
    found = data.draw(st.integers(0, seen - 1))
    bounds = hypergeometric_interval(found, seen, population)
    more = hypergeometric_interval(found + 1, seen, population)
    assert bounds.low <= more.low
    assert bounds.high <= more.high
    assert none_of_n_upper(seen + 1, population) <= none_of_n_upper(seen, population)


@settings(max_examples=50)
@given(st.integers(1, 5000), st.data())
def test_a_one_sided_bound_is_never_above_the_two_sided_one(
    population: int, data: st.DataObject
) -> None:
    seen = data.draw(st.integers(1, population))
    assert none_of_n_upper(seen, population) <= hypergeometric_interval(0, seen, population).high
