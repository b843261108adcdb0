"""The systematic draw, from units and from imported lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.draw import DrawPlan, draw_sample, preview
from inspector_app.sampling.draw_systematic import systematic_places
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stated_order import in_stated_order, order_words
from inspector_app.sampling.strata import Unit
from tests.sampling.bounds import CASES, assert_within
from tests.sampling.frames import frame

PLAN = DrawPlan("systematic", 7, "P1/ours/theirs")


def with_values(*values: str) -> list[Unit]:
    return [Unit(f"C{at}", f"C{at}", {"V": value}) for at, value in enumerate(values)]


def values_in_order(*values: str) -> list[str]:
    return [unit.values["V"] for unit in in_stated_order(with_values(*values), ("V",))]


def test_places_follow_from_the_first_eight_bytes_of_the_hash_of_start() -> None:
    start = int.from_bytes(sha256(b"P1/ours/theirs\x1fstart").digest()[:8], "big")
    u = Fraction(start, 2**64)
    by_hand = [int((u + k) * Fraction(40, 7)) for k in range(7)]
    units = frame({"A": 40})
    drawn = draw_sample(units, PLAN)
    assert [one.unit for one in drawn.selected] == [f"C{at:06d}" for at in by_hand]
    assert [one.rank for one in drawn.selected] == [at + 1 for at in by_hand]
    assert {one.probability for one in drawn.selected} == {"7/40"}


def test_the_reserves_are_the_lowest_tickets_of_all_that_were_not_drawn() -> None:
    units = frame({"A": 40})
    drawn = draw_sample(units, PLAN)
    selected = {one.unit for one in drawn.selected}
    others = sorted(
        (sha256(f"P1/ours/theirs\x1f{unit.id}".encode()).hexdigest(), unit.id)
        for unit in units
        if unit.id not in selected
    )
    assert [(one.ticket, one.unit) for one in drawn.reserves] == others[:10]


@given(st.integers(1, 80), st.data(), st.text("abc", min_size=1, max_size=6))
def test_exactly_n_different_units_are_drawn_and_never_two_in_one_interval(
    population: int, data: st.DataObject, phrase: str
) -> None:
    n = data.draw(st.integers(1, population))
    places = systematic_places(f"P/{phrase}/", n, population)
    assert len(set(places)) == n
    assert 1 <= min(places) <= max(places) <= population
    gaps = {after - before for before, after in pairwise(places)}
    assert gaps <= {population // n, -(-population // n)}


@given(st.lists(st.sampled_from(["1", "2", "10", "north", ""]), min_size=1), st.data())
def test_the_order_of_rows_does_not_matter(values: list[str], data: st.DataObject) -> None:
    units = with_values(*values)
    n = data.draw(st.integers(1, len(units)))
    plan = DrawPlan("systematic", n, "P/a/", sort=("V",))
    assert draw_sample(units, plan) == draw_sample(data.draw(st.permutations(units)), plan)


def test_every_unit_is_drawn_as_often_as_its_probability_says() -> None:
    """Over 20,000 seeds, one unit in each interval of 11 / 4."""
    ones: Counter[int] = Counter()
    for number in range(CASES):
        ones.update(systematic_places(f"P1/seed {number}/", 4, 11))
    assert_within(ones, {place: Fraction(4, 11) for place in range(1, 12)})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("10", "9", "1.0", "1"), ["1.0", "1", "9", "10"]),
        (
            ("2026-11-02", "2025-12-31T10:00", "2026-01-05"),
            ["2025-12-31T10:00", "2026-01-05", "2026-11-02"],
        ),
        (("b", "", "a", "B"), ["B", "a", "b", ""]),
        (("x", "2026-01-01", "7", " "), ["7", "2026-01-01", "x", " "]),
    ],
)
def test_numbers_and_dates_are_ordered_as_such(
    values: tuple[str, ...], expected: list[str]
) -> None:
    assert values_in_order(*values) == expected


def test_several_columns_order_one_after_the_other_and_ties_go_by_identifier() -> None:
    units = [
        Unit("C2", "C2", {"Team": "B", "Age": "3"}),
        Unit("C1", "C1", {"Team": "B", "Age": "3"}),
        Unit("C3", "C3", {"Team": "A", "Age": "10"}),
        Unit("C4", "C4", {"Team": "A", "Age": "9"}),
    ]
    assert [unit.id for unit in in_stated_order(units, ("Team", "Age"))] == ["C4", "C3", "C1", "C2"]
    assert order_words(("Team", "Age")) == "by Team, then by Age, ties by identifier"


def test_a_preview_shows_order_and_interval_and_no_case() -> None:
    shown = preview(frame({"A": 40}), DrawPlan("systematic", 7, sort=("Team",)))
    assert shown.interval == Fraction(40, 7)
    assert shown.order == "by Team, ties by identifier"
    assert [(s.population, s.drawn) for s in shown.strata] == [(40, 7)]
    assert "C0000" not in repr(shown)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (DrawPlan("systematic", 41, "P/a/"), "sample-larger-than-population"),
        (DrawPlan("systematic", 0, "P/a/"), "size-not-positive"),
        (DrawPlan("systematic", 5), "seed-missing"),
        (DrawPlan("systematic", 5, "P/a/", by=("Team",)), "option-not-for-design"),
        (DrawPlan("systematic", 5, "P/a/", minimum=1), "option-not-for-design"),
        (DrawPlan("systematic", 5, "P/a/", sort=("Shoe size",)), "unknown-column"),
        (DrawPlan("simple", 5, "P/a/", sort=("Team",)), "option-not-for-design"),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused(plan: DrawPlan, code: str) -> None:
    with pytest.raises(SamplingError) as refused:
        draw_sample(frame({"A": 40}), plan)
    assert refused.value.code == code


# --- an order in step with the interval -----------------------------------------------------------


def turns(count: int, every: int) -> list[Unit]:
    """Cases given to workers in turn, one after the other."""
    return [Unit(f"C{at:04d}", f"C{at:04d}", {"Worker": f"W{at % every}"}) for at in range(count)]


@pytest.mark.parametrize(
    ("every", "n", "warned"),
    [(6, 20, True), (6, 10, True), (6, 17, False), (6, 24, False), (120, 20, False)],
)
def test_an_order_that_repeats_in_step_with_the_interval_is_pointed_out(
    every: int, n: int, warned: bool
) -> None:
    shown = preview(turns(120, every), DrawPlan("systematic", n))
    assert shown.in_step == (("Worker",) if warned else ())


def test_an_order_in_blocks_is_no_order_in_step() -> None:
    units = sorted(turns(120, 6), key=lambda unit: unit.values["Worker"])
    blocks = [replace(unit, id=f"D{at:04d}") for at, unit in enumerate(units)]
    assert preview(blocks, DrawPlan("systematic", 20)).in_step == ()


def test_one_a_day_and_an_interval_of_a_week_is_pointed_out() -> None:
    first = date(2026, 1, 5)
    units = [
        Unit(f"C{at:04d}", f"C{at:04d}", {"Date": (first + timedelta(days=at)).isoformat()})
        for at in range(140)
    ]
    plan = DrawPlan("systematic", 20, sort=("Date",))
    assert preview(units, plan).in_step == ("the day of the week of Date",)
    assert preview(units, replace(plan, n=23)).in_step == ()
