"""One record as its screen shows it: words about it, what it is linked with, its history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from inspector_app.enquiries.line_page import LinePage
from inspector_app.enquiries.shown import Shown, having, shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import FieldView, ShownValue, WriteView
from inspector_app.evidence_base.membership import members_named
from inspector_app.tui.dates import moment_words
from inspector_app.tui.queries import title_of
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section
from schemas.changes import field_and_key
from schemas.fields import Record, field_kinds
from schemas.frameworks import Framework
from schemas.records import RECORD_TYPES, Evidence

__all__ = ["TAKE", "Item", "field_words", "read_item", "value_words"]

TAKE: Final = "take:"
"""Before a field and a write in the key of an entry that settles a conflict."""

_MAIN: Final = {"line-of-enquiry": "title", "challenge": "question", "case": "label"}
"""The field that is the text of a record; `text` for all others."""

_FIELDS: Final = {
    "areas": "area",
    "criteria": "criterion",
    "enquiries": "line of enquiry",
    "cases": "case",
    "found_in": "found in case",
    "looked_in": "looked for in case",
    "could_not_tell": "could not tell in case",
    "sources": "source",
    "notes": "from the note",
    "owners": "owner",
    "spoke_to": "spoke to",
    "told_at": "told when",
}
"""What a field is called on the screen, where its own name is not the word."""

_HIDDEN: Final = frozenset(
    {"withdrawn", "extract", "ticket", "our_phrase", "their_phrase", "settings", "strata", "angle"}
)
"""Not for a screen that somebody may read over a shoulder, or written for the program alone."""


@dataclass(frozen=True)
class Item:
    """A record with everything that its screen shows.

    Args:
        shown: The record.
        type: Such as `evidence`.
        text: What it says.
        heading: What it is, by whom, when.
        views: Its fields, as they are shown now.
        clashes: Fields with several values.
        sections: From top to bottom.
        names: Of members by id.
        main: The field that is its text.
        page: What is on it, if it is a line of enquiry.
    """

    shown: Shown[Record]
    type: str
    text: str
    heading: str
    views: Mapping[str, FieldView]
    clashes: tuple[tuple[str, FieldView], ...]
    sections: tuple[Section, ...]
    names: Mapping[str, str]
    main: str = "text"
    page: LinePage | None = None


class _Labels:
    """Words for ids: members, areas, other records."""

    def __init__(self, base: EvidenceBase, framework: Framework | None) -> None:
        self._base = base
        self.members = members_named(base)
        self._framework = framework

    def member(self, by: str | None) -> str:
        """Return a member's name."""
        return self.members.get(by or "", "") or "somebody"

    def key(self, field: str, key: str) -> str:
        """Return words for a member of a set."""
        if field == "areas" and self._framework is not None:
            found = [a.printed for a in self._framework.areas if a.id == key]
            return found[0] if found else key
        if field == "criteria" and self._framework is not None:
            found = [c.heading for c in self._framework.criteria if c.id == key]
            return f"{key} {found[0]}" if found else key
        if field == "sources" and self._framework is not None:
            return self._source(key)
        if field in ("owners", "allocated", "present"):
            return self.member(key)
        kind = _LINKS.get(field)
        title = title_of(self._base, key, kind) if kind else ""
        return " ".join(title[:120].split()) or key

    def _source(self, key: str) -> str:
        kind, _, mode = key.partition(":")
        framework = self._framework
        kinds = {s.id: s.name for s in framework.sources} if framework is not None else {}
        modes = {m.id: m.name for m in framework.modes} if framework is not None else {}
        name = kinds.get(kind, kind)
        return f"{name}, {modes.get(mode, mode)}" if mode else name


_LINKS: Final = {
    "notes": "note",
    "enquiries": "line-of-enquiry",
    "cases": "case",
    "found_in": "case",
    "looked_in": "case",
    "could_not_tell": "case",
    "evidence": "evidence",
}


def read_item(
    base: EvidenceBase,
    framework: Framework | None,
    record: str,
    said: Collection[str] = frozenset(),
) -> Item:
    """Read one record for its screen.

    Args:
        base: To read.
        framework: For the names of areas and criteria.
        record: Its id.
        said: Fields that its screen shows elsewhere.

    Raises:
        InspectorError: `unknown-record`.
    """
    kind = base.type_of(record)
    shown = shown_record(base, RECORD_TYPES[kind], record)
    views = base.fields(record)
    labels = _Labels(base, framework)
    main = _MAIN.get(kind, "text")
    clashes = tuple((field, view) for field, view in views.items() if view.in_conflict)
    sections = [
        *(_clash(field, view, labels) for field, view in clashes),
        Section(
            "About it", tuple(_about(shown, kind, {main, *said}, labels)), "Nothing more is said."
        ),
    ]
    cited = _cited_by(base, record) if kind == "note" else ()
    if cited:
        sections.append(Section("Evidence from this note", cited))
    sections.append(Section("History", tuple(_history(base.history(record), labels))))
    text = getattr(shown.record, main, None) or ""
    return Item(
        shown,
        kind,
        str(text),
        _heading(shown.record, kind, labels),
        views,
        clashes,
        tuple(sections),
        labels.members,
        main,
    )


def _heading(record: Record, kind: str, labels: _Labels) -> str:
    parts = [kind.replace("-", " ").capitalize()]
    if isinstance(record, Evidence):
        parts.append(record.polarity or "no polarity yet")
    parts += [labels.member(record.author), moment_words(record.created_at)]
    if record.withdrawn is not None:
        parts.append("✗ withdrawn")
    return " · ".join(parts)


def _clash(field: str, view: FieldView, labels: _Labels) -> Section:
    name = field_words(field)
    entries = tuple(
        Entry(
            f"{TAKE}{field}|{write.write}",
            f"Take this one: {value_words(write.value)}",
            f"{labels.member(write.by)} · {moment_words(write.at, exact=True)}",
            Tone.WARNING,
        )
        for write in view.current
    )
    return Section(f"⚠ Two values of {name}: both are kept until somebody takes one", entries)


def _about(shown: Shown[Record], kind: str, said: Collection[str], labels: _Labels) -> list[Entry]:
    entries = []
    record = shown.record
    if record.withdrawn is not None:
        entries.append(Entry("", f"Withdrawn: {record.withdrawn}", tone=Tone.ERROR))
    for field in (field for field in shown.keyed if field not in said):
        for key in shown.keys(field):
            link = key if field in _LINKS else ""
            entries.append(Entry(link, f"{field_words(field)}: {labels.key(field, key)}"))
    for field, of in field_kinds(RECORD_TYPES[kind]).items():
        value = getattr(record, field, None)
        if value is None or field in said or field in _HIDDEN:
            continue
        words = moment_words(str(value)) if of == "moment" else value_words(value)
        entries.append(Entry("", f"{field_words(field)}: {words}"))
    return entries


def _cited_by(base: EvidenceBase, note: str) -> tuple[Entry, ...]:
    citing = shown_records(base, Evidence, having(Evidence, "notes", [note]))
    return tuple(Entry(e.id, value_words(e.record.text), e.record.polarity or "") for e in citing)


def _history(writes: tuple[WriteView, ...], labels: _Labels) -> list[Entry]:
    entries = []
    for write in reversed(writes):
        name, key = field_and_key(write.field)
        if name in _HIDDEN - {"withdrawn"}:
            continue
        what = field_words(name)
        if key is not None and write.value in (True, None):
            sign = "+" if write.value else "−"
            words = f"{sign} {what}: {labels.key(name, key)}"
        else:
            words = f"{what}: {value_words(write.value)}"
        who = f"{labels.member(write.by)} · {moment_words(write.at, exact=True)}"
        entries.append(Entry("", words, who, Tone.MUTED))
    return entries


def field_words(field: str) -> str:
    """Return what a field is called, with its bracket."""
    name, _, key = field.partition("[")
    words = _FIELDS.get(name, name.replace("_", " "))
    return f"{words} {key.rstrip(']')}".strip()


def value_words(value: ShownValue) -> str:
    """Return a value on one line, cut where it is long."""
    if value is None:
        return "(emptied)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value)[:200].split())
