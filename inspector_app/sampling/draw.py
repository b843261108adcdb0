"""Random draws by their design, and their previews.

A draw is a function of the plan and the set of units: it does not depend on the order of the rows,
and nothing in it is left to chance once the seed is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from inspector_app.sampling.allocation import ROUNDING_RULE, Share
from inspector_app.sampling.draw_by_ticket import count_strata, draw_by_ticket, group_units
from inspector_app.sampling.draw_pps import draw_pps, inclusion_probabilities, sized_units
from inspector_app.sampling.draw_systematic import draw_systematic, interval_of, order_of
from inspector_app.sampling.draw_two_stage import clusters_of, draw_two_stage
from inspector_app.sampling.draws import (
    Design,
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    not_for_design,
)
from inspector_app.sampling.periodic import periodic_columns
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.stated_order import order_words
from inspector_app.sampling.strata import ALL, Unit

__all__ = [
    "Design",
    "Draw",
    "DrawPlan",
    "Preview",
    "Selected",
    "StratumCount",
    "Unit",
    "draw_sample",
    "preview",
]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draw would take from where. Never cases, so nobody draws until it pleases.

    Args:
        population: units on the list.
        strata: with their sizes; the one stratum `all` unless stratified.
        rounding_rule: in words; empty where nothing is rounded.
        shares: of each stratum, before and after rounding; none where sizes are set by hand.
        order: the stated order, in words, of a draw that goes through one.
        interval: of a systematic draw.
        in_step: columns in which that order may repeat itself in step with the interval.
        certain: of a draw in proportion to size: units so large that they are drawn for certain.
        without_size: units that cannot be drawn, by what stands there instead of a size: `blank`,
            `nought` or `unreadable`; they are not in the population.
        clusters: of a two-stage draw: how many are drawn.
        cluster_sizes: units of every cluster, largest first.
    """

    population: int
    strata: tuple[StratumCount, ...]
    rounding_rule: str = ""
    shares: tuple[Share, ...] = ()
    order: str | None = None
    interval: Fraction | None = None
    in_step: tuple[str, ...] = ()
    certain: int | None = None
    without_size: Mapping[str, int] = field(default_factory=dict)
    clusters: int | None = None
    cluster_sizes: tuple[int, ...] = ()


def preview(units: Sequence[Unit], plan: DrawPlan) -> Preview:
    """Population, strata and allocation of a plan; the seed is not looked at.

    Raises:
        SamplingError: as `draw_sample`, but for the seed.
    """
    _check_options(plan)
    match plan.design:
        case "systematic":
            return _preview_systematic(units, plan)
        case "pps":
            return _preview_pps(units, plan)
        case "two-stage":
            return _preview_two_stage(units, plan)
        case _:
            counts, rounded = count_strata(group_units(units, plan), plan)
            return Preview(len(units), counts, ROUNDING_RULE if rounded else "", rounded)


def draw_sample(units: Sequence[Unit], plan: DrawPlan, *, keep: int | None = None) -> Draw:
    """The draw of a plan, by its design.

    Raises:
        SamplingError: `empty-list`, `identifier-missing`, `duplicate-unit`, `seed-missing`,
            `unknown-column`, `strata-missing`, `option-not-for-design`, and those of the design's
            module and of `inspector_app.sampling.allocation`.
    """
    _check_options(plan)
    if not plan.seed:
        raise SamplingError(
            "seed-missing",
            "A draw needs a seed.",
            next_step="Give a phrase, or let the program make one.",
        )
    match plan.design:
        case "systematic":
            return draw_systematic(units, plan, keep=keep)
        case "pps":
            return draw_pps(units, plan, keep=keep)
        case "two-stage":
            return draw_two_stage(units, plan, keep=keep)
        case _:
            return draw_by_ticket(units, plan)


def _preview_systematic(units: Sequence[Unit], plan: DrawPlan) -> Preview:
    ordered = order_of(units, plan)
    return Preview(
        len(ordered),
        (StratumCount(ALL, len(ordered), plan.n),),
        order=order_words(plan.sort),
        interval=interval_of(plan.n, len(ordered)),
        in_step=periodic_columns(ordered, interval_of(plan.n, len(ordered))),
    )


def _preview_pps(units: Sequence[Unit], plan: DrawPlan) -> Preview:
    sized = sized_units(units, plan)
    chances = inclusion_probabilities(sized.sizes, plan.n)
    return Preview(
        len(sized.units),
        (StratumCount(ALL, len(sized.units), plan.n),),
        order=order_words(plan.sort),
        certain=sum(chance == 1 for chance in chances),
        without_size=sized.without,
    )


def _preview_two_stage(units: Sequence[Unit], plan: DrawPlan) -> Preview:
    groups = clusters_of(units, plan)
    return Preview(
        len(units),
        (StratumCount(ALL, len(units), plan.n),),
        ROUNDING_RULE,
        clusters=plan.clusters,
        cluster_sizes=tuple(sorted((len(each) for each in groups.values()), reverse=True)),
    )


def _check_options(plan: DrawPlan) -> None:
    """Refuses what the design has no use for."""
    by_hand = plan.allocation in ("neyman", "manual")
    for given, designs, what, where in (
        (plan.by or plan.manual or by_hand, ("stratified",), "Strata", "a stratified draw"),
        (plan.minimum, ("stratified", "two-stage"), "A minimum", "strata or clusters"),
        (plan.spreads, ("stratified",), "Spreads", "a stratified draw"),
        (plan.sort, ("systematic", "pps"), "A stated order", "a systematic draw or one by size"),
        (plan.size_column, ("pps",), "A column of sizes", "a draw in proportion to size"),
        (plan.cluster or plan.clusters, ("two-stage",), "Clusters", "a two-stage draw"),
    ):
        if given and plan.design not in designs:
            raise not_for_design(what, where)
