"""What can be chosen when a sample is planned: lists, units and columns of an imported frame."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.plan_units import frame_list, open_columns, possible_units

__all__ = ["ListChoice", "choices_of_frame"]


@dataclass(frozen=True)
class ListChoice:
    """One list that cases can be drawn from.

    Args:
        number: 1 to 11.
        title: as on the form.
        rows: on the list.
        units: what its rows may be counted as, the usual one first.
        columns: that may make strata, conditions or an order; nobody can be told from them.
    """

    number: int
    title: str
    rows: int
    units: tuple[str, ...]
    columns: tuple[str, ...]


def choices_of_frame(base: EvidenceBase, frame: str) -> tuple[ListChoice, ...]:
    """The lists of a frame with what can be chosen of each, in the form's order.

    Raises:
        InspectorError: `unknown-frame`, `frame-purged`, `frame-elsewhere`.
    """
    with opened_frame(base, frame) as opened:
        return tuple(
            ListChoice(
                each.list,
                each.title,
                each.rows,
                possible_units(each.list),
                open_columns(frame_list(opened, each.list, None)),
            )
            for each in opened.lists
        )
