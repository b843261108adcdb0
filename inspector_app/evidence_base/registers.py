"""Registers: which writes are current. The merge, in one page.

A register is (record, type, field). Its current writes are the allowed, counting writes that no
other allowed, counting write in the same register names as a parent. Nothing here looks at a clock,
so the result is a function of the set of changes, whatever the order in which they came.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from inspector_app.evidence_base.statements import listed, run, run_many
from schemas.changes import Change, PartName, Value, Write, write_id

__all__ = [
    "Applicable",
    "apply",
    "current_writes",
    "forget",
    "known_records",
    "note_touched",
    "value_of_text",
    "value_text",
]


@dataclass(frozen=True)
class Applicable:
    """A change that counts, with the places of its writes that its author may make.

    Args:
        number: of the change in this base.
        id: the change id.
        change: what it says.
        allowed: places of its allowed writes.
        member: who is shown as its author.
    """

    number: int
    id: str
    change: Change
    allowed: frozenset[int]
    member: str | None = None

    @cached_property
    def effective(self) -> list[tuple[int, Write]]:
        """The writes that apply, with their places: allowed, the first of it to a register."""
        first: dict[tuple[str, str, str], tuple[int, Write]] = {}
        for place, write in enumerate(self.change.writes):
            if place in self.allowed:
                first.setdefault((write.record, write.type, write.field), (place, write))
        return list(first.values())


def current_writes(changes: Iterable[Applicable]) -> dict[tuple[str, str, str], set[str]]:
    """The current write ids of every register, from nothing but the changes that count.

    The definition itself, in memory: what `apply` keeps up to date in the tables must equal it.
    """
    written: dict[tuple[str, str, str], set[str]] = {}
    replaced: dict[tuple[str, str, str], set[str]] = {}
    for item in changes:
        for place, write in item.effective:
            register = (write.record, write.type, write.field)
            written.setdefault(register, set()).add(write_id(item.id, place))
            if write.parents:
                replaced.setdefault(register, set()).update(write.parents)
    nothing: set[str] = set()
    return {
        register: left
        for register, names in written.items()
        if (left := names - replaced.get(register, nothing))
    }


def apply(
    connection: Connection, changes: Sequence[Applicable], *, fresh: bool = False
) -> frozenset[str]:
    """Takes changes into the registers and returns the ids of the records they write to.

    Args:
        connection: in the transaction that also stores the changes.
        changes: not yet applied, or forgotten in every record whose registers are not as they
            would leave them.
        fresh: they were made here just now, so nothing can have replaced them yet.
    """
    current: list[tuple[object, ...]] = []
    replaced: list[tuple[object, ...]] = []
    touched: dict[tuple[str, str, int], bool] = {}
    for item in changes:
        number, effective = item.number, item.effective
        if len(effective) < len(item.change.writes):
            for write in item.change.writes:
                touched.setdefault((write.record, write.type, number), False)
        for place, write in effective:
            register = (write.record, write.type, write.field)
            touched[write.record, write.type, number] = True
            current.append((*register, number, place, value_text(write.value)))
            for parent in write.parents:
                change, _, index = parent.partition(":")
                replaced.append((change, int(index), number, place, *register))
    _store(connection, current, replaced, touched)
    if not fresh:
        _drop_those_replaced_before(connection, changes)
    return frozenset(record for record, _, _ in touched)


def note_touched(connection: Connection, number: int, change: Change) -> None:
    """Remembers which records a change writes to that does not count, or not yet."""
    rows = {(write.record, write.type, number, 0) for write in change.writes}
    run_many(connection, "INSERT OR IGNORE INTO touched VALUES (?, ?, ?, ?)", sorted(rows))


def known_records(connection: Connection, records: Collection[str]) -> set[str]:
    """Which of these records any change here writes to, counting or not."""
    if len(records) < _FEW:
        query = "SELECT 1 FROM touched WHERE record = ? LIMIT 1"
        return {record for record in records if run(connection, query, (record,))}
    rows = run(
        connection,
        "SELECT DISTINCT record FROM touched WHERE record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    return {row[0] for row in rows}


_FEW = 4
"""Records of a usual save: for so few, single questions are quicker than one about all."""


def forget(connection: Connection, records: Collection[str]) -> None:
    """Empties the registers of some records, before they are applied again."""
    rows = [(record,) for record in records]
    run_many(connection, "DELETE FROM current WHERE record = ?", rows)
    run_many(connection, "DELETE FROM replaced WHERE record = ?", rows)
    run_many(connection, "UPDATE touched SET applies = 0 WHERE record = ?", rows)


def value_text(value: Value) -> str:
    """A value as the `current` table keeps it: canonical JSON, whose words need no escapes."""
    if isinstance(value, PartName):
        return f'{{"part":"{value.name}"}}'
    return f'"{value}"' if isinstance(value, str) else json.dumps(value)


def value_of_text(text: str) -> Value:
    """A value as `value_text` wrote it."""
    if text.startswith("{"):
        return PartName(text[9:-2])
    value: bool | int | str | None = json.loads(text)
    return value


def _store(
    connection: Connection,
    current: list[tuple[object, ...]],
    replaced: list[tuple[object, ...]],
    touched: dict[tuple[str, str, int], bool],
) -> None:
    run_many(
        connection,
        "INSERT OR REPLACE INTO touched VALUES (?, ?, ?, ?)",
        [(*key, int(applies)) for key, applies in touched.items()],
    )
    run_many(connection, "INSERT OR IGNORE INTO current VALUES (?, ?, ?, ?, ?, ?)", current)
    run_many(connection, "INSERT OR IGNORE INTO replaced VALUES (?, ?, ?, ?, ?, ?, ?)", replaced)
    run_many(
        connection,
        "DELETE FROM current WHERE record = ? AND type = ? AND field = ?"
        " AND change = (SELECT number FROM change WHERE id = ?) AND place = ?",
        [(row[4], row[5], row[6], row[0], row[1]) for row in replaced],
    )


def _drop_those_replaced_before(connection: Connection, changes: Sequence[Applicable]) -> None:
    """Takes out writes whose replacements arrived before them."""
    numbers = {item.id: item.number for item in changes}
    rows = run(
        connection,
        "SELECT change_id, place, record, type, field FROM replaced"
        " WHERE change_id IN (SELECT value FROM json_each(?))",
        listed(numbers),
    )
    run_many(
        connection,
        "DELETE FROM current WHERE record = ? AND type = ? AND field = ?"
        " AND change = ? AND place = ?",
        [(*row[2:], numbers[row[0]], row[1]) for row in rows],
    )
