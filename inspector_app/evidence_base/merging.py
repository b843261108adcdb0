"""Taking in what others sent: checked, stored, judged, opened, applied, in one transaction.

Nothing here stops at a bad entry: what cannot be trusted goes into quarantine, what cannot be read
or does not count takes its place and is shown, and the rest is applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import (
    Author,
    applicable,
    changes_touching,
    insert_change,
    insert_parts,
    read_hlc,
    set_setting,
)
from inspector_app.evidence_base.entry_log import (
    StoredEntry,
    insert_entry,
    judge,
    known_entries,
    load_entries,
    mark_had,
)
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.registers import apply, forget, listed
from inspector_app.evidence_base.team_log import TeamLog
from inspector_app.evidence_base.writing import taken_hlc
from schemas.canonical import MalformedError
from schemas.changes import Change, Part, change_id
from schemas.entries import Entry, Header, SealError, open_body, open_part
from schemas.feeds import authentic

__all__ = ["MergeReport", "Merging", "merge_entries", "open_waiting", "rejudge"]


@dataclass
class MergeReport:
    """What became of what came.

    Args:
        received: entries that are new here.
        changes: changes applied.
        set_aside: reason by entry id; kept or refused, never applied.
        records: ids of the records that were touched.
        own_feed: feed by id of unknown entries in a feed of this device.
        out_of_order: an entry came after one that stands on it, so its feed is judged again.
    """

    received: int = 0
    changes: int = 0
    set_aside: dict[str, str] = field(default_factory=dict)
    records: set[str] = field(default_factory=set)
    own_feed: dict[str, str] = field(default_factory=dict)
    out_of_order: bool = False


@dataclass(frozen=True)
class Merging:
    """What a merge needs to know.

    Args:
        inspection: whose entries are taken.
        device: our own.
        team: the chain and its keys.
        own: how our own unsealed changes count.
        now: milliseconds since 1970.
    """

    inspection: str
    device: str
    team: TeamLog
    own: Author | None
    now: int


def merge_entries(
    connection: Connection, merging: Merging, items: Iterable[bytes], report: MergeReport
) -> None:
    """Takes in entries as they travelled."""
    by_feed: dict[str, list[tuple[Header, Entry]]] = defaultdict(list)
    for data in items:
        pair = _read(connection, merging, data, report)
        if pair is not None:
            by_feed[pair[0].feed].append(pair)
    fresh: list[StoredEntry] = []
    for feed, pairs in by_feed.items():
        fresh.extend(_take_feed(connection, merging, feed, pairs, report))
    mark_had(connection, by_feed)
    _open_and_apply(connection, merging, fresh, report)


def open_waiting(connection: Connection, merging: Merging, report: MergeReport) -> None:
    """Opens entries whose epoch key has come, and takes quarantined ones whose author has."""
    rows = connection.exec_driver_sql("SELECT number, team FROM entry WHERE NOT opened").all()
    ready = [row[0] for row in rows if merging.team.key_for(row[1]) is not None]
    _open_and_apply(connection, merging, load_entries(connection, ready), report)
    waiting = connection.exec_driver_sql(
        "DELETE FROM quarantine WHERE reason = 'unknown-author' RETURNING data"
    ).all()
    if waiting:
        merge_entries(connection, merging, [row[0] for row in waiting], report)


def rejudge(connection: Connection, merging: Merging, report: MergeReport) -> None:
    """Judges every entry again after the team chain grew; un-applies what stops counting."""
    changed: list[int] = []
    feeds: set[str] = set()
    rows = connection.exec_driver_sql(
        "SELECT number, id, header, counts, depth, member, roles, rules FROM entry"
        " ORDER BY feed, seq"
    ).all()
    for number, name, head, *before in rows:
        header = Header.from_bytes(head)
        standing = judge(connection, merging.team.chain, name, header)
        seat = standing.seat
        roles = "" if seat is None else " ".join(sorted(seat.roles))
        member = None if seat is None else seat.member
        after = [int(standing.counts), standing.depth, member, roles, standing.rules]
        if after == before:
            continue
        connection.exec_driver_sql(
            "UPDATE entry SET counts = ?, depth = ?, member = ?, roles = ?, rules = ?,"
            " had = had AND ? WHERE number = ?",
            (*after, int(standing.counts), number),
        )
        feeds.add(header.feed)
        changed.append(number)
    _unhave(connection, feeds)
    mark_had(connection, feeds)
    if changed:
        _rebuild(connection, merging, changed, report)


def _unhave(connection: Connection, feeds: Iterable[str]) -> None:
    """Nothing above an entry that no longer counts is had."""
    for feed in feeds:
        connection.exec_driver_sql("UPDATE entry SET had = 0 WHERE feed = ?", (feed,))


def _rebuild(
    connection: Connection, merging: Merging, entries: list[int], report: MergeReport
) -> None:
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT t.record FROM touched t JOIN entry_change c ON c.change = t.change"
        " WHERE c.entry IN (SELECT CAST(value AS INTEGER) FROM json_each(?))",
        listed(str(entry) for entry in entries),
    )
    records = {row[0] for row in rows}
    forget(connection, records)
    numbers = changes_touching(connection, records)
    items = applicable(connection, numbers, merging.own)
    touched = apply(connection, items)
    # A change may write to records that need no rebuilding; applying it again there is harmless.
    everything = records | touched
    project(connection, everything, merging.team.chain.erased_parts)
    report.records |= everything


def _read(
    connection: Connection, merging: Merging, data: bytes, report: MergeReport
) -> tuple[Header, Entry] | None:
    try:
        entry = Entry.from_bytes(data)
        header = Header.from_bytes(entry.header)
        entry = entry.checked(header)
    except MalformedError:
        name = change_id(data) * 2
        _quarantine(connection, name, data, "malformed")
        report.set_aside[name] = "malformed"
        return None
    if header.inspection != merging.inspection:
        report.set_aside[entry.id] = "other-inspection"
        return None
    return header, entry


def _take_feed(
    connection: Connection,
    merging: Merging,
    feed: str,
    pairs: list[tuple[Header, Entry]],
    report: MergeReport,
) -> list[StoredEntry]:
    names = {entry.id for _, entry in pairs}
    known = known_entries(connection, names)
    for header, entry in pairs:
        if entry.id in known:
            _fill_parts(connection, merging, header, entry, report)
    fresh = {entry.id: (header, entry) for header, entry in pairs if entry.id not in known}
    card = merging.team.chain.card(pairs[0][0].device)
    vouched = connection.exec_driver_sql(
        "SELECT prev FROM entry WHERE feed = ? AND prev IN (SELECT value FROM json_each(?))",
        (feed, *listed(fresh)),
    )
    good = (
        authentic(list(fresh.values()), card.sign_key, [row[0] for row in vouched])
        if card is not None
        else set()
    )
    stored = []
    for name, (header, entry) in sorted(fresh.items(), key=lambda item: item[1][0].seq):
        if name not in good:
            reason = "unknown-author" if card is None else "unauthentic"
            _quarantine(connection, name, entry.to_bytes(), reason)
            report.set_aside[name] = reason
            continue
        standing = judge(connection, merging.team.chain, name, header)
        if not standing.counts:
            report.set_aside[name] = "held" if standing.known else "unknown-team-record"
        erased = merging.team.chain.erased_parts
        number = insert_entry(connection, header, entry, standing, erased)
        connection.exec_driver_sql("DELETE FROM quarantine WHERE id = ?", (name,))
        stored.append(StoredEntry(number, header, entry))
        report.received += 1
        if header.device == merging.device:
            report.own_feed[name] = feed
    report.out_of_order |= _has_children(connection, {item.entry.id for item in stored})
    return stored


def _has_children(connection: Connection, fresh: set[str]) -> bool:
    """Whether an entry that was here before stands on one that has only now come."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM entry WHERE prev IN (SELECT value FROM json_each(?))"
        " AND id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
        (*listed(fresh), *listed(fresh)),
    ).first()
    return row is not None


def _fill_parts(
    connection: Connection, merging: Merging, header: Header, entry: Entry, report: MergeReport
) -> None:
    """Keeps the parts of a known entry that had not come before."""
    number, missing = connection.exec_driver_sql(
        "SELECT e.number, count(p.entry) FROM entry e LEFT JOIN entry_part p"
        " ON p.entry = e.number AND p.sealed IS NULL WHERE e.id = ?",
        (entry.id,),
    ).one()
    if not missing:
        return
    erased = merging.team.chain.erased_parts
    for position, (line, sealed) in enumerate(zip(header.parts, entry.parts, strict=True)):
        if sealed is not None and line.name not in erased:
            connection.exec_driver_sql(
                "UPDATE entry_part SET sealed = ?"
                " WHERE entry = ? AND position = ? AND sealed IS NULL",
                (sealed, number, position),
            )
    left = connection.exec_driver_sql(
        "SELECT name FROM entry_part WHERE entry = ? AND sealed IS NULL", (number,)
    )
    complete = all(row[0] in erased for row in left)
    connection.exec_driver_sql("UPDATE entry SET complete = ? WHERE number = ?", (complete, number))
    key = merging.team.key_for(header.team)
    if key is None:
        return
    names = insert_parts(connection, _open_parts(header, entry, key), erased)
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT t.record FROM touched t JOIN entry_change c ON c.change = t.change"
        " WHERE c.entry = ?",
        (number,),
    )
    records = {row[0] for row in rows} if names else set()
    project(connection, records, erased)
    report.records |= records


def _open_and_apply(
    connection: Connection, merging: Merging, entries: list[StoredEntry], report: MergeReport
) -> None:
    parsed: dict[int, Change] = {}
    erased = merging.team.chain.erased_parts
    hlc = read_hlc(connection)
    for stored in entries:
        key = merging.team.key_for(stored.header.team)
        if key is None:
            continue
        try:
            bodies = open_body(stored.entry, stored.header, key)
        except SealError:
            report.set_aside[stored.entry.id] = "unreadable"
            continue
        connection.exec_driver_sql("UPDATE entry SET opened = 1 WHERE number = ?", (stored.number,))
        insert_parts(connection, _open_parts(stored.header, stored.entry, key), erased)
        for change in _take_changes(connection, stored, bodies, parsed, report):
            hlc = taken_hlc(hlc, change.hlc, merging.now)
    set_setting(connection, "hlc", f"{hlc[0]}:{hlc[1]}")
    items = applicable(connection, list(parsed), merging.own, parsed)
    records = apply(connection, items)
    project(connection, records, erased)
    report.changes += len(items)
    report.records |= records
    held = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT number FROM entry WHERE NOT counts AND opened AND number IN"
            " (SELECT CAST(value AS INTEGER) FROM json_each(?))",
            listed(str(stored.number) for stored in entries),
        )
    ]
    if held:
        # Changes made here that the team sets aside stop counting here as well.
        _rebuild(connection, merging, held, report)


def _take_changes(
    connection: Connection,
    stored: StoredEntry,
    bodies: Iterable[bytes],
    parsed: dict[int, Change],
    report: MergeReport,
) -> Iterable[Change]:
    """Stores the changes of one entry; `parsed` gains those that have to be applied."""
    for body in bodies:
        name = change_id(body)
        try:
            change = Change.from_bytes(body)
        except MalformedError:
            report.set_aside[stored.entry.id] = "unreadable-change"
            continue
        if change.device != stored.header.device:
            report.set_aside[stored.entry.id] = "another-device's-change"
            continue
        number = insert_change(connection, name, body, change, sealed=True)
        if number is None:
            number, counted = connection.exec_driver_sql(
                "UPDATE change SET sealed = 1 WHERE id = ? RETURNING number, counts", (name,)
            ).one()
            if not counted:
                parsed[number] = change
        else:
            parsed[number] = change
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO entry_change VALUES (?, ?)", (stored.number, number)
        )
        yield change


def _open_parts(header: Header, entry: Entry, key: bytes) -> list[Part]:
    """The parts that are here, open and hash to their names; others serve no write."""
    found = []
    for index, sealed in enumerate(entry.parts):
        if sealed is not None:
            try:
                found.append(open_part(sealed, index, header, key))
            except SealError:
                continue
    return found


def _quarantine(connection: Connection, name: str, data: bytes, reason: str) -> None:
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (name, data, reason)
    )
