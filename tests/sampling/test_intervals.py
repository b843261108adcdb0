from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, hypergeom
from statsmodels.stats.proportion import proportion_confint

from inspector_app.sampling.beta import beta_quantile, regularised_beta
from inspector_app.sampling.hypergeometric import SampleFromFinite
from inspector_app.sampling.intervals import (
    clopper_pearson,
    hypergeometric_interval,
    none_of_n_share,
    none_of_n_upper,
    wilson,
)
from inspector_app.sampling.refusals import SamplingError


def test_none_of_n_without_a_population_is_the_limit_of_a_large_one() -> None:
    assert none_of_n_upper(30, 10**7) / 10**7 == pytest.approx(none_of_n_share(30), rel=1e-5)


COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([Fraction(4, 5), Fraction(9, 10), Fraction(19, 20), Fraction(99, 100)])


@given(COUNTS, LEVELS)
def test_clopper_pearson_agrees_with_statsmodels(counts: tuple[int, int], level: Fraction) -> None:
    bounds = clopper_pearson(*counts, level)
    expected = proportion_confint(*counts, alpha=float(1 - level), method="beta")
    assert (bounds.low, bounds.high) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(COUNTS, LEVELS)
def test_wilson_agrees_with_statsmodels(counts: tuple[int, int], level: Fraction) -> None:
    bounds = wilson(*counts, level)
    expected = proportion_confint(*counts, alpha=float(1 - level), method="wilson")
    assert (bounds.low, bounds.high) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.floats(0.01, 1e5), st.floats(0.01, 1e5), st.floats(1e-6, 1 - 1e-6))
def test_the_incomplete_beta_function_agrees_with_scipy(a: float, b: float, x: float) -> None:
    assert regularised_beta(x, a, b) == pytest.approx(beta.cdf(x, a, b), rel=1e-8, abs=1e-12)


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.floats(1e-4, 1 - 1e-4))
def test_beta_quantiles_agree_with_scipy(a: int, b: int, probability: float) -> None:
    assert beta_quantile(probability, a, b) == pytest.approx(beta.ppf(probability, a, b), rel=1e-8)


@pytest.mark.parametrize("arguments", [(-0.1, 1, 1), (0.5, 0, 1), (0.5, 1, -1)])
def test_the_incomplete_beta_function_refuses_what_is_outside(
    arguments: tuple[float, float, float],
) -> None:
    with pytest.raises(ValueError, match="incomplete beta"):
        regularised_beta(*arguments)


def test_a_quantile_is_refused_for_what_is_no_probability() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        beta_quantile(1.1, 1, 1)


@st.composite
def _finite(draw: st.DrawFn, largest: int = 60) -> tuple[int, int, int]:
    population = draw(st.integers(1, largest))
    seen = draw(st.integers(1, population))
    return draw(st.integers(0, seen)), seen, population


@given(_finite(), LEVELS)
def test_the_interval_holds_exactly_the_numbers_that_neither_test_rejects(
    counts: tuple[int, int, int], level: Fraction
) -> None:
    found, seen, population = counts
    tail = (1 - level) / 2

    def term(count: int, having: int) -> Fraction:
        ways = comb(having, count) * comb(population - having, seen - count)
        return Fraction(ways, comb(population, seen))

    kept = [
        having
        for having in range(population + 1)
        if sum(term(count, having) for count in range(found + 1)) > tail
        and sum(term(count, having) for count in range(found, seen + 1)) > tail
    ]
    bounds = hypergeometric_interval(found, seen, population, level)
    assert kept == list(range(bounds.low, bounds.high + 1))


@given(_finite(3000))
def test_hypergeometric_ends_agree_with_scipy(counts: tuple[int, int, int]) -> None:
    found, seen, population = counts
    bounds = hypergeometric_interval(found, seen, population)

    def at_most(having: int) -> float:
        return float(hypergeom.cdf(found, population, having, seen))

    def at_least(having: int) -> float:
        return float(hypergeom.sf(found - 1, population, having, seen))

    # A float cannot tell which side of the level a probability equal to it lies.
    assert at_most(bounds.high) > 0.025 - 1e-9
    assert at_least(bounds.low) > 0.025 - 1e-9
    assert bounds.high == population or at_most(bounds.high + 1) < 0.025 + 1e-9
    assert bounds.low == 0 or at_least(bounds.low - 1) < 0.025 + 1e-9


def test_a_number_whose_probability_is_the_level_itself_is_rejected() -> None:
    """1 of 20 looked at, 19 having it: nothing found has probability 1/20, exactly the error."""
    assert none_of_n_upper(1, 20) == 18


@given(_finite(400), st.data())
def test_the_comparison_with_a_level_is_exact(
    counts: tuple[int, int, int], data: st.DataObject
) -> None:
    found, seen, population = counts
    sample = SampleFromFinite(seen, data.draw(st.integers(0, population)), population)
    chance = sample.at_most(found)
    if 0 < chance < 1:
        assert not sample.at_most_is_above(found, chance)
        assert sample.at_most_is_above(found, chance * Fraction(10**15 - 1, 10**15))


def test_fewer_than_must_be_found_has_no_probability() -> None:
    assert not SampleFromFinite(5, 9, 10).at_most_is_above(3, Fraction(1, 10**9))
    assert SampleFromFinite(5, 9, 10).at_most(3) == 0


def test_a_large_sample_of_a_large_population_takes_no_time_and_stays_right() -> None:
    bounds = hypergeometric_interval(500, 1000, 100_000)
    assert (bounds.low, bounds.high) == (46_871, 53_129)
    assert hypergeom.cdf(500, 100_000, 53_129, 1000) > 0.025
    assert hypergeom.cdf(500, 100_000, 53_130, 1000) <= 0.025
    huge = hypergeometric_interval(50_000, 100_000, 10**7)
    assert hypergeom.cdf(50_000, 10**7, huge.high, 10**5) == pytest.approx(0.025, rel=1e-3)


def test_a_census_leaves_nothing_open() -> None:
    assert (hypergeometric_interval(4, 9, 9).low, hypergeometric_interval(4, 9, 9).high) == (4, 4)
    assert none_of_n_upper(9, 9) == 0


@pytest.mark.parametrize(
    ("found", "seen", "population"),
    [(-1, 5, 9), (6, 5, 9), (0, 0, 9), (1, 10, 9), (1, 10, 10**7 + 1)],
)
def test_counts_that_cannot_be_are_refused(found: int, seen: int, population: int) -> None:
    with pytest.raises(SamplingError) as refused:
        hypergeometric_interval(found, seen, population)
    assert refused.value.code == "counts-impossible"


@pytest.mark.parametrize("confidence", [Fraction(1, 2), Fraction(1), Fraction(95)])
def test_a_confidence_that_is_none_is_refused(confidence: Fraction) -> None:
    for attempt in (clopper_pearson, wilson):
        with pytest.raises(SamplingError) as refused:
            attempt(1, 2, confidence)
        assert refused.value.code == "confidence-impossible"
