"""Records of the team's day that differ in their fields only: asked, met, heard, summed up.

Analysis requests, documents, voice contacts, meetings, summaries, handovers, findings and comments
on accuracy are saved in the same way: what their type declares is checked here by its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from inspector_app.enquiries.lives import (
    ACCURACY_LIFE,
    ANALYSIS_LIFE,
    DOCUMENT_LIFE,
    FINDING_LIFE,
    MEETING_LIFE,
    VOICE_LIFE,
    Life,
    require_move,
)
from inspector_app.enquiries.saving import (
    Saved,
    cleared,
    closed_word,
    counted,
    elements,
    given,
    require_text,
    save_edit,
    save_new,
    typed,
)
from inspector_app.enquiries.shown import shown_record
from inspector_app.enquiries.tagging import Tags, checked_tags, require_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.writing import NewValue
from schemas.fields import Record, field_kinds, words_of
from schemas.records import (
    AccuracyComment,
    AnalysisRequest,
    Evidence,
    Finding,
    Handover,
    LineOfEnquiry,
    Meeting,
    Member,
    SourceDocument,
    Summary,
    VoiceContact,
)

__all__ = ["WORKING_RECORDS", "WorkingRecord", "add_working_record", "edit_working_record"]

Given: TypeAlias = Mapping[str, str | int | bool | tuple[str, ...] | None]
"""What was filled in, by field: texts, words, numbers, moments and days as ISO 8601, ids."""


@dataclass(frozen=True)
class WorkingRecord:
    """How one of these types is saved.

    Args:
        kind: the record type.
        main: the text that it cannot be without; empty where any one field will do.
        life: which state may follow which; none for a type without states.
        first: the state of a new one.
        references: fields and sets that name records, with their types.
        needs: by state, the field without which it cannot be said to be in that state.
    """

    kind: type[Record]
    main: str
    life: Life | None = None
    first: str | None = None
    references: Mapping[str, type[Record]] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)


_EVIDENCE: Final = {"evidence": Evidence}

WORKING_RECORDS: Final[Mapping[str, WorkingRecord]] = {
    "analysis": WorkingRecord(
        AnalysisRequest, "question", ANALYSIS_LIFE, "open", needs={"answered": "answer"}
    ),
    "document": WorkingRecord(SourceDocument, "title", DOCUMENT_LIFE, "asked"),
    "voice": WorkingRecord(VoiceContact, "", VOICE_LIFE, "planned"),
    "meeting": WorkingRecord(Meeting, "", MEETING_LIFE, "planned", references={"present": Member}),
    "summary": WorkingRecord(Summary, "text", references={**_EVIDENCE, "enquiry": LineOfEnquiry}),
    "handover": WorkingRecord(Handover, "", references={**_EVIDENCE, "answers_now": Member}),
    "finding": WorkingRecord(
        Finding,
        "text",
        FINDING_LIFE,
        "draft",
        references={**_EVIDENCE, "earlier": Finding},
    ),
    "accuracy": WorkingRecord(
        AccuracyComment,
        "comment",
        ACCURACY_LIFE,
        "received",
        references=_EVIDENCE,
        needs={"answered": "response"},
    ),
}
"""By the name that people call them."""


def add_working_record(
    base: EvidenceBase, of: WorkingRecord, values: Given, *, draft: str | None = None
) -> Saved:
    """Saves a new record.

    Args:
        base: to write to.
        of: its type.
        values: by field; what is missing stays empty.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, or what is wrong with one of the fields.
    """
    checked = given(_checked(base, of, values))
    if of.main:
        checked[of.main] = require_text(str(values.get(of.main) or ""), of.main)
    elif not checked:
        require_text("", "text")
    if of.first is not None:
        checked.setdefault("state", of.first)
        _require_what_a_state_needs(of, str(checked["state"]), values)
    return save_new(base, of.kind, checked, draft=draft)


def edit_working_record(
    base: EvidenceBase,
    of: WorkingRecord,
    record: str,
    changes: Given,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    draft: str | None = None,
) -> Saved:
    """Saves what was changed; what is missing, None or empty in `changes` stays as it is.

    Args:
        base: to write to.
        of: its type.
        record: its id.
        changes: by field.
        clear: fields to be emptied, members to be taken out of sets (`evidence[<id>]`).
        views: its fields as shown when editing began; as they are now if not given.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, `wrong-state`, or what is wrong with one of the fields.
    """
    there = shown_record(base, of.kind, record).record
    shown = base.fields(record) if views is None else views
    state = changes.get("state")
    if of.life is not None and isinstance(state, str):
        before = shown["state"].value if "state" in shown else None
        require_move(of.life, before if isinstance(before, str) else None, state)
        stands = {name: getattr(there, name) for name in of.needs.values()}
        _require_what_a_state_needs(of, state, {**stands, **given_only(changes)})
    emptied = cleared(of.kind, clear, of.main or "state")
    values = {**emptied, **given(_checked(base, of, changes))}
    return save_edit(base, of.kind, record, values, views=shown, draft=draft)


def given_only(values: Given) -> Given:
    """What was filled in."""
    return {name: value for name, value in values.items() if value not in (None, "", ())}


def _checked(base: EvidenceBase, of: WorkingRecord, values: Given) -> dict[str, NewValue]:
    """The values as they are written, each checked by the kind of its field."""
    kinds = field_kinds(of.kind)
    checked: dict[str, NewValue] = {}
    for name, value in given_only(values).items():
        if isinstance(value, tuple):
            checked |= _members(base, of, name, value)
        else:
            checked[name] = _value(base, of, name, kinds[name], value)
    return checked


def _value(
    base: EvidenceBase, of: WorkingRecord, name: str, kind: str, value: str | int | bool | None
) -> NewValue:
    if kind == "text":
        return typed(str(value))
    if kind == "whole" and not isinstance(value, str):
        return counted(value, name.replace("_", " "))
    if kind == "reference":
        require_records(base, of.references[name], (str(value),))
    elif name == "area":
        checked_tags(base, Tags(areas=(str(value),)))
    elif kind == "word" and words_of(of.kind, name):
        return closed_word(of.kind, name, str(value))
    return value


def _members(
    base: EvidenceBase, of: WorkingRecord, name: str, keys: tuple[str, ...]
) -> dict[str, NewValue]:
    if name == "enquiries":
        keys = checked_tags(base, Tags(enquiries=keys)).enquiries
    else:
        require_records(base, of.references[name], keys)
    return elements(name, keys)


def _require_what_a_state_needs(of: WorkingRecord, state: str, values: Given) -> None:
    needed = of.needs.get(state)
    if needed is not None and not str(values.get(needed) or "").strip():
        raise InspectorError(
            f"{needed}-needed",
            f"Without its {needed} it cannot be {state}.",
            kept="Nothing was changed.",
            next_step=f"Give the {needed}.",
        )
