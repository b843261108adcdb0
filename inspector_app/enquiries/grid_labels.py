"""What the keys of a grid's side are called on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector_app.enquiries.cases import short_numbers
from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.grid import NONE, Side
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from schemas.records import Case, LineOfEnquiry

__all__ = ["grid_labels"]


def grid_labels(base: EvidenceBase, side: Side, keys: Sequence[str]) -> tuple[str, ...]:
    """Words for the rows or columns of a grid, in the same order; typed text among them.

    A key without words, such as a place or a day, stands for itself.
    """
    names = _names(base, side)
    return tuple(key if key == NONE else names.get(key, key) for key in keys)


def _names(base: EvidenceBase, side: Side) -> Mapping[str, str]:
    match side:
        case "area":
            return {area.id: area.short for area in framework_of(base).areas}
        case "criterion":
            return {each.id: f"{each.id} {each.heading}" for each in framework_of(base).criteria}
        case "source":
            return {source.id: source.name for source in framework_of(base).sources}
        case "enquiry":
            lines = shown_records(base, LineOfEnquiry)
            return {line.id: line.record.title or "" for line in lines}
        case "inspector":
            return members_named(base)
        case "case":
            cases = [shown.record for shown in shown_records(base, Case)]
            short = short_numbers(cases)
            return {
                case.id: f"{short.get(case.id, '')} {case.label or ''}".strip() for case in cases
            }
        case _:
            return {}
