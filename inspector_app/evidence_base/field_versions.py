"""Every version of one field that ever reached this laptop, whoever wrote it, counting or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import change_of, changes_touching
from inspector_app.evidence_base.statements import listed, run
from schemas.changes import PartName, write_id

__all__ = ["FieldVersion", "places_of", "versions_of"]


@dataclass(frozen=True)
class FieldVersion:
    """One typed text that somebody put into a field.

    Args:
        part: the name of its part.
        write: the write that named it.
        by: member, where its author counts.
        device: its author's device.
        at: ISO 8601 with offset.
    """

    part: str
    write: str
    by: str | None
    device: str
    at: str


def versions_of(connection: Connection, record: str, field: str) -> tuple[FieldVersion, ...]:
    """The versions of a field, oldest first by the clocks of their authors.

    Also what was replaced, withdrawn, set aside or held: the text of all of it is here.

    Args:
        connection: open.
        record: its id.
        field: with its bracket.
    """
    numbers = changes_touching(connection, [record])
    rows = run(
        connection,
        "SELECT number, id, member, device, at FROM change"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY milliseconds, counter, id",
        listed(numbers),
    )
    return tuple(
        FieldVersion(write.value.name, write_id(change, place), member, device, at)
        for number, change, member, device, at in rows
        for place, write in enumerate(change_of(connection, number).writes)
        if (write.record, write.field) == (record, field) and isinstance(write.value, PartName)
    )


def places_of(connection: Connection, parts: Collection[str]) -> frozenset[tuple[str, str]]:
    """Record and field of every write that names one of these parts.

    Reads every change: only for what happens seldom.
    """
    wanted = frozenset(parts)
    if not wanted:
        return frozenset()
    found = run(
        connection,
        "SELECT DISTINCT number FROM change, json_each(?) WHERE instr(body, CAST(value AS BLOB))",
        listed(wanted),
    )
    return frozenset(
        (write.record, write.field)
        for (number,) in found
        for write in change_of(connection, number).writes
        if isinstance(write.value, PartName) and write.value.name in wanted
    )
