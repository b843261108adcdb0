from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.intervals import hypergeometric_interval, none_of_n_upper
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stratified import StratumSeen
from inspector_app.sampling.tells import about, percent, tells, tells_stratified


def test_nothing_seen_tells_how_many_could_still_have_it() -> None:
    said = tells(0, 12, 320)
    assert (said.low, said.high, said.none_of_n_upper) == (0, 83, 69)
    assert said.sentence == (
        "No problem seen in 12 of 320 cases. If the 12 were drawn at random, up to 69 cases "
        "(about 22 %) could still have it (95 % confidence)."
    )


def test_something_seen_gives_an_interval_and_no_bound_for_nothing() -> None:
    said = tells(3, 20, 150)
    assert (said.low, said.high, said.none_of_n_upper) == (6, 54, None)
    assert said.sentence == (
        "Seen in 3 of 20 cases looked at, of 150. If the 20 were drawn at random, it is present "
        "in 6 to 54 of the 150 (about 4 % to 36 %; 95 % confidence)."
    )


def test_a_draw_of_the_programs_own_is_not_put_as_an_if() -> None:
    said = tells(3, 20, 150, "random")
    assert "As the 20 were drawn at random" in said.sentence
    assert "If" not in said.sentence


@given(st.integers(1, 50), st.data())
def test_cases_chosen_on_purpose_never_give_an_interval(seen: int, data: st.DataObject) -> None:
    found = data.draw(st.integers(0, seen))
    population = data.draw(st.none() | st.integers(seen, 500))
    said = tells(found, seen, population, "purposeful")
    assert (said.low, said.high, said.none_of_n_upper) == (None, None, None)
    assert "no interval is given" in said.sentence
    assert "%" not in said.sentence


@given(st.integers(1, 300), st.data())
def test_numbers_and_sentence_agree(seen: int, data: st.DataObject) -> None:
    found = data.draw(st.integers(0, seen))
    population = data.draw(st.integers(seen, 5000))
    said = tells(found, seen, population)
    bounds = hypergeometric_interval(found, seen, population)
    assert (said.low, said.high) == (bounds.low, bounds.high)
    assert said.none_of_n_upper == (none_of_n_upper(seen, population) if not found else None)
    shown = said.none_of_n_upper or (bounds.high if found and seen < population else None)
    if shown:
        assert f"{shown:,}" in said.sentence


def test_an_unknown_population_gives_a_share_and_no_cases() -> None:
    some = tells(3, 20, None)
    assert (some.low, some.high, some.none_of_n_upper) == (None, None, None)
    assert "in about 5 % to 36 % of all cases" in some.sentence
    assert "up to about 22 % of all cases" in tells(0, 12, None).sentence


def test_a_list_looked_at_whole_needs_no_estimate() -> None:
    said = tells(3, 9, 9)
    assert (said.low, said.high) == (3, 3)
    assert "nothing needs to be estimated" in said.sentence
    assert "%" not in said.sentence


def test_where_nothing_could_be_left_the_sentence_says_so() -> None:
    said = tells(0, 19, 20)
    assert said.none_of_n_upper == 0
    assert "none of the others is likely" in said.sentence


def test_numbers_are_written_as_in_britain_and_one_is_singular() -> None:
    assert "1,485 referrals" in tells(0, 200, 100_000, unit="referral").sentence
    said = tells(0, 18, 20)
    assert said.none_of_n_upper == 1
    assert "up to 1 case (about 5 %)" in said.sentence


def test_referrals_are_never_called_children() -> None:
    said = tells(1, 20, 150, unit="referral").sentence
    assert "referrals" in said
    assert "child" not in said


def test_a_stratified_draw_is_told_by_its_own_method() -> None:
    said = tells_stratified([StratumSeen(100, 4), StratumSeen(220, 8)])
    assert said.low == 0
    assert said.none_of_n_upper is not None
    assert said.none_of_n_upper >= none_of_n_upper(12, 320)
    assert "As the 12 were drawn at random" in said.sentence
    some = tells_stratified([StratumSeen(100, 4, 1), StratumSeen(220, 8)])
    assert some.low is not None
    assert some.low >= 1


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(0), "0 %"),
        (Fraction(1, 1000), "under 1 %"),
        (Fraction(1, 200), "1 %"),
        (Fraction(69, 320), "22 %"),
        (Fraction(225, 1000), "23 %"),
        (Fraction(999, 1000), "over 99 %"),
        (Fraction(1), "100 %"),
    ],
)
def test_a_share_is_never_said_to_be_none_or_all_unless_it_is(share: Fraction, said: str) -> None:
    assert percent(share) == said


def test_about_is_not_said_twice() -> None:
    assert about(Fraction(1, 1000)) == "under 1 %"
    assert about(Fraction(1, 1000), Fraction(1, 4)) == "under 1 % to 25 %"
    assert about(Fraction(1, 4), Fraction(1, 4)) == "about 25 %"


@pytest.mark.parametrize(
    ("found", "seen", "population"), [(13, 12, 320), (-1, 12, 320), (0, 0, 320), (0, 12, 11)]
)
@pytest.mark.parametrize("nature", ["assumed", "purposeful"])
def test_counts_that_cannot_be_are_refused_for_every_kind_of_sample(
    found: int, seen: int, population: int, nature: str
) -> None:
    with pytest.raises(SamplingError) as refused:
        tells(found, seen, population, "purposeful" if nature == "purposeful" else "assumed")
    assert refused.value.code == "counts-impossible"
    assert refused.value.next_step


def test_an_unknown_unit_is_refused_with_those_known() -> None:
    with pytest.raises(SamplingError) as refused:
        tells(0, 12, 320, unit="goat")
    assert refused.value.code == "word-not-known"
    assert "referral" in refused.value.next_step
