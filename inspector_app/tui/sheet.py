"""What is on a sheet that somebody is writing: a note or a statement, new or being edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from inspector_app.enquiries.shown import Shown
from inspector_app.evidence_base.history import FieldView
from schemas.fields import Record
from schemas.records import Evidence, Note

__all__ = ["Sheet", "SheetKind", "sheet_of"]

SheetKind = Literal["note", "evidence"]


@dataclass(frozen=True)
class Sheet:
    """Everything that a draft keeps.

    Args:
        kind: What it becomes.
        text: As typed; all that is needed.
        areas: Ids of judgement areas.
        criteria: Ids of criteria.
        enquiries: Ids of lines of enquiry.
        cases: Ids of cases: of a note those it is about, of evidence those it was found in.
        polarity: Of evidence.
        sources: Kinds of source, of evidence.
        occasion: Of a note.
        depths: Of a note: id of a case, a colon, and how deep it was gone into.
        minutes: Of a note: how long it took.
        notes: Ids of the notes that evidence comes from.
        record: The record being edited; None for a new one.
        shown: Of a record being edited: field, value and writes as they were shown.
        begun_on: The case on whose screen a new sheet was begun; it has a draft of its own, so
            that an unfinished note about something else waits beside it.
    """

    kind: SheetKind = "note"
    text: str = ""
    areas: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    enquiries: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    polarity: str | None = None
    sources: tuple[str, ...] = ()
    occasion: str | None = None
    depths: tuple[str, ...] = ()
    minutes: int | None = None
    notes: tuple[str, ...] = ()
    record: str | None = None
    shown: tuple[tuple[str, bool | int | str | None, tuple[str, ...]], ...] = ()
    begun_on: str = ""

    @property
    def views(self) -> dict[str, FieldView] | None:
        """The fields as they were shown when editing began; None for a new record."""
        if self.record is None:
            return None
        return {field: FieldView(value, writes, (), False) for field, value, writes in self.shown}

    @property
    def shown_keys(self) -> frozenset[str]:
        """The members of sets that were there when editing began, with field and bracket."""
        return frozenset(f for f, value, _ in self.shown if value is True and f.endswith("]"))

    @property
    def depth_words(self) -> tuple[str, ...]:
        """How deep any of its cases was gone into."""
        return tuple(dict.fromkeys(depth.rpartition(":")[2] for depth in self.depths))

    def about(self, cases: tuple[str, ...]) -> Sheet:
        """Return the sheet about these cases; with a case its depths go."""
        kept = tuple(depth for depth in self.depths if depth.rpartition(":")[0] in cases)
        return replace(self, cases=cases, depths=kept)

    def gone_into(self, words: tuple[str, ...]) -> Sheet:
        """Return the sheet with all its cases gone into so deep."""
        return replace(
            self, depths=tuple(f"{case}:{word}" for case in self.cases for word in words)
        )

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing that anybody would miss."""
        return not self.text.strip() and self.record is None


def sheet_of(shown: Shown[Record], views: Mapping[str, FieldView]) -> Sheet | None:
    """Return the sheet for editing a record that is shown with these fields.

    Returns:
        None where the record is neither a note nor evidence.
    """
    record = shown.record
    if not isinstance(record, Note | Evidence):
        return None
    evidence = record if isinstance(record, Evidence) else None
    note = record if isinstance(record, Note) else None
    return Sheet(
        kind="note" if evidence is None else "evidence",
        text=record.text or "",
        areas=shown.keys("areas"),
        criteria=shown.keys("criteria"),
        enquiries=shown.keys("enquiries"),
        cases=shown.keys("cases" if evidence is None else "found_in"),
        polarity=None if evidence is None else evidence.polarity,
        sources=shown.keys("sources"),
        occasion=None if note is None else note.occasion,
        depths=shown.keys("depths"),
        minutes=None if note is None else note.minutes,
        notes=shown.keys("notes"),
        record=record.id,
        shown=tuple((field, view.value, view.writes) for field, view in views.items()),
    )
