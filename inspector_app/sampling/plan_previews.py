"""What a plan would take from where, put together for people; never cases."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.sampling.draw import preview
from inspector_app.sampling.draws import DrawPlan, StratumCount
from inspector_app.sampling.plan_making import MadePlan
from inspector_app.sampling.plan_outcomes import PlanPreview
from inspector_app.sampling.plan_settings import Filter
from inspector_app.sampling.plan_units import FrameList
from inspector_app.sampling.purposeful import Selection
from inspector_app.sampling.strata import ALL, Unit

__all__ = ["purposeful_preview", "random_preview"]


def random_preview(
    listed: FrameList, units: Sequence[Unit], filters: tuple[Filter, ...], plan: DrawPlan
) -> PlanPreview:
    """The preview of a draw.

    Args:
        listed: where the units are from.
        units: to draw from.
        filters: the conditions that left them.
        plan: the draw; its seed is not looked at.

    Raises:
        SamplingError: as `inspector_app.sampling.draw.preview`.
    """
    found = preview(units, plan)
    return PlanPreview(
        unit=listed.unit,
        population=found.population,
        strata=found.strata,
        filters=filters,
        eligible=None,
        without_identifier=listed.without_identifier,
        rounding_rule=found.rounding_rule,
        shares=found.shares,
        order=found.order,
        interval=found.interval,
        in_step=found.in_step,
        certain=found.certain,
        without_size=found.without_size,
        clusters=found.clusters,
        cluster_sizes=found.cluster_sizes,
    )


def purposeful_preview(made: MadePlan, selection: Selection) -> PlanPreview:
    """The preview of a purposeful selection: how many, from how many."""
    return PlanPreview(
        unit=made.listed.unit,
        population=selection.population,
        strata=(StratumCount(ALL, selection.population, len(selection.chosen)),),
        filters=made.filters,
        eligible=selection.eligible,
        without_identifier=made.listed.without_identifier,
        rounding_rule="",
        order=selection.order,
    )
