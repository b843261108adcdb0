"""What an item of evidence tells about the whole list, by the cases of one plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.draw_bounds import DrawBounds, StratumDrawn, bounds_of_draw, settled
from inspector_app.sampling.evidence_counts import EvidenceCounts, count_evidence, evidence_cases
from inspector_app.sampling.intervals import CONFIDENCE
from inspector_app.sampling.list_draws import draws_words
from inspector_app.sampling.plan_draws import drawn_strata, earlier_draws, is_superseded
from inspector_app.sampling.recorded import RecordedPlan, cases_of_plan, find_plan
from inspector_app.sampling.statement_sentences import WITH_INTERVAL, no_interval_words, open_parts
from inspector_app.sampling.tells import Tells, about, percent, span
from schemas.wording import SamplingWording, UnitWords, sampling_wording

__all__ = ["PlanTells", "tell_evidence"]


@dataclass(frozen=True)
class PlanTells:
    """What may be said.

    Args:
        tells: interval and sentence; no interval where nothing was drawn at random, nothing of it
            was looked at, or the design has no stated formula.
        drawn: cases drawn at random, those replaced among them.
        looked: of these, cases settled one way or the other.
        found: of these, cases it was found in.
        open: why the rest is not settled, by the wording's reason.
        others_looked: cases that came otherwise and are settled.
        others_found: of these, cases it was found in.
        outside: cases that the evidence names and the plan does not have.
    """

    tells: Tells
    drawn: int
    looked: int
    found: int
    open: Mapping[str, int]
    others_looked: int
    others_found: int
    outside: int


def tell_evidence(base: EvidenceBase, evidence: str, plan_id: str) -> PlanTells:
    """What one item of evidence tells, by a plan: from its random part alone.

    Cases drawn and not settled are never left out: replaced, not looked at for it, looked at
    without an answer. The interval runs from the best to the worst they allow.

    Raises:
        InspectorError: `unknown-evidence`, `unknown-plan`, `plan-unreadable`.
    """
    named = evidence_cases(base, evidence)
    plan = find_plan(base, plan_id)
    cases = cases_of_plan(base, plan)
    counts = count_evidence(cases, named)
    strata = drawn_strata(plan, cases, counts.settled)
    missing = sum(one.open for one in strata) - sum(counts.open.values())
    why = {**counts.open, "not-recorded": missing} if missing > 0 else counts.open
    earlier = earlier_draws(base, plan)
    said = draws_words(earlier) if earlier.drawn else ""
    told = _Told(plan, counts, strata, why, is_superseded(base, plan.id), said)
    interval = told.interval
    return PlanTells(
        Tells(
            None if interval is None else interval.interval.low,
            None if interval is None else interval.interval.high,
            None if interval is None or interval.fewest else interval.upper_worst,
            " ".join(told.sentences()),
        ),
        drawn=sum(one.drawn for one in strata),
        looked=settled(strata),
        found=sum(one.found for one in strata),
        open=why,
        others_looked=len(counts.others),
        others_found=sum(counts.others.values()),
        outside=counts.outside,
    )


@dataclass(frozen=True)
class _Told:
    """One answer being put into words."""

    plan: RecordedPlan
    counts: EvidenceCounts
    strata: tuple[StratumDrawn, ...]
    why: Mapping[str, int]
    superseded: bool
    earlier: str

    @cached_property
    def wording(self) -> SamplingWording:
        """The words."""
        return sampling_wording()

    @property
    def units(self) -> UnitWords:
        """What is counted."""
        return self.wording.units.get(self.plan.record.unit or "", self.wording.units["case"])

    @property
    def population(self) -> int:
        """Units on the list, after any narrowing."""
        return self.plan.record.population or 0

    @cached_property
    def interval(self) -> DrawBounds | None:
        """None where the design has no stated formula, or nothing was looked at."""
        if self.plan.record.design not in WITH_INTERVAL or not settled(self.strata):
            return None
        return bounds_of_draw(self.strata)

    def sentences(self) -> Iterator[str]:
        """All of them, in their order."""
        say = self.wording.say
        if self.strata:
            yield from self._drawn()
        else:
            yield from self._on_purpose()
        if self.strata and self.counts.others:
            found = sum(self.counts.others.values())
            yield say("tells_others", found=f"{found:,}", looked=f"{len(self.counts.others):,}")
        if self.counts.outside:
            yield say("tells_outside", count=f"{self.counts.outside:,}")
        settings = self.plan.settings
        if self.interval is not None and settings.filters:
            conditions = "; ".join(one.condition for one in settings.filters)
            yield say("statement_narrowed", conditions=conditions)
        if self.superseded:
            yield say("statement_superseded")
        if self.earlier:
            yield say("statement_drawn_again", earlier=self.earlier)
        if self.plan.record.supersedes is not None:
            yield say("statement_set_aside")
        added = sum(one.add for one in settings.extensions if one.looked)
        if added:
            yield say("statement_extended", added=f"{added:,}")
        if self.units.event:
            yield from self._events()

    def _events(self) -> Iterator[str]:
        """That a person may have several, and that evidence names the person."""
        yield self.wording.say("statement_event", units=self.units.many)
        if self.strata and any(self.counts.settled.values()):
            yield self.wording.say("tells_event", unit=self.units.one)

    def _drawn(self) -> Iterator[str]:
        looked, found = settled(self.strata), sum(one.found for one in self.strata)
        if not looked:
            yield self.wording.say("tells_not_looked")
        elif self.interval is None:
            yield self._counts(found, looked)
            yield no_interval_words(self.plan.record.design, self.wording, self._on_list())
        elif looked < self.interval.drawn:
            yield self._open(self.interval, found, looked)
            return
        else:
            yield self._closed(self.interval, found)
            return
        if self.why:
            yield self.wording.say("tells_not_settled", parts=open_parts(self.why, self.wording))

    def _on_purpose(self) -> Iterator[str]:
        looked, found = len(self.counts.others), sum(self.counts.others.values())
        if not looked:
            yield self.wording.say("tells_not_looked")
        else:
            yield self.wording.say(
                "tells_purposeful",
                found=f"{found:,}",
                seen=f"{looked:,}",
                population=f"{self.population:,}",
            )
        if self.counts.others_open:
            parts = open_parts(self.counts.others_open, self.wording)
            yield self.wording.say("tells_not_settled", parts=parts)

    def _counts(self, found: int, looked: int) -> str:
        return self.wording.say(
            "tells_draw_counts",
            found=f"{found:,}",
            looked=f"{looked:,}",
            drawn=self.units.count(sum(one.drawn for one in self.strata)),
            population=f"{self.population:,}",
        )

    def _closed(self, bounds: DrawBounds, found: int) -> str:
        say = self.wording.say
        if bounds.drawn == self.population:
            return say("tells_draw_whole", population=self._on_list(), found=f"{found:,}")
        said = {
            "drawn": self.units.count(bounds.drawn),
            "population": f"{self.population:,}",
            "confidence": percent(CONFIDENCE),
        }
        if not found:
            upper = bounds.upper_best
            if not upper:
                return say("tells_draw_none_left", **said)
            share = about(Fraction(upper, self.population))
            return say("tells_draw_none", upper=f"{upper:,}", share=share, **said)
        return say("tells_draw_some", found=f"{found:,}", **self._range(bounds), **said)

    def _open(self, bounds: DrawBounds, found: int, looked: int) -> str:
        said = {
            "looked": f"{looked:,}",
            "drawn": self.units.count(bounds.drawn),
            "population": f"{self.population:,}",
            "parts": open_parts(self.why, self.wording),
            "confidence": percent(CONFIDENCE),
        }
        if found:
            counts = span(f"{bounds.fewest:,}", f"{bounds.most:,}")
            return self.wording.say(
                "tells_draw_open",
                found=f"{found:,}",
                counts=counts,
                **self._range(bounds),
                **said,
            )
        said["worst"] = f"{bounds.upper_worst:,}"
        said["worst_share"] = about(Fraction(bounds.upper_worst, self.population))
        if not bounds.upper_best:
            return self.wording.say("tells_draw_open_none_left", **said)
        return self.wording.say(
            "tells_draw_open_none",
            best=f"{bounds.upper_best:,}",
            best_share=about(Fraction(bounds.upper_best, self.population)),
            **said,
        )

    def _range(self, bounds: DrawBounds) -> dict[str, str]:
        low, high = bounds.interval.low, bounds.interval.high
        share = about(Fraction(low, self.population), Fraction(high, self.population))
        return {"range": span(f"{low:,}", f"{high:,}"), "share": share}

    def _on_list(self) -> str:
        return self.units.count(self.population)
