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
        base_value: what the baseline took.
        ours: what ours took.
        target: the ratio allowed.
        beside: further figures in words.
        unit: of both values.
    """

    what: str
    baseline: str
    base_value: float
    ours: float
    target: float
    beside: str = ""
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours over the baseline's."""
        return self.ours / self.base_value

    @property
    def met(self) -> bool:
        """Whether the ratio is within its target."""
        return self.ratio <= self.target
