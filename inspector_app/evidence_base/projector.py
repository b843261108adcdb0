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

from inspector_app.evidence_base.kept_rows import kept_table
from inspector_app.evidence_base.kinds import columns, fits, kind_of, text_fields
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
from inspector_app.evidence_base.search_index import Indexed, Words, found_by, index
from inspector_app.evidence_base.statements import run, run_many
from schemas.changes import PartName, Value, field_and_key
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
        elements: record, field, key, value, name of the part that holds it.
        conflicts: record, type, field.
        words: by what each record is found.
    """

    rows: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    elements: list[tuple[str, str, str, str | None, str | None]] = field(default_factory=list)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)
    words: dict[ItemKey, Words] = field(default_factory=dict)


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
    before = found_by(connection, records)
    _clear(connection, before, made)
    _insert(connection, made, before)


@dataclass(frozen=True, slots=True)
class _Item:
    """A record as one type, with what its row needs beside its registers."""

    record: str
    kind: str
    times: Times
    seen: frozenset[str] = frozenset()
    with_elements: bool = True


def _project_item(made: Projected, item: _Item, registers: Registers, texts: Texts) -> None:
    row = _blank(item.kind).copy()
    row["id"] = item.record
    row["created_at"], row["author"], row["created_order"], row["changed_at"] = item.times
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
    made.words[item.record, item.kind] = _searchable(item.kind, registers, texts)


@cache
def _blank(kind: str) -> dict[str, object]:
    return dict.fromkeys(columns(kind))


def _project_value(
    kind: str, row: dict[str, object], name: str, value: Value, texts: Texts
) -> None:
    """Puts the one value of a field where it is read."""
    if name not in _FIXED and fits(kind, name, None, value):
        kept = texts.kept(value)
        row[name] = int(kept) if isinstance(kept, bool) else kept


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
            made.elements.append((item.record, plain, key, None, None))
        return False
    if fitting:
        value = max(fitting, key=lambda write: write.order).value
        if key is None:
            _project_value(item.kind, row, name, value, texts)
        elif item.with_elements and value is not None:
            kept = str(texts.kept(value))
            said = (kept, None) if texts.text(value) is None else (None, kept)
            made.elements.append((item.record, plain, key, *said))
    return len(group) > 1 and texts.clash(write.value for write in group)


@lru_cache(maxsize=20_000)
def _split(name: str) -> tuple[str, str | None]:
    return field_and_key(name)


def _searchable(kind: str, registers: Registers, texts: Texts) -> Words:
    """Every current text of a record, also of conflicting values and maps, for the index."""
    fields = text_fields(kind)
    found = [
        (name, write.order, write.value.name, text)
        for name, group in registers.items()
        for write in group
        if isinstance(write.value, PartName)
        and _split(name)[0] in fields
        and (text := texts.text(write.value)) is not None
    ]
    if len(found) == 1:
        return Words(*found[0][2:])
    found.sort()
    return Words("".join(each[2] for each in found), "\n".join(each[3] for each in found))


def _clear(connection: Connection, before: Collection[ItemKey], made: Projected) -> None:
    """Takes out what stands of records that were projected before."""
    marks = [(record,) for record in {record for record, _ in before}]
    run_many(connection, "DELETE FROM element_row WHERE record = ?", marks)
    run_many(connection, "DELETE FROM conflict WHERE record = ?", marks)
    for record, kind in set(before) - made.words.keys():
        # None of its writes is in force any more.
        run(connection, _deletion(kind), (record,))


def _insert(connection: Connection, made: Projected, before: Mapping[ItemKey, Indexed]) -> None:
    for kind, rows in made.rows.items():
        run_many(connection, _insertion(kind), rows)
    run_many(connection, "INSERT INTO element_row VALUES (?, ?, ?, ?, ?)", made.elements)
    run_many(connection, "INSERT INTO conflict VALUES (?, ?, ?)", made.conflicts)
    index(connection, made.words, before)


@cache
def _insertion(kind: str) -> str:
    return str(insert(kept_table(kind)).prefix_with("OR REPLACE").compile(dialect=_DIALECT))


@cache
def _deletion(kind: str) -> str:
    table = kept_table(kind)
    return str(delete(table).where(table.c.id == bindparam("of")).compile(dialect=_DIALECT))
