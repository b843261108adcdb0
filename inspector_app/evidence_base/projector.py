"""From registers to the tables that screens read, and to the search index.

Projections are disposable: they can be thrown away and made again from the registers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, delete, insert
from sqlalchemy.dialects import sqlite

from inspector_app.evidence_base.kinds import columns, fits, kind_of, table_of, text_fields
from inspector_app.evidence_base.register_rows import (
    ERASED,
    NOT_HERE_YET,
    CurrentWrite,
    Held,
    ItemKey,
    Registers,
    Texts,
    Times,
    held_by,
    held_by_new,
)
from inspector_app.evidence_base.registers import Applicable
from inspector_app.evidence_base.statements import insert_one, listed, run, run_many
from schemas.changes import Value, field_and_key
from schemas.fields import COMMON_COLUMNS
from schemas.records import RECORD_TYPES

__all__ = ["ERASED", "NOT_HERE_YET", "project", "project_new", "projected", "text_fields"]

_DIALECT = sqlite.dialect()
_FIXED = COMMON_COLUMNS - {"withdrawn"}
_Row: TypeAlias = tuple[object, ...]


@dataclass
class Projected:
    """Rows to be written, gathered for many records at once.

    Args:
        rows: of the record tables, by type, in the order of their columns.
        elements: record, field, key, value.
        conflicts: record, type, field.
        texts: what is searchable of each record.
    """

    rows: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    elements: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)
    texts: dict[ItemKey, str] = field(default_factory=dict)


def project(connection: Connection, records: Collection[str], erased: Collection[str] = ()) -> None:
    """Makes the rows of these records again from their registers.

    Args:
        connection: in the transaction that changed the registers.
        records: ids.
        erased: names of parts that were erased.
    """
    if not records:
        return
    _replace(connection, records, projected(connection, records, erased))


def project_new(
    connection: Connection, items: Collection[Applicable], records: Collection[str], texts: Texts
) -> None:
    """Makes the rows of records that nobody had written to before, from these changes alone.

    Args:
        connection: in the transaction that stored them.
        items: every change that writes to the records and counts.
        records: ids; no change that was here before writes to them.
        texts: what the parts of those changes say.
    """
    _insert(connection, _made_of(held_by_new(items, records, texts)), {})


def projected(
    connection: Connection, records: Collection[str], erased: Collection[str] = ()
) -> Projected:
    """The rows that these records have, made from their registers alone."""
    return _made_of(held_by(connection, records, erased))


def _made_of(held: Held) -> Projected:
    kinds: dict[str, list[str]] = defaultdict(list)
    for record, kind in held.current:
        kinds[record].append(kind)
    made = Projected()
    for (record, kind), registers in held.current.items():
        if kind in RECORD_TYPES:
            seen = held.seen.get((record, kind), frozenset())
            # Elements stand in one table for all types, and belong to the type that wins.
            with_elements = len(kinds[record]) == 1 or kind == kind_of(kinds[record])
            item = _Item(record, kind, held.times[record, kind], seen, with_elements)
            _project_item(made, item, registers, held.texts)
    return made


def _replace(connection: Connection, records: Collection[str], made: Projected) -> None:
    rows = run(
        connection,
        "SELECT id, type, number FROM record WHERE id IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    numbers = {(row[0], row[1]): int(row[2]) for row in rows}
    _clear(connection, {record for record, _ in numbers}, numbers, made)
    _insert(connection, made, numbers)


@dataclass(frozen=True, slots=True)
class _Item:
    """A record as one type, with what its row needs beside its registers."""

    record: str
    kind: str
    times: Times
    seen: frozenset[str] = frozenset()
    with_elements: bool = True


def _project_item(made: Projected, item: _Item, registers: Registers, texts: Texts) -> None:
    created_at, author, order, changed_at = item.times
    row: dict[str, object] = {
        **dict.fromkeys(columns(item.kind)),
        "id": item.record,
        "author": author,
        "created_at": created_at,
        "created_order": order,
        "changed_at": changed_at,
    }
    conflicts = set()
    for name, group in registers.items():
        if len(group) == 1 and "[" not in name:
            # Nearly all registers are fields with one value, and a replay goes through all.
            _project_value(item.kind, row, name, group[0].value, texts)
        elif group and _project_register(made, item, row, name, group, texts):
            conflicts.add(name)
    if row["withdrawn"] is not None and any(
        write.write not in item.seen
        for name, group in registers.items()
        if name != "withdrawn"
        for write in group
    ):
        # Somebody wrote to it without having seen the withdrawal: people decide, it stays in lists.
        conflicts.add("withdrawn")
    if "withdrawn" in conflicts:
        row["withdrawn"] = None
    row["in_conflict"] = int(bool(conflicts))
    made.rows[item.kind].append(tuple(row.values()))
    made.conflicts.extend((item.record, item.kind, name) for name in sorted(conflicts))
    made.texts[item.record, item.kind] = _searchable(item.kind, registers, texts)


def _project_value(
    kind: str, row: dict[str, object], name: str, value: Value, texts: Texts
) -> None:
    """Puts the one value of a field where it is read."""
    if name not in _FIXED and fits(kind, name, None, value):
        shown = texts.shown(value)
        row[name] = int(shown) if isinstance(shown, bool) else shown


def _project_register(
    made: Projected,
    item: _Item,
    row: dict[str, object],
    name: str,
    group: Sequence[CurrentWrite],
    texts: Texts,
) -> bool:
    """Puts one register's value where it is read; whether its values clash."""
    plain, key = _split(name)
    fitting = [write for write in group if fits(item.kind, plain, key, write.value)]
    if key is not None and all(write.value is None or write.value is True for write in group):
        if item.with_elements and any(write.value for write in fitting):
            made.elements.append((item.record, plain, key, None))
        return False
    if fitting:
        shown = texts.shown(max(fitting, key=lambda write: write.order).value)
        if key is None and name not in _FIXED:
            row[name] = int(shown) if isinstance(shown, bool) else shown
        elif item.with_elements and key is not None and shown is not None:
            made.elements.append((item.record, plain, key, str(shown)))
    return len(group) > 1 and texts.clash(write.value for write in group)


@lru_cache(maxsize=20_000)
def _split(name: str) -> tuple[str, str | None]:
    return field_and_key(name)


def _searchable(kind: str, registers: Registers, texts: Texts) -> str:
    """Every current text of a record, also of conflicting values and maps, for the index."""
    found = text_fields(kind)
    return "\n".join(
        text
        for name, group in sorted(registers.items())
        if _split(name)[0] in found
        for write in sorted(group, key=lambda write: write.order)
        if (text := texts.text(write.value)) is not None
    )


def _clear(
    connection: Connection,
    known: Collection[str],
    numbers: Mapping[ItemKey, int],
    made: Projected,
) -> None:
    """Takes out what stands of records that were projected before."""
    marks = [(record,) for record in known]
    run_many(connection, "DELETE FROM element WHERE record = ?", marks)
    run_many(connection, "DELETE FROM conflict WHERE record = ?", marks)
    rows = [(number,) for number in numbers.values()]
    run_many(connection, "DELETE FROM search WHERE rowid = ?", rows)
    for record, kind in numbers.keys() - made.texts.keys():
        # None of its writes is in force any more.
        run(connection, _deletion(kind), (record,))


def _insert(connection: Connection, made: Projected, numbers: Mapping[ItemKey, int]) -> None:
    for kind, rows in made.rows.items():
        run_many(connection, _insertion(kind), rows)
    run_many(connection, "INSERT INTO element VALUES (?, ?, ?, ?)", made.elements)
    run_many(connection, "INSERT INTO conflict VALUES (?, ?, ?)", made.conflicts)
    fresh = [item for item in made.texts if item not in numbers]
    run_many(
        connection,
        "INSERT INTO search (rowid, text) VALUES (?, ?)",
        [
            (number, made.texts[item])
            for item, number in {**numbers, **_numbered(connection, fresh)}.items()
            if item in made.texts
        ],
    )


def _numbered(connection: Connection, items: list[ItemKey]) -> dict[ItemKey, int]:
    """Gives records that are new here the numbers that the search index knows them by."""
    statement = "INSERT INTO record (id, type) VALUES (?, ?)"
    if len(items) < 2:
        return {item: insert_one(connection, statement, item) for item in items}
    start = run(connection, "SELECT coalesce(max(number), 0) + 1 FROM record")[0][0]
    numbers = {item: number for number, item in enumerate(items, int(start))}
    run_many(
        connection,
        "INSERT INTO record (number, id, type) VALUES (?, ?, ?)",
        [(number, *item) for item, number in numbers.items()],
    )
    return numbers


@cache
def _insertion(kind: str) -> str:
    table = table_of(RECORD_TYPES[kind])
    return str(insert(table).prefix_with("OR REPLACE").compile(dialect=_DIALECT))


@cache
def _deletion(kind: str) -> str:
    table = table_of(RECORD_TYPES[kind])
    return str(delete(table).where(table.c.id == bindparam("of")).compile(dialect=_DIALECT))
