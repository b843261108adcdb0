"""From ticks to saves: tags that were added, and tags that were taken away."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.enquiries.tagging import Tags, tag_record, untag_record
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views

__all__ = ["save_tags"]


def save_tags(
    base: EvidenceBase,
    record: str,
    wanted: Mapping[str, tuple[str, ...]],
    had: Mapping[str, tuple[str, ...]],
    views: Views,
) -> None:
    """Save the difference between what was ticked and what is ticked now.

    Args:
        base: To write to.
        record: The record's id.
        wanted: Keys ticked now, by field: areas, criteria, enquiries.
        had: Keys that were ticked, likewise.
        views: The record's fields as they were shown.

    Raises:
        InspectorError: `cannot-be-tagged`, or an unknown tag.
    """
    added = {field: tuple(k for k in keys if k not in had[field]) for field, keys in wanted.items()}
    gone = {field: tuple(k for k in keys if k not in wanted[field]) for field, keys in had.items()}
    if any(added.values()):
        tag_record(base, record, _tags(added), views)
    if any(gone.values()):
        untag_record(base, record, _tags(gone), views)


def _tags(keys: Mapping[str, tuple[str, ...]]) -> Tags:
    return Tags(keys["areas"], keys["criteria"], keys["enquiries"])
