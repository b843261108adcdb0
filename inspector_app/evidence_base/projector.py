"""From registers to the tables that screens read, and to the search index.

Projections are disposable: they can be thrown away and made again from the registers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, insert

from inspector_app.evidence_base.registers import listed
from schemas.canonical import Json, decode
from schemas.changes import Change, field_and_key
from schemas.fields import COMMON_COLUMNS, Record, field_kinds
from schemas.records import RECORD_TYPES

__all__ = ["ERASED", "NOT_HERE_YET", "clashing", "project", "texts_of"]

NOT_HERE_YET = "[this text has not arrived yet]"
ERASED = "[erased]"


@dataclass(frozen=True, slots=True)
class _Current:
    """A current write with what orders it for showing."""

    field: str
    value: Json
    write: str
    order: tuple[int, int, str]


@dataclass
class _Projected:
    """Rows to be written, gathered for many records at once."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    elements: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)


def project(connection: Connection, records: Collection[str], erased: Collection[str] = ()) -> None:
    """Makes the rows of these records again from their registers.

    Args:
        connection: in the transaction that changed the registers.
        records: ids.
        erased: names of parts that were erased.
    """
    if not records:
        return
    current = _current_writes(connection, records)
    names = [name for writes in current.values() for w in writes if (name := _part(w.value))]
    texts = texts_of(connection, names)
    times = _times(connection, records)
    projected = _Projected()
    for (record, kind), writes in current.items():
        if kind in RECORD_TYPES:
            resolved = [(w, _shown(w.value, texts, erased)) for w in writes]
            seen = _seen(connection, writes)
            _project_record(projected, record, kind, resolved, times[record], seen)
    _write(connection, records, projected)


def clashing(values: Iterable[Any]) -> bool:
    """Whether a register's current values are several; equal ones are one."""
    return len({(type(value), value) for value in values}) > 1


def texts_of(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """The texts of parts that are here, by name."""
    found: dict[str, str] = {}
    if names:
        rows = connection.exec_driver_sql(
            "SELECT name, text FROM part WHERE name IN (SELECT value FROM json_each(?))",
            listed(names),
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def _current_writes(
    connection: Connection, records: Collection[str]
) -> dict[tuple[str, str], list[_Current]]:
    rows = connection.exec_driver_sql(
        "SELECT c.record, c.type, c.field, c.value, c.place, h.milliseconds, h.counter, h.id"
        " FROM current c JOIN change h ON h.number = c.change"
        " WHERE c.record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    found: dict[tuple[str, str], list[_Current]] = defaultdict(list)
    for record, kind, name, value, place, milliseconds, counter, change in rows:
        found[record, kind].append(
            _Current(
                name,
                decode(value.encode()),
                f"{change}:{place}",
                (milliseconds, counter, change),
            )
        )
    return found


def _times(
    connection: Connection, records: Collection[str]
) -> dict[str, tuple[str, str | None, int, str]]:
    """When and by whom each record was first written, its place in order, and last changed."""
    rows = connection.exec_driver_sql(
        "SELECT t.record, h.milliseconds, h.counter, h.id, h.at, h.member"
        " FROM touched t JOIN change h ON h.number = t.change"
        " WHERE h.counts AND t.record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    ordered: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for record, *rest in rows:
        ordered[record].append(tuple(rest))
    times = {}
    for record, changes in ordered.items():
        first, last = min(changes), max(changes)
        times[record] = (first[3], first[4], first[0] * 4096 + first[1], last[3])
    return times


def _part(value: Json) -> str | None:
    return str(value["part"]) if isinstance(value, Mapping) else None


def _shown(value: Json, texts: Mapping[str, str], erased: Collection[str]) -> Any:
    name = _part(value)
    if name is None:
        return value
    return ERASED if name in erased else texts.get(name, NOT_HERE_YET)


def _seen(connection: Connection, writes: list[_Current]) -> frozenset[str]:
    """What was on the screen when the record was withdrawn, by all its current withdrawals."""
    seen: set[str] = set()
    for write in writes:
        if write.field == "withdrawn" and write.value is not None:
            change, _, place = write.write.partition(":")
            body = connection.exec_driver_sql(
                "SELECT body FROM change WHERE id = ?", (change,)
            ).scalar_one()
            seen.update(Change.from_bytes(body).writes[int(place)].seen or ())
    return frozenset(seen)


def _project_record(
    projected: _Projected,
    record: str,
    kind: str,
    writes: list[tuple[_Current, Any]],
    times: tuple[str, str | None, int, str],
    seen: frozenset[str],
) -> None:
    registers: dict[str, list[tuple[_Current, Any]]] = defaultdict(list)
    for write, value in writes:
        registers[write.field].append((write, value))
    created_at, author, created_order, changed_at = times
    row: dict[str, Any] = {
        **_empty_row(kind),
        "id": record,
        "author": author,
        "created_at": created_at,
        "created_order": created_order,
        "changed_at": changed_at,
    }
    conflicts = {
        name
        for name, group in registers.items()
        if _project_register(projected, record, row, name, group)
    }
    if row["withdrawn"] is not None and any(
        write.field != "withdrawn" and write.write not in seen for write, _ in writes
    ):
        # Somebody wrote to it without having seen the withdrawal: people decide, it stays in lists.
        conflicts.add("withdrawn")
    if "withdrawn" in conflicts:
        row["withdrawn"] = None
    row["in_conflict"] = bool(conflicts)
    projected.rows[kind].append(row)
    projected.conflicts.extend((record, kind, name) for name in conflicts)
    projected.texts.append((record, kind, _searchable(kind, registers)))


def _project_register(
    projected: _Projected,
    record: str,
    row: dict[str, Any],
    name: str,
    group: list[tuple[_Current, Any]],
) -> bool:
    """Puts one register's value where it is read; whether its values clash."""
    plain, key = field_and_key(name)
    values = [value for _, value in group]
    if key is not None and all(value is None or value is True for value in values):
        if any(values):
            projected.elements.append((record, plain, key, None))
        return False
    shown = max(group, key=lambda pair: pair[0].order)[1]
    if key is not None and shown is not None:
        projected.elements.append((record, plain, key, str(shown)))
    elif key is None and name in row and name not in _FIXED:
        row[name] = shown
    return clashing(values)


_FIXED = COMMON_COLUMNS - {"withdrawn"}


def _searchable(kind: str, registers: Mapping[str, list[tuple[_Current, Any]]]) -> str:
    """Every current text of a record, also of conflicting values and maps, for the index."""
    texts = text_fields(kind)
    return "\n".join(
        value
        for name, group in sorted(registers.items())
        if field_and_key(name)[0] in texts
        for _, value in group
        if isinstance(value, str)
    )


@cache
def text_fields(kind: str) -> frozenset[str]:
    """The fields of a record type that hold typed text, maps included."""
    record = RECORD_TYPES[kind]
    plain = {name for name, of in field_kinds(record).items() if of == "text"}
    return frozenset(plain | {name for name, of in record.keyed.items() if of.holds == "text"})


@cache
def _columns(kind: str) -> tuple[str, ...]:
    return tuple(_table(RECORD_TYPES[kind]).columns.keys())


def _empty_row(kind: str) -> dict[str, Any]:
    return dict.fromkeys(_columns(kind))


def _table(record: type[Record]) -> Any:
    return record.__table__  # type: ignore[attr-defined]  # set by SQLAlchemy


def _write(connection: Connection, records: Collection[str], projected: _Projected) -> None:
    marks = [(record,) for record in records]
    connection.exec_driver_sql("DELETE FROM element WHERE record = ?", marks)
    connection.exec_driver_sql("DELETE FROM conflict WHERE record = ?", marks)
    connection.exec_driver_sql(
        "DELETE FROM search WHERE rowid = (SELECT number FROM record WHERE id = ?)", marks
    )
    gone = set(records) - {row["id"] for rows in projected.rows.values() for row in rows}
    for record in gone:
        _drop_rows(connection, record)
    for kind, rows in projected.rows.items():
        table = _table(RECORD_TYPES[kind])
        connection.execute(insert(table).prefix_with("OR REPLACE"), rows)
    if projected.elements:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO element VALUES (?, ?, ?, ?)", projected.elements
        )
    if projected.conflicts:
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO conflict VALUES (?, ?, ?)", projected.conflicts
        )
    _index(connection, projected.texts)


def _index(connection: Connection, texts: list[tuple[str, str, str]]) -> None:
    if not texts:
        return
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO record (id, type) VALUES (?, ?)", [row[:2] for row in texts]
    )
    connection.exec_driver_sql(
        "INSERT INTO search (rowid, text) VALUES ((SELECT number FROM record WHERE id = ?), ?)",
        [(record, text) for record, _, text in texts],
    )


def _drop_rows(connection: Connection, record: str) -> None:
    """Takes a record out of its table when none of its writes counts any more."""
    kind = connection.exec_driver_sql(
        "SELECT type FROM record WHERE id = ?", (record,)
    ).scalar_one_or_none()
    if kind in RECORD_TYPES:
        table = _table(RECORD_TYPES[str(kind)])
        connection.execute(delete(table).where(table.c.id == record))
