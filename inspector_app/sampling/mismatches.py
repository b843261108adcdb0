"""What can be wrong with a draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Mismatch", "Problem"]

Problem = Literal[
    "ticket",
    "order",
    "count",
    "not-on-the-list",
    "wrong-stratum",
    "rank",
    "passed-over",
    "not-drawn",
    "probability",
    "allocation",
]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that does not agree.

    Args:
        problem: `ticket` (is not the SHA-256 it should be), `order` (ranks do not follow
            tickets), `count` (a stratum's number is not that of its units), `probability`,
            `rank` (not its place by ticket or in the stated order), and only with the frame:
            `not-on-the-list`, `wrong-stratum`, `passed-over` (should have been drawn or called
            and was not), `not-drawn` (is on the list and should not have been drawn),
            `allocation` (the strata or their sizes are not the plan's).
        stratum: where.
        unit: the unit's id, or empty where the problem is the stratum's.
    """

    problem: Problem
    stratum: str
    unit: str = ""
