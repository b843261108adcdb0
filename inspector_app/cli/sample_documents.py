"""Samples as commands print them: documents for scripts, tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from inspector_app.cli.output import say, show_table

if TYPE_CHECKING:
    from inspector_app.sampling.draw import StratumCount
    from inspector_app.sampling.plans import DrawnPlan, PlanPreview, SelectedCase
    from inspector_app.sampling.tells import Tells

__all__ = [
    "drawn_document",
    "preview_document",
    "show_drawn",
    "show_preview",
    "strata_document",
    "tells_document",
]

Json = dict[str, Any]


def preview_document(found: PlanPreview) -> Json:
    """A preview: what is drawn from where, no case and no seed."""
    return {
        "plan": None,
        "seed": None,
        "unit": found.unit,
        "population": found.population,
        "strata": strata_document(found.strata),
        "filters": [{"condition": f.condition, "left": f.left} for f in found.filters],
        "eligible": found.eligible,
        "without_identifier": found.without_identifier,
        "rounding_rule": found.rounding_rule,
        "selected": [],
        "reserves": [],
    }


def drawn_document(drawn: DrawnPlan) -> Json:
    """A plan that was just drawn, with its seed: for the one who draws."""
    return {
        "id": drawn.plan,
        **preview_document(drawn.preview),
        "plan": drawn.plan,
        "seed": drawn.seed,
        "order": drawn.order,
        "tied_outside": drawn.tied_outside,
        "selected": _cases(drawn.selected),
        "reserves": _cases(drawn.reserves),
    }


def strata_document(strata: Iterable[StratumCount]) -> list[Json]:
    """Strata with their sizes."""
    return [{"value": s.value, "population": s.population, "drawn": s.drawn} for s in strata]


def tells_document(found: Tells) -> Json:
    """An interval or its refusal."""
    return {
        "low": found.low,
        "high": found.high,
        "none_of_n_upper": found.none_of_n_upper,
        "sentence": found.sentence,
    }


def show_preview(found: PlanPreview) -> None:
    """Population, filters and strata for people."""
    say(f"{found.population:,} to select from.")
    if found.without_identifier:
        say(f"{found.without_identifier:,} rows have no identifier and cannot be selected.")
    for one in found.filters:
        say(f"  {one.condition}: {one.left:,} left")
    if found.eligible is not None:
        say(f"{found.eligible:,} of them qualify.")
    show_table(
        ["Stratum", "Population", "Drawn"],
        [[count.value, f"{count.population:,}", count.drawn] for count in found.strata],
    )
    if found.rounding_rule and len(found.strata) > 1:
        say(found.rounding_rule)


def show_drawn(drawn: DrawnPlan) -> None:
    """The cases for people; reserves are for scripts only, lest they be prepared for."""
    show_preview(drawn.preview)
    by_chance = drawn.seed is not None
    show_table(
        ["No", "Case", "Rank", *(["Stratum", "Ticket"] if by_chance else [])],
        [
            [
                "" if one.number is None else f"@{one.number}",
                one.unit,
                one.rank,
                *([one.stratum, f"{(one.ticket or '')[:16]}…"] if by_chance else []),
            ]
            for one in drawn.selected
        ],
    )
    say(f"Plan {drawn.plan}")
    if drawn.seed is not None:
        say(f"Seed {drawn.seed}")
        say("Keep the seed to the team until the sample is complete: it gives away the reserves.")
    if drawn.order is not None:
        say(f"Chosen {drawn.order}.")
    if drawn.tied_outside:
        say(f"{drawn.tied_outside:,} others equal the last one chosen.")


def _cases(cases: Iterable[SelectedCase]) -> list[Json]:
    return [
        {
            "case": one.case,
            "unit": one.unit,
            "number": one.number,
            "ticket": one.ticket,
            "stratum": one.stratum,
            "rank": one.rank,
            "probability": one.probability,
        }
        for one in cases
    ]
