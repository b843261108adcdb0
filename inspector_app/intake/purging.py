"""Purging imported lists: rows and keys are destroyed on every laptop, sealed copies everywhere.

The lead purges by a team record that names the frame itself, which every laptop and the server
obey. Whoever imported lists and never shared them purges them alone. In both cases what lies on the
laptop where it was asked for is destroyed there and then, whatever the log says of the frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.erasing_together import propose_erasure
from inspector_app.evidence_base.erasures import erasures
from inspector_app.evidence_base.field_versions import versions_of
from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.evidence_base.frame_standing import (
    FrameStanding,
    is_ordered,
    purged_by_us,
    standing_of,
)
from inspector_app.evidence_base.holds import require_no_hold
from inspector_app.evidence_base.team_changes import append_record
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.frame_records import find_frame, frame_purged
from schemas.frame_ids import purge_mark
from schemas.records import CaseFrame
from schemas.team_records import Purge

__all__ = ["Purged", "purge_frame"]

_KEPT = "Nothing was purged."
_NAMED_AT_ONCE = 4_096


@dataclass(frozen=True)
class Purged:
    """What was purged.

    Args:
        blobs: sealed chunks that the team's record names now and that no earlier one named.
        ordered: whether a record of the team's was made now, which others hear of by a sync.
        destroyed: whether the rows were on this laptop and are gone.
        left: whether anything of them is on this laptop still, so that it must be done again.
        erasure: id of the proposal to erase the copies' keys from the history, which somebody else
            confirms; None where there is nothing to propose.
    """

    blobs: int
    ordered: bool
    destroyed: bool
    left: bool
    erasure: str | None = None


def purge_frame(
    base: EvidenceBase, frame: str, *, unfinished: int, reason: str | None = None
) -> Purged:
    """Purges a frame. Cut off half-way, the same command again does what is left.

    First the team's record, which acts by itself from then on; then the frame's own state; then
    what lies on this laptop; then this laptop's receipt.

    Args:
        base: of which we are lead, or where the frame was imported and from where it never went.
        frame: which.
        unfinished: plans drawn from it that are not complete; it is purged only if there are none,
            or somebody said that it should be all the same.
        reason: kept as a comment.

    Raises:
        InspectorError: `unknown-frame`; `frame-purged` when nothing is left to do; `on-hold`;
            `sample-unfinished`; `not-allowed`; `frame-elsewhere`; `busy` when a file is in use,
            and then what is left is done by the same command again.
    """
    record = find_frame(base, frame)
    standing = standing_of(base, frame)
    vault = base.vault
    lead = vault.device.id in base.team.chain.head.holders("lead")
    alone = _imported_here_alone(base, standing)
    # What only this laptop has needs no word to others: there is nobody who had any of it.
    names = _to_name(base, standing) if lead and not (alone and not standing.copies) else ()
    done = standing.purged is not None and (record.state == "purged" or not lead)
    if done and not (lead and standing.unnamed) and vault.frames.holds_nothing_of(frame):
        raise frame_purged()
    if not lead and standing.purged is None and not alone:
        raise _not_ours(standing)
    require_no_hold(base, _KEPT)
    _require_complete(unfinished)
    had_rows = vault.frames.has(frame)
    for at in range(0, len(names), _NAMED_AT_ONCE):
        head = base.team.chain.head.record
        append_record(base, Purge(head, vault.device.id, names[at : at + _NAMED_AT_ONCE]))
    _record_purged(base, record, reason)
    vault.frames.drop(frame)
    obey_purges(base)
    erasure = _propose_erasing_keys(base, frame) if lead and standing.copies else None
    return Purged(
        len(set(names) - {purge_mark(frame)}),
        bool(names),
        had_rows and not vault.frames.has(frame),
        not vault.frames.holds_nothing_of(frame),
        erasure,
    )


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


def _to_name(base: EvidenceBase, standing: FrameStanding) -> tuple[str, ...]:
    """What the team's record has to name yet: the frame first, then chunks of its copies.

    Also those of copies that nobody can have made of these lists, so that the server has none.
    """
    mark = () if is_ordered(base, standing.frame) else (purge_mark(standing.frame),)
    return (*mark, *standing.unnamed)


def _imported_here_alone(base: EvidenceBase, standing: FrameStanding) -> bool:
    """Whether what is here was imported here and never offered to anybody.

    By what this laptop knows itself: that it made no copy, and took its rows from none.
    """
    vault, ours, frame = base.vault, base.vault.device.id, standing.frame
    if purged_by_us(base, frame) and not standing.travelled:
        return True
    if not vault.frames.has(frame) or any(copy.device == ours for copy in standing.copies):
        return False
    if not vault.frames.has_chunks(frame):
        return True
    with opened_chunks(vault, frame) as store:
        return not store.own_copies()


def _record_purged(base: EvidenceBase, record: CaseFrame, reason: str | None) -> None:
    """The frame's state, its key overwritten, and the reason, in one change.

    By this laptop, even where another says the same: what others say makes nobody destroy rows.
    """
    shown = base.fields(record.id)
    said = purged_by_us(base, record.id)
    # Over every value there is: a purge leaves none beside it, whoever wrote at the same time.
    writes = tuple(
        NewWrite(record.id, "case-frame", field, value, shown[field].every_write)
        for field, value, again in (("state", "purged", not said), ("key", None, False))
        if field in shown and (again or any(each.value != value for each in shown[field].current))
    )
    if writes and reason:
        comment = base.new_id()
        writes += (
            NewWrite(comment, "comment", "text", Typed(reason)),
            NewWrite(comment, "comment", "on", record.id),
        )
    if writes:
        base.record(*writes)


def _require_complete(unfinished: int) -> None:
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


def _not_ours(standing: FrameStanding) -> InspectorError:
    if standing.travelled:
        return _refused(
            "not-allowed",
            "Only the lead inspector purges lists that have travelled.",
            "Ask the lead inspector.",
        )
    return _refused(
        "frame-elsewhere",
        "These lists never travelled, and lie on another laptop only.",
        "Ask whoever imported them to purge them there, or the lead inspector.",
    )


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_KEPT, next_step=next_step)
