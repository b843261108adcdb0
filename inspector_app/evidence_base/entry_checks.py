"""Checks of the sealed log: every entry against its id, its device's signature and its chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection

from inspector_app.evidence_base.entry_log import (
    Lineage,
    StoredEntry,
    load_entries,
    standing_row,
)
from inspector_app.evidence_base.statements import RowOf, run
from inspector_app.evidence_base.team_log import TeamLog
from schemas.canonical import MalformedError
from schemas.changes import change_id
from schemas.entries import SealError, Unsealing
from schemas.feeds import authentic
from schemas.identifiers import feed_device

__all__ = ["entry_problems"]

_AT_ONCE = 50
"""Entries held in memory together; one may be 8 MiB."""


def entry_problems(connection: Connection, team: TeamLog) -> Iterator[str]:
    """What is wrong with the entries of this base, feed by feed.

    A gap in a feed or a part that has not come is no problem: it is asked for again.
    """
    rows = run(
        connection,
        "SELECT number, id, feed, seq, prev, team, counts, depth, member, roles, rules,"
        " complete, had, opened FROM entry ORDER BY feed, seq DESC",
    )
    yield from _standing_problems(rows, team)
    yield from _chain_problems(rows)
    vouched: set[str] = set()
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        entries = load_entries(connection, [row[0] for row in some])
        for row, stored in zip(some, entries, strict=True):
            yield from _problems_of(connection, team, row, stored, vouched)


def _standing_problems(rows: list[RowOf], team: TeamLog) -> Iterator[str]:
    """Whether every entry counts as the team chain says."""
    lineage = Lineage({row[1]: row[4] for row in rows})
    depths: dict[str, int] = {}
    for row in reversed(rows):
        _, name, feed, _, prev, record, *noted = row
        floor = depths.get(prev, 0)
        below = lineage.below(name)
        standing = team.chain.judge(feed_device(feed), record, feed, floor, below)
        depths[name] = standing.depth
        if standing_row(standing) != tuple(noted[:5]):
            yield f"entry {name}: it counts otherwise than the team chain says"


def _chain_problems(rows: list[RowOf]) -> Iterator[str]:
    """Whether exactly those entries are had that are whole down to the first."""
    places: dict[str, int] = {}
    for row in reversed(rows):
        _, name, _, seq, prev, _, counts, *_, complete, had, _ = row
        whole = counts and complete and (seq == 1 or places.get(prev) == seq - 1)
        if whole:
            places[name] = seq
        if bool(whole) != bool(had):
            yield f"entry {name}: noted as had, or not, against its chain"


def _problems_of(
    connection: Connection, team: TeamLog, row: RowOf, stored: StoredEntry, vouched: set[str]
) -> Iterator[str]:
    name, header, entry = row[1], stored.header, stored.entry
    if entry.id != name or (header.feed, header.seq, header.prev, header.team) != row[2:6]:
        yield f"entry {name}: its bytes are not what it is kept as"
        return
    card = team.chain.card(header.device)
    if card is None or not authentic([(header, entry)], card.sign_key, vouched):
        yield f"entry {name}: its device does not vouch for it"
    elif header.prev is not None:
        vouched.add(header.prev)
    for line, sealed in zip(header.parts, entry.parts, strict=False):
        if sealed is not None and hashlib.sha256(sealed).hexdigest() != line.sealed_sha256:
            yield f"entry {name}: a sealed part is not the one that its header names"
    if row[-1]:
        yield from _content_problems(connection, team, stored)


def _content_problems(connection: Connection, team: TeamLog, stored: StoredEntry) -> Iterator[str]:
    """Whether what was read from an entry is still what is in it."""
    name, header = stored.entry.id, stored.header
    key = team.key_for(header.team)
    try:
        if key is None:
            raise SealError("no key")
        unsealing = Unsealing(header, key)
        bodies = unsealing.body(stored.entry)
        for index, sealed in enumerate(stored.entry.parts):
            if sealed is not None:
                unsealing.part(sealed, index)
    except (SealError, MalformedError):
        yield f"entry {name}: it was opened once and does not open now"
        return
    kept = run(
        connection,
        "SELECT h.id FROM entry_change c JOIN change h ON h.number = c.change WHERE c.entry = ?",
        (stored.number,),
    )
    if not {row[0] for row in kept} <= {change_id(body) for body in bodies}:
        yield f"entry {name}: a change is noted in it that does not stand in it"
