"""Times as people type them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from inspector_app.enquiries.moments import typed_day, typed_moment
from inspector_app.errors import InspectorError

NOW = datetime(2026, 11, 24, 17, 3, 22, tzinfo=UTC)


@pytest.fixture
def london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("london")
@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-24T10:15", "2026-11-24T10:15:00+00:00"),
        ("2026-11-24 10:15:30", "2026-11-24T10:15:30+00:00"),
        ("2026-11-24T10:15:00+01:00", "2026-11-24T10:15:00+01:00"),
        ("2026-11-24T10:15Z", "2026-11-24T10:15:00+00:00"),
        (" 9:05 ", "2026-11-24T09:05:00+00:00"),
        ("09.05", "2026-11-24T09:05:00+00:00"),
        # Typed in winter about summer: the offset is that of the day.
        ("2026-06-24T10:15", "2026-06-24T10:15:00+01:00"),
    ],
)
def test_a_time_is_kept_with_the_offset_of_its_day(typed: str, moment: str) -> None:
    assert typed_moment(typed, NOW) == moment


@pytest.mark.parametrize(
    "typed",
    ["", "yesterday", "24:00", "10:60", "2026-13-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59",
     "2026-11-24T10:15\x00", "'; DROP TABLE note", "٩:05"],
)  # fmt: skip
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InspectorError) as refused:
        typed_moment(typed, NOW)
    assert refused.value.code == "wrong-time"


def test_a_day_is_a_day() -> None:
    assert typed_day(" 2026-11-24 ") == "2026-11-24"
    for typed in ("24.11.2026", "2026-02-30", "", "2026-11-24T10:00"):
        with pytest.raises(InspectorError) as refused:
            typed_day(typed)
        assert refused.value.code == "wrong-day"
