"""Moments as text: ISO 8601 with an offset, so that nothing that is shown can fail to be read."""

from __future__ import annotations

import re
from datetime import datetime

from schemas.canonical import MalformedError

__all__ = ["MOMENT", "require_moment"]

MOMENT = (
    r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"
    r"(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
)
"""The years 1900 to 2999, so that no conversion to another offset leaves the calendar."""

_MOMENT = re.compile(MOMENT.removesuffix("$") + r"\Z")


def require_moment(value: object, what: str) -> str:
    """`value`, if it is a moment such as `2026-11-24T10:15:00+00:00`.

    Raises:
        MalformedError: naming `what` is wrong, never showing the value.
    """
    if isinstance(value, str) and _MOMENT.match(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise MalformedError(f"{what} is not on the calendar") from None
        return value
    raise MalformedError(f"{what} is not a moment")
