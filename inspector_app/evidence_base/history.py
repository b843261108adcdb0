"""Reading registers: what is on the screen with the writes behind it, conflicts, and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection

from inspector_app.evidence_base.projector import ERASED, NOT_HERE_YET, clashing, texts_of
from schemas.canonical import decode
from schemas.changes import Change, PartName, Value, field_and_key, value_from_json

__all__ = [
    "Conflict",
    "FieldView",
    "ShownValue",
    "WriteView",
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


@dataclass(frozen=True)
class Conflict:
    """A register that holds several values."""

    record: str
    type: str
    field: str
    values: tuple[WriteView, ...]


def record_fields(
    connection: Connection, record: str, kind: str, erased: Collection[str] = ()
) -> dict[str, FieldView]:
    """Every register of a record, by field."""
    rows = connection.exec_driver_sql(
        "SELECT c.field, c.value, c.place, h.id, h.at, h.device, h.member, h.body"
        " FROM current c JOIN change h ON h.number = c.change"
        " WHERE c.record = ? AND c.type = ?"
        " ORDER BY c.field, h.milliseconds, h.counter, h.id, c.place",
        (record, kind),
    ).all()
    values = {(row.id, row.place): value_from_json(decode(row.value.encode())) for row in rows}
    shown = _shower(connection, values.values(), erased)
    fields: dict[str, list[WriteView]] = defaultdict(list)
    for row in rows:
        replaces = Change.from_bytes(row.body).writes[row.place].parents
        fields[row.field].append(
            WriteView(
                f"{row.id}:{row.place}",
                row.field,
                shown(values[row.id, row.place]),
                row.member,
                row.device,
                row.at,
                replaces,
            )
        )
    return {name: _field_view(name, writes) for name, writes in fields.items()}


def record_history(
    connection: Connection, record: str, erased: Collection[str] = ()
) -> tuple[WriteView, ...]:
    """Every write to a record that counts, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT h.id, h.at, h.device, h.member, h.body FROM touched t"
        " JOIN change h ON h.number = t.change WHERE t.record = ? AND h.counts"
        " ORDER BY h.milliseconds, h.counter, h.id",
        (record,),
    ).all()
    found = [
        (row, place, write)
        for row in rows
        for place, write in enumerate(Change.from_bytes(row.body).writes)
        if write.record == record
    ]
    shown = _shower(connection, [write.value for _, _, write in found], erased)
    return tuple(
        WriteView(
            f"{row.id}:{place}",
            write.field,
            shown(write.value),
            row.member,
            row.device,
            row.at,
            write.parents,
        )
        for row, place, write in found
    )


def conflicts(connection: Connection, erased: Collection[str] = ()) -> tuple[Conflict, ...]:
    """Every register with several values, and every withdrawal that clashes with an edit."""
    rows = connection.exec_driver_sql(
        "SELECT record, type, field FROM conflict ORDER BY type, record, field"
    ).all()
    found = []
    for record, kind, name in rows:
        fields = record_fields(connection, record, kind, erased)
        if name in fields:
            found.append(Conflict(record, kind, name, fields[name].current))
    return tuple(found)


def record_type(connection: Connection, record: str) -> str | None:
    """The type of a record; None when there is none of that id."""
    kind = connection.exec_driver_sql(
        "SELECT type FROM current WHERE record = ? LIMIT 1", (record,)
    ).scalar_one_or_none()
    return None if kind is None else str(kind)


def last_change_of(connection: Connection, device: str) -> str | None:
    """The id of the newest counting change of a device, by its own clock."""
    name = connection.exec_driver_sql(
        "SELECT id FROM change WHERE device = ? AND counts"
        " ORDER BY milliseconds DESC, counter DESC LIMIT 1",
        (device,),
    ).scalar_one_or_none()
    return None if name is None else str(name)


def records_of_change(connection: Connection, change: str, device: str) -> tuple[str, ...]:
    """The records that a device's change writes to, in its order; none if there is no such one."""
    body = connection.exec_driver_sql(
        "SELECT body FROM change WHERE id = ? AND device = ?", (change, device)
    ).scalar_one_or_none()
    if body is None:
        return ()
    return tuple(dict.fromkeys(write.record for write in Change.from_bytes(body).writes))


def _field_view(name: str, writes: list[WriteView]) -> FieldView:
    newest = writes[-1].value
    values = [write.value for write in writes]
    if field_and_key(name)[1] is not None and all(v is None or v is True for v in values):
        present = any(values)
        carrying = tuple(w.write for w in writes)
        return FieldView(True if present else None, carrying, tuple(writes), False)
    carrying = tuple(write.write for write in writes if write.value == newest)
    return FieldView(newest, carrying, tuple(writes), clashing(values))


def _shower(
    connection: Connection, values: Iterable[Value], erased: Collection[str]
) -> Callable[[Value], ShownValue]:
    """What a value shows: the text of a part, or the value itself."""
    names = [value.name for value in values if isinstance(value, PartName)]
    texts = texts_of(connection, names)

    def shown(value: Value) -> ShownValue:
        if not isinstance(value, PartName):
            return value
        return ERASED if value.name in erased else texts.get(value.name, NOT_HERE_YET)

    return shown
