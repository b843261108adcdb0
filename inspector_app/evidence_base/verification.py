"""Checks one inspection's file against itself: nothing is believed that can be worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import (
    Author,
    allowed_places,
    judged_changes,
    own_author,
)
from inspector_app.evidence_base.entry_checks import entry_problems
from inspector_app.evidence_base.layout import element_rows, record_rows, stray_rows
from inspector_app.evidence_base.projector import projected
from inspector_app.evidence_base.register_rows import ItemKey
from inspector_app.evidence_base.registers import Applicable, current_writes
from inspector_app.evidence_base.search_index import found_by
from inspector_app.evidence_base.statements import listed, run
from schemas.changes import Change, Part, change_id, write_id
from schemas.records import RECORD_TYPES

__all__ = ["Verification", "verify"]

_Item = TypeVar("_Item")

_AT_ONCE = 500
"""Changes or records looked at together."""


@dataclass(frozen=True)
class Verification:
    """What a check found.

    Args:
        problems: what is wrong, each in one line, without any evidence in it; empty when all is
            well.
        entries: how many were looked at.
        changes: how many were looked at.
    """

    problems: tuple[str, ...]
    entries: int = 0
    changes: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(base: EvidenceBase) -> Verification:
    """Checks pages, signatures, chains, parts, registers, tables and the search index.

    Reads everything once, in one consistent state; saves go on meanwhile.
    """
    try:
        with base.reading() as session:
            connection = session.connection()
            problems = [*_page_problems(connection), *_problems(base, connection)]
            entries = run(connection, "SELECT count(*) FROM entry")[0][0]
            changes = run(connection, "SELECT count(*) FROM change")[0][0]
    except InspectorError as error:
        if error.code != "damaged-file":
            raise
        return Verification(("the file is damaged: part of it cannot be read at all",))
    problems.extend(_index_problems(base))
    return Verification(tuple(problems), int(entries), int(changes))


def _problems(base: EvidenceBase, connection: Connection) -> Iterator[str]:
    team = base.team
    chain = team.chain
    own = None
    if chain.path:
        own = own_author(chain.head.seats.get(base.vault.device.id), chain.head.rules)
    yield from entry_problems(connection, team)
    yield from _part_problems(connection, chain.erased_parts)
    yield from _register_problems(connection, own)
    yield from _table_problems(connection, chain.erased_parts)


def _page_problems(connection: Connection) -> Iterator[str]:
    """Pages whose authentication fails (SQLCipher), and broken trees (SQLite)."""
    # A look at the search index makes FTS5 forget what this connection remembered of it: else its
    # part of SQLite's check holds an index that was written to since against its old structure.
    run(connection, "SELECT 1 FROM search LIMIT 1")
    for row in run(connection, "PRAGMA cipher_integrity_check"):
        yield f"page: {row[0]}"
    for row in run(connection, "PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"tree: {row[0]}"


def _part_problems(connection: Connection, erased: Iterable[str]) -> Iterator[str]:
    gone = frozenset(erased)
    for (name,) in run(connection, "SELECT name FROM part"):
        salt, text = run(connection, "SELECT salt, text FROM part WHERE name = ?", (name,))[0]
        if Part(salt, text).name != name:
            yield f"part {name}: its text does not hash to its name"
        if name in gone:
            yield f"part {name}: its text was erased by the team and is still here"


def _register_problems(connection: Connection, own: Author | None) -> Iterator[str]:
    """The registers, made from nothing but the log, against those that are kept."""
    damaged: list[str] = []
    expected = current_writes(_applicable(connection, own, damaged))
    yield from damaged
    kept: dict[tuple[str, str, str], set[str]] = {}
    for record, kind, field, change, place in run(
        connection,
        "SELECT c.record, c.type, c.field, h.id, c.place FROM current c"
        " JOIN change h ON h.number = c.change",
    ):
        kept.setdefault((record, kind, field), set()).add(write_id(change, place))
    for record, kind, field in sorted(expected.keys() | kept.keys()):
        register = (record, kind, field)
        if expected.get(register) != kept.get(register):
            yield f"register {field} of {kind} {record}: not what the log says"


def _applicable(
    connection: Connection, own: Author | None, damaged: list[str]
) -> Iterator[Applicable]:
    every = [row[0] for row in run(connection, "SELECT number FROM change ORDER BY number")]
    for numbers in _batches(every):
        bodies: dict[int, bytes] = dict(
            run(
                connection,
                "SELECT number, body FROM change WHERE number IN (SELECT value FROM json_each(?))",
                listed(numbers),
            )
        )
        for judged in judged_changes(connection, numbers, own):
            body = bodies[judged.number]
            if change_id(body) != judged.id:
                damaged.append(f"change {judged.id}: its bytes do not hash to its id")
                continue
            if (judged.counts, judged.member) != judged.noted:
                damaged.append(f"change {judged.id}: it counts otherwise than is noted")
            if judged.counts:
                change = Change.from_bytes(body)
                places = allowed_places(change, judged.authors)
                yield Applicable(judged.number, judged.id, change, places)


def _table_problems(connection: Connection, erased: Iterable[str]) -> Iterator[str]:
    """The rows of every record, made again from the registers, against those that stand."""
    gone = frozenset(erased)
    query = "SELECT DISTINCT record FROM current UNION SELECT id FROM record ORDER BY 1"
    for records in _batches([str(row[0]) for row in run(connection, query)]):
        made = projected(connection, records, gone)
        for kind in RECORD_TYPES:
            if sorted(made.rows.get(kind, []), key=repr) != record_rows(connection, kind, records):
                yield f"table of {kind}: not what the registers say"
        if sorted(made.elements, key=repr) != element_rows(connection, records):
            yield "elements of sets: not what the registers say"
        if sorted(made.conflicts) != _conflict_rows(connection, records):
            yield "conflicts: not what the registers say"
        if {item: words.parts for item, words in made.words.items()} != _indexed(
            connection, records
        ):
            yield "search index: not the texts of the records"
    for kind in RECORD_TYPES:
        if stray_rows(connection, kind):
            yield f"table of {kind}: rows of records that nobody wrote"


def _conflict_rows(connection: Connection, records: Sequence[str]) -> list[tuple[str, ...]]:
    rows = run(
        connection,
        "SELECT record, type, field FROM conflict WHERE record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    return sorted(rows)


def _indexed(connection: Connection, records: Sequence[str]) -> dict[ItemKey, str]:
    known = found_by(connection, records)
    return {item: each.parts for item, each in known.items() if each.parts is not None}


def _index_problems(base: EvidenceBase) -> Iterator[str]:
    """FTS5's own check of its words against the texts of the records; it writes nothing."""
    try:
        with base.local() as connection:
            run(connection, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except InspectorError as error:
        if error.code != "damaged-file":
            raise
        yield "search index: its words are not those of its texts"


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
