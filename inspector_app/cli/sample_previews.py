"""Previews of samples as commands print them: never a case, never a seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from inspector_app.cli.output import say, show_table

if TYPE_CHECKING:
    from inspector_app.sampling.allocation import Share
    from inspector_app.sampling.draws import StratumCount
    from inspector_app.sampling.plan_outcomes import PlanPreview

__all__ = ["preview_document", "show_preview", "strata_document"]

Json = dict[str, Any]

_WITHOUT = {
    "blank": "have no size",
    "nought": "have nought for a size",
    "unreadable": "have something there that is no number",
}


def preview_document(found: PlanPreview) -> Json:
    """A preview: what is drawn from where, no case and no seed."""
    return {
        "plan": None,
        "seed": None,
        "unit": found.unit,
        "population": found.population,
        "strata": strata_document(found.strata),
        "rounding": [_share(share) for share in found.shares],
        "order": found.order,
        "interval": None if found.interval is None else _fraction(found.interval),
        "in_step": list(found.in_step),
        "certain": found.certain,
        "without_size": dict(found.without_size),
        "clusters": found.clusters,
        "cluster_sizes": list(found.cluster_sizes),
        "filters": [{"condition": f.condition, "left": f.left} for f in found.filters],
        "eligible": found.eligible,
        "without_identifier": found.without_identifier,
        "rounding_rule": found.rounding_rule,
        "selected": [],
        "reserves": [],
    }


def strata_document(strata: Iterable[StratumCount]) -> list[Json]:
    """Strata with their sizes."""
    return [{"value": s.value, "population": s.population, "drawn": s.drawn} for s in strata]


def show_preview(found: PlanPreview) -> None:
    """Population, filters and strata for people."""
    say(f"{found.population:,} to select from.")
    if found.without_identifier:
        say(f"{found.without_identifier:,} rows have no identifier and cannot be selected.")
    for one in found.filters:
        say(f"  {one.condition}: {one.left:,} left")
    if found.eligible is not None:
        say(f"{found.eligible:,} of them qualify.")
    _show_design(found)
    several = len(found.strata) > 1
    shares = {share.value: share for share in found.shares} if several else {}
    show_table(
        ["Stratum", "Population", *(["Share", "Rounded"] if shares else []), "Drawn"],
        [
            [
                count.value,
                f"{count.population:,}",
                *(_rounded(shares[count.value]) if shares else []),
                count.drawn,
            ]
            for count in found.strata
        ],
    )
    if found.rounding_rule and several:
        say(found.rounding_rule)


def _show_design(found: PlanPreview) -> None:
    """What is particular to a design."""
    if found.order is not None:
        say(f"Order: {found.order}.")
    if found.interval is not None:
        say(f"Interval: one in {_decimal(found.interval)}, from a start by chance.")
    if found.in_step:
        columns = " and ".join(found.in_step)
        say(f"Careful: in this order {columns} may repeat in step with the interval, so that the")
        say("same ones would be drawn again and again. Choose another order or size.")
    for word, count in found.without_size.items():
        say(f"{count:,} {_WITHOUT[word]} and cannot be drawn; they are not counted here.")
    if found.certain:
        say(f"{found.certain:,} are so large that they are drawn for certain.")
    if found.clusters is not None:
        _show_clusters(found.clusters, found.cluster_sizes, sum(s.drawn for s in found.strata))


def _show_clusters(drawn: int, sizes: Sequence[int], wanted: int) -> None:
    say(f"{drawn:,} of {len(sizes):,} clusters are drawn; they have {sizes[-1]:,} to {sizes[0]:,}.")
    fewest = sum(sizes[-drawn:])
    if fewest < wanted:
        say(f"The smallest have {fewest:,} together: if they are drawn, all of theirs are taken.")


def _share(share: Share) -> Json:
    return {
        "value": share.value,
        "share": _fraction(share.exact),
        "whole": share.whole,
        "remainder": _fraction(share.remainder),
        "one_more": share.one_more,
    }


def _rounded(share: Share) -> list[str]:
    if not share.remainder:
        return [_decimal(share.exact), ""]
    return [_decimal(share.exact), f"{share.whole} + 1" if share.one_more else f"{share.whole}"]


def _fraction(number: Fraction) -> str:
    """An exact fraction in lowest terms, '12/5'."""
    return f"{number.numerator}/{number.denominator}"


def _decimal(number: Fraction) -> str:
    """For people: at most three places, whole numbers without any."""
    return f"{number.numerator:,}" if number.denominator == 1 else f"{float(number):,.3f}"
