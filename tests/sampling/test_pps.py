"""The draw in proportion to size."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.draw import DrawPlan, draw_sample, preview
from inspector_app.sampling.draw_pps import inclusion_probabilities
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit
from tests.sampling.bounds import FEW_OR_ALL, assert_within

SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=25)


def sized(*sizes: str) -> list[Unit]:
    return [Unit(f"C{at:02d}", f"C{at:02d}", {"Load": size}) for at, size in enumerate(sizes)]


def pps(n: int, seed: str = "P1/ours/theirs", **more: tuple[str, ...]) -> DrawPlan:
    return DrawPlan("pps", n, seed, size_column="Load", **more)  # type: ignore[arg-type]  # sort


def test_inclusion_probabilities_are_those_of_the_r_package_sampling() -> None:
    """`inclusionprobabilities(1:20, 12)`."""
    found = inclusion_probabilities(range(1, 21), 12)
    assert found == (*(Fraction(i, 17) for i in range(1, 17)), *[Fraction(1)] * 4)


def test_those_certain_are_taken_out_until_nobody_is() -> None:
    """With 100, 40, 10, 10 and n = 2 the first is certain; of the rest 40 of 60 is left below one.

    With n = 3 the second becomes certain only once the first is out: 2 · 40 / 60 > 1.
    """
    assert inclusion_probabilities((100, 40, 10, 10), 2) == (
        *(Fraction(1), Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)),
    )
    assert inclusion_probabilities((100, 40, 10, 10), 3) == (
        *(Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 2)),
    )


@given(SIZES, st.data())
def test_probabilities_add_up_to_n_and_rise_with_size(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    found = inclusion_probabilities(sizes, n)
    assert sum(found) == n
    assert all(0 < chance <= 1 for chance in found)
    by_size = sorted(zip(sizes, found, strict=True))
    assert [chance for _, chance in by_size] == sorted(found)
    rates = {chance / size for size, chance in by_size if chance < 1}
    assert len(rates) <= 1


@given(SIZES, st.data(), st.text("abc", min_size=1, max_size=5))
def test_exactly_n_different_units_are_drawn_and_all_that_are_certain(
    sizes: list[int], data: st.DataObject, phrase: str
) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    units = sized(*map(str, sizes))
    drawn = draw_sample(units, pps(n, f"P/{phrase}/"))
    selected = [one.unit for one in drawn.selected]
    assert len(selected) == len(set(selected)) == n
    chances = dict(zip((unit.id for unit in units), inclusion_probabilities(sizes, n), strict=True))
    assert {unit for unit, chance in chances.items() if chance == 1} <= set(selected)
    assert all(one.chance == chances[one.unit] for one in drawn.selected)
    assert not set(selected) & {one.unit for one in drawn.reserves}


@given(SIZES, st.data())
def test_the_order_of_rows_does_not_matter(sizes: list[int], data: st.DataObject) -> None:
    units = sized(*map(str, sizes))
    n = data.draw(st.integers(1, len(units)))
    assert draw_sample(units, pps(n)) == draw_sample(data.draw(st.permutations(units)), pps(n))


def test_a_unit_is_drawn_in_whose_stretch_a_point_falls() -> None:
    units = sized("3", "1", "8", "2", "6", "4")
    start = int.from_bytes(sha256(b"P1/ours/theirs\x1fstart").digest()[:8], "big")
    points = [Fraction(start, 2**64) + k for k in range(2)]
    ends = [Fraction(2 * upto, 24) for upto in (3, 4, 12, 14, 20, 24)]
    expected = [next(at for at, end in enumerate(ends) if point < end) for point in points]
    drawn = draw_sample(units, pps(2))
    assert [one.rank - 1 for one in drawn.selected] == expected


@FEW_OR_ALL
def test_every_unit_is_drawn_as_often_as_its_probability_says(seeds: int) -> None:
    """One unit is certain."""
    sizes = (3, 1, 8, 2, 60, 4, 6)
    units = sized(*map(str, sizes))
    ones: Counter[str] = Counter()
    for number in range(seeds):
        drawn = draw_sample(units, pps(3, f"P1/seed {number}/"), keep=0)
        ones.update(one.unit for one in drawn.selected)
    chances = inclusion_probabilities(sizes, 3)
    assert chances[4] == 1
    assert_within(
        ones, {unit.id: chance for unit, chance in zip(units, chances, strict=True)}, seeds
    )


def test_sizes_are_read_exactly_and_those_without_one_are_counted() -> None:
    units = sized("0.1", "0.2", "1.70", " 2 ", "", "0", "0.00", "many", "-1", "1e3")
    shown = preview(units, pps(2, ""))
    assert shown.population == 4
    assert shown.without_size == {"blank": 1, "nought": 2, "unreadable": 3}
    assert shown.certain == 1
    drawn = draw_sample(units, pps(2))
    probabilities = {one.unit: one.probability for one in (*drawn.selected, *drawn.reserves)}
    assert probabilities == {"C00": "1/20", "C01": "1/10", "C02": "17/20", "C03": "1/1"}


def test_a_stated_order_decides_whose_stretches_lie_side_by_side() -> None:
    units = [
        Unit(f"C{at}", f"C{at}", {"Load": "1", "Team": team}) for at, team in enumerate("BABA")
    ]
    drawn = draw_sample(units, pps(2, sort=("Team",)))
    ranks = {one.unit: one.rank for one in (*drawn.selected, *drawn.reserves)}
    assert ranks == {"C1": 1, "C3": 2, "C0": 3, "C2": 4}
    assert len({one.unit in ("C1", "C3") for one in drawn.selected}) == 2


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (DrawPlan("pps", 2, "P/a/"), "size-column-missing"),
        (DrawPlan("pps", 2, "P/a/", size_column="Weight"), "unknown-column"),
        (pps(0), "size-not-positive"),
        (pps(4), "sample-larger-than-population"),
        (pps(2, ""), "seed-missing"),
        (DrawPlan("simple", 2, "P/a/", size_column="Load"), "option-not-for-design"),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused(plan: DrawPlan, code: str) -> None:
    with pytest.raises(SamplingError) as refused:
        draw_sample(sized("1", "2", "3", ""), plan)
    assert refused.value.code == code


def test_sizes_with_too_many_digits_to_keep_the_chances_are_refused() -> None:
    with pytest.raises(SamplingError) as refused:
        draw_sample(sized("9007199254.740993", "1"), pps(1))
    assert refused.value.code == "sizes-too-fine"
