"""The lower tail of the hypergeometric distribution, compared with a level exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, lgamma

__all__ = ["SampleFromFinite"]


@dataclass(frozen=True, slots=True)
class SampleFromFinite:
    """`seen` drawn without replacement from `population`, `having` of which have it."""

    seen: int
    having: int
    population: int

    def at_most_is_above(self, found: int, level: Fraction) -> bool:
        """Whether P(X ≤ found) > level.

        Floats decide where they are far enough from the level for their error not to matter;
        whole numbers decide the rest. That keeps a sample of thousands as quick as one of twelve.
        """
        near = self._at_most_nearly(found)
        error = 1e-9 + 1e-14 * lgamma(self.population + 2)
        if abs(near - float(level)) > error * float(level):
            return near > float(level)
        return self.at_most(found) > level

    def at_most(self, found: int) -> Fraction:
        """P(X ≤ found), exact."""
        term = comb(self.having, self._least) * comb(self._lacking, self.seen - self._least)
        total = 0
        for count in range(self._least, min(found, self.having, self.seen) + 1):
            total += term
            term = term * (self.having - count) * (self.seen - count)
            # Divides without remainder: the next term is a whole number too.
            term //= (count + 1) * (self._lacking - self.seen + count + 1)
        return Fraction(total, comb(self.population, self.seen))

    @property
    def _lacking(self) -> int:
        return self.population - self.having

    @property
    def _least(self) -> int:
        """The fewest that can be found."""
        return max(0, self.seen - self._lacking)

    def _at_most_nearly(self, found: int) -> float:
        """The same by floats, from the tail that begins at its largest term."""
        if found >= min(self.having, self.seen):
            return 1.0
        if found < self._least:
            return 0.0
        mode = (self.seen + 1) * (self.having + 1) // (self.population + 2)
        if found < mode:
            return self._falling_tail(found)
        # P(X > found) is the lower tail of those found without it.
        mirrored = SampleFromFinite(self.seen, self._lacking, self.population)
        return 1 - mirrored._falling_tail(self.seen - found - 1)

    def _falling_tail(self, found: int) -> float:
        """Terms from `found`, below the mode, downwards until they no longer count."""
        term = exp(
            _log_comb(self.having, found)
            + _log_comb(self._lacking, self.seen - found)
            - _log_comb(self.population, self.seen)
        )
        total = term
        for count in range(found, self._least, -1):
            term *= (count * (self._lacking - self.seen + count)) / (
                (self.having - count + 1) * (self.seen - count + 1)
            )
            total += term
            if term < total * 1e-18:
                break
        return total


def _log_comb(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)
