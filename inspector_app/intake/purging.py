"""Purging imported lists: rows and keys are destroyed on every laptop, sealed copies everywhere.

Lists that travelled are purged by the lead's team record, which every laptop and the server obey.
Lists that never travelled are purged by whoever has them; no team record could name anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.erasing_together import propose_erasure
from inspector_app.evidence_base.erasures import erasures
from inspector_app.evidence_base.field_versions import versions_of
from inspector_app.evidence_base.frame_copies import SealedCopy, sealed_copies
from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.evidence_base.holds import require_no_hold
from inspector_app.evidence_base.membership import append_record
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.frame_records import find_frame, frame_purged
from schemas.records import CaseFrame
from schemas.team_records import Purge

__all__ = ["Purged", "purge_frame"]

_KEPT = "Nothing was purged."


@dataclass(frozen=True)
class Purged:
    """What was purged.

    Args:
        blobs: sealed chunks that the team's record names now and that no earlier one named.
        destroyed: whether the rows were on this laptop and are gone.
        erasure: id of the proposal to erase the copies' keys from the history, which somebody else
            confirms; None where there is nothing to propose.
    """

    blobs: int
    destroyed: bool
    erasure: str | None = None


def purge_frame(
    base: EvidenceBase, frame: str, *, unfinished: int, reason: str | None = None
) -> Purged:
    """Purges a frame. Cut off half-way, the same command again does what is left.

    First the team's record, which acts by itself from then on; then the frame's own state; then
    what lies on this laptop.

    Args:
        base: of which we are lead, or whose frame lies here and never travelled.
        frame: which.
        unfinished: plans drawn from it that are not complete; it is purged only if there are none,
            or somebody said that it should be all the same.
        reason: kept as a comment.

    Raises:
        InspectorError: `unknown-frame`; `frame-purged` when nothing is left to do; `on-hold`;
            `sample-unfinished`; `not-allowed`; `frame-elsewhere`.
    """
    record = find_frame(base, frame)
    copies = sealed_copies(base, frame)
    new = _not_purged_yet(base, copies)
    if record.state == "purged" and not new and base.vault.holds_nothing_of(frame):
        raise frame_purged()
    require_no_hold(base, _KEPT)
    if unfinished:
        plans = (
            "1 sample plan of these lists is"
            if unfinished == 1
            else (f"{unfinished} sample plans of these lists are")
        )
        raise _refused(
            "sample-unfinished",
            f"{plans} not complete, and without them cannot be extended.",
            "Complete the sample first, or purge with --anyway.",
        )
    if copies:
        _purge_blobs(base, new)
    elif not base.vault.has_frame(frame) and record.state != "purged":
        raise _refused(
            "frame-elsewhere",
            "These lists never travelled, and lie on another laptop only.",
            "Ask whoever imported them to purge them there.",
        )
    had_rows = base.vault.has_frame(frame)
    _record_purged(base, record, reason)
    obey_purges(base)
    erasure = _propose_erasing_keys(base, frame) if copies else None
    return Purged(len(new), had_rows and not base.vault.has_frame(frame), erasure)


def _propose_erasing_keys(base: EvidenceBase, frame: str) -> str | None:
    """So that no laptop's history opens a copy that somebody kept; erasing takes two."""
    waiting = {
        part
        for each in erasures(base)
        if (each.record, each.field, each.state) == (frame, "key", "proposed")
        for part in each.parts
    }
    with base.reading() as session:
        versions = versions_of(session.connection(), frame, "key")
    gone = base.team.chain.erased_parts
    if {version.part for version in versions} <= waiting | gone:
        return None
    return propose_erasure(base, frame, "key", "lists-purged").id


def _not_purged_yet(base: EvidenceBase, copies: Sequence[SealedCopy]) -> tuple[str, ...]:
    known = {name for copy in copies for name in copy.chunks}
    return tuple(sorted(known - base.team.chain.purged_blobs))


def _purge_blobs(base: EvidenceBase, blobs: Sequence[str]) -> None:
    state = base.team.chain.head
    if base.vault.device.id not in state.holders("lead"):
        raise _refused(
            "not-allowed",
            "Only the lead inspector purges lists that have travelled.",
            "Ask the lead inspector.",
        )
    if blobs:
        append_record(base, Purge(state.record, base.vault.device.id, tuple(blobs)))


def _record_purged(base: EvidenceBase, record: CaseFrame, reason: str | None) -> None:
    """The frame's state, its key overwritten, and the reason, in one change."""
    shown = base.fields(record.id)
    # Over every value there is: a purge leaves none beside it, whoever wrote at the same time.
    writes = tuple(
        NewWrite(record.id, "case-frame", field, value, shown[field].every_write)
        for field, value in (("state", "purged"), ("key", None))
        if field in shown and any(write.value != value for write in shown[field].current)
    )
    if writes and reason:
        comment = base.new_id()
        writes += (
            NewWrite(comment, "comment", "text", Typed(reason)),
            NewWrite(comment, "comment", "on", record.id),
        )
    if writes:
        base.record(*writes)


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_KEPT, next_step=next_step)
