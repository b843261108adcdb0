"""Coefficients as they are printed in the literature and by other programs, to the last digit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspector_app.judgement.agreement_coefficients import (
    Metric,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    weighted_kappa,
)
from inspector_app.judgement.judges import Ratings
from tests.judgement.rated import from_counts, from_rows, from_square, rated

KRIPPENDORFF_A = from_rows(zip("0100000010", "1110010000", strict=True))
KRIPPENDORFF_B = from_rows(zip("aabbdcccedda", "babbbccceddd", strict=True), "abcde")
KRIPPENDORFF_C = rated("krippendorff_2011_c")
BEN_AND_GERRY = from_rows(zip("aabbdcccedda", [*"babbbccce", None, *"dd"], strict=True), "abcde")
OBSERVERS = from_rows(
    [
        (1, 1, 2, None, 2),
        (1, 1, 0, 1, None),
        (2, 3, 3, 3, None),
        (None, 0, 0, None, 0),
        (0, 0, 0, None, 0),
        (0, 0, 0, None, 0),
        (1, 0, 2, None, 1),
        (1, None, 2, 0, None),
        (2, 2, 2, None, 2),
        (2, 1, 1, 1, None),
        (None, 1, 0, 0, None),
        (0, 0, 0, 0, None),
        (1, 2, 2, 2, None),
        (3, 3, 2, 2, 3),
        (1, 1, 1, None, 1),
    ]
)
GENDER = from_rows(
    zip("aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa", strict=True),
    "abc",
)
ABSTRACTORS = from_square([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
PSYCHIATRIC = from_square([[40, 6, 4, 15], [4, 25, 1, 5], [4, 2, 21, 9], [17, 13, 12, 45]])
FLEISS = rated("fleiss_1971")
SAS = rated("sas_freq")
WIKIPEDIA = from_counts(
    [
        *((0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1)),
        *((7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7)),
    ]
)
# The second and third of its three raters; grade 5, which neither gave, is not on irr's scale.
ANXIETY = from_rows(zip("36462424332333221334", "21443216111233113322", strict=True), "12346")
WARRENS = from_square([[46, 0, 0], [4, 40, 0], [0, 0, 10]])
ARTSTEIN = from_square([[46, 0, 0], [6, 32, 6], [0, 0, 10]])


def close(value: Fraction | None, printed: str) -> bool:
    """Agreement to the last digit printed."""
    decimals = len(printed.partition(".")[2])
    return value is not None and abs(value - Fraction(printed)) <= Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize(
    ("source", "ratings", "metric", "printed"),
    [
        ("Krippendorff 2011, example A", KRIPPENDORFF_A, "nominal", "0.095"),
        ("Krippendorff 2011, example B", KRIPPENDORFF_B, "nominal", "0.692"),
        ("Krippendorff 2011, example C", KRIPPENDORFF_C, "nominal", "0.743"),
        ("Krippendorff 2011, example C", KRIPPENDORFF_C, "ordinal", "0.815"),
        ("Krippendorff 2011, example C", KRIPPENDORFF_C, "interval", "0.849"),
        ("irrCAC, raw_5observers", OBSERVERS, "nominal", "0.481"),
        ("irrCAC, raw_gender", GENDER, "nominal", "0.143"),
        ("irrCAC, raw_ben_gerry", BEN_AND_GERRY, "nominal", "0.665"),
    ],
)
def test_alpha_is_as_printed(source: str, ratings: Ratings, metric: Metric, printed: str) -> None:
    assert close(krippendorff_alpha(ratings, metric), printed), source


@pytest.mark.parametrize(
    ("source", "ratings", "metric", "printed"),
    [
        ("Gwet 2014, page 120, AC1", KRIPPENDORFF_C, "nominal", "0.775"),
        ("irrCAC, ordinal weights", KRIPPENDORFF_C, "ordinal", "0.899"),
        ("irrCAC, quadratic weights", KRIPPENDORFF_C, "interval", "0.914"),
        ("irrCAC, raw_5observers", OBSERVERS, "nominal", "0.497"),
        ("irrCAC, raw_gender", GENDER, "nominal", "0.208"),
        ("irrCAC, raw_ben_gerry", BEN_AND_GERRY, "nominal", "0.661"),
        ("irrCAC, cont3x3abstractors", ABSTRACTORS, "nominal", "0.849"),
        ("irrCAC, cont3x3abstractors, ordinal weights", ABSTRACTORS, "ordinal", "0.925"),
        ("irrCAC, cont3x3abstractors, quadratic weights", ABSTRACTORS, "interval", "0.940"),
        ("irrCAC, cont4x4diagnosis", PSYCHIATRIC, "nominal", "0.456"),
        ("irrCAC, cont4x4diagnosis, ordinal weights", PSYCHIATRIC, "ordinal", "0.324"),
        ("irrCAC, cont4x4diagnosis, quadratic weights", PSYCHIATRIC, "interval", "0.299"),
    ],
)
def test_ac_is_as_printed(source: str, ratings: Ratings, metric: Metric, printed: str) -> None:
    assert close(gwet_ac(ratings, metric), printed), source


@pytest.mark.parametrize(
    ("source", "ratings", "printed"),
    [
        ("Fleiss 1971, diagnoses; R package irr", FLEISS, "0.4302445"),
        ("Wikipedia, Fleiss' kappa", WIKIPEDIA, "0.210"),
        ("Randolph's calculator", from_counts([[7, 1], [3, 5]]), "0.161905"),
        ("Randolph's calculator", from_counts([[6, 1, 0], [0, 7, 0]]), "0.708333"),
        ("irrCAC, raw_4raters", KRIPPENDORFF_C, "0.761"),
        ("irrCAC, raw_5observers", OBSERVERS, "0.458"),
        ("irrCAC, raw_gender", GENDER, "0.129"),
        ("irrCAC, raw_ben_gerry", BEN_AND_GERRY, "0.649"),
        ("irrCAC, cont3x3abstractors, Scott's pi", ABSTRACTORS, "0.7962397"),
    ],
)
def test_fleiss_kappa_is_as_printed(source: str, ratings: Ratings, printed: str) -> None:
    assert close(fleiss_kappa(ratings), printed), source


@pytest.mark.parametrize(
    ("source", "ratings", "printed"),
    [
        ("SAS, FREQ", SAS, "0.4842"),
        ("irrCAC, cont3x3abstractors", ABSTRACTORS, "0.7964094"),
        ("irrCAC, cont4x4diagnosis", PSYCHIATRIC, "0.432"),
        ("R package irr, anxiety", ANXIETY, "-0.006289308"),
        ("Feinstein and Cicchetti 1990, table 1", from_square([[40, 9], [6, 45]]), "0.70"),
        ("Feinstein and Cicchetti 1990, table 2", from_square([[80, 10], [5, 5]]), "0.32"),
        ("Artstein and Poesio 2008", from_square([[20, 20], [10, 50]]), "0.348"),
        ("Artstein and Poesio 2008", ARTSTEIN, "0.8013"),
        ("Warrens 2011, by scikit-learn", WARRENS, "0.9315"),
        ("Wikipedia, Cohen's kappa", from_square([[20, 5], [10, 15]]), "0.40"),
        ("Wikipedia, Cohen's kappa", from_square([[45, 15], [25, 15]]), "0.1304"),
        ("Wikipedia, Cohen's kappa", from_square([[25, 35], [5, 35]]), "0.2593"),
    ],
)
def test_cohens_kappa_is_as_printed(source: str, ratings: Ratings, printed: str) -> None:
    assert close(cohen_kappa(ratings), printed), source


@pytest.mark.parametrize(
    ("source", "ratings", "linear", "quadratic"),
    [
        ("SAS, FREQ", SAS, "0.4701", None),
        ("R package irr, anxiety", ANXIETY, "0.1459075", "0.2520325"),
        ("irrCAC, cont3x3abstractors", ABSTRACTORS, "0.843", "0.892"),
        ("irrCAC, cont4x4diagnosis", PSYCHIATRIC, "0.407", "0.383"),
        ("Warrens 2011, by scikit-learn", WARRENS, "0.9412", "0.9541"),
    ],
)
def test_weighted_kappa_is_as_printed(
    source: str, ratings: Ratings, linear: str, quadratic: str | None
) -> None:
    assert close(weighted_kappa(ratings, "ordinal"), linear), source
    if quadratic is not None:
        assert close(weighted_kappa(ratings, "interval"), quadratic), source
