from __future__ import annotations

from math import floor, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.representation import compare, suppressed
from inspector_app.sampling.strata import Unit
from tests.sampling.frames import frame

UNITS = frame({"East": 160, "North": 96, "South": 61, "West": 3})
SAMPLE = [f"C{at:06d}" for at in (0, 1, 2, 3, 4, 5, 6, 160, 161, 162, 163, 164)]


def test_counts_shares_and_differences_stand_side_by_side() -> None:
    field = compare(UNITS, SAMPLE, ["Team"]).fields[0]
    rows = {row.value: row for row in field.rows}
    assert [row.value for row in field.rows] == ["East", "North", "South", "West"]
    assert (rows["East"].population, rows["East"].sample) == (160, 7)
    assert (rows["East"].population_tenths, rows["East"].sample_tenths) == (500, 583)
    assert rows["East"].difference_tenths == 83
    assert rows["South"].difference_tenths == -191


def test_what_was_never_seen_is_named_with_its_share() -> None:
    unseen = compare(UNITS, SAMPLE, ["Team"]).fields[0].never_seen
    assert unseen.values == ("South", "West")
    assert (unseen.count, unseen.of, unseen.population) == (2, 4, 64)
    assert unseen.share_tenths == 200
    assert not unseen.suppressed


def test_workers_are_told_as_a_number_only() -> None:
    units = [Unit(f"C{at}", f"C{at}", {"Worker": f"Name {at % 9}"}) for at in range(90)]
    field = compare(units, ["C0", "C1"], ["Worker"], number_only=["Worker"]).fields[0]
    assert field.rows == ()
    assert (field.never_seen.count, field.never_seen.of) == (7, 9)
    assert "Name" not in repr(field)


def test_a_standardised_difference_is_shown_from_fifty_on_only() -> None:
    units = frame({"East": 200, "North": 300})
    fifty = [unit.id for unit in units[175:225]]
    rows = compare(units, fifty, ["Team"]).fields[0].rows
    east = next(row for row in rows if row.value == "East")
    # Half of the sample against two in five: 0.1 / sqrt((0.25 + 0.24) / 2) = 0.202.
    assert east.standardised_hundredths == 20
    assert {row.standardised_hundredths for row in rows} == {20, -20}
    fewer = compare(units, fifty[1:], ["Team"]).fields[0].rows
    assert {row.standardised_hundredths for row in fewer} == {None}


@given(st.integers(50, 120), st.integers(0, 120), st.integers(1, 150), st.integers(1, 150))
def test_standardised_differences_round_the_formula(
    sample: int, of_east: int, east: int, north: int
) -> None:
    units = frame({"East": east, "North": north})
    chosen = [unit.id for unit in units[:east]][:of_east]
    chosen += [unit.id for unit in units[east:]][: max(0, sample - len(chosen))]
    rows = compare(units, chosen, ["Team"]).fields[0].rows
    if len(chosen) < 50:
        return
    for row in rows:
        part, whole = row.sample / len(chosen), row.population / len(units)
        spread = sqrt((part * (1 - part) + whole * (1 - whole)) / 2)
        expected = 100 * abs(part - whole) / spread
        if abs(expected * 2 - round(expected * 2)) > 1e-6:
            assert row.standardised_hundredths is not None
            assert abs(row.standardised_hundredths) == floor(expected + 0.5)


def test_counts_from_one_to_four_are_marked_not_to_leave() -> None:
    assert suppressed([160, 96, 4, 3, 0]) == (False, False, True, True, False)


def test_a_lone_small_count_takes_the_next_smallest_with_it() -> None:
    assert suppressed([160, 96, 61, 3]) == (False, False, True, True)
    assert suppressed([3]) == (True,)
    assert suppressed([7, 0]) == (False, False)


def test_rows_carry_both_marks() -> None:
    rows = {row.value: row for row in compare(UNITS, SAMPLE, ["Team"]).fields[0].rows}
    assert rows["West"].population_suppressed
    assert rows["South"].population_suppressed
    assert not rows["East"].population_suppressed
    assert not rows["North"].sample_suppressed
    four = compare(UNITS, SAMPLE[:4], ["Team"]).fields[0].rows[0]
    assert four.sample_suppressed
    unseen = compare(UNITS, [*SAMPLE, "C000270"], ["Team"]).fields[0].never_seen
    assert (unseen.values, unseen.suppressed) == (("West",), True)


def test_sampled_units_that_are_not_on_the_list_are_counted_apart() -> None:
    found = compare(UNITS, [*SAMPLE, "not on the list"], ["Team"])
    assert (found.population, found.sample, found.outside) == (320, 12, 1)


def test_an_empty_sample_has_no_shares() -> None:
    field = compare(UNITS, [], ["Team"]).fields[0]
    assert {row.sample_tenths for row in field.rows} == {None}
    assert field.never_seen.share_tenths == 1000


def test_empty_cells_are_a_value_of_their_own() -> None:
    units = [Unit("a", "a", {"Team": " "}), Unit("b", "b", {}), Unit("c", "c", {"Team": "x"})]
    field = compare(units, ["a"], ["Team"]).fields[0]
    assert [(row.value, row.population) for row in field.rows] == [("(blank)", 2), ("x", 1)]


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(SamplingError) as refused:
        compare(UNITS, SAMPLE, ["Ward"])
    assert refused.value.code == "unknown-column"


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([160, 96, 61, 5], []),
        ([160, 96, 61, 3], [2, 3]),
        ([160, 96, 4, 3], [2, 3]),
        ([160, 96, 1, 1], [1, 2, 3]),
        ([160, 0, 3], [0, 2]),
        ([3], [0]),
        ([2, 2], [0, 1]),
        ([], []),
    ],
)
def test_a_hidden_count_cannot_be_worked_out_from_the_total(
    counts: list[int], hidden: list[int]
) -> None:
    assert [at for at, is_hidden in enumerate(suppressed(counts)) if is_hidden] == hidden


@given(st.lists(st.integers(0, 12), max_size=7))
def test_what_is_hidden_is_more_than_one_count_and_makes_up_five_where_that_can_be(
    counts: list[int],
) -> None:
    flags = suppressed(counts)
    gone = [count for count, hidden in zip(counts, flags, strict=True) if hidden]
    kept = [count for count, hidden in zip(counts, flags, strict=True) if not hidden]
    assert all(count == 0 or count >= 5 for count in kept)
    assert not gone or not any(kept) or (len(gone) > 1 and sum(gone) >= 5)


def test_the_share_never_seen_does_not_give_a_hidden_count_away() -> None:
    """South and West make up a number that leaves, so both go; North would not have to."""
    units = frame({"East": 160, "North": 4, "South": 61, "West": 3})
    field = compare(units, ["C000000", "C000160"], ["Team"]).fields[0]
    assert field.never_seen.values == ("South", "West")
    assert {row.value for row in field.rows if row.population_suppressed} == {
        *("East", "North", "South", "West")
    }


def test_a_field_tells_how_many_values_the_sample_has_and_the_most_of_one() -> None:
    field = compare(UNITS, SAMPLE, ["Team"]).fields[0]
    assert (field.groups, field.largest) == (2, 7)
    blank = [Unit(f"C{at}", f"C{at}", {"Team": ""}) for at in range(4)]
    field = compare(blank, ["C1", "C2"], ["Team"]).fields[0]
    assert (field.groups, field.largest) == (0, 0)
