"""From a sheet to a save: one transaction writes the change and wipes the draft."""

from __future__ import annotations

from collections.abc import Iterable

from inspector_app.enquiries.evidence import NewEvidence, add_evidence, edit_evidence
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note, edit_note
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.draft_box import discard_draft, name_of
from inspector_app.tui.sheet import Sheet

__all__ = ["save_sheet"]


def save_sheet(base: EvidenceBase, sheet: Sheet) -> Saved:
    """Save what is on a sheet and wipe its draft.

    An edit names what was shown when it began, so that what a colleague wrote meanwhile stays
    beside it.

    Raises:
        InspectorError: `no-text`, or what is wrong with one of the other fields; the draft stays.
    """
    saved = _save_note(base, sheet) if sheet.kind == "note" else _save_evidence(base, sheet)
    if saved.recorded is None:
        # An edit that changed nothing writes nothing, so no transaction took its draft along.
        discard_draft(base, name_of(sheet))
    return saved


def _save_note(base: EvidenceBase, sheet: Sheet) -> Saved:
    new = NewNote(
        text=sheet.text,
        occasion=sheet.occasion,
        cases=_cases(sheet),
        minutes=sheet.minutes,
        tags=_tags(sheet),
    )
    if sheet.record is None:
        return add_note(base, new, draft=name_of(sheet))
    sets = [("cases", sheet.cases), ("depths", sheet.depths), *_tag_sets(sheet)]
    clear = [
        *_gone(sheet, sets),
        *_emptied(sheet, "occasion", sheet.occasion),
        *_emptied(sheet, "minutes", sheet.minutes),
    ]
    return edit_note(base, sheet.record, new, clear=clear, views=sheet.views, draft=name_of(sheet))


def _save_evidence(base: EvidenceBase, sheet: Sheet) -> Saved:
    new = NewEvidence(
        text=sheet.text,
        polarity=sheet.polarity,
        tags=_tags(sheet),
        notes=sheet.notes,
        found_in=sheet.cases,
        sources=sheet.sources,
    )
    if sheet.record is None:
        return add_evidence(base, new, draft=name_of(sheet))
    sets = [("found_in", sheet.cases), ("sources", sheet.sources), *_tag_sets(sheet)]
    clear = [*_gone(sheet, sets), *_emptied(sheet, "polarity", sheet.polarity)]
    return edit_evidence(
        base, sheet.record, new, clear=clear, views=sheet.views, draft=name_of(sheet)
    )


def _cases(sheet: Sheet) -> tuple[CaseSeen, ...]:
    depths = (depth.rpartition(":") for depth in sheet.depths)
    deep = [CaseSeen(case, word) for case, _, word in depths if case in sheet.cases]
    return (*(CaseSeen(case) for case in sheet.cases), *deep)


def _tags(sheet: Sheet) -> Tags:
    return Tags(sheet.areas, sheet.criteria, sheet.enquiries)


def _tag_sets(sheet: Sheet) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("areas", sheet.areas),
        ("criteria", sheet.criteria),
        ("enquiries", sheet.enquiries),
    ]


def _gone(sheet: Sheet, sets: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The members that were shown and are not on the sheet any more."""
    kept = {f"{field}[{key}]" for field, keys in sets for key in keys}
    names = {field for field, _ in sets}
    return sorted(f for f in sheet.shown_keys - kept if f.partition("[")[0] in names)


def _emptied(sheet: Sheet, field: str, value: str | int | None) -> list[str]:
    had = any(name == field and shown is not None for name, shown, _ in sheet.shown)
    return [field] if had and value is None else []
