"""Entries as this laptop keeps them: stored byte for byte, judged, opened, had or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.evidence_base.statements import RowOf, insert_one, listed, run, run_many
from schemas.entries import Entry, Header
from schemas.feeds import Vector, ancestors
from schemas.team import AtOrBelow, Standing, TeamChain

__all__ = [
    "Lineage",
    "StoredEntry",
    "complete_without",
    "counting",
    "holds_back",
    "insert_entry",
    "judge",
    "known_entries",
    "known_tips",
    "load_entries",
    "mark_had",
    "missing_from",
    "standing_row",
    "tips",
]


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its place in this base."""

    number: int
    header: Header
    entry: Entry


class Lineage:
    """Which entries stand on which, to answer the same questions about many of them.

    Args:
        prev: the entry before each known one; None for the first of a feed.
    """

    def __init__(self, prev: Mapping[str, str | None]) -> None:
        self._prev = prev
        self._found: dict[tuple[str, ...], set[str]] = {}

    def below(self, entry: str) -> AtOrBelow:
        """Whether an entry is at or below any of those that it is asked about."""

        def at_or_below(named: Collection[str]) -> bool:
            tips = tuple(named)
            if tips not in self._found:
                self._found[tips] = ancestors(tips, self._prev.__getitem__)
            return entry in self._found[tips]

        return at_or_below


def judge(connection: Connection, chain: TeamChain, name: str, header: Header) -> Standing:
    """What the team chain says of an entry, given what is known of its feed."""
    rows = run(connection, "SELECT depth FROM entry WHERE id = ?", (header.prev,))
    floor = int(rows[0][0]) if rows else 0

    def below(named: Collection[str]) -> bool:
        if not named:
            return False
        known = run(connection, "SELECT id, prev FROM entry WHERE feed = ?", (header.feed,))
        return Lineage({**dict(known), name: header.prev}).below(name)(named)

    return chain.judge(header.device, header.team, header.feed, floor, below)


def standing_row(standing: Standing) -> tuple[int, int, str | None, str, int]:
    """A standing as the table of entries keeps it: counts, depth, member, roles, rules."""
    seat = standing.seat
    member, roles = ("", "") if seat is None else (seat.member, " ".join(sorted(seat.roles)))
    return int(standing.counts), standing.depth, member or None, roles, standing.rules


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
    number = insert_one(
        connection,
        "INSERT INTO entry (id, feed, seq, prev, team, counts, depth, member, roles, rules,"
        " complete, had, opened) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
        (
            entry.id,
            header.feed,
            header.seq,
            header.prev,
            header.team,
            *standing_row(standing),
            complete,
        ),
    )
    row = (number, entry.header, entry.body, entry.signature)
    run(connection, "INSERT INTO entry_bytes VALUES (?, ?, ?, ?)", row)
    rows = [
        (number, position, line.name, None if line.name in erased else sealed)
        for position, (line, sealed) in enumerate(zip(header.parts, entry.parts, strict=True))
    ]
    run_many(connection, "INSERT INTO entry_part VALUES (?, ?, ?, ?)", rows)
    return number


def complete_without(connection: Connection, erased: Collection[str]) -> set[str]:
    """Marks entries complete that lack only parts that were erased; returns their feeds."""
    rows = run(
        connection,
        "SELECT e.number, e.feed FROM entry e WHERE NOT e.had AND NOT e.complete AND NOT EXISTS"
        " (SELECT 1 FROM entry_part p WHERE p.entry = e.number AND p.sealed IS NULL"
        " AND p.name NOT IN (SELECT value FROM json_each(?)))",
        listed(erased),
    )
    run_many(connection, "UPDATE entry SET complete = 1 WHERE number = ?", [(r[0],) for r in rows])
    return {row[1] for row in rows}


def mark_had(connection: Connection, feeds: Iterable[str]) -> None:
    """Marks the entries of some feeds that are complete down to their first."""
    for feed in feeds:
        waiting = run(
            connection,
            "SELECT number, id, prev, seq FROM entry"
            " WHERE NOT had AND feed = ? AND complete AND counts ORDER BY seq",
            (feed,),
        )
        had = run(
            connection,
            "SELECT id, seq FROM entry WHERE had AND feed = ?"
            " AND id IN (SELECT value FROM json_each(?))",
            (feed, *listed(row[2] for row in waiting)),
        )
        places: dict[str, int] = dict(had)
        reached = []
        for number, name, prev, seq in waiting:
            if seq == 1 or places.get(prev) == seq - 1:
                places[name] = seq
                reached.append((number,))
        run_many(connection, "UPDATE entry SET had = 1 WHERE number = ?", reached)


def tips(connection: Connection) -> Vector:
    """The vector of this base: per feed, the entries had that no entry had follows."""
    return _by_feed(
        run(
            connection,
            "SELECT feed, id FROM entry e WHERE had AND NOT EXISTS"
            " (SELECT 1 FROM entry n WHERE n.prev = e.id AND n.had) ORDER BY feed, id",
        )
    )


def known_tips(connection: Connection) -> Vector:
    """Per feed, the entries that count and that none that counts follows, had or not."""
    return _by_feed(
        run(
            connection,
            "SELECT feed, id FROM entry e WHERE counts AND NOT EXISTS"
            " (SELECT 1 FROM entry n WHERE n.prev = e.id AND n.counts) ORDER BY feed, id",
        )
    )


def _by_feed(rows: Iterable[RowOf]) -> Vector:
    found: dict[str, tuple[str, ...]] = {}
    for feed, name in rows:
        found[feed] = (*found.get(feed, ()), name)
    return found


def holds_back(connection: Connection, feed: str) -> bool:
    """Whether an entry of a feed does not count, so that none that follows it can be had."""
    query = "SELECT 1 FROM entry WHERE feed = ? AND NOT counts LIMIT 1"
    return bool(run(connection, query, (feed,)))


def known_entries(connection: Connection, names: Collection[str]) -> set[str]:
    """Which of these ids are stored here."""
    rows = run(
        connection,
        "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))",
        listed(names),
    )
    return {row[0] for row in rows}


def counting(connection: Connection, names: Collection[str]) -> set[str]:
    """Which of these entries count."""
    rows = run(
        connection,
        "SELECT id FROM entry WHERE counts AND id IN (SELECT value FROM json_each(?))",
        listed(names),
    )
    return {row[0] for row in rows}


def missing_from(
    connection: Connection, vector: Vector, device: str, *, held: bool = False
) -> list[int]:
    """Numbers of the entries here that a replica with that vector lacks, in feed order.

    Args:
        connection: any.
        vector: what the other has; tips that are not known here say nothing about ours.
        device: our own. What we wrote and the team does not let count goes along: the lead may
            admit it, and nobody else may be able to send it.
        held: whether what others wrote and does not count goes along, too.
    """
    rows = run(
        connection,
        "SELECT number, id, prev FROM entry WHERE had OR (NOT counts AND feed GLOB ?)"
        " ORDER BY feed, seq, number",
        ("*" if held else f"{device}-*",),
    )
    prev = {row[1]: row[2] for row in rows}
    there = ancestors((tip for names in vector.values() for tip in names), prev.__getitem__)
    return [row[0] for row in rows if row[1] not in there]


def load_entries(connection: Connection, numbers: Sequence[int]) -> list[StoredEntry]:
    """Entries with the sealed parts that are here, in the order asked for."""
    wanted = listed(numbers)
    heads = {
        row[0]: row
        for row in run(
            connection,
            "SELECT entry, header, body, signature FROM entry_bytes"
            " WHERE entry IN (SELECT value FROM json_each(?))",
            wanted,
        )
    }
    parts: dict[int, list[bytes | None]] = {number: [] for number in heads}
    for number, sealed in run(
        connection,
        "SELECT entry, sealed FROM entry_part WHERE entry IN (SELECT value FROM json_each(?))"
        " ORDER BY entry, position",
        wanted,
    ):
        parts[number].append(sealed)
    return [_stored(heads[number], parts[number]) for number in numbers if number in heads]


def _stored(row: RowOf, parts: list[bytes | None]) -> StoredEntry:
    number, header, body, signature = row
    return StoredEntry(
        number, Header.from_bytes(header), Entry(header, body, signature, tuple(parts))
    )
