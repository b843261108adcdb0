"""Edits as people make them, turned into writes that name what was on the screen.

Each function builds writes for `EvidenceBase.record`; none saves. `views` are the fields of a
record (`base.fields(record)`) as they were shown when editing began, never as they are now: what
came in meanwhile stays a current value beside the edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import FieldView, ShownValue, WriteView
from inspector_app.evidence_base.projector import ERASED, NOT_HERE_YET, text_fields
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from schemas.changes import field_and_key
from schemas.records import RECORD_TYPES

__all__ = [
    "Views",
    "edit",
    "edits",
    "resolve",
    "restore",
    "tag",
    "undo",
    "untag",
    "withdraw",
]

Views = Mapping[str, FieldView]
"""The fields of one record as they were shown, by field."""

_UNDONE: Final = "undone"
_NOTHING_CHANGED: Final = "Nothing was changed."

_FINAL_TYPES = frozenset({"judgement-session", "provisional-grade", "agreed-judgement", "export"})
"""Sealing, revealing and what left the team cannot be taken back by undo."""


def edit(views: Views, record: str, kind: str, field: str, value: NewValue) -> NewWrite:
    """A new value for one field, replacing what was shown of it.

    In a conflict it replaces only the writes that carried the value shown; the others stay.
    """
    shown = views.get(field)
    return NewWrite(record, kind, field, value, () if shown is None else shown.writes)


def edits(
    views: Views,
    record: str,
    kind: str,
    values: Mapping[str, NewValue],
) -> tuple[NewWrite, ...]:
    """One write for each field whose value is another than was shown; none for the rest."""
    return tuple(
        edit(views, record, kind, field, value)
        for field, value in values.items()
        if _plain(value) != (views[field].value if field in views else None)
    )


def tag(views: Views, record: str, kind: str, field: str, key: str) -> NewWrite:
    """Adds `key` to a set such as `areas`."""
    return edit(views, record, kind, f"{field}[{key}]", True)


def untag(views: Views, record: str, kind: str, field: str, key: str) -> NewWrite:
    """Takes `key` out of a set, naming every write that put it there."""
    return edit(views, record, kind, f"{field}[{key}]", None)


def withdraw(
    base: EvidenceBase, record: str, reason: str, *, views: Views | None = None
) -> NewWrite:
    """Withdraws a record for a reason.

    Args:
        base: holds the record.
        record: its id.
        reason: in the person's words.
        views: as they were shown; the fields as they are now where nothing was shown (scripts).

    Raises:
        InspectorError: `unknown-record`.
    """
    kind = base.type_of(record)
    shown = base.fields(record) if views is None else views
    parents = shown["withdrawn"].writes if "withdrawn" in shown else ()
    return NewWrite(record, kind, "withdrawn", Typed(reason), parents, _every_write(shown))


def restore(base: EvidenceBase, record: str) -> NewWrite:
    """Takes back every withdrawal of a record.

    Raises:
        InspectorError: `unknown-record`, or `not-withdrawn`.
    """
    shown = base.fields(record).get("withdrawn")
    if shown is None or all(write.value is None for write in shown.current):
        raise InspectorError(
            "not-withdrawn",
            "That record is not withdrawn.",
            kept=_NOTHING_CHANGED,
            next_step="There is nothing to restore.",
        )
    return NewWrite(record, base.type_of(record), "withdrawn", None, shown.every_write)


def resolve(
    base: EvidenceBase,
    record: str,
    field: str,
    *,
    take: str | None = None,
    value: NewValue = None,
    views: Views | None = None,
) -> NewWrite:
    """Settles a conflict by one value, naming every current write.

    Args:
        base: holds the record.
        record: its id.
        field: in conflict; with its bracket.
        take: id of one of the current writes, to keep its value.
        value: where none is taken: a third value, or None to empty the field (for `withdrawn`:
            to restore the record).
        views: as they were shown; a value that came after is not settled by this.

    Raises:
        InspectorError: `unknown-record`, `no-conflict`, or `unknown-write` when `take` is not one
            of the values or its text is not here.
    """
    kind = base.type_of(record)
    shown = base.fields(record) if views is None else views
    view = shown.get(field)
    if view is None:
        raise _refused("no-conflict", "That field holds no values.", "See `inspector conflicts`.")
    chosen = value if take is None else _value_of(kind, _taken(view, take))
    seen = _every_write(shown) if field == "withdrawn" and chosen is not None else None
    return NewWrite(record, kind, field, chosen, view.every_write, seen)


def undo(base: EvidenceBase, change: str | None = None) -> tuple[NewWrite, ...]:
    """Writes that take back one of this laptop's saves; recorded, they are a save like any other.

    A write is taken back by the value it replaced; the creation of a record by its withdrawal.

    Args:
        base: holds the change.
        change: which; the last one saved here if not given.

    Raises:
        InspectorError: `nothing-to-undo`, `changed-since` when somebody has written over it, or
            `cannot-undo` for what is final or replaced several values.
    """
    name = change or base.last_own_change()
    touched = base.records_of_change(name) if name is not None else ()
    if name is None or not touched:
        raise _refused("nothing-to-undo", "There is no save to take back.", "Carry on.")
    done: list[NewWrite] = []
    for record in touched:
        done.extend(_undo_in(base, record, name))
    return tuple(done)


def _undo_in(base: EvidenceBase, record: str, change: str) -> Iterable[NewWrite]:
    kind = base.type_of(record)
    if kind in _FINAL_TYPES:
        raise _refused(
            "cannot-undo", "What was sealed, revealed or exported stays.", "Write a new one."
        )
    history = base.history(record)
    views = base.fields(record)
    ours = [write for write in history if _change_of(write) == change]
    if kind == "case-frame" and any(write.value == "purged" for write in ours):
        raise _refused("cannot-undo", "What was purged is gone.", "Import the lists again.")
    current = {write for view in views.values() for write in view.every_write}
    if any(write.write not in current for write in ours):
        raise _refused(
            "changed-since",
            "Somebody has changed this since, or it was undone already.",
            "Look at its history and write what should stand.",
        )
    if _change_of(history[0]) == change:
        if any(_change_of(write) != change for write in history):
            raise _refused(
                "changed-since",
                "Others have added to this record since it was made.",
                "Withdraw it, with a reason, if it should go.",
            )
        return [withdraw(base, record, _UNDONE, views=views)]
    by_id = {write.write: write for write in history}
    return [_undo_write(kind, record, write, by_id, views) for write in ours]


def _undo_write(
    kind: str, record: str, write: WriteView, by_id: Mapping[str, WriteView], views: Views
) -> NewWrite:
    before = [by_id[parent] for parent in write.replaces if parent in by_id]
    values: dict[ShownValue, WriteView] = {earlier.value: earlier for earlier in before}
    if len(values) > 1:
        raise _refused(
            "cannot-undo",
            "That save settled a conflict between several values.",
            "Look at its history and write what should stand.",
        )
    value = _value_of(kind, before[0]) if before else None
    seen = _every_write(views) if write.field == "withdrawn" and value is not None else None
    return NewWrite(record, kind, write.field, value, (write.write,), seen)


def _value_of(kind: str, write: WriteView) -> NewValue:
    """The value of a write, to be written once more; its text in a part of its own."""
    value = write.value
    is_text = kind in RECORD_TYPES and field_and_key(write.field)[0] in text_fields(kind)
    if not isinstance(value, str) or not is_text:
        return value
    if value in (ERASED, NOT_HERE_YET):
        raise _refused("unknown-write", "The text of that value is not here.", "Sync first.")
    return Typed(value)


def _taken(view: FieldView, take: str) -> WriteView:
    for write in view.current:
        if write.write == take:
            return write
    raise _refused(
        "unknown-write", "That is not one of the values in conflict.", "See `inspector conflicts`."
    )


def _every_write(views: Views) -> tuple[str, ...]:
    return tuple(sorted(write for view in views.values() for write in view.every_write))


def _change_of(write: WriteView) -> str:
    return write.write.partition(":")[0]


def _plain(value: NewValue) -> ShownValue:
    return value.text if isinstance(value, Typed) else value


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_NOTHING_CHANGED, next_step=next_step)
