"""Everything dated about one child, from the lists on this laptop and from the case's extract."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.extracts import Extract
from inspector_app.intake.frozen import DatedEvent
from inspector_app.intake.importing import kept_frames, opened_frame
from schemas.records import CaseFrame

__all__ = ["ChildEvents", "child_events"]


@dataclass(frozen=True)
class ChildEvents:
    """The dated events of one child, the earliest first, and where they are from.

    Args:
        events: of the lists, or where they are not at hand, of the extract.
        earlier: those of the events that the lists at hand do not have (any more): the extract
            was taken from other lists.
        frame: the lists that were read; None where none on this laptop has the child.
        here: how many frames lie on this laptop.
        elsewhere: how many lie with colleagues only.
    """

    events: tuple[DatedEvent, ...]
    earlier: frozenset[DatedEvent] = frozenset()
    frame: CaseFrame | None = None
    here: int = 0
    elsewhere: int = 0


def child_events(base: EvidenceBase, identifier: str, extract: Extract | None) -> ChildEvents:
    """The events of a child: of the newest lists here that have it, together with the extract.

    What the extract has and the lists have not is kept and marked: nothing that a colleague could
    see is left out because other lists were imported here.

    Args:
        base: whose frames to look in.
        identifier: the authority's, normalised.
        extract: of the case, if it has one.
    """
    ours = frozenset(extract.events if extract is not None else ())
    # What is here is looked into, whatever its record says: opening refuses what is purged.
    kept = [each for each in kept_frames(base) if each.here or each.record.state != "purged"]
    here = [each.record for each in reversed(kept) if each.here]
    counts = (len(here), len(kept) - len(here))
    # Superseded lists are looked into last; of the others the newest comes first.
    for record in sorted(here, key=lambda frame: frame.state == "superseded"):
        listed = _listed(base, record.id, identifier)
        if listed:
            earlier = ours - listed
            return ChildEvents(tuple(sorted(listed | ours)), earlier, record, *counts)
    return ChildEvents(tuple(sorted(ours)), frozenset(), None, *counts)


def _listed(base: EvidenceBase, frame: str, identifier: str) -> frozenset[DatedEvent]:
    try:
        with opened_frame(base, frame) as opened:
            return frozenset(opened.events_of(identifier))
    except InspectorError as error:
        # Purged by another process since it was looked for: then it is not here.
        if error.code in ("frame-purged", "frame-elsewhere"):
            return frozenset()
        raise
