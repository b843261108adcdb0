"""Everything that is held about one child, for a request to see it; nothing of other children.

From the log, so that what was replaced, untagged or withdrawn is there, too: the case, every
record that names it, evidence drawn from its notes, comments on any of these, and every text that
mentions its identifier; then its rows in the imported lists on this laptop.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.field_versions import places_of
from inspector_app.evidence_base.history import ShownValue
from inspector_app.evidence_base.statements import run
from inspector_app.intake.importing import kept_frames, opened_frame
from inspector_app.publish.subject_links import Links, read_links
from schemas.changes import field_and_key
from schemas.records import Case

__all__ = ["ANOTHER_CHILD", "ListedRow", "Subject", "SubjectRecord", "SubjectWrite", "subject_of"]

ANOTHER_CHILD = "[another child]"
"""In the place of the identifier, or the short number, of any other child."""

_LEFT_OUT = frozenset({("request", "person"), ("note", "spoke_to")})
"""About those who were spoken to, not about the child; sources are protected."""

_SHORT = 4
"""Identifiers of lists that are only digits, and fewer, are taken for ordinary numbers."""

_TOKEN = re.compile(r"[^\s,;()\[\]{}\"'<>=|]+")


@dataclass(frozen=True)
class SubjectWrite:
    """One thing that was written: field, value as it was, author, and whether it stands now."""

    field: str
    value: ShownValue
    by: str | None
    at: str
    current: bool


@dataclass(frozen=True)
class SubjectRecord:
    """A record that is about the child, or names the child.

    Args:
        record: its id.
        type: such as `note`.
        mentioned: only its words name the child.
        about_others: it is about other children, too: read it before it is handed to anybody.
        writes: oldest first.
    """

    record: str
    type: str
    mentioned: bool
    about_others: bool
    writes: tuple[SubjectWrite, ...]


@dataclass(frozen=True)
class ListedRow:
    """One row about the child in the authority's lists; cells that are not empty, by column."""

    frame: str
    list: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Subject:
    """What is held about one child.

    Args:
        case: its id.
        identifier: the authority's; None where it is not known here.
        records: by type, then oldest first.
        rows: of the lists on this laptop.
        elsewhere: how many imported lists lie on other laptops only.
    """

    case: str
    identifier: str | None
    records: tuple[SubjectRecord, ...]
    rows: tuple[ListedRow, ...]
    elsewhere: int


def subject_of(base: EvidenceBase, case: str) -> Subject:
    """Gathers everything about one case.

    Raises:
        InspectorError: `unknown-record` when nothing was ever written about it.
    """
    with base.reading() as session:
        cases = {row.id: row for row in session.exec(select(Case))}
        links = read_links(session.connection())
    ours = cases.get(case)
    identifier = None if ours is None else ours.identifier
    others = [row for row in cases.values() if row.id != case]
    veil = _Veil(base, identifier, others)
    linked = _linked(links, case, frozenset(row.id for row in others))
    if not linked:
        base.type_of(case)
    mentioned = _mentioning(base, identifier, None if ours is None else ours.number) - linked
    found = [
        _record(base, links, record, veil, mentioned=record in mentioned)
        for record in linked | mentioned
    ]
    kept = [each for each in found if each.writes]
    rows, elsewhere = _rows(base, identifier, veil)
    order = sorted(kept, key=lambda each: (each.type != "case", each.type, each.writes[0].at))
    return Subject(case, identifier, tuple(order), rows, elsewhere)


class _Veil:
    """Takes other children out of texts."""

    def __init__(self, base: EvidenceBase, identifier: str | None, others: Iterable[Case]) -> None:
        known = list(others)
        self.cases = frozenset(row.id for row in known)
        names = {row.identifier for row in known if row.identifier}
        listed = _listed_identifiers(base)
        names |= {name for name in listed if len(name) >= _SHORT or not name.isdigit()}
        names.discard(identifier or "")
        self._names = names | {f"@{row.number}" for row in known if row.number is not None}
        self._spaced = sorted((name for name in names if " " in name), key=len, reverse=True)

    def over(self, text: str) -> str:
        """The text with a mark in the place of every other child."""
        for name in self._spaced:
            text = text.replace(name, ANOTHER_CHILD)
        return _TOKEN.sub(self._token, text)

    def _token(self, found: re.Match[str]) -> str:
        word = found[0]
        bare = word.strip(".:!?*_-")
        head, _, depth = bare.rpartition(":")
        for name in (word, bare, head if depth else bare, bare.partition("|")[0]):
            if name in self._names:
                return word.replace(name, ANOTHER_CHILD)
        return word


def _linked(links: Links, case: str, others: Collection[str]) -> frozenset[str]:
    """The case, what names it, evidence from its notes that names no other, comments on these."""
    found = {case} & links.types.keys() | links.naming(case)
    notes = {record for record in found if links.types[record] == "note"}
    for note in notes:
        for record in links.naming(note):
            if links.types[record] == "evidence" and links.named_by(record).isdisjoint(others):
                found.add(record)
    new = set(found)
    while new:
        below = {
            record
            for each in new
            for record in links.naming(each)
            if links.types[record] in ("comment", "erasure")
        }
        new = below - found
        found |= new
    return frozenset(found)


def _mentioning(base: EvidenceBase, identifier: str | None, number: int | None) -> frozenset[str]:
    """The records one of whose texts, of any version, names the child."""
    words = [identifier] if identifier else []
    words += [f"@{number}"] if number is not None else []
    with base.reading() as session:
        connection = session.connection()
        parts = {
            name
            for word in words
            for name, text in run(
                connection, "SELECT name, text FROM part WHERE instr(text, ?)", (word,)
            )
            if re.search(rf"(?<![\w@]){re.escape(word)}(?!\w)", text)
        }
        return frozenset(record for record, _ in places_of(connection, parts))


def _record(
    base: EvidenceBase, links: Links, record: str, veil: _Veil, *, mentioned: bool
) -> SubjectRecord:
    kind = links.types[record]
    current = {write for view in base.fields(record).values() for write in view.every_write}
    others = not links.named_by(record).isdisjoint(veil.cases)
    writes = []
    for write in base.history(record):
        name, key = field_and_key(write.field)
        if (kind, name) in _LEFT_OUT or (key or "").partition(":")[0] in veil.cases:
            continue
        if (kind, name) == ("case-frame", "key"):
            continue
        value = write.value
        if isinstance(value, str):
            value = ANOTHER_CHILD if value in veil.cases else veil.over(value)
            others = others or value != write.value
        writes.append(SubjectWrite(write.field, value, write.by, write.at, write.write in current))
    return SubjectRecord(record, kind, mentioned, others, tuple(writes))


def _rows(
    base: EvidenceBase, identifier: str | None, veil: _Veil
) -> tuple[tuple[ListedRow, ...], int]:
    frames = [each for each in kept_frames(base) if each.record.state != "purged"]
    found = []
    for each in frames:
        if not each.here or not identifier:
            continue
        with opened_frame(base, each.record.id) as frame:
            lists = {one.list: one for one in frame.lists}
            for number, values in frame.rows_of(identifier):
                cells = zip(lists[number].columns, values, strict=True)
                found.append(
                    ListedRow(
                        each.record.id,
                        lists[number].title,
                        tuple((column, veil.over(value)) for column, value in cells if value),
                    )
                )
    return tuple(found), sum(not each.here for each in frames)


def _listed_identifiers(base: EvidenceBase) -> set[str]:
    """The identifiers of all children in the lists on this laptop."""
    found: set[str] = set()
    for each in kept_frames(base):
        if each.here and each.record.state != "purged":
            with opened_frame(base, each.record.id) as frame:
                for one in frame.lists:
                    found.update(row.identifier for row in frame.read_rows(one.list))
    return found
