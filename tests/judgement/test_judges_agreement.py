from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats import inter_rater

from inspector_app.errors import InspectorError
from inspector_app.judgement.agreement_coefficients import (
    Metric,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    weighted_kappa,
)
from inspector_app.judgement.judges_agreement import Direction, agreement_of
from tests.judgement.rated import from_counts, from_rows, from_square, rated, read

SCALE = tuple("1234")
METRICS: tuple[Metric, ...] = ("ordinal", "nominal", "interval")


@pytest.mark.parametrize(
    ("table", "agree", "pairs", "by_base"),
    [
        ("framework_review_standard", 25, 28, {"A": (7, 8), "B": (6, 8), "C": (12, 12)}),
        ("framework_review_short", 15, 24, {"D": (2, 8), "E": (6, 8), "F": (7, 8)}),
    ],
)
def test_the_reviews_tables_5_and_6_come_out_with_their_direction(
    table: str, agree: int, pairs: int, by_base: dict[str, tuple[int, int]]
) -> None:
    """The review prints matches, not grades: the files hold grades that give just those."""
    found = agreement_of(rated(table), reference="published")
    assert found.exact == Fraction(agree, pairs)
    assert found.adjacent == 1
    assert found.direction == Direction(lower=pairs - agree, same=agree, higher=0)
    assert {base: (one.same, one.pairs) for base, one in found.by_base.items()} == by_base
    said = " ".join(found.warnings)
    assert f"All {pairs - agree} differences go one way, lower" in said
    assert "no interval is given" in said


def test_of_two_judges_the_later_in_the_file_is_set_against_the_earlier() -> None:
    found = agreement_of(from_square([[3, 2, 1], [0, 4, 0], [1, 0, 5]]))
    assert found.direction == Direction(lower=1, same=12, higher=3)
    assert found.grid == ((3, 2, 1), (0, 4, 0), (1, 0, 5))
    assert found.apart == (12, 2, 2)
    assert found.adjacent == Fraction(14, 16)


def test_a_reference_in_the_middle_of_the_file_is_still_the_first_of_each_pair() -> None:
    ratings = from_rows([(1, 3, 2), (2, 3, 3)])
    found = agreement_of(ratings, reference="judge 1")
    assert found.direction == Direction(lower=3, same=1, higher=0)
    assert "the other figures the reference" in " ".join(found.warnings)
    turned = agreement_of(from_rows([(3, 1), (3, 2)]), reference="judge 1")
    assert turned.direction == Direction(lower=0, same=0, higher=2)


def test_a_reference_that_judged_nothing_in_the_file_is_refused() -> None:
    with pytest.raises(InspectorError) as refused:
        agreement_of(from_rows([(1, 2)]), reference="nobody")
    assert refused.value.code == "unknown-judge"


TABLES = st.lists(
    st.lists(st.none() | st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=12
).filter(lambda rows: any(grade is not None for row in rows for grade in row))


@given(TABLES)
def test_grid_and_direction_count_every_pair_once(rows: list[list[int | None]]) -> None:
    found = agreement_of(from_rows(rows, SCALE))
    # Judges are known in the order in which the file first names them.
    order = [judge.removeprefix("judge ") for judge in found.ratings.judges]
    pairs = Counter(
        (first, second)
        for row in rows
        for a, b in combinations([int(judge) for judge in order], 2)
        if (first := row[a]) is not None and (second := row[b]) is not None
    )
    assert found.grid == tuple(tuple(pairs[c, k] for k in range(1, 5)) for c in range(1, 5))
    assert sum(found.apart) == found.direction.pairs == pairs.total()


@given(TABLES, st.sampled_from(METRICS))
def test_coefficients_never_exceed_one_and_reach_it_where_all_agree(
    rows: list[list[int | None]], metric: Metric
) -> None:
    mixed = agreement_of(from_rows(rows, SCALE), metric).coefficients
    alike = [[row[0], row[0], row[0]] for row in rows if row[0] is not None] or [[1, 1, 1]]
    same = agreement_of(from_rows(alike, SCALE), metric).coefficients
    assert same.ac == 1
    for name in ("alpha", "ac", "kappa", "weighted_kappa", "fleiss"):
        value, agreed = getattr(mixed, name), getattr(same, name)
        assert value is None or value <= 1
        assert agreed is None or agreed == 1


@given(TABLES, st.sampled_from(METRICS))
def test_turning_the_scale_round_turns_the_direction_and_no_coefficient(
    rows: list[list[int | None]], metric: Metric
) -> None:
    found = agreement_of(from_rows(rows, SCALE), metric)
    turned = agreement_of(from_rows(rows, SCALE[::-1]), metric)
    assert turned.coefficients == found.coefficients
    assert (turned.direction.lower, turned.direction.higher) == (
        found.direction.higher,
        found.direction.lower,
    )


COUNTS = st.integers(2, 6).flatmap(
    lambda judges: st.lists(
        st.lists(st.integers(0, 3), min_size=judges, max_size=judges), min_size=2, max_size=10
    )
)


@settings(max_examples=40)
@given(COUNTS)
def test_fleiss_kappa_agrees_with_statsmodels(rows: list[list[int]]) -> None:
    table = [[row.count(grade) for grade in range(4)] for row in rows]
    ours = fleiss_kappa(from_counts(table))
    with numpy.errstate(invalid="ignore", divide="ignore"):
        theirs = float(inter_rater.fleiss_kappa(numpy.array(table)))
    assert (ours is None and not abs(theirs) < 2) or float(ours or 0) == pytest.approx(theirs)


SQUARES = st.lists(
    st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=4, max_size=4
).filter(lambda square: sum(map(sum, square)) - sum(square[at][at] for at in range(4)) > 1)


@settings(max_examples=40)
@given(SQUARES)
def test_kappa_and_weighted_kappa_agree_with_statsmodels(square: list[list[int]]) -> None:
    ratings, table = from_square(square), numpy.array(square)
    for ours, weights in (
        (cohen_kappa(ratings), None),
        (weighted_kappa(ratings, "ordinal"), "linear"),
        (weighted_kappa(ratings, "interval"), "quadratic"),
    ):
        theirs = inter_rater.cohens_kappa(table, wt=weights, return_results=False)
        assert ours is not None
        assert float(ours) == pytest.approx(float(theirs))


def test_weighted_kappa_has_no_nominal_form() -> None:
    assert weighted_kappa(rated("sas_freq"), "nominal") is None


def test_kappa_is_for_two_judges_only() -> None:
    three = from_rows([(1, 2, 3), (1, 1, 2)])
    assert cohen_kappa(three) is None
    assert weighted_kappa(three, "ordinal") is None
    assert krippendorff_alpha(three, "ordinal") is not None


def test_one_grade_only_leaves_alpha_and_kappa_undefined() -> None:
    found = agreement_of(from_rows([(2, 2), (2, 2)], SCALE))
    assert found.exact == 1
    assert found.coefficients.ac == 1
    assert {found.coefficients.alpha, found.coefficients.kappa, found.coefficients.fleiss} == {None}
    assert "All grades are the same" in " ".join(found.warnings)
    alone = agreement_of(from_rows([(2, 2), (2, 2)]))
    assert alone.coefficients.ac is None


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("rows", [[(1,), (2,)], [(1, None), (None, 2)]])
def test_without_a_pair_nothing_is_worked_out_and_that_is_said(
    rows: list[tuple[int | None, ...]], metric: Metric
) -> None:
    found = agreement_of(from_rows(rows), metric)
    assert (found.exact, found.adjacent, found.direction.pairs) == (None, None, 0)
    assert set(vars_of(found.coefficients)) == {None}
    assert found.warnings == ("No unit was graded by two judges, so nothing can be compared.",)


def vars_of(coefficients: object) -> list[Fraction | None]:
    return [
        getattr(coefficients, name) for name in ("alpha", "ac", "kappa", "weighted_kappa", "fleiss")
    ]


def test_few_units_are_warned_of_and_many_are_not() -> None:
    few = agreement_of(from_rows([(1, 2)] * 31, SCALE))
    assert "Only 31 units can be compared. With fewer than 32 on a scale of 4" in few.warnings[0]
    enough = agreement_of(from_rows([(1, 2), (3, 1)] * 16, SCALE))
    assert enough.warnings == ()


def test_a_grade_that_prevails_is_warned_of() -> None:
    found = agreement_of(from_square([[0, 3], [3, 60]]))
    assert found.coefficients.kappa is not None
    assert found.coefficients.kappa < 0
    assert "can be low, or below nought, although the judges agree" in " ".join(found.warnings)


def test_a_unit_with_one_judge_counts_for_gwets_chance_but_in_no_pair() -> None:
    with_it = from_rows([(1, 1), (2, 1), (2, None)])
    without = from_rows([(1, 1), (2, 1)])
    assert gwet_ac(with_it, "nominal") != gwet_ac(without, "nominal")
    assert krippendorff_alpha(with_it, "nominal") == krippendorff_alpha(without, "nominal")
    said = " ".join(agreement_of(with_it).warnings)
    assert "1 unit of 3 had one judge only" in said
    assert "as Gwet generalised it" in said


def test_units_of_the_same_name_in_two_bases_are_two_units() -> None:
    ratings = read(
        "base,unit,judge,grade\nA,leaders,x,good\nB,leaders,x,good\n"
        "A,leaders,y,good\nB,leaders,y,inadequate\n"
    )
    found = agreement_of(ratings)
    assert found.by_base == {"A": Direction(0, 1, 0), "B": Direction(1, 0, 0)}
