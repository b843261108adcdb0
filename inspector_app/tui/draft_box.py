"""Sheets as drafts: what is being typed, kept in the encrypted file of this laptop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.drafts import (
    Draft,
    DraftContent,
    discard_draft,
    drafts,
    load_draft,
    save_draft,
)
from inspector_app.tui.sheet import Sheet, SheetKind

__all__ = [
    "CONCERN",
    "QUICK",
    "KeptDraft",
    "discard_draft",
    "keep_concern",
    "keep_settling",
    "keep_sheet",
    "kept",
    "kept_sheet",
    "kept_text",
    "name_of",
    "settled_by",
    "settling",
]

QUICK: Final = "quick-capture"
"""The draft of what is written anew; one of an edit has its record's id."""

_ON_CASE: Final = f"{QUICK}:"
"""Before a case's id in the name of the draft of a note that was begun on its screen."""

CONCERN: Final = "safety-concern"
"""The draft about a child who is not safe."""

_SETTLING: Final = "settling:"
"""Before a record and a field in the name of the draft of what settles a conflict."""

_SETS: Final = ("areas", "criteria", "enquiries", "cases", "depths", "sources", "notes")

_WAS: Final = "was:"
"""Before a field whose value is not what was typed but what was shown when editing began."""


@dataclass(frozen=True, repr=False)
class KeptDraft:
    """A draft that lies in the file.

    Args:
        id: Which it is.
        text: What was typed.
        saved_at: When it was kept, ISO 8601 with offset.
        sheet: All of it; None for a draft about a child who is not safe, or of what settles a
            conflict.
    """

    id: str
    text: str
    saved_at: str
    sheet: Sheet | None


def name_of(sheet: Sheet) -> str:
    """Return the id of a sheet's draft."""
    return sheet.record or (f"{_ON_CASE}{sheet.begun_on}" if sheet.begun_on else QUICK)


def keep_sheet(base: EvidenceBase, sheet: Sheet) -> None:
    """Keep a sheet in place of its earlier state; a blank one is not worth a draft."""
    name = name_of(sheet)
    if sheet.is_blank:
        discard_draft(base, name)
        return
    fields: dict[str, bool | int | str | None] = {
        "text": sheet.text,
        "polarity": sheet.polarity,
        "occasion": sheet.occasion,
        "minutes": sheet.minutes,
    }
    fields |= {f"{_WAS}{field}": value for field, value, _ in sheet.shown}
    content = DraftContent(
        fields,
        {field: getattr(sheet, field) for field in _SETS},
        {field: writes for field, _, writes in sheet.shown},
    )
    save_draft(base, Draft(name, sheet.record, sheet.kind, content))


def keep_concern(base: EvidenceBase, text: str) -> None:
    """Keep what is typed about a child who is not safe."""
    if text.strip():
        content = DraftContent({"text": text})
        save_draft(base, Draft(CONCERN, None, "safety-concern", content))
    else:
        discard_draft(base, CONCERN)


def settling(record: str, field: str) -> str:
    """Return the id of the draft of what settles a conflict."""
    return f"{_SETTLING}{record}:{field}"


def settled_by(draft: str) -> tuple[str, str] | None:
    """Return the record and field that a draft settles; None if it is of another kind."""
    if not draft.startswith(_SETTLING):
        return None
    record, _, field = draft.removeprefix(_SETTLING).partition(":")
    return record, field


def keep_settling(base: EvidenceBase, record: str, kind: str, field: str, text: str) -> None:
    """Keep what is written in place of values that clash."""
    save_draft(base, Draft(settling(record, field), record, kind, DraftContent({"text": text})))


def kept_text(base: EvidenceBase, name: str) -> str | None:
    """Return the text of one draft; None if there is none."""
    draft = load_draft(base, name)
    return None if draft is None else str(draft.content.fields.get("text") or "")


def kept(base: EvidenceBase) -> tuple[KeptDraft, ...]:
    """Return all drafts, the newest first."""
    return tuple(_kept(draft) for draft in drafts(base))


def kept_sheet(base: EvidenceBase, name: str) -> Sheet | None:
    """Return the sheet of one draft; None if there is none."""
    draft = load_draft(base, name)
    return _kept(draft).sheet if draft is not None else None


def _kept(draft: Draft) -> KeptDraft:
    text = str(draft.content.fields.get("text") or "")
    return KeptDraft(draft.id, text, draft.saved_at, _sheet(draft, text))


def _sheet(draft: Draft, text: str) -> Sheet | None:
    if draft.type not in ("note", "evidence") or settled_by(draft.id) is not None:
        return None
    fields, sets = draft.content.fields, draft.content.tags
    polarity, occasion = fields.get("polarity"), fields.get("occasion")
    minutes = fields.get("minutes")
    return Sheet(
        kind=cast("SheetKind", draft.type),
        text=text,
        polarity=polarity if isinstance(polarity, str) else None,
        occasion=occasion if isinstance(occasion, str) else None,
        minutes=minutes if isinstance(minutes, int) else None,
        record=draft.record,
        shown=tuple(
            (field, fields.get(f"{_WAS}{field}"), writes)
            for field, writes in draft.content.shown.items()
        ),
        areas=sets.get("areas", ()),
        criteria=sets.get("criteria", ()),
        enquiries=sets.get("enquiries", ()),
        cases=sets.get("cases", ()),
        depths=sets.get("depths", ()),
        sources=sets.get("sources", ()),
        notes=sets.get("notes", ()),
        begun_on=draft.id.removeprefix(_ON_CASE) if draft.id.startswith(_ON_CASE) else "",
    )
