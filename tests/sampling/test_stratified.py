from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.intervals import (
    CONFIDENCE,
    hypergeometric_interval,
    none_of_n_upper,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stratified import (
    StratumSeen,
    none_of_n_upper_stratified,
    stratified_interval,
)

Shape = tuple[tuple[int, int], ...]
"""Population and seen of each stratum."""

SHAPES: tuple[Shape, ...] = (
    ((10, 3), (12, 4)),
    ((20, 4), (6, 3)),
    ((8, 2), (8, 2), (7, 2)),
    ((5, 5), (12, 3)),
    ((9, 1), (10, 2), (4, 4)),
    ((15, 5), (4, 1)),
    ((9, 3), (6, 0)),
    ((4, 4), (6, 0), (6, 2), (5, 2)),
)


def chances(population: int, seen: int, having: int) -> list[Fraction]:
    every = comb(population, seen)
    return [
        Fraction(comb(having, count) * comb(population - having, seen - count), every)
        for count in range(seen + 1)
    ]


@pytest.mark.parametrize("confidence", [CONFIDENCE, Fraction(4, 5)])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_interval_covers_every_population_as_often_as_it_says(
    shape: Shape, confidence: Fraction
) -> None:
    """Exact, over every way the cases that have it can lie in the strata."""
    bounds = {
        found: stratified_interval(
            [StratumSeen(*one, count) for one, count in zip(shape, found, strict=True)], confidence
        )
        for found in product(*[range(seen + 1) for _, seen in shape])
    }
    for having in product(*[range(population + 1) for population, _ in shape]):
        tables = [chances(*one, count) for one, count in zip(shape, having, strict=True)]
        covered = sum(
            prod(table[count] for table, count in zip(tables, found, strict=True))
            for found, interval in bounds.items()
            if interval.low <= sum(having) <= interval.high
        )
        assert covered >= confidence


@pytest.mark.parametrize("shape", SHAPES)
def test_none_of_n_is_the_largest_total_that_could_have_stayed_hidden(shape: Shape) -> None:
    hidden = [
        sum(having)
        for having in product(*[range(population + 1) for population, _ in shape])
        if prod(chances(*one, count)[0] for one, count in zip(shape, having, strict=True))
        > 1 - CONFIDENCE
    ]
    seen = [StratumSeen(*one) for one in shape]
    assert none_of_n_upper_stratified(seen) == max(hidden)


@given(
    st.lists(
        st.integers(1, 90).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, min(n, 9)))),
        min_size=2,
        max_size=5,
    )
)
def test_none_of_n_hides_each_next_case_where_it_costs_least(shape: list[tuple[int, int]]) -> None:
    """One case at a time, in exact fractions, until the chance is no longer above the error."""
    costs = sorted(
        Fraction(seen, population - k) for population, seen in shape for k in range(population)
    )
    hidden, stays = 0, Fraction(1)
    for cost in costs:
        stays *= max(Fraction(0), 1 - cost)
        if stays <= 1 - CONFIDENCE:
            break
        hidden += 1
    assert none_of_n_upper_stratified([StratumSeen(*one) for one in shape]) == hidden


def test_a_hundred_thousand_in_two_hundred_strata_is_worked_out_at_once() -> None:
    strata = [StratumSeen(400 + at, 1 + at % 3) for at in range(200)]
    upper = none_of_n_upper_stratified(strata)
    alone = none_of_n_upper(sum(one.seen for one in strata), sum(s.population for s in strata))
    assert alone <= upper < sum(one.population for one in strata) // 20


@given(st.integers(2, 300), st.data())
def test_one_stratum_gives_the_simple_results(population: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(1, population))
    found = data.draw(st.integers(0, seen))
    bounds = stratified_interval([StratumSeen(population, seen, found)])
    assert bounds == hypergeometric_interval(found, seen, population)
    upper = none_of_n_upper_stratified([StratumSeen(population, seen)])
    assert upper == none_of_n_upper(seen, population)


def test_a_stratum_nobody_was_seen_from_counts_whole() -> None:
    bounds = stratified_interval([StratumSeen(100, 10, 1), StratumSeen(30, 0)])
    alone = hypergeometric_interval(1, 10, 100)
    assert (bounds.low, bounds.high) == (alone.low, alone.high + 30)
    assert none_of_n_upper_stratified([StratumSeen(9, 9), StratumSeen(30, 0)]) == 30


def test_strata_seen_whole_leave_nothing_open() -> None:
    bounds = stratified_interval([StratumSeen(9, 9, 2), StratumSeen(5, 5, 1)])
    assert (bounds.low, bounds.high, bounds.population) == (3, 3, 14)


@st.composite
def _strata(draw: st.DrawFn) -> Sequence[StratumSeen]:
    def one() -> StratumSeen:
        population = draw(st.integers(1, 500))
        seen = draw(st.integers(0, min(population, 40)))
        return StratumSeen(population, seen, draw(st.integers(0, seen)))

    return [StratumSeen(50, 5, 1), *[one() for _ in range(draw(st.integers(0, 5)))]]


@given(_strata())
def test_the_interval_keeps_to_what_was_seen(strata: Sequence[StratumSeen]) -> None:
    bounds = stratified_interval(strata)
    found = sum(one.found for one in strata)
    without = sum(one.seen - one.found for one in strata)
    population = sum(one.population for one in strata)
    assert found <= bounds.low <= bounds.high <= population - without


@given(_strata())
def test_the_order_of_strata_does_not_matter(strata: Sequence[StratumSeen]) -> None:
    assert stratified_interval(strata) == stratified_interval(strata[::-1])


def test_the_bound_for_nothing_found_is_refused_where_something_was() -> None:
    with pytest.raises(SamplingError) as refused:
        none_of_n_upper_stratified([StratumSeen(9, 3, 1)])
    assert refused.value.code == "something-found"


@pytest.mark.parametrize("strata", [[], [StratumSeen(5, 0)], [StratumSeen(5, 6)]])
def test_strata_that_cannot_be_are_refused(strata: list[StratumSeen]) -> None:
    with pytest.raises(SamplingError) as refused:
        stratified_interval(strata)
    assert refused.value.code == "counts-impossible"
