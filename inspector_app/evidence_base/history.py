"""Reading registers: what is on the screen with the writes behind it, conflicts, and history."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import change_of, stored_change
from inspector_app.evidence_base.kinds import kind_of
from inspector_app.evidence_base.register_rows import Texts, texts_of
from inspector_app.evidence_base.registers import value_of_text
from inspector_app.evidence_base.statements import run
from schemas.changes import Change, Value, field_and_key

__all__ = [
    "Clashing",
    "Conflict",
    "FieldView",
    "ShownValue",
    "WriteView",
    "clashing",
    "conflicts",
    "last_change_of",
    "record_fields",
    "record_history",
    "record_type",
    "records_of_change",
]

ShownValue: TypeAlias = bool | int | str | None


@dataclass(frozen=True)
class WriteView:
    """One write as people see it.

    Args:
        write: its id.
        field: with its bracket.
        value: text where it is text.
        by: member, if known.
        device: its author's device.
        at: ISO 8601 with offset.
        replaces: the writes it names.
    """

    write: str
    field: str
    value: ShownValue
    by: str | None
    device: str
    at: str
    replaces: tuple[str, ...]


@dataclass(frozen=True)
class FieldView:
    """A register as it is shown.

    Args:
        value: the newest of its current values.
        writes: current writes that carry that value: what an edit begun now names as parents.
        current: every current write, newest last.
        in_conflict: whether there are several values.
    """

    value: ShownValue
    writes: tuple[str, ...]
    current: tuple[WriteView, ...]
    in_conflict: bool

    @property
    def every_write(self) -> tuple[str, ...]:
        """All current writes: what only a resolution names."""
        return tuple(write.write for write in self.current)


class Clashing(NamedTuple):
    """A register that holds several values, or a withdrawal that clashes with an edit."""

    record: str
    type: str
    field: str


@dataclass(frozen=True)
class Conflict:
    """A register that holds several values."""

    record: str
    type: str
    field: str
    values: tuple[WriteView, ...]


def record_fields(
    connection: Connection,
    record: str,
    kind: str,
    erased: Collection[str] = (),
    changes: dict[int, Change] | None = None,
) -> dict[str, FieldView]:
    """Every register of a record, by field.

    Args:
        connection: open.
        record: its id.
        kind: its type.
        erased: names of parts that were erased.
        changes: by number, those read so far; filled. One change may hold hundreds of records, so
            who asks for many of them gives one that is kept from call to call.
    """
    known = {} if changes is None else changes
    rows = run(
        connection,
        "SELECT c.field, c.value, c.place, h.id, h.at, h.device, h.member, h.number"
        " FROM current c JOIN change h ON h.number = c.change"
        " WHERE c.record = ? AND c.type = ?"
        " ORDER BY c.field, h.milliseconds, h.counter, h.id, c.place",
        (record, kind),
    )
    values = [value_of_text(row[1]) for row in rows]
    texts = texts_of(connection, values, erased)
    fields: dict[str, list[tuple[WriteView, Value]]] = defaultdict(list)
    for (name, _, place, change, at, device, member, number), value in zip(
        rows, values, strict=True
    ):
        if number not in known:
            known[number] = change_of(connection, number)
        replaces = known[number].writes[place].parents
        shown = texts.shown(value)
        view = WriteView(f"{change}:{place}", name, shown, member, device, at, replaces)
        fields[name].append((view, value))
    return {name: _field_view(name, writes, texts) for name, writes in fields.items()}


def record_history(
    connection: Connection, record: str, kind: str, erased: Collection[str] = ()
) -> tuple[WriteView, ...]:
    """Every write to a record that counts, oldest first."""
    rows = run(
        connection,
        "SELECT h.id, h.at, h.device, h.member, h.body FROM touched t"
        " JOIN change h ON h.number = t.change"
        " WHERE t.record = ? AND t.type = ? AND h.counts AND t.applies"
        " ORDER BY h.milliseconds, h.counter, h.id",
        (record, kind),
    )
    found = [
        (row, place, write)
        for row in rows
        for place, write in enumerate(stored_change(row[4]).writes)
        if (write.record, write.type) == (record, kind)
    ]
    texts = texts_of(connection, [write.value for _, _, write in found], erased)
    return tuple(
        WriteView(
            f"{change}:{place}",
            write.field,
            texts.shown(write.value),
            member,
            device,
            at,
            write.parents,
        )
        for (change, at, device, member, _), place, write in found
    )


def clashing(connection: Connection) -> tuple[Clashing, ...]:
    """Every register with several values, and every withdrawal that clashes with an edit."""
    rows = run(connection, "SELECT record, type, field FROM conflict ORDER BY type, record, field")
    return tuple(Clashing(*row) for row in rows)


def conflicts(connection: Connection, erased: Collection[str] = ()) -> tuple[Conflict, ...]:
    """The same with their values, which takes long where there are many."""
    found = []
    changes: dict[int, Change] = {}
    by_record = itertools.groupby(clashing(connection), key=lambda each: each[:2])
    for (record, kind), group in by_record:
        fields = record_fields(connection, record, kind, erased, changes)
        found += [
            Conflict(record, kind, name, fields[name].current)
            for *_, name in group
            if name in fields
        ]
    return tuple(found)


def record_type(connection: Connection, record: str) -> str | None:
    """The type of a record; None when there is none of that id."""
    rows = run(connection, "SELECT DISTINCT type FROM current WHERE record = ?", (record,))
    return kind_of(row[0] for row in rows) if rows else None


def last_change_of(connection: Connection, device: str) -> str | None:
    """The id of the newest counting change of a device, by its own clock."""
    rows = run(
        connection,
        "SELECT id FROM change WHERE device = ? AND counts"
        " ORDER BY milliseconds DESC, counter DESC LIMIT 1",
        (device,),
    )
    return str(rows[0][0]) if rows else None


def records_of_change(connection: Connection, change: str, device: str) -> tuple[str, ...]:
    """The records that a device's change writes to, in its order; none if there is no such one."""
    rows = run(connection, "SELECT body FROM change WHERE id = ? AND device = ?", (change, device))
    written = [write.record for row in rows for write in stored_change(row[0]).writes]
    return tuple(dict.fromkeys(written))


def _field_view(name: str, writes: list[tuple[WriteView, Value]], texts: Texts) -> FieldView:
    views = tuple(view for view, _ in writes)
    values = [value for _, value in writes]
    every = tuple(view.write for view in views)
    if field_and_key(name)[1] is not None and all(v is None or v is True for v in values):
        return FieldView(True if any(values) else None, every, views, False)
    newest = texts.identity(values[-1])
    carrying = tuple(view.write for view, value in writes if texts.identity(value) == newest)
    return FieldView(views[-1].value, carrying, views, texts.clash(values))
