"""What the registers of some records hold, read from the tables that `registers` keeps."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection

from inspector_app.evidence_base.statements import listed, run
from schemas.changes import Change, Hlc, PartName, Value, value_from_json

__all__ = [
    "ERASED",
    "NOT_HERE_YET",
    "CurrentWrite",
    "ItemKey",
    "Texts",
    "Times",
    "created_order",
    "current_of",
    "seen_by",
    "texts_of",
    "times_of",
]

NOT_HERE_YET: Final = "[this text has not arrived yet]"
ERASED: Final = "[erased]"

ItemKey: TypeAlias = tuple[str, str]
"""Record id and type."""

Times: TypeAlias = tuple[str, str | None, int, str]
"""When and by whom a record was first written, its place in order, and when it last changed."""


@dataclass(frozen=True, slots=True)
class CurrentWrite:
    """A current write, with what orders it for showing."""

    field: str
    value: Value
    write: str
    order: tuple[int, int, str]


@dataclass(frozen=True)
class Texts:
    """What parts say: the texts that are here, and the names of those that were erased."""

    texts: Mapping[str, str]
    erased: Collection[str] = ()

    def shown(self, value: Value) -> bool | int | str | None:
        """A value as people see it: text where it names a part."""
        if not isinstance(value, PartName):
            return value
        return ERASED if value.name in self.erased else self.texts.get(value.name, NOT_HERE_YET)

    def identity(self, value: Value) -> tuple[str, object]:
        """What two equal values share, and no two others.

        Texts that have not arrived are as many as their names: taking them for one would hide one.
        """
        if not isinstance(value, PartName):
            return type(value).__name__, value
        if value.name in self.erased:
            return "erased", None
        text = self.texts.get(value.name)
        return ("missing", value.name) if text is None else ("text", text)

    def text(self, value: Value) -> str | None:
        """The text of a part that is here and stays."""
        if isinstance(value, PartName) and value.name not in self.erased:
            return self.texts.get(value.name)
        return None

    def clash(self, values: Iterable[Value]) -> bool:
        """Whether a register's current values are several; equal ones are one."""
        return len({self.identity(value) for value in values}) > 1


def texts_of(
    connection: Connection, values: Iterable[Value], erased: Collection[str] = ()
) -> Texts:
    """The texts that some values name."""
    names = {value.name for value in values if isinstance(value, PartName)}
    if not names:
        return Texts({}, erased)
    rows = run(
        connection,
        "SELECT name, text FROM part WHERE name IN (SELECT value FROM json_each(?))",
        listed(names),
    )
    return Texts(dict(rows), erased)


def current_of(
    connection: Connection, records: Collection[str]
) -> dict[ItemKey, list[CurrentWrite]]:
    """The current writes of records, by record and type."""
    rows = run(
        connection,
        "SELECT c.record, c.type, c.field, c.value, c.place, h.milliseconds, h.counter, h.id"
        " FROM current c JOIN change h ON h.number = c.change"
        " WHERE c.record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    found: dict[ItemKey, list[CurrentWrite]] = defaultdict(list)
    for record, kind, name, value, place, milliseconds, counter, change in rows:
        order = (milliseconds, counter, change)
        write = CurrentWrite(name, value_from_json(json.loads(value)), f"{change}:{place}", order)
        found[record, kind].append(write)
    return found


def times_of(connection: Connection, records: Collection[str]) -> dict[ItemKey, Times]:
    """When each record was first written and last changed, by writes that are in force."""
    rows = run(
        connection,
        "SELECT t.record, t.type, h.milliseconds, h.counter, h.id, h.at, h.member"
        " FROM touched t JOIN change h ON h.number = t.change"
        " WHERE t.applies AND t.record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    ordered: dict[ItemKey, list[tuple[Any, ...]]] = defaultdict(list)
    for record, kind, *rest in rows:
        ordered[record, kind].append(tuple(rest))
    times = {}
    for item, changes in ordered.items():
        first, last = min(changes), max(changes)
        times[item] = (first[3], first[4], created_order((first[0], first[1])), last[3])
    return times


def created_order(hlc: Hlc) -> int:
    """A hybrid clock as one number that sorts as it does: 43 bits and 20."""
    return hlc[0] << 20 | hlc[1]


def seen_by(connection: Connection, withdrawals: Collection[str]) -> frozenset[str]:
    """The writes that were on the screen when these withdrawals were made."""
    seen: set[str] = set()
    for name in withdrawals:
        change, _, place = name.partition(":")
        for (body,) in run(connection, "SELECT body FROM change WHERE id = ?", (change,)):
            seen.update(Change.from_bytes(body).writes[int(place)].seen or ())
    return frozenset(seen)
