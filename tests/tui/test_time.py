"""When to exchange, when to cover and lock, and how days are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inspector_app.tui.dates import moment_words, place_in_time, typed_date
from inspector_app.tui.idle import Idle


def test_a_laptop_that_slept_is_locked_even_if_its_own_clock_stood_still() -> None:
    wall = [datetime(2026, 11, 25, 10, tzinfo=UTC)]
    idle = Idle(lambda: 5.0, lambda: wall[0])
    assert not idle.must_lock(covered=False)
    wall[0] += timedelta(seconds=61)
    assert idle.must_lock(covered=False)
    assert not idle.must_lock(covered=False)


@pytest.mark.parametrize("typed", ["30/11/2026", "30 Nov 2026", "30.11.26", "2026-11-30"])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert typed_date(typed) == "2026-11-30"


@pytest.mark.parametrize("typed", ["", "soon", "31/02/2026", "11/30/2026", "30 Nov"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert typed_date(typed) is None


def test_days_on_site_are_working_days() -> None:
    start = date(2026, 11, 23)
    assert place_in_time(start, 10, date(2026, 11, 25)) == "on site day 3 of 10"
    assert place_in_time(start, 10, date(2026, 12, 1)) == "on site day 7 of 10"
    assert place_in_time(start, 10, date(2026, 11, 20)) == "on site from 23 Nov 2026"
    assert place_in_time(start, 2, date(2026, 12, 1)) == "after the days on site"


def test_moments_are_to_the_quarter_outside_history() -> None:
    assert moment_words("2026-11-22T10:44:59+00:00") == "22 Nov 2026 10:30"
    assert moment_words("2026-11-22T10:44:59+00:00", exact=True) == "22 Nov 2026 10:44"
    assert moment_words("[/x]") == "[/x]"
