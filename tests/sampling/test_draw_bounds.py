from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.sampling.draw_bounds import StratumDrawn, bounds_of_draw, settled
from inspector_app.sampling.intervals import hypergeometric_interval, none_of_n_upper
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stratified import StratumSeen, stratified_interval


def test_open_cases_open_both_ends() -> None:
    bounds = bounds_of_draw([StratumDrawn(320, 12, 9, 2)])
    assert (bounds.fewest, bounds.most, bounds.drawn) == (2, 5, 12)
    assert bounds.interval.low == hypergeometric_interval(2, 12, 320).low
    assert bounds.interval.high == hypergeometric_interval(5, 12, 320).high


def test_with_nothing_open_it_is_the_ordinary_interval() -> None:
    bounds = bounds_of_draw([StratumDrawn(150, 20, 20, 3)])
    assert bounds.interval == hypergeometric_interval(3, 20, 150)
    assert bounds.upper_best == bounds.upper_worst


def test_nothing_found_and_nothing_open_is_none_of_n() -> None:
    bounds = bounds_of_draw([StratumDrawn(320, 12, 12)])
    assert bounds.upper_best == bounds.upper_worst == none_of_n_upper(12, 320) == 69


def test_a_one_sided_bound_is_the_high_end_at_twice_the_error() -> None:
    bounds = bounds_of_draw([StratumDrawn(320, 12, 10)])
    assert bounds.upper_best == 69
    assert bounds.upper_worst == hypergeometric_interval(2, 12, 320, Fraction(9, 10)).high


@st.composite
def _draws(draw: st.DrawFn) -> list[StratumDrawn]:
    strata = []
    for _ in range(draw(st.integers(1, 3))):
        population = draw(st.integers(2, 60))
        drawn = draw(st.integers(1, min(population, 10)))
        looked = draw(st.integers(max(0, drawn - 3), drawn))
        strata.append(StratumDrawn(population, drawn, looked, draw(st.integers(0, looked))))
    return strata


@settings(max_examples=60)
@given(_draws())
def test_whatever_the_open_cases_hold_the_interval_lies_inside(
    strata: Sequence[StratumDrawn],
) -> None:
    bounds = bounds_of_draw(strata)
    for held in product(*[range(one.open + 1) for one in strata]):
        true = stratified_interval(
            [
                StratumSeen(one.population, one.drawn, one.found + more)
                for one, more in zip(strata, held, strict=True)
            ]
        )
        assert bounds.interval.low <= true.low
        assert true.high <= bounds.interval.high
    assert bounds.upper_best <= bounds.upper_worst <= bounds.interval.high
    assert bounds.most - bounds.fewest == bounds.drawn - settled(strata)


@pytest.mark.parametrize(
    "stratum", [StratumDrawn(9, 10, 3), StratumDrawn(9, 3, 4), StratumDrawn(9, 3, 2, 3)]
)
def test_counts_that_cannot_be_are_refused(stratum: StratumDrawn) -> None:
    with pytest.raises(SamplingError) as refused:
        bounds_of_draw([stratum])
    assert refused.value.code == "counts-impossible"
