"""Days and moments as people in Britain write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

MONTHS: Final[tuple[str, ...]] = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

_SATURDAY: Final = 5

_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)

_QUARTER: Final = 15


def day_words(day: date) -> str:
    """Return a day as '22 Nov 2026'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: str, *, exact: bool = False) -> str:
    """Return an ISO 8601 moment as '22 Nov 2026 10:15'.

    Args:
        moment: As stored, with its author's offset; what is none is given back as it stands.
        exact: To the minute, as history needs it; else to the quarter of an hour before.
    """
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    minute = read.minute if exact else read.minute // _QUARTER * _QUARTER
    return f"{day_words(read.date())} {read.hour:02d}:{minute:02d}"


def short_moment(moment: str) -> str:
    """Return an ISO 8601 moment as '22 Nov 10:15', where the year is known."""
    day, _, time = moment_words(moment).rpartition(" ")
    return f"{day.rpartition(' ')[0]} {time}"


def typed_date(text: str) -> str | None:
    """Return a typed day as ISO 8601; None if it is not one.

    Args:
        text: '2026-11-30', '30/11/2026', '30.11.2026' or '30 Nov 2026'.
    """
    words = text.strip().replace("/", " ").replace(".", " ").replace("-", " ").split()
    if len(words) != 3:  # day, month, year
        return None
    if len(words[0]) == 4:  # the year came first
        words.reverse()
    day, month, year = words
    named = [m.lower() for m in MONTHS]
    if month[:3].lower() in named:
        month = str(named.index(month[:3].lower()) + 1)
    try:
        number = int(year) + (2000 if len(year) == 2 else 0)  # '26
        return date(number, int(month), int(day)).isoformat()
    except ValueError:
        return None


def typed_when(text: str, now: datetime) -> datetime | None:
    """Return a typed moment in the time zone of `now`; None if it is not one.

    Args:
        text: '10:15' for today, 'tomorrow 9:30', '27 Nov 9:30', '27/11/2026 09:30'.
        now: What today is.
    """
    words = text.strip().replace(",", " ").split()
    if not words or not (time := _TIME.fullmatch(words[-1])):
        return None
    named = {"": 0, "today": 0, "tomorrow": 1}
    said = " ".join(words[:-1])
    if said.lower() in named:
        day = now.date() + timedelta(days=named[said.lower()])
    else:
        found = typed_date(said) or typed_date(f"{said} {now.year}")
        if found is None:
            return None
        day = date.fromisoformat(found)
    hour, minute = int(time[1]), int(time[2])
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)


def working_days(first: date, last: date) -> int:
    """Return how many days from Monday to Friday lie in a span, both ends included."""
    span = (last - first).days + 1
    return sum((first + timedelta(days=n)).weekday() < _SATURDAY for n in range(span))


def place_in_time(starts: date | None, days: int | None, today: date) -> str:
    """Return where an inspection stands: 'on site day 3 of 10', or when it begins.

    Args:
        starts: First day on site, if known.
        days: Working days on site, if the framework says so.
        today: The present day.
    """
    if starts is None:
        return ""
    if today < starts:
        return f"on site from {day_words(starts)}"
    number = working_days(starts, today)
    if days is None:
        return f"on site day {number:,}"
    return f"on site day {number} of {days}" if number <= days else "after the days on site"
