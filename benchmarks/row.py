"""One line of the table: a budget, its baseline and what was measured, in the same run."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Row"]


@dataclass(frozen=True)
class Row:
    """A measured budget.

    Args:
        what: is measured.
        baseline: what it is measured against.
        baseline_ms: milliseconds.
        ours_ms: milliseconds.
        target: the ratio allowed.
        beside: further figures in words.
    """

    what: str
    baseline: str
    baseline_ms: float
    ours_ms: float
    target: float
    beside: str = ""

    @property
    def ratio(self) -> float:
        """Ours over the baseline's."""
        return self.ours_ms / self.baseline_ms

    @property
    def met(self) -> bool:
        """Whether the ratio is within its target."""
        return self.ratio <= self.target
