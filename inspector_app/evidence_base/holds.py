"""Holds: while one stands, nothing of an inspection is erased, purged or disposed of.

A complaint, a review or a court may need everything as it is. A hold is a text with the reason in
the map `holds` of the inspection's own record; lead and deputy set it and lift it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.fields import ElementRow
from schemas.identifiers import inspection_id

__all__ = ["Hold", "add_hold", "holds", "lift_hold", "require_no_hold"]


@dataclass(frozen=True)
class Hold:
    """A hold that stands.

    Args:
        id: what stands in the bracket.
        record: about the inspection, in which it stands.
        reason: why everything has to stay.
        by: the member who set it, if known.
        at: when; ISO 8601 with offset.
    """

    id: str
    record: str
    reason: str
    by: str | None
    at: str


def holds(base: EvidenceBase) -> tuple[Hold, ...]:
    """The holds that stand, oldest first. Where two wrote at once, one value is enough."""
    found = []
    for record, key in _standing(base):
        view = base.fields(record)[f"holds[{key}]"]
        last = [write for write in view.current if write.value is not None][-1]
        found.append(Hold(key, record, str(last.value), last.by, last.at))
    return tuple(sorted(found, key=lambda hold: (hold.at, hold.id)))


def require_no_hold(base: EvidenceBase, kept: str) -> None:
    """Refuses while a hold stands.

    Args:
        base: whose holds.
        kept: what stays as it was, as a sentence.

    Raises:
        InspectorError: `on-hold`.
    """
    if _standing(base):
        raise InspectorError(
            "on-hold",
            "This inspection is on hold: nothing may be erased, purged or disposed of.",
            kept=kept,
            next_step="See `inspector hold list`; lift it when what it is for is over.",
        )


def add_hold(base: EvidenceBase, reason: str) -> Hold:
    """Sets a hold.

    Raises:
        InspectorError: `no-text`, or `not-allowed` for anybody but lead and deputy.
    """
    if not reason.strip():
        raise _refused(
            "no-text",
            "There is no reason; it is the one thing that is needed.",
            "Write which complaint, review or case it is for.",
        )
    key, record = base.new_id(), inspection_id(base.inspection)
    base.record(NewWrite(record, "inspection", f"holds[{key}]", Typed(reason)))
    return next(hold for hold in holds(base) if hold.id == key)


def lift_hold(base: EvidenceBase, hold: str | None = None, reason: str | None = None) -> Hold:
    """Lifts a hold, whoever wrote to it at the same time.

    Args:
        base: ours; we must be lead or deputy.
        hold: which; the only one if not given.
        reason: kept as a comment on the inspection.

    Raises:
        InspectorError: `no-hold`, `which-hold` or `not-allowed`.
    """
    standing = holds(base)
    if hold is None and len(standing) > 1:
        raise _refused(
            "which-hold", f"There are {len(standing)} holds on this inspection.", "Name one."
        )
    lifted = next((each for each in standing if hold in (None, each.id)), None)
    if lifted is None:
        raise _refused("no-hold", "There is no such hold on this inspection.", "Nothing to lift.")
    field = f"holds[{lifted.id}]"
    every = base.fields(lifted.record)[field].every_write
    writes = [NewWrite(lifted.record, "inspection", field, None, every)]
    if reason:
        comment = base.new_id()
        writes += [
            NewWrite(comment, "comment", "text", Typed(reason)),
            NewWrite(comment, "comment", "on", lifted.record),
        ]
    base.record(*writes)
    return lifted


def _standing(base: EvidenceBase) -> list[tuple[str, str]]:
    """Record and key of every hold."""
    with base.reading() as session:
        wanted = select(ElementRow).where(
            ElementRow.field == "holds", col(ElementRow.value).is_not(None)
        )
        return [(row.record, row.key) for row in session.exec(wanted)]


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(
        code,
        message,
        kept="Nothing was changed.",
        next_step=f"{next_step} See `inspector hold list`.",
    )
