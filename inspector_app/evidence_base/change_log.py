"""Changes as this laptop keeps them, and which of their writes apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from inspector_app.evidence_base.registers import Applicable, listed
from schemas.changes import Change, Hlc, Part, PartName
from schemas.permissions import allowed
from schemas.team_records import Seat

__all__ = [
    "Author",
    "allowed_places",
    "applicable",
    "changes_touching",
    "insert_change",
    "insert_parts",
    "outbox",
    "own_author",
    "parts_of",
    "read_hlc",
    "set_setting",
    "setting",
]

Author = tuple[str, frozenset[str], int]
"""Member, roles and the version of the role table by which one copy of a change is judged."""


def own_author(seat: Seat | None, rules: int) -> Author | None:
    """How changes made here count before they are sealed."""
    return None if seat is None else (seat.member, seat.roles, rules)


def insert_change(
    connection: Connection, name: str, body: bytes, change: Change, *, sealed: bool
) -> int | None:
    """Stores a change; its number, or None when it was here already."""
    row = connection.exec_driver_sql(
        "INSERT INTO change (id, body, at, milliseconds, counter, device, sealed, counts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING RETURNING number",
        (name, body, change.at, *change.hlc, change.device, sealed),
    ).scalar_one_or_none()
    return None if row is None else int(row)


def insert_parts(
    connection: Connection, parts: Iterable[Part], erased: Collection[str] = ()
) -> set[str]:
    """Keeps texts that are not erased; returns the names of all that were given."""
    rows = [(part.name, part.salt, part.text) for part in parts]
    keep = [row for row in rows if row[0] not in erased]
    if keep:
        connection.exec_driver_sql("INSERT OR IGNORE INTO part VALUES (?, ?, ?)", keep)
    return {row[0] for row in rows}


def applicable(
    connection: Connection,
    numbers: Collection[int],
    own: Author | None,
    parsed: Mapping[int, Change] | None = None,
) -> list[Applicable]:
    """The changes among these that count, with their allowed writes; notes which those are.

    A change counts iff one of the entries it stands in makes it count, or it was made here and is
    not sealed yet. A write is allowed iff one of those would allow it.
    """
    wanted = listed(str(number) for number in numbers)
    authors: dict[int, set[Author]] = {}
    for number, member, roles, rules in connection.exec_driver_sql(
        "SELECT c.change, e.member, e.roles, e.rules FROM entry_change c"
        " JOIN entry e ON e.number = c.entry WHERE e.counts AND c.change IN"
        " (SELECT CAST(value AS INTEGER) FROM json_each(?))",
        wanted,
    ):
        authors.setdefault(number, set()).add((member, frozenset(roles.split()), rules))
    found = []
    counting = []
    for number, name, body, sealed in connection.exec_driver_sql(
        "SELECT number, id, body, sealed FROM change WHERE number IN"
        " (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY number",
        wanted,
    ):
        by = authors.get(number, set())
        if not sealed and own is not None:
            by = {*by, own}
        counting.append((bool(by), min((author[0] for author in by), default=None), number))
        if by:
            change = (parsed or {}).get(number) or Change.from_bytes(body)
            found.append(Applicable(number, name, change, allowed_places(change, by)))
    if counting:
        connection.exec_driver_sql(
            "UPDATE change SET counts = ?, member = ? WHERE number = ?", counting
        )
    return found


def changes_touching(connection: Connection, records: Collection[str]) -> list[int]:
    """Numbers of all changes that write to any of these records."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT change FROM touched WHERE record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    return [row[0] for row in rows]


def outbox(connection: Connection) -> list[tuple[int, bytes, Change]]:
    """The changes made here that stand in no entry yet, in the order they were saved."""
    rows = connection.exec_driver_sql(
        "SELECT number, body FROM change WHERE NOT sealed ORDER BY number"
    )
    return [(row[0], row[1], Change.from_bytes(row[1])) for row in rows]


def parts_of(connection: Connection, change: Change) -> list[Part]:
    """The parts that a change's writes hold and that are here."""
    names = [write.value.name for write in change.writes if isinstance(write.value, PartName)]
    rows = connection.exec_driver_sql(
        "SELECT salt, text FROM part WHERE name IN (SELECT value FROM json_each(?))",
        listed(dict.fromkeys(names)),
    )
    found = {part.name: part for part in (Part(row[0], row[1]) for row in rows)}
    return [found[name] for name in dict.fromkeys(names) if name in found]


def setting(connection: Connection, name: str) -> str | None:
    """A fact about this copy of the base."""
    value = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE name = ?", (name,)
    ).scalar_one_or_none()
    return None if value is None else str(value)


def set_setting(connection: Connection, name: str, value: str) -> None:
    """Keeps a fact about this copy of the base."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def read_hlc(connection: Connection) -> Hlc:
    """The newest hybrid clock this base has used or followed."""
    milliseconds, _, counter = (setting(connection, "hlc") or "0:0").partition(":")
    return int(milliseconds), int(counter)


def allowed_places(change: Change, authors: Collection[Author]) -> frozenset[int]:
    """The places of the writes that any of these authors may make."""
    return frozenset(
        place
        for place, write in enumerate(change.writes)
        if any(
            allowed(rules, member, roles, write.type, write.field, write.value)
            for member, roles, rules in authors
        )
    )
