"""The most varied and the most typical cases, by Gower's distance."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.gower import Gower
from inspector_app.sampling.purposeful_spread import select_most_varied, select_typical
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit

FIELDS = ("Age", "Team", "Start")


def child(at: int, *values: str) -> Unit:
    return Unit(f"C{at}", f"C{at}", dict(zip(FIELDS, values, strict=True)))


LIST = [
    child(1, "0", "north", "2026-01-01"),
    child(2, "10", "North", "2026-01-11"),
    child(3, "4", "", "2026-01-01"),
    child(4, "unborn", "south", ""),
]
AGES = st.sampled_from(["0", "2.5", "7", "17", "", "unborn"])
ROWS = st.lists(
    st.tuples(AGES, st.sampled_from(["a", "B", ""]), st.sampled_from(["2026-01-01", "2026-03-09"])),
    min_size=1,
    max_size=25,
)


def distances(units: list[Unit]) -> list[list[Fraction]]:
    gower = Gower(units, FIELDS)
    scale = gower.whole * len(FIELDS)
    return [[Fraction(d, scale) for d in gower.from_one(at)] for at in range(len(units))]


def test_distances_are_those_worked_out_by_hand() -> None:
    third = Fraction(1, 3)
    found = distances(LIST)
    # Ages over a range of 10, teams without regard to capitals, dates over a range of 10 days.
    assert found[0] == [0, (1 + 0 + 1) * third, (Fraction(4, 10) + 1 + 0) * third, 1]
    assert found[1][2] == (Fraction(6, 10) + 1 + 1) * third
    assert found[3][:3] == [1, 1, 1]


@given(ROWS)
def test_distances_are_alike_both_ways_and_totals_are_their_sums(
    rows: list[tuple[str, str, str]],
) -> None:
    units = [child(at, *row) for at, row in enumerate(rows)]
    found = distances(units)
    gower = Gower(units, FIELDS)
    scale = gower.whole * len(FIELDS)
    for here, row in enumerate(found):
        assert row[here] == 0
        assert row == [other[here] for other in found]
        assert all(0 <= distance <= 1 for distance in row)
        assert sum(row) == Fraction(gower.totals()[here], scale)


@given(ROWS, st.data())
def test_the_most_varied_are_taken_farthest_first_whatever_the_order_of_rows(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    units = [child(at, *row) for at, row in enumerate(rows)]
    n = data.draw(st.integers(1, len(units)))
    chosen = select_most_varied(units, FIELDS, n)
    assert chosen == select_most_varied(data.draw(st.permutations(units)), FIELDS, n)
    place = {unit.id: at for at, unit in enumerate(units)}
    taken = [place[one.unit] for one in chosen.chosen]
    assert len(set(taken)) == n
    found = distances(units)
    assert sum(found[taken[0]]) == max(map(sum, found))
    for step in range(1, n):
        nearest = [min(found[at][one] for one in taken[:step]) for at in range(len(units))]
        left = [nearest[at] for at in range(len(units)) if at not in taken[:step]]
        assert nearest[taken[step]] == max(left)


@given(ROWS, st.data())
def test_the_most_typical_differ_least_from_all_others(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    units = [child(at, *row) for at, row in enumerate(rows)]
    n = data.draw(st.integers(1, len(units)))
    chosen = select_typical(units, FIELDS, n)
    assert chosen == select_typical(data.draw(st.permutations(units)), FIELDS, n)
    totals = [sum(row) for row in distances(units)]
    place = {unit.id: at for at, unit in enumerate(units)}
    assert [totals[place[one.unit]] for one in chosen.chosen] == sorted(totals)[:n]
    outside = sorted(totals)[n:].count(sorted(totals)[n - 1])
    assert chosen.tied_outside == outside


def test_ties_go_by_identifier_with_digits_read_as_numbers() -> None:
    units = [child(at, "1", "a", "2026-01-01") for at in (10, 9, 2)]
    assert [one.unit for one in select_typical(units, FIELDS, 2).chosen] == ["C2", "C9"]
    assert [one.unit for one in select_most_varied(units, FIELDS, 2).chosen] == ["C2", "C9"]


@pytest.mark.parametrize("select", [select_most_varied, select_typical])
@pytest.mark.parametrize(
    ("fields", "n", "code"),
    [
        ((), 1, "order-missing"),
        (("Shoe size",), 1, "unknown-column"),
        (FIELDS, 5, "too-few"),
        (FIELDS, 0, "size-not-positive"),
    ],
)
def test_what_cannot_be_chosen_is_refused(
    select: object, fields: tuple[str, ...], n: int, code: str
) -> None:
    assert callable(select)
    with pytest.raises(SamplingError) as refused:
        select(LIST, fields, n)
    assert refused.value.code == code
