"""The units of a draw with the cells it goes by, as they were read: for whoever checks it.

Tab-separated text in UTF-8 with a line feed after each line. The first line names the columns. Then
comes what the commands of the certificate read, one unit on each line, in the stated order where
there is one: its stratum or cluster before it, its size after it. The cells that the plan uses
follow as they count. Names of people stay in the imported lists: their column is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.draw_pps import inclusion_probabilities, sized_units
from inspector_app.sampling.plan_units import recorded_list, recorded_units
from inspector_app.sampling.recorded import RecordedPlan
from inspector_app.sampling.stated_order import in_stated_order
from inspector_app.sampling.strata import Unit, shown_value

__all__ = ["CERTAIN", "EXTRACT_FILE", "draw_extract"]

EXTRACT_FILE = "extract.txt"

CERTAIN = "certain"
"""Stands last in the line of a unit whose size made it certain, which the commands leave out."""


def draw_extract(base: EvidenceBase, plan: RecordedPlan) -> bytes:
    """The extract of a draw's list.

    Args:
        base: on a laptop that has the frame.
        plan: drawn by chance.

    Raises:
        InspectorError: `frame-elsewhere`, `frame-purged`, `unknown-frame`.
    """
    with opened_frame(base, plan.record.frame or "") as frame:
        units = recorded_units(recorded_list(frame, plan), plan)
    named = {plan.settings.cluster} if plan.settings.coded else set()
    columns = [column for column in plan.settings.columns if column not in named]
    names, end = _heading(plan)
    lines = [(*names, *columns, *end)]
    for first, unit, last in _lines(plan, units):
        lines.append((*first, *(unit.values.get(column, "") for column in columns), *last))
    return "".join("\t".join(line) + "\n" for line in lines).encode()


def _heading(plan: RecordedPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    settings = plan.settings
    if plan.design == "stratified":
        return ("stratum", "unit"), ()
    if plan.design == "two-stage" and not settings.coded:
        return ("cluster", "unit"), ()
    return (("unit", "size"), (CERTAIN,)) if plan.design == "pps" else (("unit",), ())


def _lines(
    plan: RecordedPlan, units: Sequence[Unit]
) -> Iterator[tuple[tuple[str, ...], Unit, tuple[str, ...]]]:
    """What stands before the cells, the unit, and what stands after them."""
    settings = plan.settings
    if plan.design == "pps":
        sized = sized_units(units, plan.draw_plan())
        chances = inclusion_probabilities(sized.sizes, settings.size)
        for unit, size, chance in zip(sized.units, sized.sizes, chances, strict=True):
            yield (unit.id, str(size)), unit, (CERTAIN if chance == 1 else "",)
        return
    by = settings.by
    if plan.design == "two-stage" and settings.cluster is not None and not settings.coded:
        by = (settings.cluster,)
    for unit in in_stated_order(units, settings.sort):
        group = (shown_value([unit.values.get(column, "") for column in by]),) if by else ()
        yield (*group, unit.id), unit, ()
