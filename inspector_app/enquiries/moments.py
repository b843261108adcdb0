"""Moments and days as people type them, brought into one form."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from inspector_app.errors import InspectorError
from schemas.canonical import MalformedError
from schemas.moments import require_moment

__all__ = ["next_working_day", "typed_day", "typed_moment"]

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_NOTHING_SAVED = "Nothing was saved."
_SATURDAY = 5


def typed_moment(text: str, now: datetime) -> str:
    """A moment as ISO 8601 with offset.

    Args:
        text: `2026-11-24T10:15`, with or without seconds and offset, or a time of today such as
            `10:15`; without an offset it is this laptop's time on that day.
        now: what today is.

    Raises:
        InspectorError: `wrong-time`.
    """
    text = text.strip()
    time = _TIME.fullmatch(text)
    try:
        if time:
            local = now.replace(tzinfo=None, second=0, microsecond=0)
            moment = local.replace(hour=int(time[1]), minute=int(time[2]))
        else:
            moment = datetime.fromisoformat(text if text.isprintable() else "")
        aware = moment.astimezone() if moment.tzinfo is None else moment
        return require_moment(aware.isoformat(timespec="seconds"), "time")
    except (ValueError, OverflowError, OSError, MalformedError):
        raise InspectorError(
            "wrong-time",
            "That is not a time.",
            kept=_NOTHING_SAVED,
            next_step="Write it as 2026-11-24T10:15, or 10:15 for today.",
        ) from None


def typed_day(text: str) -> str:
    """A day as ISO 8601.

    Raises:
        InspectorError: `wrong-day`.
    """
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise InspectorError(
            "wrong-day",
            "That is not a day.",
            kept=_NOTHING_SAVED,
            next_step="Write it as 2026-11-24.",
        ) from None


def next_working_day(now: datetime) -> str:
    """The day after, or Monday from a Friday on; ISO 8601. Bank holidays are not known."""
    day = now.date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day.isoformat()
