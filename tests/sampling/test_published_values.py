"""Figures as they are printed in the literature and by other programs, to the last digit."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest

from inspector_app.sampling.intervals import (
    clopper_pearson,
    hypergeometric_interval,
    none_of_n_share,
    none_of_n_upper,
    wilson,
)

BINOM = "R package binom, by statsmodels"
"""Printed there as whole doubles, whose last digits are noise; here to ten decimals."""


def close(value: float, printed: str) -> bool:
    """Agreement to the last digit printed."""
    decimals = len(printed.partition(".")[2])
    return bool(abs(value - float(printed)) <= 0.5000001 * 0.1**decimals)


@pytest.mark.parametrize(
    ("source", "found", "seen", "low", "high"),
    [
        ("Newcombe 1998, method 5", 81, 263, ".2527367456", ".3676219226"),
        ("Newcombe 1998, method 5", 81, 263, ".2527", ".3676"),
        ("Newcombe 1998, method 5", 15, 148, ".0578", ".1617"),
        ("Newcombe 1998, method 5", 0, 20, ".0000", ".1684"),
        ("Newcombe 1998, method 5", 1, 29, ".0009", ".1776"),
        ("Agresti 2002, section 1.4.4, vegetarians", 0, 25, ".000", ".137"),
        ("R binom.test, Conover 1971, Mendel's plants", 682, 925, ".7076683", ".7654066"),
        ("R binom.test", 2, 10, ".02521073", ".55609546"),
        ("R binom.test", 5, 10, ".187086", ".812914"),
        ("R package binom, binom.confint, exact", 5, 20, ".0865715", ".4910459"),
        (BINOM, 18, 20, ".6830172860", ".9876514728"),
        (BINOM, 4, 20, ".0573339971", ".4366140030"),
        (BINOM, 4, 200, ".0054755659", ".0504136091"),
        (BINOM, 190, 200, ".9099724623", ".9757658345"),
        (BINOM, 1, 30, ".0008435709", ".17216946"),
        (BINOM, 29, 30, ".8278305", ".9991564"),
        (BINOM, 0, 30, ".0", ".11570331"),
        (BINOM, 30, 30, ".8842967", "1.0"),
    ],
)
def test_clopper_pearson_gives_the_published_bounds(
    source: str, found: int, seen: int, low: str, high: str
) -> None:
    bounds = clopper_pearson(found, seen)
    assert close(bounds.low, low), source
    assert close(bounds.high, high), source


@pytest.mark.parametrize(
    ("source", "found", "seen", "low", "high"),
    [
        ("Newcombe 1998, method 3", 15, 148, ".0623863995", ".1604872417"),
        ("Newcombe 1998, method 3", 81, 263, ".2553", ".3662"),
        ("Newcombe 1998, method 3", 15, 148, ".0624", ".1605"),
        ("Newcombe 1998, method 3", 0, 20, ".0000", ".1611"),
        ("Newcombe 1998, method 3", 1, 29, ".0061", ".1718"),
        ("Agresti 2002, section 1.4.3, vegetarians", 0, 25, ".000", ".133"),
        ("R package binom, binom.confint, wilson", 2, 10, ".05668215", ".5098375"),
        ("R package binom, binom.confint, wilson", 5, 20, ".1118617", ".4687009"),
        ("R package Hmisc, binconf", 520, 1000, ".4890177", ".5508292"),
        ("statsmodels", 19, 38, ".3484992836", ".6515007164"),
        (BINOM, 18, 20, ".6989663548", ".9721335188"),
        (BINOM, 4, 20, ".0806576626", ".4160174323"),
        (BINOM, 4, 200, ".0078044264", ".0502870869"),
        (BINOM, 190, 200, ".9104218519", ".9726173544"),
        (BINOM, 1, 30, ".00590859", ".16670391"),
        (BINOM, 29, 30, ".8332961", ".9940914"),
        (BINOM, 0, 30, ".0", ".11351339"),
        (BINOM, 30, 30, ".8864866", "1.0"),
    ],
)
def test_wilson_gives_the_published_bounds(
    source: str, found: int, seen: int, low: str, high: str
) -> None:
    bounds = wilson(found, seen)
    assert close(bounds.low, low), source
    assert close(bounds.high, high), source


@pytest.mark.parametrize(
    ("found", "seen", "population", "low", "high"), [(0, 12, 320, 0, 83), (3, 20, 150, 6, 54)]
)
def test_hypergeometric_intervals_have_the_known_ends(
    found: int, seen: int, population: int, low: int, high: int
) -> None:
    bounds = hypergeometric_interval(found, seen, population)
    assert (bounds.low, bounds.high) == (low, high)


@pytest.mark.parametrize(("found", "low", "high"), [(45, 110, 161), (2, 2, 19)])
def test_r_samplingbook_prints_one_case_more_at_each_end(found: int, low: int, high: int) -> None:
    """Its page: 45 and 2 of 100 employees of 300. It prints the first numbers that are rejected.

    Below what was found it does not go: at least two have it where two were seen to.
    """
    bounds = hypergeometric_interval(found, 100, 300)
    assert (max(found, bounds.low - 1), bounds.high + 1) == (low, high)


@pytest.mark.parametrize(("seen", "population", "upper"), [(12, 320, 69), (20, 100, 12)])
def test_none_of_n_has_the_known_upper_bound(seen: int, population: int, upper: int) -> None:
    assert none_of_n_upper(seen, population) == upper


@pytest.mark.parametrize(
    ("population", "diseased", "needed"),
    [
        *((100, 1, 95), (100, 2, 78), (100, 5, 45), (100, 10, 25)),
        *((200, 2, 155), (200, 4, 105), (200, 10, 51)),
        *((500, 5, 225), (500, 10, 129), (500, 25, 56), (500, 50, 28)),
        *((1000, 10, 258), (1000, 20, 138), (1000, 50, 57), (1000, 100, 29)),
    ],
)
def test_none_of_n_turns_round_the_table_of_cannon_and_roe(
    population: int, diseased: int, needed: int
) -> None:
    """Livestock Disease Surveys (1982), table 1: n that finds one of D with 95 % certainty."""
    assert none_of_n_upper(needed, population) < diseased <= none_of_n_upper(needed - 1, population)


@pytest.mark.parametrize(("seen", "per_cent"), [(10, 26), (20, 14), (30, 10), (50, 6), (100, 3)])
def test_none_of_n_without_a_population_gives_hanleys_table(seen: int, per_cent: int) -> None:
    """Hanley and Lippman-Hand, If nothing goes wrong, is everything all right? JAMA 1983."""
    assert round(100 * none_of_n_share(seen)) == per_cent


@pytest.mark.parametrize(
    ("tolerable", "needed"),
    [
        *((2, 149), (3, 99), (4, 74), (5, 59), (6, 49), (7, 42), (8, 36), (9, 32), (10, 29)),
        *((15, 19), (20, 14)),
    ],
)
def test_none_of_n_turns_round_the_auditors_table(tolerable: int, needed: int) -> None:
    """AICPA, Audit Sampling, table A-1: sizes at no expected deviation, 5 % risk."""
    assert 100 * none_of_n_share(needed) <= tolerable < 100 * none_of_n_share(needed - 1)


def test_five_deviations_in_a_hundred_have_the_auditors_upper_limit() -> None:
    """AICPA, table A-3: 10.3 %, one-sided at 5 % risk; its limits are rounded up."""
    assert ceil(1000 * clopper_pearson(5, 100, Fraction(9, 10)).high) == 103
