"""Entries as this laptop keeps them: stored byte for byte, judged, opened, had or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from inspector_app.evidence_base.registers import listed
from schemas.entries import Entry, Header
from schemas.feeds import Vector, ancestors
from schemas.team import Standing, TeamChain

__all__ = [
    "StoredEntry",
    "insert_entry",
    "judge",
    "known_entries",
    "load_entries",
    "mark_had",
    "missing_from",
    "tips",
]


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its place in this base."""

    number: int
    header: Header
    entry: Entry


def judge(connection: Connection, chain: TeamChain, name: str, header: Header) -> Standing:
    """What the team chain says of an entry, given what is known of its feed."""
    floor = 0
    if header.prev is not None:
        floor = (
            connection.exec_driver_sql(
                "SELECT depth FROM entry WHERE id = ?", (header.prev,)
            ).scalar_one_or_none()
            or 0
        )

    def below(named: Collection[str]) -> bool:
        return bool(named) and name in _ancestors(connection, header, name, named)

    return chain.judge(header.device, header.team, header.feed, floor, below)


def insert_entry(
    connection: Connection,
    header: Header,
    entry: Entry,
    standing: Standing,
    erased: Collection[str],
) -> int:
    """Stores an authentic entry and its parts; returns its number. Parts erased are not kept."""
    complete = all(
        sealed is not None or line.name in erased
        for sealed, line in zip(entry.parts, header.parts, strict=True)
    )
    seat = standing.seat
    number = connection.exec_driver_sql(
        "INSERT INTO entry (id, feed, seq, prev, team, header, body, signature, counts, depth,"
        " member, roles, rules, complete, had, opened)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) RETURNING number",
        (
            entry.id,
            header.feed,
            header.seq,
            header.prev,
            header.team,
            entry.header,
            entry.body,
            entry.signature,
            standing.counts,
            standing.depth,
            None if seat is None else seat.member,
            "" if seat is None else " ".join(sorted(seat.roles)),
            standing.rules,
            complete,
        ),
    ).scalar_one()
    rows = [
        (number, position, line.name, None if line.name in erased else sealed)
        for position, (line, sealed) in enumerate(zip(header.parts, entry.parts, strict=True))
    ]
    if rows:
        connection.exec_driver_sql("INSERT INTO entry_part VALUES (?, ?, ?, ?)", rows)
    return int(number)


def mark_had(connection: Connection, feeds: Iterable[str]) -> None:
    """Marks the entries of some feeds that are complete down to their first."""
    for feed in feeds:
        waiting = connection.exec_driver_sql(
            "SELECT number, id, prev, seq FROM entry"
            " WHERE feed = ? AND NOT had AND complete AND counts ORDER BY seq",
            (feed,),
        ).all()
        places: dict[str, int] = {
            row[0]: row[1]
            for row in connection.exec_driver_sql(
                "SELECT id, seq FROM entry WHERE had AND feed = ?"
                " AND id IN (SELECT value FROM json_each(?))",
                (feed, *listed(row[2] for row in waiting)),
            )
        }
        reached = []
        for number, name, prev, seq in waiting:
            if seq == 1 or places.get(prev) == seq - 1:
                places[name] = seq
                reached.append((number,))
        if reached:
            connection.exec_driver_sql("UPDATE entry SET had = 1 WHERE number = ?", reached)


def tips(connection: Connection) -> Vector:
    """The vector of this base: per feed, the entries had that no entry had follows."""
    rows = connection.exec_driver_sql(
        "SELECT feed, id FROM entry e WHERE had AND NOT EXISTS"
        " (SELECT 1 FROM entry n WHERE n.prev = e.id AND n.had) ORDER BY feed, id"
    )
    found: dict[str, tuple[str, ...]] = {}
    for feed, name in rows:
        found[feed] = (*found.get(feed, ()), name)
    return found


def known_entries(connection: Connection, names: Collection[str]) -> set[str]:
    """Which of these ids are stored here."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))", listed(names)
    )
    return {row[0] for row in rows}


def missing_from(connection: Connection, vector: Vector, *, held: bool = False) -> list[int]:
    """Numbers of the entries here that a replica with that vector lacks, in feed order.

    Args:
        connection: any.
        vector: what the other has; tips that are not known here say nothing about ours.
        held: also entries that do not count.
    """
    rows = connection.exec_driver_sql(
        "SELECT number, id, feed, prev FROM entry WHERE had OR ? ORDER BY feed, seq, number",
        (held,),
    ).all()
    prev = {row[1]: row[3] for row in rows}
    there = ancestors((tip for names in vector.values() for tip in names), prev.__getitem__)
    return [row[0] for row in rows if row[1] not in there]


def load_entries(connection: Connection, numbers: Sequence[int]) -> list[StoredEntry]:
    """Entries with the sealed parts that are here, in the order asked for."""
    wanted = listed(str(number) for number in numbers)
    heads = {
        row[0]: row
        for row in connection.exec_driver_sql(
            "SELECT number, header, body, signature FROM entry"
            " WHERE number IN (SELECT CAST(value AS INTEGER) FROM json_each(?))",
            wanted,
        )
    }
    parts: dict[int, list[bytes | None]] = {number: [] for number in heads}
    for number, sealed in connection.exec_driver_sql(
        "SELECT entry, sealed FROM entry_part"
        " WHERE entry IN (SELECT CAST(value AS INTEGER) FROM json_each(?))"
        " ORDER BY entry, position",
        wanted,
    ):
        parts[number].append(sealed)
    return [_stored(heads[number], parts[number]) for number in numbers if number in heads]


def _stored(row: Row[Any], parts: list[bytes | None]) -> StoredEntry:
    header: bytes = row.header
    return StoredEntry(
        row.number,
        Header.from_bytes(header),
        Entry(header, row.body, row.signature, tuple(parts)),
    )


def _ancestors(
    connection: Connection, header: Header, name: str, named: Collection[str]
) -> set[str]:
    rows = connection.exec_driver_sql("SELECT id, prev FROM entry WHERE feed = ?", (header.feed,))
    prev: Mapping[str, str | None] = {**{row[0]: row[1] for row in rows}, name: header.prev}
    return ancestors(named, prev.__getitem__)
