from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.allocation import Stratum, allocate
from inspector_app.sampling.draw import (
    DrawPlan,
    draw_sample,
    preview,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit, shown_value
from tests.sampling.bounds import CASES, assert_within
from tests.sampling.frames import frame

SIMPLE = DrawPlan("simple", 12, "P1/ours/theirs")
STRATIFIED = DrawPlan("stratified", 12, "P1/ours/theirs", by=("Team",))
TEAMS = {"East": 40, "North": 25, "South": 10, "West": 5}


def test_a_simple_draw_takes_the_lowest_tickets() -> None:
    units = frame(TEAMS)
    by_hand = sorted(
        (sha256(f"P1/ours/theirs\x1f{unit.id}".encode()).hexdigest(), unit.id) for unit in units
    )
    drawn = draw_sample(units, SIMPLE)
    assert [(one.ticket, one.unit) for one in drawn.selected] == by_hand[:12]
    assert [(one.ticket, one.unit) for one in drawn.reserves] == by_hand[12:24]
    assert [one.rank for one in (*drawn.selected, *drawn.reserves)] == list(range(1, 25))


def test_a_stratified_draw_takes_the_lowest_tickets_of_each_stratum() -> None:
    units = frame(TEAMS)
    drawn = draw_sample(units, STRATIFIED)
    assert [(s.value, s.population, s.drawn) for s in drawn.strata] == [
        ("East", 40, 6),
        ("North", 25, 4),
        ("South", 10, 1),
        ("West", 5, 1),
    ]
    for stratum in drawn.strata:
        tickets = sorted(
            sha256(f"P1/ours/theirs\x1f{unit.id}".encode()).hexdigest()
            for unit in units
            if unit.values["Team"] == stratum.value
        )
        chosen = [one.ticket for one in drawn.selected if one.stratum == stratum.value]
        assert chosen == tickets[: stratum.drawn]


def test_probabilities_are_exact_fractions_in_lowest_terms() -> None:
    drawn = draw_sample(frame({"A": 320}), SIMPLE)
    assert {one.probability for one in drawn.selected} == {"3/80"}
    assert drawn.selected[0].chance == Fraction(3, 80)
    whole = draw_sample(frame({"A": 12}), SIMPLE)
    assert {one.probability for one in whole.selected} == {"1/1"}
    assert whole.reserves == ()


def test_probabilities_of_a_stratified_draw_add_up_to_n() -> None:
    units = frame(TEAMS)
    drawn = draw_sample(units, STRATIFIED)
    chances = {one.stratum: one.chance for one in drawn.selected}
    assert sum(chances[unit.values["Team"]] for unit in units) == 12


@st.composite
def _frames(draw: st.DrawFn) -> list[Unit]:
    sizes = draw(st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 12), min_size=1))
    return frame(sizes)


@given(_frames(), st.data())
def test_the_order_of_rows_does_not_matter(units: list[Unit], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(units)))
    shuffled = data.draw(st.permutations(units))
    for plan in (SIMPLE, STRATIFIED):
        assert draw_sample(units, replace(plan, n=n)) == draw_sample(shuffled, replace(plan, n=n))


@given(_frames(), st.data())
def test_a_draw_has_n_different_units_and_reserves_outside_it(
    units: list[Unit], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(units)))
    for plan in (SIMPLE, STRATIFIED):
        drawn = draw_sample(units, replace(plan, n=n))
        selected = {one.unit for one in drawn.selected}
        assert len(drawn.selected) == len(selected) == n == sum(s.drawn for s in drawn.strata)
        assert drawn.population == len(units) == sum(s.population for s in drawn.strata)
        assert not selected & {one.unit for one in drawn.reserves}


@given(_frames(), st.data())
def test_a_larger_simple_draw_begins_with_the_smaller(
    units: list[Unit], data: st.DataObject
) -> None:
    large = data.draw(st.integers(1, len(units)))
    small = data.draw(st.integers(1, large))
    chosen = [
        [one.unit for one in draw_sample(units, replace(SIMPLE, n=n)).selected]
        for n in (small, large)
    ]
    assert chosen[1][:small] == chosen[0]


def test_every_unit_and_every_pair_is_drawn_as_often_as_it_should_be() -> None:
    units = frame({"A": 7, "B": 3})
    ones: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for number in range(CASES):
        drawn = draw_sample(units, DrawPlan("simple", 4, f"P1/seed {number}/"))
        chosen = sorted(one.unit for one in drawn.selected)
        ones.update(chosen)
        pairs.update(combinations(chosen, 2))
    identifiers = [unit.id for unit in units]
    assert_within(ones, dict.fromkeys(identifiers, Fraction(4, 10)))
    assert_within(pairs, dict.fromkeys(combinations(identifiers, 2), Fraction(4 * 3, 10 * 9)))


def test_every_unit_of_a_stratum_is_drawn_as_often_as_its_probability_says() -> None:
    units = frame({"A": 8, "B": 4, "C": 3})
    plan = DrawPlan("stratified", 5, by=("Team",))
    ones: Counter[str] = Counter()
    for number in range(CASES):
        drawn = draw_sample(units, replace(plan, seed=f"P1/seed {number}/"))
        ones.update(one.unit for one in drawn.selected)
    sizes = allocate([Stratum("A", 8), Stratum("B", 4), Stratum("C", 3)], 5, "proportional")
    assert sizes == (3, 1, 1)
    chances = {"A": Fraction(3, 8), "B": Fraction(1, 4), "C": Fraction(1, 3)}
    assert_within(ones, {unit.id: chances[unit.values["Team"]] for unit in units})


def test_a_preview_shows_the_allocation_and_no_case() -> None:
    units = frame(TEAMS)
    shown = preview(units, replace(STRATIFIED, seed=""))
    assert shown.strata == draw_sample(units, STRATIFIED).strata
    assert shown.population == 80
    assert "largest remainders" in shown.rounding_rule
    assert "C0000" not in repr(shown)


def test_strata_of_several_columns_read_well_and_never_run_together() -> None:
    assert shown_value(["North", "Girl"]) == "North / Girl"
    assert shown_value(["North", " "]) == "North / (blank)"
    assert shown_value(["North/East"]) == "North/East"


@given(
    st.lists(st.text("/\\( )blank", max_size=8), min_size=1, max_size=3),
    st.lists(st.text("/\\( )blank", max_size=8), min_size=1, max_size=3),
)
def test_different_values_never_look_the_same(first: list[str], second: list[str]) -> None:
    same_columns = len(first) == len(second)
    differ = [value.strip() for value in first] != [value.strip() for value in second]
    if same_columns and differ:
        assert shown_value(first) != shown_value(second)


def test_several_rows_of_one_child_can_be_drawn_as_events() -> None:
    units = [Unit(f"C1|3|2026-01-0{day}|1", "C1", {}) for day in range(1, 6)]
    drawn = draw_sample(units, replace(SIMPLE, n=3))
    assert {one.case for one in drawn.selected} == {"C1"}
    assert len(drawn.selected) == 3


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (replace(SIMPLE, seed=""), "seed-missing"),
        (replace(SIMPLE, n=81), "sample-larger-than-population"),
        (replace(SIMPLE, by=("Team",)), "option-not-for-design"),
        (replace(SIMPLE, minimum=1), "option-not-for-design"),
        (replace(STRATIFIED, by=()), "strata-missing"),
        (replace(STRATIFIED, by=("Ward",)), "unknown-column"),
        (replace(STRATIFIED, manual={"East": 12}), "option-not-for-design"),
        (
            replace(STRATIFIED, allocation="manual", manual={"West": 12}),
            "sample-larger-than-stratum",
        ),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused(plan: DrawPlan, code: str) -> None:
    with pytest.raises(SamplingError) as refused:
        draw_sample(frame(TEAMS), plan)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([], "empty-list"),
        ([Unit("", "C1", {})], "identifier-missing"),
        ([Unit("C1", "C1", {}), Unit("C1", "C1", {})], "duplicate-unit"),
    ],
)
def test_a_list_that_cannot_be_drawn_from_is_refused(units: list[Unit], code: str) -> None:
    with pytest.raises(SamplingError) as refused:
        draw_sample(units, replace(SIMPLE, n=1))
    assert refused.value.code == code
    assert "C1" not in refused.value.message
