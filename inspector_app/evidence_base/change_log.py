"""Changes as this laptop keeps them, and which of their writes apply."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection

from inspector_app.evidence_base.registers import Applicable
from inspector_app.evidence_base.statements import listed, run, run_many
from schemas.changes import Change, Hlc, Part, PartName, Write
from schemas.permissions import allowed
from schemas.team_records import Seat

__all__ = [
    "Author",
    "Judged",
    "allowed_places",
    "applicable",
    "change_of",
    "changes_touching",
    "insert_change",
    "insert_changes",
    "insert_parts",
    "judged_changes",
    "leave_outbox",
    "numbers_of",
    "outbox",
    "own_author",
    "parts_of",
    "read_hlc",
    "records_written",
    "set_setting",
    "setting",
    "stored_change",
    "unsealed",
    "write_hlc",
]

Author = tuple[str, frozenset[str], int]
"""Member, roles and the version of the role table by which one copy of a change is judged."""


def own_author(seat: Seat | None, rules: int) -> Author | None:
    """How changes made here count before they are sealed."""
    return None if seat is None else (seat.member, seat.roles, rules)


def insert_change(
    connection: Connection, name: str, body: bytes, change: Change, member: str | None = None
) -> int | None:
    """Stores a change that was made here; its number, or None when it was here already.

    Args:
        connection: in a transaction.
        name: the change id.
        body: canonical bytes.
        change: what they say.
        member: whose it counts as at once; None while that has to be judged.
    """
    values = (name, body, change.at, *change.hlc, change.device, member is not None, member)
    rows = run(
        connection,
        "INSERT INTO change (id, body, at, milliseconds, counter, device, counts, member, sealed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING RETURNING number",
        values,
    )
    return int(rows[0][0]) if rows else None


def insert_changes(
    connection: Connection, fresh: Mapping[str, tuple[bytes, Change]]
) -> dict[str, int]:
    """Stores changes that came in an entry and are not here yet; their numbers, by id.

    Args:
        connection: in a transaction.
        fresh: canonical bytes and what they say, by change id.
    """
    start = int(run(connection, "SELECT coalesce(max(number), 0) + 1 FROM change")[0][0])
    numbers = {name: start + place for place, name in enumerate(fresh)}
    run_many(
        connection,
        "INSERT INTO change (number, id, body, at, milliseconds, counter, device, counts, sealed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1)",
        [
            (numbers[name], name, body, change.at, *change.hlc, change.device)
            for name, (body, change) in fresh.items()
        ],
    )
    return numbers


def numbers_of(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The numbers of those changes that are here, by id."""
    rows = run(
        connection,
        "SELECT id, number FROM change WHERE id IN (SELECT value FROM json_each(?))",
        listed(names),
    )
    return dict(rows)


def insert_parts(
    connection: Connection, parts: Iterable[Part], erased: Collection[str] = ()
) -> set[str]:
    """Keeps texts that are not erased; returns the names of all that were given."""
    rows = [(part.name, part.salt, part.text) for part in parts]
    keep = [row for row in rows if row[0] not in erased]
    run_many(connection, "INSERT OR IGNORE INTO part VALUES (?, ?, ?)", keep)
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
    found = []
    noted = []
    known = parsed or {}
    for judged in judged_changes(connection, numbers, own):
        if (judged.counts, judged.member) != judged.noted:
            noted.append((int(judged.counts), judged.member, judged.number))
        if judged.counts:
            change = known.get(judged.number) or change_of(connection, judged.number)
            allowed_by_one = allowed_places(change, judged.authors)
            found.append(
                Applicable(judged.number, judged.id, change, allowed_by_one, judged.member)
            )
    run_many(connection, "UPDATE change SET counts = ?, member = ? WHERE number = ?", noted)
    return found


@dataclass(frozen=True)
class Judged:
    """A change with those as whose it counts.

    Args:
        number: of the change in this base.
        id: the change id.
        authors: by each of its entries that counts, or as our own.
        noted: what the table says: whether it counts, and as whose.
    """

    number: int
    id: str
    authors: frozenset[Author]
    noted: tuple[bool, str | None]

    @property
    def counts(self) -> bool:
        """Whether any of its copies counts."""
        return bool(self.authors)

    @property
    def member(self) -> str | None:
        """Who is shown as its author."""
        return min((author[0] for author in self.authors), default=None)


def judged_changes(
    connection: Connection, numbers: Collection[int], own: Author | None
) -> list[Judged]:
    """As whose these changes count, by the entries that they stand in."""
    wanted = listed(numbers)
    authors: dict[int, set[Author]] = {}
    for number, member, roles, rules in run(
        connection,
        "SELECT c.change, e.member, e.roles, e.rules FROM entry_change c"
        " JOIN entry e ON e.number = c.entry WHERE e.counts AND c.change IN"
        " (SELECT value FROM json_each(?))",
        wanted,
    ):
        authors.setdefault(number, set()).add((member, frozenset(roles.split()), rules))
    rows = run(
        connection,
        "SELECT number, id, sealed, counts, member FROM change WHERE number IN"
        " (SELECT value FROM json_each(?)) ORDER BY number",
        wanted,
    )
    return [
        Judged(
            number,
            name,
            frozenset(authors.get(number, set()) | ({own} if own and not sealed else set())),
            (bool(counts), member),
        )
        for number, name, sealed, counts, member in rows
    ]


def changes_touching(connection: Connection, records: Collection[str]) -> list[int]:
    """Numbers of all changes that write to any of these records."""
    rows = run(
        connection,
        "SELECT DISTINCT change FROM touched WHERE record IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    return [row[0] for row in rows]


def records_written(connection: Connection, numbers: Collection[int]) -> frozenset[str]:
    """The records that these changes write to."""
    return frozenset(
        write.record for number in numbers for write in change_of(connection, number).writes
    )


def unsealed(connection: Connection) -> list[int]:
    """Numbers of the changes in the outbox."""
    return [row[0] for row in run(connection, "SELECT number FROM change WHERE NOT sealed")]


def newest_unsealed(connection: Connection) -> int:
    """The highest number in the outbox; 0 when it is empty."""
    rows = run(connection, "SELECT max(number) FROM change WHERE NOT sealed")
    return rows[0][0] or 0


def leave_outbox(connection: Connection) -> None:
    """Takes out of the outbox what stands in an entry that is had: it can be sent from there.

    Not before: while a part of that entry, or the entry below it, has not come, this laptop may be
    the only one that could seal the change again.
    """
    run(
        connection,
        "UPDATE change SET sealed = 1 WHERE NOT sealed AND EXISTS (SELECT 1 FROM entry_change c"
        " JOIN entry e ON e.number = c.entry WHERE c.change = change.number AND e.had)",
    )


def outbox(connection: Connection) -> list[tuple[int, bytes, Change]]:
    """The changes made here that stand in no entry yet, in the order they were saved."""
    rows = run(connection, "SELECT number, body FROM change WHERE NOT sealed ORDER BY number")
    return [(row[0], row[1], stored_change(row[1])) for row in rows]


def parts_of(connection: Connection, changes: Iterable[Change]) -> dict[str, Part]:
    """The parts that the writes of these changes hold and that are here, by name."""
    names = [name for change in changes for name in change.part_names()]
    rows = run(
        connection,
        "SELECT salt, text FROM part WHERE name IN (SELECT value FROM json_each(?))",
        listed(names),
    )
    return {part.name: part for part in (Part(row[0], row[1]) for row in rows)}


def setting(connection: Connection, name: str) -> str | None:
    """A fact about this copy of the base."""
    rows = run(connection, "SELECT value FROM setting WHERE name = ?", (name,))
    return str(rows[0][0]) if rows else None


def set_setting(connection: Connection, name: str, value: str) -> None:
    """Keeps a fact about this copy of the base."""
    run(connection, "INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def read_hlc(connection: Connection, device: str) -> Hlc:
    """The newest hybrid clock this base has used or followed.

    What it followed stands in a setting; a save of our own is its own witness, one write less.
    """
    milliseconds, _, counter = (setting(connection, "hlc") or "0:0").partition(":")
    followed = (int(milliseconds), int(counter))
    rows = run(
        connection,
        "SELECT milliseconds, counter FROM change WHERE NOT sealed AND device = ?"
        " ORDER BY number DESC LIMIT 1",
        (device,),
    )
    return max([followed, *rows])


def write_hlc(connection: Connection, hlc: Hlc) -> None:
    """Keeps the hybrid clock that was followed."""
    set_setting(connection, "hlc", f"{hlc[0]}:{hlc[1]}")


def allowed_places(change: Change, authors: Collection[Author]) -> frozenset[int]:
    """The places of the writes that any of these authors may make."""
    places = set()
    for place, write in enumerate(change.writes):
        value = None if isinstance(write.value, PartName) else write.value
        for author in authors:
            if _allowed(author, write.type, write.field, value):
                places.add(place)
                break
    return frozenset(places)


@lru_cache(maxsize=20_000, typed=True)
def _allowed(author: Author, kind: str, field: str, value: bool | int | str | None) -> bool:
    """The role table's answer, remembered: a base asks the same few questions very often."""
    member, roles, rules = author
    return bool(allowed(rules, member, roles, kind, field, value))


def stored_change(body: bytes) -> Change:
    """A change from bytes that were checked when they were stored.

    Their form is not checked again: on replay that takes longer than everything else.
    """
    value = json.loads(body)
    milliseconds, counter = value["hlc"]
    writes = tuple(
        Write(
            item[0],
            item[1],
            item[2],
            PartName(item[3]["part"]) if isinstance(item[3], dict) else item[3],
            tuple(item[4]),
            tuple(item[5]) if len(item) > 5 else None,
        )
        for item in value["writes"]
    )
    return Change(value["device"], value["at"], (milliseconds, counter), writes)


def change_of(connection: Connection, number: int) -> Change:
    """The change of that number in the log."""
    return stored_change(run(connection, _BODY, (number,))[0][0])


_BODY = "SELECT body FROM change WHERE number = ?"
