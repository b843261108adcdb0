"""Sealing the outbox: changes become entries when they are about to leave, not before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import (
    Author,
    outbox,
    own_author,
    parts_of,
    read_hlc,
    write_hlc,
)
from inspector_app.evidence_base.entry_log import insert_entry, judge, mark_had, tips
from inspector_app.evidence_base.statements import run, run_many
from inspector_app.evidence_base.team_log import TeamLog
from inspector_app.vault.device import Device
from schemas.changes import Change, Part
from schemas.entries import MOST_CHANGES, USUAL_ENTRY, Entry, Header, seal
from schemas.identifiers import Randomness

__all__ = ["own_tip", "seal_outbox"]

_Run = list[tuple[int, bytes, Change]]


def own_tip(connection: Connection, feed: str) -> tuple[int, str | None]:
    """The last place of our feed and the id there; (0, None) when it is empty."""
    rows = run(
        connection,
        "SELECT seq, id FROM entry WHERE feed = ? ORDER BY seq DESC, number LIMIT 1",
        (feed,),
    )
    return (rows[0][0], rows[0][1]) if rows else (0, None)


def seal_outbox(
    connection: Connection,
    *,
    inspection: str,
    feed: str,
    device: Device,
    team: TeamLog,
    own: Author | None,
    randomness: Randomness,
) -> tuple[int, frozenset[int]]:
    """Seals every unsealed change into entries of our feed.

    Returns:
        How many entries that made, and the numbers of changes that count otherwise in them than
        they did while unsealed: as `own`.

    Seals under the newest team record whose epoch key we have: a device that was removed goes on
    keeping its work in its own feed, where the team may admit it.
    """
    sealing = _sealing_record(team)
    if sealing is None:
        return 0, frozenset()
    write_hlc(connection, read_hlc(connection, device.id))
    record, key = sealing
    seq, prev = own_tip(connection, feed)
    vector = tips(connection)
    deps = sorted(tip for name, found in vector.items() if name != feed for tip in found)
    made = 0
    otherwise: set[int] = set()
    erased = team.chain.erased_parts
    for changes, parts in _runs(connection, erased):
        seq += 1
        header = Header(
            inspection=inspection,
            feed=feed,
            seq=seq,
            prev=prev,
            salt="",
            team=record,
            deps=tuple(deps),
            parts=(),
        )
        bodies = [body for _, body, _ in changes]
        numbers = [number for number, _, _ in changes]
        entry = seal(
            header,
            bodies,
            parts,
            epoch_key=key,
            key=device.signing_key,
            randomness=randomness,
        )
        if _keep(connection, team, entry, numbers) != own:
            otherwise.update(numbers)
        prev, deps = entry.id, []
        made += 1
    mark_had(connection, [feed])
    return made, frozenset(otherwise)


def _sealing_record(team: TeamLog) -> tuple[str, bytes] | None:
    for record in reversed(team.chain.path):
        if (key := team.key_for(record)) is not None:
            return record, key
    return None


def _runs(connection: Connection, erased: frozenset[str]) -> Iterator[tuple[_Run, list[Part]]]:
    """The outbox in runs of at most 256 changes and about 1 MiB, with the parts of each."""
    taken: _Run = []
    parts: dict[str, Part] = {}
    size = 0
    for number, body, change, here in _with_parts(connection):
        own = [here[name] for name in change.part_names() if name in here and name not in erased]
        weight = len(body) + sum(len(part.to_bytes()) for part in own)
        if taken and (len(taken) == MOST_CHANGES or size + weight > USUAL_ENTRY):
            yield taken, list(parts.values())
            taken, parts, size = [], {}, 0
        taken.append((number, body, change))
        parts.update({part.name: part for part in own})
        size += weight
    if taken:
        yield taken, list(parts.values())


def _with_parts(
    connection: Connection,
) -> Iterator[tuple[int, bytes, Change, Mapping[str, Part]]]:
    """The outbox, each change with at least the parts that it holds."""
    waiting = outbox(connection)
    for start in range(0, len(waiting), _AT_ONCE):
        some = waiting[start : start + _AT_ONCE]
        here = parts_of(connection, [change for _, _, change in some])
        for number, body, change in some:
            yield number, body, change, here


_AT_ONCE = 16
"""Changes whose texts are read at once: each may hold six megabytes."""


def _keep(
    connection: Connection, team: TeamLog, entry: Entry, changes: Sequence[int]
) -> Author | None:
    """Stores an entry of our own; says as whose it counts."""
    header = Header.from_bytes(entry.header)
    standing = judge(connection, team.chain, entry.id, header)
    number = insert_entry(connection, header, entry, standing, team.chain.erased_parts)
    run(connection, "UPDATE entry SET opened = 1 WHERE number = ?", (number,))
    rows = [(number, change) for change in changes]
    run_many(connection, "INSERT OR IGNORE INTO entry_change VALUES (?, ?)", rows)
    numbers = [(change,) for change in changes]
    run_many(connection, "UPDATE change SET sealed = 1 WHERE number = ?", numbers)
    return own_author(standing.seat if standing.counts else None, standing.rules)
