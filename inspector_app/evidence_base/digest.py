"""The state digest: one value that two laptops share iff they hold the same current writes.

SHA-256 of the canonical list, sorted by bytes, of [record, type, field, [write id, …]] over the
writes that count and are allowed, in entries at or below a vector. A write id commits to its value,
and by the part's name to its text. From the log, or from the registers that are kept
up to date with it; never from tables of records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import Author, allowed_places, stored_change
from inspector_app.evidence_base.entry_log import Lineage, tips
from inspector_app.evidence_base.registers import Applicable, current_writes
from inspector_app.evidence_base.statements import listed, run
from schemas.changes import write_id
from schemas.feeds import Vector, ancestors
from schemas.identifiers import feed_device
from schemas.permissions import RULES
from schemas.team import TeamChain
from schemas.team_records import read_record

__all__ = ["StateDigest", "chain_at", "digest_of", "kept_digest", "state_digest"]

StateDigest = tuple[str | None, int]
"""The digest, and the number of entries that could not be judged; None while there are any."""


def digest_of(registers: dict[tuple[str, str, str], set[str]]) -> str:
    """SHA-256 over current writes by register, 64 hexadecimal digits."""
    # The lines are canonical JSON: nothing in ids and names of fields needs an escape.
    between = '","'
    lines = sorted(
        f'["{record}","{kind}","{field}",["{between.join(sorted(writes))}"]]'
        for (record, kind, field), writes in registers.items()
    )
    return hashlib.sha256(b"[" + ",".join(lines).encode() + b"]").hexdigest()


def state_digest(connection: Connection, chain: TeamChain, vector: Vector) -> StateDigest:
    """The digest at a vector, as that team chain judges.

    Args:
        connection: any.
        chain: of all records, or of those at or below an earlier head.
        vector: tips by feed.
    """
    rows = run(
        connection, "SELECT number, id, prev, feed, team, opened FROM entry ORDER BY feed, seq"
    )
    prev = {row[1]: row[2] for row in rows}
    named = [tip for tips in vector.values() for tip in tips]
    within = ancestors(named, prev.__getitem__)
    unjudged = sum(tip not in prev for tip in named)
    lineage = Lineage(prev)
    depths: dict[str, int] = {}
    authors: dict[int, set[Author]] = {}
    for number, name, before, feed, team, opened in rows:
        if name not in within:
            continue
        floor = depths.get(before, 0)
        standing = chain.judge(feed_device(feed), team, feed, floor, lineage.below(name))
        depths[name] = standing.depth
        seat = standing.seat
        if not standing.known or not opened or standing.rules > RULES:
            unjudged += 1
        elif standing.counts and seat is not None:
            authors.setdefault(number, set()).add((seat.member, seat.roles, standing.rules))
    if unjudged:
        return None, unjudged
    return digest_of(current_writes(_changes(connection, authors))), 0


def kept_digest(connection: Connection, vector: Vector) -> str | None:
    """The same from the registers as they are kept; None where they hold more than the vector says.

    Reading them is ten times as quick as judging the log again, and `verify` holds them against it.

    Args:
        connection: any in which every entry is judged by the chain that is asked about.
        vector: tips by feed.
    """
    beyond = run(
        connection,
        "SELECT EXISTS (SELECT 1 FROM change WHERE NOT sealed)"
        " OR EXISTS (SELECT 1 FROM entry WHERE NOT had AND counts)"
        " OR EXISTS (SELECT 1 FROM entry WHERE had AND (NOT opened OR rules > ?))",
        (RULES,),
    )
    if beyond[0][0] or vector != tips(connection):
        return None
    registers: dict[tuple[str, str, str], set[str]] = {}
    for record, kind, field, change, place in run(
        connection,
        "SELECT c.record, c.type, c.field, h.id, c.place FROM current c"
        " JOIN change h ON h.number = c.change",
    ):
        registers.setdefault((record, kind, field), set()).add(write_id(change, place))
    return digest_of(registers)


def chain_at(chain: TeamChain, head: str) -> TeamChain:
    """The chain as it was when `head` was its newest record.

    Raises:
        KeyError: when there is no such record.
    """
    parents = {record.id: read_record(record.body).prev for record in chain.records}
    below: set[str] = set()
    name: str | None = head
    while name is not None:
        below.add(name)
        name = parents[name]
    return TeamChain(chain.inspection, [r for r in chain.records if r.id in below])


def _changes(connection: Connection, authors: dict[int, set[Author]]) -> Iterable[Applicable]:
    """The changes in these entries, with the writes that any of their authors may make."""
    by_change: dict[int, set[Author]] = {}
    for entry, number in run(
        connection,
        "SELECT entry, change FROM entry_change WHERE entry IN (SELECT value FROM json_each(?))",
        listed(authors),
    ):
        by_change.setdefault(number, set()).update(authors[entry])
    numbers = sorted(by_change)
    for start in range(0, len(numbers), _AT_ONCE):
        for number, name, body in run(
            connection,
            "SELECT number, id, body FROM change WHERE number IN (SELECT value FROM json_each(?))",
            listed(numbers[start : start + _AT_ONCE]),
        ):
            change = stored_change(body)
            yield Applicable(number, name, change, allowed_places(change, by_change[number]))


_AT_ONCE = 1000
"""Changes read at once, so that a large base does not stand in memory whole."""
