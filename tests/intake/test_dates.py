"""Dates in every form that arrives."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.intake.dates import read_date


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 14, 30), "2026-03-01"),  # noqa: DTZ001 - as spreadsheets give it
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01 00:00:00", "2026-03-01"),
        ("2026-03-01T14:30:00", "2026-03-01"),
        ("01/03/2026", "2026-03-01"),
        ("1/3/2026", "2026-03-01"),
        ("01-03-2026", "2026-03-01"),
        ("01.03.2026", "2026-03-01"),
        ("01/03/2026 09:15", "2026-03-01"),
        ("1 March 2026", "2026-03-01"),
        ("1st Mar 2026", "2026-03-01"),
        ("01-Mar-2026", "2026-03-01"),
    ],
)
def test_a_date_is_read_in_every_ordinary_form(cell: object, day: str) -> None:
    assert read_date(cell) == (day, None)


@pytest.mark.parametrize(
    ("cell", "day", "odd"),
    [
        (46082.0, "2026-03-01", "date-serial"),
        (46082.75, "2026-03-01", "date-serial"),
        ("46082", "2026-03-01", "date-serial"),
        (20260301.0, "2026-03-01", "date-serial"),
        ("01/03/26", "2026-03-01", "date-short-year"),
        ("1-Mar-98", "1998-03-01", "date-short-year"),
        ("12/25/2026", "2026-12-25", "date-month-first"),
        (date(1066, 10, 14), "1066-10-14", "date-out-of-range"),
        ("2206-03-01", "2206-03-01", "date-out-of-range"),
        ("May be 8 Jan 2000", "", "date-unreadable"),
        ("31/02/2026", "", "date-unreadable"),
        ("25/25/2026", "", "date-unreadable"),
        ("0000-00-00", "", "date-unreadable"),
        ("tbc", "", "date-unreadable"),
        (5.0, "", "date-unreadable"),
        (-1.0, "", "date-unreadable"),
        (1e300, "", "date-unreadable"),
        (float("nan"), "", "date-unreadable"),
        (float("inf"), "", "date-unreadable"),
        (True, "", "date-unreadable"),
        (time(9, 15), "", "date-unreadable"),
        ("٣/٣/٢٠٢٦", "2026-03-03", None),
    ],
)
def test_an_odd_date_is_told_and_never_guessed(cell: object, day: str, odd: str | None) -> None:
    assert read_date(cell) == (day, odd)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans()))
def test_no_cell_makes_it_fail(cell: object) -> None:
    day, odd = read_date(cell)
    assert day or odd


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_what_a_spreadsheet_counts_as_a_day_is_that_day(day: date) -> None:
    assert read_date(float((day - date(1899, 12, 30)).days))[0] == day.isoformat()
    assert read_date(day.strftime("%d/%m/%Y")) == (day.isoformat(), None)
