"""Best and worst of a random draw of which not every case has been settled.

A case that was drawn and then replaced, not looked at, or looked at without an answer is *open*. It
is not left out as if it were like the others: who cannot be seen is not away by chance. The draw
stands as it was drawn, reserves called among it, and the open cases are taken once as if none had
it and once as if all had. Whatever they hold, the stated confidence stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspector_app.sampling.intervals import CONFIDENCE, CaseInterval
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stratified import (
    StratumSeen,
    none_of_n_upper_stratified,
    stratified_interval,
)

__all__ = ["DrawBounds", "StratumDrawn", "bounds_of_draw", "settled"]


@dataclass(frozen=True, slots=True)
class StratumDrawn:
    """One stratum of a draw; a simple draw is one stratum.

    Args:
        population: units in it.
        drawn: units drawn from it, reserves that were called among them.
        looked: of these, units that are settled one way or the other.
        found: of these, units that have it.
    """

    population: int
    drawn: int
    looked: int
    found: int = 0

    @property
    def open(self) -> int:
        """Units drawn and not settled."""
        return self.drawn - self.looked


@dataclass(frozen=True, slots=True)
class DrawBounds:
    """What the draw says, whatever its open cases hold.

    Args:
        fewest: drawn cases that have it, if no open one does.
        most: if every open one does.
        drawn: of the draw.
        interval: from the low end of the best case to the high end of the worst.
        upper_best: the most that could have it, one-sided, if no open case has it.
        upper_worst: the same if every open case has it.
    """

    fewest: int
    most: int
    drawn: int
    interval: CaseInterval
    upper_best: int
    upper_worst: int


def bounds_of_draw(strata: Sequence[StratumDrawn], confidence: Fraction = CONFIDENCE) -> DrawBounds:
    """Best and worst of a simple or stratified draw.

    With one stratum and nothing open the interval is `hypergeometric_interval`, and where nothing
    was found the one-sided bound is `none_of_n_upper`.

    Args:
        strata: all of them.
        confidence: above 3/4, so that a one-sided bound can be had from a two-sided interval.

    Raises:
        SamplingError: `counts-impossible`, `confidence-impossible`.
    """
    _check(strata)
    best = [StratumSeen(one.population, one.drawn, one.found) for one in strata]
    worst = [StratumSeen(one.population, one.drawn, one.found + one.open) for one in strata]
    low, upper_best = stratified_interval(best, confidence), _upper(best, confidence)
    high, upper_worst = low, upper_best
    if worst != best:
        high, upper_worst = stratified_interval(worst, confidence), _upper(worst, confidence)
    return DrawBounds(
        fewest=sum(one.found for one in best),
        most=sum(one.found for one in worst),
        drawn=sum(one.drawn for one in strata),
        interval=CaseInterval(low.low, high.high, low.population, confidence),
        upper_best=upper_best,
        upper_worst=upper_worst,
    )


def settled(strata: Sequence[StratumDrawn]) -> int:
    """Drawn cases that are settled."""
    return sum(one.looked for one in strata)


def _upper(strata: Sequence[StratumSeen], confidence: Fraction) -> int:
    """One-sided: the high end of a two-sided interval with twice the error."""
    if not any(one.found for one in strata):
        return none_of_n_upper_stratified(strata, confidence)
    return stratified_interval(strata, 2 * confidence - 1).high


def _check(strata: Sequence[StratumDrawn]) -> None:
    if all(0 <= one.found <= one.looked <= one.drawn <= one.population for one in strata):
        return
    raise SamplingError(
        "counts-impossible",
        "These counts cannot be right. More cases are settled than drawn, or found than settled.",
        next_step="Run a check of the evidence base; if it is sound, report this.",
        kept="Nothing was changed.",
    )
