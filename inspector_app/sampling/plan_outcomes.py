"""What comes of planning and of drawing, as screens and commands show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from inspector_app.sampling.allocation import Share
from inspector_app.sampling.draws import StratumCount
from inspector_app.sampling.plan_settings import Filter

__all__ = ["DrawnPlan", "PlanPreview", "SelectedCase"]


@dataclass(frozen=True)
class PlanPreview:
    """What a plan would take from where; never cases.

    Args:
        unit: of sampling.
        population: units that can be selected, after the conditions of a random draw.
        strata: with their sizes; the one stratum `all` unless stratified.
        filters: conditions of a random draw, with what was left after each.
        eligible: of a purposeful selection: units that meet it; None for a draw.
        without_identifier: rows of the list that cannot be drawn.
        rounding_rule: in words.
        shares: of each stratum, before and after rounding; none where nothing is rounded.
        order: of a systematic draw or a purposeful selection, in words.
        interval: of a systematic draw.
        in_step: columns in which that order may repeat itself in step with the interval.
        certain: of a draw in proportion to size: units so large that they are drawn for certain.
        without_size: units that cannot be drawn, by what stands there instead of a size: `blank`,
            `nought` or `unreadable`; they are not in the population.
        clusters: of a two-stage draw: how many are drawn.
        cluster_sizes: units of every cluster, largest first.
    """

    unit: str
    population: int
    strata: tuple[StratumCount, ...]
    filters: tuple[Filter, ...]
    eligible: int | None
    without_identifier: int
    rounding_rule: str
    shares: tuple[Share, ...] = ()
    order: str | None = None
    interval: Fraction | None = None
    in_step: tuple[str, ...] = ()
    certain: int | None = None
    without_size: Mapping[str, int] = field(default_factory=dict)
    clusters: int | None = None
    cluster_sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class SelectedCase:
    """A case of a plan that was just drawn; ticket, stratum, probability only where by chance."""

    case: str
    unit: str
    number: int | None
    rank: int
    ticket: str | None = None
    stratum: str | None = None
    probability: str | None = None


@dataclass(frozen=True)
class DrawnPlan:
    """A plan that was drawn and recorded.

    Args:
        plan: its id.
        seed: None where nothing was drawn by chance. Sealed to the team.
        preview: population, strata and the rest.
        selected: in order.
        reserves: next by ticket, by stratum; never recorded.
        order: of a purposeful selection, in words.
        tied_outside: units left out although they equal the last one chosen.
    """

    plan: str
    seed: str | None
    preview: PlanPreview
    selected: tuple[SelectedCase, ...]
    reserves: tuple[SelectedCase, ...]
    order: str | None
    tied_outside: int
