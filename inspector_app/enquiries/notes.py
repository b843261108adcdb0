"""Notes: what was seen, heard or read, in seconds; everything but the text may stay empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inspector_app.enquiries.saving import (
    Saved,
    cleared,
    closed_word,
    counted,
    elements,
    given,
    require_text,
    role_word,
    save_edit,
    save_new,
)
from inspector_app.enquiries.tagging import Tags, checked_tags, tag_values
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.writing import NewValue, NewWrite
from schemas.records import DEPTHS, Note

__all__ = ["CaseSeen", "NewNote", "add_note", "edit_note"]


@dataclass(frozen=True)
class CaseSeen:
    """A case that a note is about.

    Args:
        case: id of the case.
        depth: how deep it was gone into: `system`, `stage`, `aspect` or `whole`; None if unsaid.
    """

    case: str
    depth: str | None = None


@dataclass(frozen=True)
class NewNote:
    """A note as it was typed; only the text is needed.

    Args:
        text: what was seen, heard or read.
        when: when it happened, ISO 8601 with offset, if not when it was typed.
        occasion: such as `worker` or `file-only`.
        spoke_to: roles, such as `team manager`; never exported.
        cases: none, one or several, a case once for each depth.
        minutes: spent on it.
        tags: areas, criteria, lines of enquiry.
        agency: a word such as `police`, in joint inspections.
        hard_to_read: whether a colleague should be warned before reading.
    """

    text: str
    when: str | None = None
    occasion: str | None = None
    spoke_to: tuple[str, ...] = ()
    cases: tuple[CaseSeen, ...] = ()
    minutes: int | None = None
    tags: Tags = field(default_factory=Tags)
    agency: str | None = None
    hard_to_read: bool | None = None


def add_note(
    base: EvidenceBase, new: NewNote, also: Iterable[NewWrite] = (), *, draft: str | None = None
) -> Saved:
    """Saves a note.

    Args:
        base: to write to.
        new: what was typed.
        also: writes of the same save, such as cases met for the first time (`cases.CaseFinder`).
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, or what is wrong with one of the other fields.
    """
    text = require_text(new.text, "text")
    return save_new(base, Note, {"text": text, **_values(base, new)}, also=also, draft=draft)


def edit_note(
    base: EvidenceBase,
    record: str,
    changes: NewNote,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    also: Iterable[NewWrite] = (),
    draft: str | None = None,
) -> Saved:
    """Saves what was changed on a note; what is None or empty in `changes` stays as it is.

    Cases, roles and tags are added; `tagging.untag_record` takes tags away.

    Args:
        base: to write to.
        record: the note.
        changes: with `text` empty where it stays.
        clear: fields to be emptied, members to be taken out of sets (`cases[<case>]`).
        views: the note's fields as shown when editing began; as they are now if not given.
        also: writes of the same save to other records.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, or what is wrong with one of the fields.
    """
    text = {"text": require_text(changes.text, "text")} if changes.text else {}
    values = {**cleared(Note, clear), **text, **given(_values(base, changes))}
    return save_edit(base, Note, record, values, views=views, also=also, draft=draft)


def _values(base: EvidenceBase, new: NewNote) -> Mapping[str, NewValue]:
    depths = [f"{seen.case}:{_depth(seen.depth)}" for seen in new.cases if seen.depth]
    return {
        "happened_at": new.when,
        "occasion": closed_word(Note, "occasion", new.occasion),
        "minutes": counted(new.minutes, "minutes"),
        "agency": None if new.agency is None else role_word(new.agency),
        "hard_to_read": new.hard_to_read,
        **elements("spoke_to", [role_word(role) for role in new.spoke_to]),
        **elements("cases", [seen.case for seen in new.cases]),
        **elements("depths", depths),
        **tag_values(checked_tags(base, new.tags)),
    }


def _depth(depth: str) -> str:
    if depth not in DEPTHS:
        raise InspectorError(
            "unknown-word",
            "That is not a word for how deep a case was gone into.",
            kept="Nothing was saved.",
            next_step=f"Use one of: {', '.join(DEPTHS)}.",
        )
    return depth
