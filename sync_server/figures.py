"""How much was asked and how long it took: counts and durations, no ids."""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["Figures"]

_UP_TO: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; the bounds of the histogram."""


class Figures:
    """What one process, or several together, answered.

    Attributes:
        answered: by call and status; 0 where nobody was there any more to be answered.
        slots: by call and step of the histogram.
        seconds: by call.
        bytes: of bodies, `received` and `sent`.
        open: requests under way, by call.
        started: seconds since 1970.
    """

    def __init__(self) -> None:
        self.answered: Counter[tuple[str, int]] = Counter()
        self.slots: Counter[tuple[str, int]] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.bytes: Counter[str] = Counter()
        self.open: Counter[str] = Counter()
        self.started = time.time()

    def count(self, call: str, status: int, seconds: float) -> None:
        """Counts an answer."""
        self.answered[call, status] += 1
        if not call.endswith("events"):  # which lasts as long as somebody listens
            self.slots[call, bisect_left(_UP_TO, seconds)] += 1
            self.seconds[call] += seconds

    def add(self, other: Figures) -> None:
        """Adds what another process answered."""
        self.answered.update(other.answered)
        self.slots.update(other.slots)
        self.bytes.update(other.bytes)
        self.open.update(other.open)
        for call, seconds in other.seconds.items():
            self.seconds[call] += seconds
        self.started = min(self.started, other.started)

    def to_bytes(self) -> bytes:
        """All of it, for another process."""
        document = {
            "answered": [[*key, count] for key, count in self.answered.items()],
            "slots": [[*key, count] for key, count in self.slots.items()],
            "seconds": self.seconds,
            "bytes": self.bytes,
            "open": self.open,
            "started": self.started,
        }
        return json.dumps(document).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Figures:
        """What another process wrote with `to_bytes`."""
        document = json.loads(data)
        figures = cls()
        figures.answered.update({(call, status): n for call, status, n in document["answered"]})
        figures.slots.update({(call, slot): n for call, slot, n in document["slots"]})
        figures.seconds.update(document["seconds"])
        figures.bytes.update(document["bytes"])
        figures.open.update(document["open"])
        figures.started = document["started"]
        return figures

    def lines(self) -> Iterator[str]:
        """The figures as Prometheus reads them."""
        yield from _headed("inspector_requests_total", "counter", "Answers by call and status.")
        for (call, status), count in sorted(self.answered.items()):
            yield f'inspector_requests_total{{call="{call}",status="{status}"}} {count}\n'
        name = "inspector_request_seconds"
        yield from _headed(name, "histogram", "Seconds from question to the end of the answer.")
        for call in sorted(self.seconds):
            yield from self._histogram(name, call)
        yield from _headed("inspector_bytes_total", "counter", "Bytes of bodies.")
        for way in ("received", "sent"):
            yield f'inspector_bytes_total{{way="{way}"}} {self.bytes[way]}\n'
        yield from _headed("inspector_open_requests", "gauge", "Requests under way, by call.")
        for call, count in sorted(self.open.items()):
            yield f'inspector_open_requests{{call="{call}"}} {count}\n'
        yield from _headed("inspector_start_time_seconds", "gauge", "When the server started.")
        yield f"inspector_start_time_seconds {self.started:.0f}\n"

    def _histogram(self, name: str, call: str) -> Iterable[str]:
        counts = [self.slots[call, slot] for slot in range(len(_UP_TO) + 1)]
        for slot, bound in enumerate((*map(str, _UP_TO), "+Inf")):
            below = sum(counts[: slot + 1])
            yield f'{name}_bucket{{call="{call}",le="{bound}"}} {below}\n'
        yield f'{name}_sum{{call="{call}"}} {self.seconds[call]:.6f}\n'
        yield f'{name}_count{{call="{call}"}} {sum(counts)}\n'


def _headed(name: str, kind: str, says: str) -> tuple[str, str]:
    return f"# HELP {name} {says}\n", f"# TYPE {name} {kind}\n"
