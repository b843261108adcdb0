"""What is recorded of one frame, and the refusals when there is nothing to open."""

from __future__ import annotations

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.frame_standing import FrameStanding, standing_of
from schemas.identifiers import is_hex
from schemas.records import CaseFrame

__all__ = ["find_frame", "frame_on_its_way", "frame_purged", "standing_unless_purged"]


def find_frame(base: EvidenceBase, frame: str) -> CaseFrame:
    """What is recorded of a frame.

    Raises:
        InspectorError: `unknown-frame`.
    """
    with base.reading() as session:
        record = session.get(CaseFrame, frame) if is_hex(frame, 16) else None
    if record is None:
        raise InspectorError(
            "unknown-frame",
            "This inspection has no imported lists of that id.",
            kept="Nothing was changed.",
            next_step="See `inspector intake frames`, or import the authority's file first.",
        )
    return record


def standing_unless_purged(base: EvidenceBase, frame: str) -> FrameStanding:
    """What is proven of a frame that is not purged, whatever somebody wrote into its record.

    Raises:
        InspectorError: `unknown-frame`, `frame-purged`.
    """
    find_frame(base, frame)
    standing = standing_of(base, frame)
    if standing.purged is not None:
        raise frame_purged()
    return standing


def frame_purged() -> InspectorError:
    """The refusal when rows and key were destroyed."""
    return InspectorError(
        "frame-purged",
        "These imported lists were purged: their rows and their key are gone.",
        kept="What was drawn from them before stays recorded.",
        next_step="Choose another frame, or import the authority's lists again.",
    )


def frame_on_its_way(here: int, of: int) -> InspectorError:
    """The refusal while a copy has not reached this laptop whole.

    Args:
        here: how many of its chunks have.
        of: how many there are; 0 where none was ever offered.
    """
    if not of:
        return InspectorError(
            "frame-not-shared",
            "Nobody has shared these lists yet.",
            kept="Nothing was changed.",
            next_step="Ask whoever imported them to run `inspector intake share` and to sync.",
        )
    return InspectorError(
        "frame-on-its-way",
        f"These lists are still on their way: {here} of {of} pieces are on this laptop.",
        kept="What has come is kept.",
        next_step="Whoever shared them has to sync first; then try again.",
    )
