"""Taking in what others sent: checked, stored, judged, opened, applied, in one transaction.

Nothing here stops at a bad entry: what cannot be trusted goes into quarantine, what cannot be read
or does not count takes its place and is shown, and the rest is applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import (
    Author,
    insert_change,
    insert_parts,
    leave_outbox,
    read_hlc,
    unsealed,
    write_hlc,
)
from inspector_app.evidence_base.entry_log import (
    Lineage,
    StoredEntry,
    insert_entry,
    judge,
    known_entries,
    load_entries,
    mark_had,
    standing_row,
)
from inspector_app.evidence_base.erasing import records_showing
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.rebuilding import apply_changes, rebuild
from inspector_app.evidence_base.statements import listed, run, run_many
from inspector_app.evidence_base.team_log import TeamLog
from inspector_app.evidence_base.writing import taken_hlc
from schemas.canonical import MalformedError
from schemas.changes import Change, Part, change_id
from schemas.entries import Entry, Header, SealError, open_body, open_part
from schemas.feeds import authentic
from schemas.identifiers import feed_device

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
    leave_outbox(connection)


def open_waiting(connection: Connection, merging: Merging, report: MergeReport) -> None:
    """Opens entries whose epoch key has come, and takes quarantined ones whose author has."""
    rows = run(connection, "SELECT number, team FROM entry WHERE NOT opened ORDER BY number")
    ready = [row[0] for row in rows if merging.team.key_for(row[1]) is not None]
    _open_and_apply(connection, merging, load_entries(connection, ready), report)
    waiting = run(
        connection, "DELETE FROM quarantine WHERE reason = 'unknown-author' RETURNING data"
    )
    if waiting:
        merge_entries(connection, merging, [row[0] for row in waiting], report)


def rejudge(connection: Connection, merging: Merging, report: MergeReport) -> None:
    """Judges every entry again, because the team chain grew or an entry came late.

    What stops counting is un-applied, what starts is applied; so are our own unsealed changes,
    which count by our seat at the head.
    """
    rows = run(
        connection,
        "SELECT number, id, prev, feed, team, counts, depth, member, roles, rules FROM entry"
        " ORDER BY feed, seq",
    )
    chain = merging.team.chain
    lineage = Lineage({row[1]: row[2] for row in rows})
    depths: dict[str, int] = {}
    changed: list[tuple[object, ...]] = []
    feeds: set[str] = set()
    for number, name, prev, feed, team, *before in rows:
        floor = depths.get(prev, 0)
        standing = chain.judge(feed_device(feed), team, feed, floor, lineage.below(name))
        depths[name] = standing.depth
        after = standing_row(standing)
        if after != tuple(before):
            changed.append((*after, number))
            feeds.add(feed)
    run_many(
        connection,
        "UPDATE entry SET counts = ?, depth = ?, member = ?, roles = ?, rules = ? WHERE number = ?",
        changed,
    )
    # Nothing above an entry that no longer counts is had.
    run_many(connection, "UPDATE entry SET had = 0 WHERE feed = ?", [(feed,) for feed in feeds])
    mark_had(connection, feeds)
    touched = unsealed(connection)
    for row in changed:
        touched += _changes_in(connection, int(str(row[-1])))
    _rebuild(connection, merging, touched, report)


def _changes_in(connection: Connection, entry: int) -> list[int]:
    rows = run(connection, "SELECT change FROM entry_change WHERE entry = ?", (entry,))
    return [row[0] for row in rows]


def _rebuild(
    connection: Connection, merging: Merging, changes: Collection[int], report: MergeReport
) -> None:
    erased = merging.team.chain.erased_parts
    report.records |= rebuild(connection, frozenset(changes), merging.own, erased)


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
    vouched = run(
        connection,
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
        run(connection, "DELETE FROM quarantine WHERE id = ?", (name,))
        stored.append(StoredEntry(number, header, entry))
        report.received += 1
        if header.device == merging.device:
            report.own_feed[name] = feed
    report.out_of_order |= _has_children(connection, {item.entry.id for item in stored})
    return stored


def _has_children(connection: Connection, fresh: set[str]) -> bool:
    """Whether an entry that was here before stands on one that has only now come."""
    rows = run(
        connection,
        "SELECT 1 FROM entry WHERE prev IN (SELECT value FROM json_each(?))"
        " AND id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
        (*listed(fresh), *listed(fresh)),
    )
    return bool(rows)


def _fill_parts(
    connection: Connection, merging: Merging, header: Header, entry: Entry, report: MergeReport
) -> None:
    """Keeps the parts of a known entry that had not come before."""
    number = run(connection, "SELECT number FROM entry WHERE id = ?", (entry.id,))[0][0]
    missing = run(
        connection,
        "SELECT position, name FROM entry_part WHERE entry = ? AND sealed IS NULL",
        (number,),
    )
    erased = merging.team.chain.erased_parts
    came = {
        position: entry.parts[position]
        for position, name in missing
        if entry.parts[position] is not None and name not in erased
    }
    if not came:
        return
    run_many(
        connection,
        "UPDATE entry_part SET sealed = ? WHERE entry = ? AND position = ?",
        [(sealed, number, position) for position, sealed in came.items()],
    )
    complete = all(name in erased for position, name in missing if position not in came)
    run(connection, "UPDATE entry SET complete = ? WHERE number = ?", (complete, number))
    key = merging.team.key_for(header.team)
    if key is not None:
        names = insert_parts(connection, _open_parts(header, entry, key, came), erased)
        records = records_showing(connection, names)
        project(connection, records, erased)
        report.records |= records


def _open_and_apply(
    connection: Connection, merging: Merging, entries: list[StoredEntry], report: MergeReport
) -> None:
    if not entries:
        return
    erased = merging.team.chain.erased_parts
    opened = _Opened()
    for stored in entries:
        key = merging.team.key_for(stored.header.team)
        if key is None:
            continue
        try:
            bodies = open_body(stored.entry, stored.header, key)
        except SealError:
            report.set_aside[stored.entry.id] = "unreadable"
            continue
        run(connection, "UPDATE entry SET opened = 1 WHERE number = ?", (stored.number,))
        parts = _open_parts(stored.header, stored.entry, key, range(len(stored.entry.parts)))
        opened.parts |= insert_parts(connection, parts, erased)
        for body in bodies:
            _take_change(connection, stored, body, opened, report)
    _follow_clocks(connection, merging, opened.seen.values())
    items, records = apply_changes(connection, opened.fresh, merging.own)
    # A part may have come in another entry than the write that names it.
    elsewhere = opened.parts - opened.expected
    if elsewhere:
        records |= records_showing(connection, elsewhere)
    project(connection, records, erased)
    report.changes += len(items)
    report.records |= records
    # Changes that were here before may count otherwise, now that they stand in one more entry.
    _rebuild(connection, merging, opened.seen.keys() - opened.fresh.keys(), report)


@dataclass
class _Opened:
    """What came out of a run of entries.

    Args:
        seen: every change, by number.
        fresh: those that were not here before.
        parts: names of the parts that were opened.
        expected: names of the parts that the changes hold.
    """

    seen: dict[int, Change] = field(default_factory=dict)
    fresh: dict[int, Change] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)


def _take_change(
    connection: Connection,
    stored: StoredEntry,
    body: bytes,
    opened: _Opened,
    report: MergeReport,
) -> None:
    """Stores one change of an entry, or notes that a known one stands in this entry, too."""
    try:
        change = Change.from_bytes(body)
    except MalformedError:
        report.set_aside[stored.entry.id] = "unreadable-change"
        return
    if change.device != stored.header.device:
        report.set_aside[stored.entry.id] = "another-device's-change"
        return
    name = change_id(body)
    number = insert_change(connection, name, body, change, sealed=True)
    if number is None:
        number = int(run(connection, "SELECT number FROM change WHERE id = ?", (name,))[0][0])
    else:
        opened.fresh[number] = change
    opened.seen[number] = change
    opened.expected.update(change.part_names())
    run(connection, "INSERT OR IGNORE INTO entry_change VALUES (?, ?)", (stored.number, number))


def _follow_clocks(connection: Connection, merging: Merging, changes: Iterable[Change]) -> None:
    before = hlc = read_hlc(connection, merging.device)
    for change in changes:
        hlc = taken_hlc(hlc, change.hlc, merging.now)
    if hlc != before:
        write_hlc(connection, hlc)


def _open_parts(header: Header, entry: Entry, key: bytes, places: Iterable[int]) -> list[Part]:
    """The parts at these places that are here, open and hash to their names."""
    found = []
    for index in places:
        sealed = entry.parts[index]
        if sealed is not None:
            try:
                found.append(open_part(sealed, index, header, key))
            except SealError:
                continue
    return found


def _quarantine(connection: Connection, name: str, data: bytes, reason: str) -> None:
    """Keeps bytes that nobody vouches for, while there is room: a flood must not fill the disk."""
    held = run(connection, "SELECT coalesce(sum(length(data)), 0) FROM quarantine")[0][0]
    if held + len(data) <= _MOST_QUARANTINED:
        run(connection, "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (name, data, reason))


_MOST_QUARANTINED = 32 * 1024 * 1024
"""Bytes in quarantine at most. What is refused a place is asked for again while it is missing."""
