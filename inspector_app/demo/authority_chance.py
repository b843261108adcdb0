"""Draws from shares and spells, all from one seeded source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar

from inspector_app.demo.authority_data import Shares

__all__ = ["Chance", "quotas"]

K = TypeVar("K", bound=str)

_WEEKEND = 5


class Chance:
    """A seeded source of everything that happens; the same seed tells the same story."""

    def __init__(self, seed: int | str) -> None:
        # A str is hashed by Random itself in a way that does not vary between runs.
        self.random = Random(str(seed))  # noqa: S311 - a story, not a secret
        self._sums: dict[int, tuple[Shares, list[str], list[float]]] = {}

    def happens(self, share: float) -> bool:
        """Whether something of that likelihood comes to pass."""
        return self.random.random() < share

    def one_of(self, shares: Shares) -> str:
        """A key, as often as its share says."""
        found = self._sums.get(id(shares))
        if found is None:
            found = (shares, list(shares), list(accumulate(shares.values())))
            self._sums[id(shares)] = found
        return self.random.choices(found[1], cum_weights=found[2])[0]

    def within(self, bands: Shares, lowest: int = 0) -> int:
        """A whole number from bands given by their upper ends, in rising order."""
        upper = self.one_of(bands)
        lower = lowest
        for end in bands:
            if end == upper:
                break
            lower = int(end) + 1
        return self.random.randint(min(lower, int(upper)), int(upper))

    def days(self, fewest: int, most: int) -> timedelta:
        """Some days, both ends included."""
        return timedelta(days=self.random.randint(fewest, max(fewest, most)))

    def pick(self, things: Sequence[K]) -> K:
        """Any of them alike."""
        return self.random.choice(things)

    def working_day(self, wanted: date, not_after: date, not_before: date | None = None) -> date:
        """`wanted`, moved off a weekend: back to Friday, or on to Monday if that is too early."""
        if wanted.weekday() >= _WEEKEND:
            friday = wanted - timedelta(days=wanted.weekday() - 4)
            if not_before is None or friday >= not_before:
                wanted = friday
            else:
                monday = wanted + timedelta(days=7 - wanted.weekday())
                wanted = monday if monday <= not_after else wanted
        return min(wanted, not_after)


def quotas(shares: Mapping[K, float], total: int) -> dict[K, int]:
    """Whole numbers in proportion to `shares` that add up to `total` (largest remainder)."""
    whole = sum(shares.values())
    exact = {key: total * share / whole for key, share in shares.items()}
    given = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (given[key] - exact[key], key))
    for key in by_remainder[: total - sum(given.values())]:
        given[key] += 1
    return given
