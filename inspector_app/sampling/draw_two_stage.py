"""The draw in two stages: some clusters (teams, workers) by ticket, then cases within each.

**Clusters.** The ticket of a cluster is SHA-256(seed ‖ U+001F ‖ `cluster` ‖ U+001F ‖ value), the
value as a stratum's is shown. The K lowest tickets are drawn, so each of M clusters has the chance
K / M. Where the values name people a cluster goes by a number, its place by ticket: 'cluster 01'.

**Cases.** n is spread over the clusters drawn as over strata, in proportion or equally, each
getting at least one; within each the lowest tickets are taken. If all clusters drawn have fewer
than n together, everybody in them is taken.

**Chance.** What is kept for a case is K / M · drawn / there, the chance of its cluster times its
own within it, given the clusters drawn. This is the π* of Särndal, Swensson and Wretman (Model
Assisted Survey Sampling, 9.3), by whose inverse an estimate is weighted without bias; how many a
cluster gives may depend on which others were drawn, so it is not the chance over all draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from inspector_app.sampling.allocation import Rule, allocate
from inspector_app.sampling.allocation_checks import Stratum, check_room, not_positive
from inspector_app.sampling.draw_by_ticket import first_by_ticket
from inspector_app.sampling.draws import (
    RESERVES_AT_LEAST,
    Draw,
    DrawPlan,
    Selected,
    StratumCount,
    fraction_text,
)
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit, check_units, group_by
from inspector_app.sampling.tickets import SEPARATOR, tickets

__all__ = ["clusters_in_order", "clusters_of", "draw_two_stage"]

_CLUSTER = "cluster"


def draw_two_stage(units: Sequence[Unit], plan: DrawPlan, *, keep: int | None = None) -> Draw:
    """The cases of this module's rule; the reserves of a cluster are its next by ticket.

    Args:
        units: in any order.
        plan: two-stage, with its seed.
        keep: reserves wanted in each cluster; as many as drawn, at least ten, if None.

    Raises:
        SamplingError: as `clusters_of`.
    """
    groups = clusters_of(units, plan)
    drawn = _named(clusters_in_order(plan.seed, groups)[: plan.clusters], coded=plan.coded)
    first_stage = Fraction(plan.clusters, len(groups))
    counts = _counts({name: len(groups[value]) for name, value in drawn.items()}, plan)
    selected: list[Selected] = []
    reserves: list[Selected] = []
    for count in counts:
        wanted = max(count.drawn, RESERVES_AT_LEAST) if keep is None else keep
        members = groups[drawn[count.value]]
        chance = fraction_text(first_stage * Fraction(count.drawn, count.population))
        ordered = [
            replace(one, probability=chance)
            for one in first_by_ticket(plan.seed, count, members, count.drawn + wanted)
        ]
        selected += ordered[: count.drawn]
        reserves += ordered[count.drawn :]
    return Draw(tuple(selected), tuple(reserves), counts, len(units), first_stage)


def clusters_of(units: Sequence[Unit], plan: DrawPlan) -> dict[str, list[Unit]]:
    """The units of every cluster, by its value; an empty cell is one too.

    Raises:
        SamplingError: those of `check_units`, `cluster-missing`, `unknown-column`,
            `too-few-clusters`, `size-not-positive`, `sample-larger-than-population`,
            `minimum-not-possible`, `negative-minimum`.
    """
    check_units(units)
    if plan.cluster is None or plan.clusters < 1:
        raise SamplingError(
            "cluster-missing",
            "A two-stage draw needs a column of clusters, and how many of them to draw.",
            next_step="Say both with --cluster and --clusters.",
        )
    groups = group_by(units, (plan.cluster,))
    if plan.clusters > len(groups):
        raise SamplingError(
            "too-few-clusters",
            f"The list has {len(groups)} clusters, but {plan.clusters} are wanted.",
            next_step="Draw fewer clusters, or choose another column.",
        )
    if plan.n < 1:
        raise not_positive(plan.n)
    check_room(len(units), plan.n)
    if plan.minimum < 0:
        raise SamplingError(
            "negative-minimum",
            "The minimum per cluster is below nought.",
            next_step="Give a minimum of 0 or more.",
        )
    least = plan.clusters * _least(plan)
    if least > plan.n:
        raise SamplingError(
            "minimum-not-possible",
            f"At least {_least(plan)} from each of {plan.clusters} clusters needs {least} cases, "
            f"but the sample is {plan.n}.",
            next_step="Draw fewer clusters, lower the minimum, or raise the size.",
        )
    return groups


def clusters_in_order(seed: str, values: Mapping[str, object]) -> list[str]:
    """The values of clusters by their tickets, ties by value."""
    named = list(values)
    ticketed = tickets(seed, [f"{_CLUSTER}{SEPARATOR}{value}" for value in named])
    return [value for _, value in sorted(zip(ticketed, named, strict=True))]


def _named(values: Sequence[str], *, coded: bool) -> dict[str, str]:
    """Clusters drawn, by the name under which they leave the frame."""
    if not coded:
        return {value: value for value in values}
    digits = max(2, len(str(len(values))))
    return {f"{_CLUSTER} {at:0{digits}}": value for at, value in enumerate(values, start=1)}


def _counts(sizes: Mapping[str, int], plan: DrawPlan) -> tuple[StratumCount, ...]:
    strata = [Stratum(name, size) for name, size in sizes.items()]
    rule: Rule = "equal" if plan.allocation == "equal" else "proportional"
    n = min(plan.n, sum(sizes.values()))
    drawn = allocate(strata, n, rule, minimum=_least(plan))
    return tuple(
        StratumCount(stratum.value, stratum.size, size)
        for stratum, size in zip(strata, drawn, strict=True)
    )


def _least(plan: DrawPlan) -> int:
    """Each cluster drawn gives at least one: none is drawn for nothing."""
    return max(1, plan.minimum)
