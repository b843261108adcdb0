from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector_app.sampling.allocation import (
    Rule,
    Stratum,
    allocate,
    allocate_additional,
    shares,
)
from inspector_app.sampling.allocation_by_hand import allocate_by_hand
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.spreads import read_spreads

RULES: tuple[Rule, ...] = ("proportional", "equal", "neyman")


def strata(*sizes: int) -> list[Stratum]:
    return [Stratum(f"S{at:02d}", size) for at, size in enumerate(sizes)]


def spread_of(rule: Rule, listed: list[Stratum]) -> dict[str, Fraction]:
    """For Neyman a spread for each, made by rule: 1, 5/2, 1/3, 2 … and again."""
    if rule != "neyman":
        return {}
    turns = (Fraction(1), Fraction(5, 2), Fraction(1, 3), Fraction(2))
    return {stratum.value: turns[int(stratum.value[1:]) % 4] for stratum in listed}


SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("source", "sizes", "n", "expected"),
    [
        ("Lohr, Sampling, agriculture", (1054, 220, 1382, 422), 300, (103, 21, 135, 41)),
        # Largest remainders in public use: the same rule with votes for sizes.
        (
            "Wikipedia, Largest remainder method, Hare quota",
            (47000, 16000, 15900, 12000, 6000, 3100),
            10,
            (5, 2, 1, 1, 1, 0),
        ),
        ("Wikipedia, Alabama paradox, 10 seats", (6, 6, 2), 10, (4, 4, 2)),
        ("Wikipedia, Alabama paradox, 11 seats", (6, 6, 2), 11, (5, 5, 1)),
    ],
)
def test_proportional_allocation_gives_the_published_numbers(
    source: str, sizes: tuple[int, ...], n: int, expected: tuple[int, ...]
) -> None:
    assert allocate(strata(*sizes), n, "proportional") == expected, source


@given(SIZES, st.data(), st.sampled_from(RULES), st.integers(0, 5))
def test_sizes_sum_to_n_within_minimum_and_stratum(
    sizes: list[int], data: st.DataObject, rule: Rule, minimum: int
) -> None:
    least = sum(min(minimum, size) for size in sizes)
    n = data.draw(st.integers(max(1, least), sum(sizes)))
    listed = strata(*sizes)
    drawn = allocate(listed, n, rule, minimum=minimum, spreads=spread_of(rule, listed))
    assert sum(drawn) == n
    for size, taken in zip(sizes, drawn, strict=True):
        assert min(minimum, size) <= taken <= size


@given(SIZES, st.data())
def test_proportional_sizes_without_a_minimum_are_within_one_of_their_share(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, sum(sizes)))
    for size, taken in zip(sizes, allocate(strata(*sizes), n, "proportional"), strict=True):
        assert abs(taken - Fraction(n * size, sum(sizes))) < 1


@given(SIZES, st.data())
def test_equal_sizes_differ_by_at_most_one_except_where_a_stratum_is_used_up(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, sum(sizes)))
    drawn = allocate(strata(*sizes), n, "equal")
    for size, taken in zip(sizes, drawn, strict=True):
        assert taken == size or taken >= max(drawn) - 1


@given(SIZES, st.data(), st.sampled_from(RULES))
def test_the_order_of_strata_does_not_change_what_each_gets(
    sizes: list[int], data: st.DataObject, rule: Rule
) -> None:
    listed = strata(*sizes)
    n = data.draw(st.integers(1, sum(sizes)))
    shuffled = data.draw(st.permutations(listed))
    given_spreads = spread_of(rule, listed)
    first = dict(zip(listed, allocate(listed, n, rule, spreads=given_spreads), strict=True))
    again = allocate(shuffled, n, rule, spreads=given_spreads)
    assert first == dict(zip(shuffled, again, strict=True))


@given(SIZES, st.data(), st.sampled_from(RULES))
def test_additional_cases_never_take_one_back_nor_exceed_what_is_left(
    sizes: list[int], data: st.DataObject, rule: Rule
) -> None:
    assume(sum(sizes) > 1)
    listed = strata(*sizes)
    known = spread_of(rule, listed)
    drawn = allocate(listed, data.draw(st.integers(1, sum(sizes) - 1)), rule, spreads=known)
    spent = [data.draw(st.integers(0, size - had)) for size, had in zip(sizes, drawn, strict=True)]
    room = sum(sizes) - sum(drawn) - sum(spent)
    assume(room > 0)
    add = data.draw(st.integers(1, room))
    more = allocate_additional(listed, drawn, add, rule, spent=spent, spreads=known)
    assert sum(more) == add
    for size, had, gone, extra in zip(sizes, drawn, spent, more, strict=True):
        assert 0 <= extra <= size - had - gone


def test_an_additional_case_does_not_follow_the_alabama_paradox() -> None:
    assert allocate_additional(strata(6, 6, 2), (4, 4, 2), 1, "proportional") == (1, 0, 0)


def test_additional_cases_go_where_the_sample_falls_short() -> None:
    assert allocate_additional(strata(50, 50), (10, 2), 8, "equal") == (0, 8)


def test_a_stratum_used_up_leaves_its_share_to_the_others() -> None:
    assert allocate(strata(2, 50, 50), 30, "equal") == (2, 14, 14)


def test_a_stratum_below_the_minimum_is_taken_whole() -> None:
    assert allocate(strata(1, 1, 1, 100), 6, "equal", minimum=3) == (1, 1, 1, 3)


def test_equal_remainders_go_to_the_larger_stratum_then_to_the_first_value() -> None:
    assert allocate(strata(5, 5, 5), 1, "proportional") == (1, 0, 0)
    assert allocate(strata(3, 3, 6), 2, "equal") == (1, 0, 1)


def test_sizes_by_hand_are_taken_as_they_are() -> None:
    assert allocate_by_hand(strata(5, 5), 4, {"S01": 4}) == (0, 4)


@pytest.mark.parametrize(
    ("by_hand", "n", "minimum", "code"),
    [
        ({"S00": 6}, 6, 0, "sample-larger-than-stratum"),
        ({"elsewhere": 1}, 1, 0, "unknown-stratum"),
        ({"S00": 2, "S01": 2}, 5, 0, "manual-sum"),
        ({"S00": -1, "S01": 2}, 1, 0, "size-not-positive"),
        ({"S00": 3}, 3, 1, "minimum-not-possible"),
    ],
)
def test_sizes_by_hand_that_cannot_be_are_refused(
    by_hand: dict[str, int], n: int, minimum: int, code: str
) -> None:
    with pytest.raises(SamplingError) as refused:
        allocate_by_hand(strata(5, 5), n, by_hand, minimum=minimum)
    assert refused.value.code == code


def test_the_refusal_of_a_stratum_too_small_names_it_and_its_size() -> None:
    with pytest.raises(SamplingError, match=r"'North' has 3, but 4") as refused:
        allocate_by_hand([Stratum("North", 3)], 3, {"North": 4})
    assert refused.value.next_step
    assert refused.value.kept


@pytest.mark.parametrize(
    ("n", "minimum", "code"),
    [
        (0, 0, "size-not-positive"),
        (-1, 0, "size-not-positive"),
        (11, 0, "sample-larger-than-population"),
        (3, 2, "minimum-not-possible"),
        (3, -1, "negative-minimum"),
    ],
)
@pytest.mark.parametrize("rule", RULES)
def test_sizes_that_cannot_be_are_refused(n: int, minimum: int, code: str, rule: Rule) -> None:
    with pytest.raises(SamplingError) as refused:
        allocate(strata(5, 5), n, rule, minimum=minimum)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("add", "code"), [(0, "size-not-positive"), (7, "sample-larger-than-population")]
)
def test_an_extension_that_cannot_be_is_refused(add: int, code: str) -> None:
    with pytest.raises(SamplingError) as refused:
        allocate_additional(strata(5, 5), (2, 2), add, "equal")
    assert refused.value.code == code


# --- Neyman ---------------------------------------------------------------------------------------


def by_spread(*given: str) -> dict[str, Fraction]:
    return {f"S{at:02d}": Fraction(text) for at, text in enumerate(given)}


@given(SIZES, st.data())
def test_neyman_with_equal_spreads_is_proportional(sizes: list[int], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, sum(sizes)))
    alike = by_spread(*["2.75"] * len(sizes))
    neyman = allocate(strata(*sizes), n, "neyman", spreads=alike)
    assert neyman == allocate(strata(*sizes), n, "proportional")


@given(SIZES, st.data())
def test_no_other_sizes_have_a_smaller_variance_but_for_rounding(
    sizes: list[int], data: st.DataObject
) -> None:
    """The shares before rounding: moving a little from one stratum to another is never better."""
    listed = strata(*sizes)
    spreads = spread_of("neyman", listed)
    n = data.draw(st.integers(1, sum(sizes)))
    exact = shares(listed, n, "neyman", spreads=spreads)
    assert sum(share.exact for share in exact) == n
    # Variance falls with n_h as (N_h S_h)² / n_h, so its slope is (N_h S_h / n_h)²: equal for all
    # strata that are not full, and nowhere smaller in a full one (Cochran 5.5 and 5.8).
    slopes = [
        (stratum.size * spreads[stratum.value] / share.exact, share.exact == stratum.size)
        for stratum, share in zip(listed, exact, strict=True)
    ]
    open_ones = {slope for slope, full in slopes if not full}
    assert len(open_ones) <= 1
    for slope, full in slopes:
        assert not full or all(slope >= other for other in open_ones)


def test_neyman_gives_more_to_the_stratum_that_varies_more() -> None:
    spreads = by_spread("1", "3")
    assert allocate(strata(100, 100), 40, "neyman", spreads=spreads) == (10, 30)


def test_neyman_never_takes_more_than_there_are_and_shares_the_rest_out_again() -> None:
    spreads = by_spread("1", "1", "50")
    assert allocate(strata(60, 30, 5), 35, "neyman", spreads=spreads) == (20, 10, 5)


def test_a_neyman_minimum_holds() -> None:
    spreads = by_spread("0.01", "1")
    assert allocate(strata(50, 50), 20, "neyman", minimum=3, spreads=spreads) == (3, 17)


@pytest.mark.parametrize(
    ("spreads", "code", "named"),
    [
        (by_spread("1"), "spread-missing", "'S01'"),
        (by_spread("1", "0"), "spread-not-positive", "'S01'"),
        (by_spread("1", "-2"), "spread-not-positive", "'S01'"),
        (by_spread("1", "2", "3"), "unknown-stratum", "'S02'"),
    ],
)
def test_spreads_that_do_not_fit_the_strata_are_refused(
    spreads: dict[str, Fraction], code: str, named: str
) -> None:
    with pytest.raises(SamplingError, match=named) as refused:
        allocate(strata(5, 5), 4, "neyman", spreads=spreads)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "two", "1e3", "1,5", "-1", "1/2", ".5", "٣"])
def test_a_spread_that_is_no_decimal_number_is_refused(text: str) -> None:
    with pytest.raises(SamplingError) as refused:
        read_spreads({"North": text})
    assert refused.value.code == "spread-unclear"


def test_a_spread_is_read_exactly() -> None:
    assert read_spreads({"North": "0.1", "South": " 3 "}) == {
        "North": Fraction(1, 10),
        "South": Fraction(3),
    }


# --- rounding -------------------------------------------------------------------------------------


def test_each_share_tells_how_it_was_rounded() -> None:
    found = shares(strata(12, 20, 8), 12, "proportional")
    assert [(s.whole, s.remainder, s.one_more, s.size) for s in found] == [
        (3, Fraction(3, 5), True, 4),
        (6, Fraction(0), False, 6),
        (2, Fraction(2, 5), False, 2),
    ]


WEIGHTS = (3000 * 48, 4000 * 79, 5000 * 76, 2000 * 16)


@pytest.mark.parametrize(
    ("sizes", "printed"),
    [
        ((3000, 4000, 5000, 2000), ("31.376147", "68.853211", "82.798165", "6.972477")),
        # The same weights in strata that hold no more than the example's upper bounds.
        ((100, 90, 70, 80), ("35.121951", "77.073171", "70.000000", "7.804878")),
    ],
)
def test_neyman_shares_are_those_printed_by_the_r_package_stratallo(
    sizes: tuple[int, ...], printed: tuple[str, ...]
) -> None:
    """The example of its README: N · S as above and n = 190, without and with upper bounds."""
    listed = strata(*sizes)
    spreads = {
        stratum.value: Fraction(weight, stratum.size)
        for stratum, weight in zip(listed, WEIGHTS, strict=True)
    }
    found = shares(listed, 190, "neyman", spreads=spreads)
    assert tuple(f"{float(share.exact):.6f}" for share in found) == printed
    assert sum(share.size for share in found) == 190
