"""A growing wait after wrong passphrases; never a wipe."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.files import write_whole
from schemas.canonical import MalformedError, decode, encode, is_number
from schemas.identifiers import Clock
from schemas.moments import require_moment

__all__ = ["Attempts"]

_FREE = 5
_LONGEST = timedelta(minutes=5)
_LONGEST_COUNT = 10**9
"""The file is anybody's who can write here: what stands in it may be any number."""


class Attempts:
    """Counts wrong passphrases of one home in a small file that survives restarts."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._path = home / "attempts.json"
        self._clock = clock

    def check(self) -> None:
        """Refuses to try before the wait is over.

        Raises:
            InspectorError: `wait`.
        """
        wrong, last = self._read()
        if last is None or wrong < _FREE:
            return
        wait = min(timedelta(seconds=2.0 ** min(wrong - _FREE, 16)), _LONGEST)
        left = last + wait - self._clock()
        if timedelta(0) < left <= _LONGEST:
            seconds = int(left.total_seconds()) + 1
            raise InspectorError(
                "wait",
                f"{wrong} wrong passphrases: wait {seconds} seconds before the next.",
                kept="Nothing was changed; nothing is ever wiped.",
                next_step="Wait, then try again.",
            )

    def wrong(self) -> None:
        """Counts one more."""
        count, _ = self._read()
        count = min(max(count, 0), _LONGEST_COUNT)
        data = encode({"at": self._clock().isoformat(), "wrong": count + 1})
        # Where it cannot be written the wait is lost, but the refusal is still the right one.
        with suppress(InspectorError):
            write_whole(self._path, data)

    def right(self) -> None:
        """Forgets them."""
        # A home that cannot be written opens all the same.
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, datetime | None]:
        try:
            value = decode(self._path.read_bytes())
            if isinstance(value, dict) and is_number(wrong := value.get("wrong")):
                return wrong, datetime.fromisoformat(require_moment(value.get("at"), "at"))
        except (OSError, MalformedError):
            # Without the file, or with one that is not ours, the count begins anew: a damaged
            # counter must never keep its owner out.
            return 0, None
        return 0, None
