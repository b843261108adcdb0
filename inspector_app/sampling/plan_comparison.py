"""The sample of a recorded plan beside the list it was drawn from, by any column."""

from __future__ import annotations

from functools import partial

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import opened_frame
from inspector_app.intake.joins import code_words
from inspector_app.sampling.plan_units import (
    open_columns,
    people_columns,
    plain_column,
    recorded_list,
    recorded_units,
)
from inspector_app.sampling.recorded import cases_of_plan, find_plan
from inspector_app.sampling.representation import Representation, compare

__all__ = ["columns_to_compare", "compare_plan"]


def columns_to_compare(base: EvidenceBase, plan_id: str) -> tuple[str, ...]:
    """The columns by which sample and list can be compared; workers last, by their number only.

    Raises:
        InspectorError: `unknown-plan`, and `frame-elsewhere` or `frame-purged` where the rows are
            not on this laptop.
    """
    plan = find_plan(base, plan_id)
    with opened_frame(base, plan.record.frame or "") as frame:
        listed = recorded_list(frame, plan)
        return (*open_columns(listed), *people_columns(listed))


def compare_plan(base: EvidenceBase, plan_id: str, column: str) -> Representation:
    """Counts and shares of one column, in the sample and on the list.

    Args:
        base: with the plan, on the laptop that has its frame.
        plan_id: of any plan.
        column: one of `columns_to_compare`.

    Raises:
        InspectorError: as `columns_to_compare`, and `column-unknown`.
        SamplingError: `column-sensitive` where people, homes or children could be told from it.
    """
    plan = find_plan(base, plan_id)
    sample = [one.record.unit for one in cases_of_plan(base, plan) if one.in_sample]
    with opened_frame(base, plan.record.frame or "") as frame:
        listed = recorded_list(frame, plan)
        people = people_columns(listed)
        name = column if column in people else plain_column(listed, column)
        units = recorded_units(listed, plan, (name,))
    words = partial(code_words, listed.number)
    present = [unit for unit in sample if unit]
    return compare(units, present, (name,), number_only=people, words=words)
