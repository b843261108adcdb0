"""What the registers of some records hold, read from the tables that `registers` keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import stored_change
from inspector_app.evidence_base.registers import Applicable, value_of_text
from inspector_app.evidence_base.statements import listed, run
from schemas.changes import Hlc, PartName, Value, write_id

__all__ = [
    "ERASED",
    "NOT_HERE_YET",
    "CurrentWrite",
    "Held",
    "ItemKey",
    "Registers",
    "Texts",
    "Times",
    "held_by",
    "held_by_new",
    "texts_of",
]

NOT_HERE_YET: Final = "[this text has not arrived yet]"
ERASED: Final = "[erased]"

ItemKey: TypeAlias = tuple[str, str]
"""Record id and type."""

Times: TypeAlias = tuple[str, str | None, int, str]
"""When and by whom a record was first written, its place in order, and when it last changed."""


class CurrentWrite(NamedTuple):
    """A current write, with what orders it for showing. A tuple: a base has very many."""

    value: Value
    write: str
    order: tuple[int, int, str]


Registers: TypeAlias = Mapping[str, Sequence[CurrentWrite]]
"""The current writes of one record as one type, by field; none where all were replaced."""


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

    def kept(self, value: Value) -> bool | int | str | None:
        """A value as a row keeps it: the name of a part that is here, what is shown for others."""
        if isinstance(value, PartName) and self.text(value) is not None:
            return value.name
        return self.shown(value)

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


def _current_of(connection: Connection, records: Collection[str]) -> dict[ItemKey, Registers]:
    """The current writes of records, by record and type."""
    rows = run(
        connection,
        "SELECT c.record, c.type, c.field, c.value, c.place, h.milliseconds, h.counter, h.id"
        " FROM current c JOIN change h ON h.number = c.change"
        " WHERE c.record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    found: dict[ItemKey, dict[str, list[CurrentWrite]]] = {}
    for record, kind, name, value, place, milliseconds, counter, change in rows:
        order = (milliseconds, counter, change)
        write = CurrentWrite(value_of_text(value), f"{change}:{place}", order)
        found.setdefault((record, kind), {}).setdefault(name, []).append(write)
    return dict(found)


def _times_of(connection: Connection, records: Collection[str]) -> dict[ItemKey, Times]:
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
        times[item] = (first[3], first[4], _created_order((first[0], first[1])), last[3])
    return times


def _created_order(hlc: Hlc) -> int:
    """A hybrid clock as one number that sorts as it does: 43 bits and 20."""
    return hlc[0] << 20 | hlc[1]


def _seen_by(connection: Connection, withdrawals: Collection[str]) -> frozenset[str]:
    """The writes that were on the screen when these withdrawals were made."""
    seen: set[str] = set()
    for name in withdrawals:
        change, _, place = name.partition(":")
        for (body,) in run(connection, "SELECT body FROM change WHERE id = ?", (change,)):
            seen.update(stored_change(body).writes[int(place)].seen or ())
    return frozenset(seen)


@dataclass(frozen=True)
class Held:
    """What the registers of some records hold, with everything their rows need beside it.

    Args:
        current: current writes, by record and type, then by field.
        times: by record and type.
        seen: by record and type, what was on the screen when it was withdrawn; absent if it is not.
        texts: of the parts that the writes name.
    """

    current: Mapping[ItemKey, Registers]
    times: Mapping[ItemKey, Times]
    seen: Mapping[ItemKey, frozenset[str]]
    texts: Texts


def held_by(connection: Connection, records: Collection[str], erased: Collection[str] = ()) -> Held:
    """What the registers of these records hold, from the tables."""
    current = _current_of(connection, records)
    seen = {}
    for item, registers in current.items():
        withdrawals = [w.write for w in registers.get("withdrawn", ()) if w.value is not None]
        if withdrawals:
            seen[item] = _seen_by(connection, withdrawals)
    values = (
        write.value
        for registers in current.values()
        for writes in registers.values()
        for write in writes
    )
    return Held(current, _times_of(connection, records), seen, texts_of(connection, values, erased))


def held_by_new(items: Iterable[Applicable], records: Collection[str], texts: Texts) -> Held:
    """The same of records that nobody had written to before these changes, from these alone."""
    current: dict[ItemKey, dict[str, list[CurrentWrite]]] = {}
    replaced: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    spans: dict[ItemKey, tuple[_Author, _Author]] = {}
    withdrawn: dict[ItemKey, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for item in items:
        order = (*item.change.hlc, item.id)
        author = (*order, item.change.at, item.member)
        for place, write in item.effective:
            if write.record not in records:
                continue
            key, name = (write.record, write.type), write_id(item.id, place)
            made = CurrentWrite(write.value, name, order)
            current.setdefault(key, {}).setdefault(write.field, []).append(made)
            if (span := spans.get(key)) is None:
                spans[key] = (author, author)
            elif author is not span[0] and author is not span[1]:
                spans[key] = (min(span[0], author, key=_by), max(span[1], author, key=_by))
            if write.parents:
                replaced[write.record, write.type, write.field].update(write.parents)
            if write.seen is not None and write.value is not None:
                withdrawn[key][name] = write.seen
    for (record, kind, name), parents in replaced.items():
        registers = current[record, kind]
        registers[name] = [write for write in registers[name] if write.write not in parents]
    times = {key: _span(first, last) for key, (first, last) in spans.items()}
    return Held(current, times, _still_seen(current, withdrawn), texts)


_Author: TypeAlias = tuple[int, int, str, str, str | None]
"""Clock and id of a change, when and by whom."""


def _by(author: _Author) -> tuple[int, int, str]:
    return author[:3]


def _span(first: _Author, last: _Author) -> Times:
    return first[3], first[4], _created_order((first[0], first[1])), last[3]


def _still_seen(
    current: Mapping[ItemKey, Registers], withdrawn: Mapping[ItemKey, Mapping[str, Iterable[str]]]
) -> dict[ItemKey, frozenset[str]]:
    """What was on the screen at the withdrawals that are in force, by record and type."""
    seen = {}
    for item, by_write in withdrawn.items():
        standing = [w.write for w in current[item]["withdrawn"] if w.write in by_write]
        if standing:
            seen[item] = frozenset().union(*(by_write[name] for name in standing))
    return seen
