"""What a plan would take from where: in words and as bars, never cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inspector_app.sampling.plans import PlanPreview
from inspector_app.sampling.strata import ALL
from inspector_app.tui.sample_words import bar, count_words
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.row_list import Listed
from schemas.wording import sampling_wording

__all__ = ["BAR", "ShownPreview", "shown_preview"]

BAR: Final = 16
"""Cells of the longest bar."""


@dataclass(frozen=True)
class ShownPreview:
    """A preview as it is drawn.

    Args:
        says: population and size in words, and what the conditions left.
        rows: one for each stratum.
        rule: of rounding; empty where nothing is rounded.
    """

    says: str
    rows: tuple[Listed, ...] = ()
    rule: str = ""


def shown_preview(found: PlanPreview) -> ShownPreview:
    """Return a preview in words and rows."""
    words = sampling_wording().units.get(found.unit)
    drawn = sum(count.drawn for count in found.strata)
    one, many = (words.one, words.many) if words else ("case", "cases")
    population = count_words(found.population, one, many)
    if found.eligible is None:
        says = [f"{drawn:,} of {population} will be drawn."]
    else:
        says = [f"{found.eligible:,} of {population} qualify; {drawn:,} will be chosen."]
    says += [f"{each.condition}: {each.left:,} left." for each in found.filters]
    if found.without_identifier:
        lost = count_words(found.without_identifier, "row has", "rows have")
        says.append(f"{lost} no identifier and cannot be drawn.")
    if found.order and found.interval is not None:
        says.append(f"In order: {found.order}; one in {float(found.interval):.1f}.")
    several = len(found.strata) > 1
    none = [count.population for count in found.strata if count.population and not count.drawn]
    if several and none:
        groups = count_words(len(none), "group gets", "groups get")
        says.append(f"{groups} none ({sum(none):,} {many} in all): draw more, or some from each.")
    return ShownPreview("\n".join(says), _rows(found), found.rounding_rule if several else "")


def _rows(found: PlanPreview) -> tuple[Listed, ...]:
    largest = max((count.population for count in found.strata), default=0)
    shares = {share.value: share.exact for share in found.shares}
    rows = []
    for at, count in enumerate(found.strata):
        value = "the whole list" if count.value == ALL else count.value
        none = count.population and not count.drawn
        cells = (
            value or "(blank)",
            f"{float(shares[count.value]):.2f}" if count.value in shares else "",
            "none" if none else f"{count.drawn:,}",
            f"{count.population:,}",
            bar(count.population, largest, BAR),
        )
        order = (value.casefold(), cells[1], count.drawn, count.population, count.population)
        rows.append(Listed(Row(str(at), cells, Tone.WARNING if none else Tone.PLAIN), order))
    return tuple(rows)
