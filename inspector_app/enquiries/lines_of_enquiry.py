"""Lines of enquiry: raised, pursued, closed with what closed them, opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.lives import LINE_LIFE, require_move
from inspector_app.enquiries.saving import (
    Saved,
    cleared,
    closed_word,
    elements,
    given,
    require_text,
    save_edit,
    save_new,
    typed,
)
from inspector_app.enquiries.shown import having, shown_record, shown_records
from inspector_app.enquiries.tagging import Tags, checked_tags, require_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.history import WriteView
from inspector_app.evidence_base.writing import NewValue
from schemas.records import Evidence, LineOfEnquiry, Member

__all__ = ["LineMove", "NewLine", "edit_line", "line_moves", "move_line", "raise_line"]


@dataclass(frozen=True)
class NewLine:
    """A line of enquiry as it was typed; only the title is needed.

    Args:
        title: in a few words.
        hypothesis: what it sets out to test.
        origin: such as `data` or `last-report`.
        areas: ids of judgement areas.
        priority: `high`, `medium` or `low`.
        would_close: what would close it.
        owners: member ids.
        draft: whether it is a proposal that is not open yet, as an analyst writes.
    """

    title: str
    hypothesis: str | None = None
    origin: str | None = None
    areas: tuple[str, ...] = ()
    priority: str | None = None
    would_close: str | None = None
    owners: tuple[str, ...] = ()
    draft: bool = False


@dataclass(frozen=True)
class LineMove:
    """One step in the life of a line.

    Args:
        write: id of the write that moved it.
        state: what it became.
        reason: given with it.
        by: member.
        at: ISO 8601 with offset.
    """

    write: str
    state: str
    reason: str | None
    by: str | None
    at: str


def raise_line(base: EvidenceBase, new: NewLine, *, draft: str | None = None) -> Saved:
    """Raises a line of enquiry, open or as a draft.

    Args:
        base: to write to.
        new: what was typed.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, or what is wrong with one of the other fields.
    """
    title = require_text(new.title, "title")
    state = "draft" if new.draft else "open"
    values = {"title": title, **_values(base, new), "state": state}
    return save_new(base, LineOfEnquiry, values, draft=draft)


def edit_line(
    base: EvidenceBase,
    record: str,
    changes: NewLine,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    draft: str | None = None,
) -> Saved:
    """Saves what was changed on a line; what is None or empty in `changes` stays as it is.

    Args:
        base: to write to.
        record: the line.
        changes: with `title` empty where it stays; `draft` says nothing here.
        clear: fields to be emptied, members to be taken out of sets (`owners[<member>]`).
        views: its fields as shown when editing began; as they are now if not given.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, or what is wrong with one of the fields.
    """
    title = {"title": require_text(changes.title, "title")} if changes.title else {}
    values = {**cleared(LineOfEnquiry, clear, "title"), **title, **given(_values(base, changes))}
    return save_edit(base, LineOfEnquiry, record, values, views=views, draft=draft)


def move_line(
    base: EvidenceBase,
    record: str,
    state: str,
    *,
    reason: str | None = None,
    evidence: Iterable[str] = (),
    views: Views | None = None,
) -> Saved:
    """Moves a line on, closes it, or opens it again; its history stays.

    Args:
        base: to write to.
        record: the line.
        state: what it becomes.
        reason: needed to close it as not pursued.
        evidence: ids of evidence that closes it; needed to close it with enough evidence, unless
            the line or some evidence already names the other.
        views: its fields as shown when moving began; as they are now if not given.

    Raises:
        InspectorError: `unknown-record`, `wrong-state`, `reason-needed`, `evidence-needed`.
    """
    line = shown_record(base, LineOfEnquiry, record)
    shown = base.fields(record) if views is None else views
    before = shown["state"].value if "state" in shown else None
    require_move(LINE_LIFE, before if isinstance(before, str) else None, state)
    cited = tuple(evidence)
    require_records(base, Evidence, cited, "unknown-evidence")
    if state == "closed-not-pursued" and not (reason or "").strip():
        raise _needed("reason", "A line that is not pursued is closed with a reason.")
    if state == "closed-enough-evidence" and not (
        cited or line.keys("evidence") or _tagged(base, record)
    ):
        raise _needed("evidence", "A line is closed with the evidence that is enough.")
    values: dict[str, NewValue] = {"state": state, **elements("evidence", cited)}
    if before != state or reason:
        # The reason of an earlier move does not explain this one.
        values["reason"] = typed(reason)
    return save_edit(base, LineOfEnquiry, record, values, views=shown)


def line_moves(base: EvidenceBase, record: str) -> tuple[LineMove, ...]:
    """The life of a line so far, oldest first.

    Raises:
        InspectorError: `unknown-record`.
    """
    history = base.history(record)
    reasons = {_change(write): write.value for write in history if write.field == "reason"}
    moves = []
    for write in history:
        if write.field == "state":
            reason = reasons.get(_change(write))
            told = reason if isinstance(reason, str) else None
            moves.append(LineMove(write.write, str(write.value), told, write.by, write.at))
    return tuple(moves)


def _values(base: EvidenceBase, new: NewLine) -> Mapping[str, NewValue]:
    require_records(base, Member, new.owners, "unknown-member")
    return {
        "hypothesis": typed(new.hypothesis),
        "origin": closed_word(LineOfEnquiry, "origin", new.origin),
        "priority": closed_word(LineOfEnquiry, "priority", new.priority),
        "would_close": typed(new.would_close),
        **elements("areas", checked_tags(base, Tags(new.areas)).areas),
        **elements("owners", new.owners),
    }


def _tagged(base: EvidenceBase, line: str) -> bool:
    return bool(shown_records(base, Evidence, having(Evidence, "enquiries", [line])))


def _change(write: WriteView) -> str:
    return write.write.partition(":")[0]


def _needed(what: str, message: str) -> InspectorError:
    return InspectorError(
        f"{what}-needed",
        message,
        kept="The line stays as it was.",
        next_step=f"Give the {what}, or close it as not reached.",
    )
