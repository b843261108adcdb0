"""From what somebody filled in to one save: new records, edits, and the checks both share.

A new record is one change, an edit another. Whoever edits passes the fields as they were shown
when editing began (`base.fields(record)` then), so that what a colleague wrote meanwhile stays
beside the edit; scripts, which show nothing, edit what is there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.shown import shown_record
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase, Recorded
from inspector_app.evidence_base.editing import Views, edits
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from schemas.fields import Record, field_kinds, type_name, words_of

__all__ = [
    "Saved",
    "cleared",
    "closed_word",
    "counted",
    "elements",
    "given",
    "require_text",
    "role_word",
    "save_edit",
    "save_new",
    "typed",
]

_NOTHING_SAVED = "Nothing was saved; what you typed is still where you typed it."


@dataclass(frozen=True)
class Saved:
    """A record after a save.

    Args:
        record: its id.
        recorded: what the save did; None when nothing was different from what was shown.
    """

    record: str
    recorded: Recorded | None


def save_new(
    base: EvidenceBase,
    kind: type[Record],
    values: Mapping[str, NewValue],
    *,
    also: Iterable[NewWrite] = (),
    draft: str | None = None,
) -> Saved:
    """Saves a new record in one change.

    Args:
        base: to write to.
        kind: the record type.
        values: by field, with its bracket; None is not written.
        also: writes of the same save to other records, such as a case met for the first time.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: what `EvidenceBase.record` refuses; then nothing is written.
    """
    record = base.new_id()
    writes = [
        NewWrite(record, type_name(kind), field, value)
        for field, value in values.items()
        if value is not None
    ]
    return Saved(record, base.record(*also, *writes, draft=draft))


def save_edit(
    base: EvidenceBase,
    kind: type[Record],
    record: str,
    values: Mapping[str, NewValue],
    *,
    views: Views | None = None,
    also: Iterable[NewWrite] = (),
    draft: str | None = None,
) -> Saved:
    """Saves new values of some fields in one change; those equal to what was shown are left out.

    Args:
        base: to write to.
        kind: the record type.
        record: its id.
        values: by field, with its bracket; None empties a field or takes a member out of a set.
        views: the fields as they were shown when editing began; as they are now if not given.
        also: writes of the same save to other records.
        draft: id of the draft that this saves; it is wiped in the same transaction, and stays
            where nothing was different and so nothing is saved.

    Raises:
        InspectorError: `unknown-record`, and what `EvidenceBase.record` refuses.
    """
    shown_record(base, kind, record)
    shown = base.fields(record) if views is None else views
    writes = (*also, *edits(shown, record, type_name(kind), values))
    return Saved(record, base.record(*writes, draft=draft) if writes else None)


def given(values: Mapping[str, NewValue]) -> dict[str, NewValue]:
    """Only what was filled in."""
    return {field: value for field, value in values.items() if value is not None}


def cleared(kind: type[Record], fields: Iterable[str], needed: str = "text") -> dict[str, NewValue]:
    """Fields to be emptied, or members to be taken out of sets (`sources[worker]`).

    Args:
        kind: the record type.
        fields: with their brackets.
        needed: the field that the record cannot be without; its state, too, is only ever moved.

    Raises:
        InspectorError: `cannot-clear`.
    """
    plain = set(field_kinds(kind)) - {"withdrawn", "state", needed}
    found: dict[str, NewValue] = {}
    for field in fields:
        name, bracket, _ = field.partition("[")
        if name not in (kind.keyed if bracket else plain):
            raise InspectorError(
                "cannot-clear",
                "One of the fields to be emptied is not there, or is needed.",
                kept=_NOTHING_SAVED,
                next_step=f"Possible: {', '.join(sorted([*plain, *kind.keyed]))}.",
            )
        found[field] = None
    return found


def typed(text: str | None) -> Typed | None:
    """Text to be written; None where there is none."""
    return Typed(text) if text else None


def elements(field: str, keys: Iterable[str]) -> dict[str, NewValue]:
    """Members of a set as values by field with bracket, each once."""
    return {f"{field}[{key}]": True for key in keys}


def require_text(text: str, what: str) -> Typed:
    """Text that a record cannot be without.

    Raises:
        InspectorError: `no-text`, naming `what` is missing.
    """
    if not text.strip():
        raise InspectorError(
            "no-text",
            f"There is no {what}; it is the one thing that is needed.",
            kept="Nothing was saved.",
            next_step=f"Write the {what}.",
        )
    return Typed(text)


def closed_word(kind: type[Record], field: str, word: str | None) -> str | None:
    """A word of a closed set, as the record type declares it.

    Raises:
        InspectorError: `unknown-word`, naming the words there are.
    """
    words = words_of(kind, field)
    if word is None or word in words:
        return word
    raise InspectorError(
        "unknown-word",
        f"That is not a word for {field.replace('_', ' ')}.",
        kept=_NOTHING_SAVED,
        next_step=f"Use one of: {', '.join(words)}.",
    )


def counted(number: int | None, what: str) -> int | None:
    """A count that is not below zero and that any laptop can hold.

    Raises:
        InspectorError: `wrong-number`.
    """
    if number is None or 0 <= number < 2**31:
        return number
    raise InspectorError(
        "wrong-number",
        f"That is no number of {what}.",
        kept=_NOTHING_SAVED,
        next_step="Give a whole number from 0 up.",
    )


def role_word(role: str) -> str:
    """A role such as `Team manager` as a word: `team-manager`.

    Raises:
        InspectorError: `wrong-role` for what is no plain words: a role is never a name or a text.
    """
    word = "-".join(role.lower().split())
    if word.replace("-", "").isalnum() and word.isascii() and len(word) <= 48:
        return word
    raise InspectorError(
        "wrong-role",
        "A role is one to four plain words, such as worker or team manager.",
        kept=_NOTHING_SAVED,
        next_step="Put anything else into the text.",
    )
