"""Days on an axis of months."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tui.widgets.time_scale import Span, TimeScale, Track, time_scale

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def scale(*days: date, cells: int = 60) -> TimeScale:
    found = time_scale(days, cells)
    assert found is not None
    return found


@given(st.lists(DAYS, min_size=1, max_size=8), st.integers(6, 240))
def test_every_day_has_a_cell_later_ones_never_left_of_earlier_ones(
    days: list[date], cells: int
) -> None:
    made = scale(*days, cells=cells)
    places = [made.cell(day) for day in sorted(days)]
    assert all(0 <= place < cells for place in places)
    assert all(one <= other for one, other in pairwise(places))
    assert len(made.axis()) == cells
    track = Track("6", "x", tuple(days))
    assert len(made.marks(track)) == cells
    assert len(made.joined([track], [Span(min(days), max(days), 12)])) == cells
    assert made.first <= made.month_at(made.cell(days[0])) <= max(days)


def test_a_few_days_stand_at_the_end_of_half_a_year() -> None:
    made = scale(date(2026, 11, 24), date(2026, 11, 25))
    assert (made.first, made.months) == (date(2026, 6, 1), 6)
    assert made.axis().split() == ["Jun", "2026", "Jul", "Aug", "Sep", "Oct", "Nov"]


def test_years_stand_below_where_months_have_no_room() -> None:
    made = scale(date(2020, 3, 1), date(2026, 11, 1), cells=40)
    assert made.axis().split() == ["Mar", "2020", "2022", "2023", "2024", "2025", "2026"]


def test_one_mark_is_a_dot_several_are_a_number_and_kinds_that_meet_are_a_plus() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    made = scale(first, last, cells=12)
    one = Track("4", "Assessments", (first, last, last))
    assert made.marks(one) == "●··········2"
    assert made.marks(Track("4", "x", (first,) * 10)) == "+···········"
    assert made.joined([one, Track("n", "Note", (last,))], []) == "4──────────+"


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (24, "4───── 10 months ──────4"),
        (12, "4── 10 m ──4"),
        (7, "4─10m─4"),
    ],
)
def test_a_gap_says_its_length_as_far_as_there_is_room(cells: int, line: str) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    made = scale(first, last, cells=cells)
    assert made.joined([Track("4", "x", (first, last))], [Span(first, last, 10)]) == line


def test_a_gap_is_told_beside_the_marks_that_lie_in_it() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    made = scale(first, last, cells=40)
    tracks = [Track("4", "x", (first, last)), Track("n", "Note", (date(2026, 3, 15),))]
    line = made.joined(tracks, [Span(first, last, 10)])
    assert line.count("n") == 2  # the note's sign, and that in 'months'
    assert "10 months" in line
    assert line.index("n") < line.index("10 months")


def test_without_days_or_room_there_is_no_scale() -> None:
    assert time_scale([], 80) is None
    assert time_scale([date(2026, 1, 1)], 5) is None
