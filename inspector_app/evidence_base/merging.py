"""Taking in what others sent: checked, stored, judged, opened, applied, in one transaction.

Nothing here stops at a bad entry: what cannot be trusted goes into quarantine, what cannot be read
or does not count takes its place and is shown, and the rest is applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from inspector_app.collection import without_collection
from inspector_app.evidence_base.change_log import (
    insert_changes,
    insert_parts,
    leave_outbox,
    numbers_of,
    read_hlc,
    unsealed,
    write_hlc,
)
from inspector_app.evidence_base.entry_log import (
    Lineage,
    StoredEntry,
    load_entries,
    mark_had,
    standing_row,
)
from inspector_app.evidence_base.erasing import records_showing
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.rebuilding import apply_changes, rebuild
from inspector_app.evidence_base.receiving import (
    MergeReport,
    Merging,
    open_parts,
    read_entry,
    take_feed,
)
from inspector_app.evidence_base.register_rows import Texts, texts_of
from inspector_app.evidence_base.statements import run, run_many
from inspector_app.evidence_base.writing import taken_hlc
from schemas.canonical import MalformedError
from schemas.changes import Change, PartName, change_id
from schemas.entries import Entry, Header, SealError, Unsealing
from schemas.identifiers import feed_device

__all__ = ["MergeReport", "Merging", "merge_entries", "open_waiting", "rejudge"]


def merge_entries(
    connection: Connection, merging: Merging, items: Iterable[bytes], report: MergeReport
) -> None:
    """Takes in entries as they travelled."""
    with without_collection():
        _merge_entries(connection, merging, items, report)


def _merge_entries(
    connection: Connection, merging: Merging, items: Iterable[bytes], report: MergeReport
) -> None:
    by_feed: dict[str, list[tuple[Header, Entry]]] = defaultdict(list)
    for data in items:
        pair = read_entry(connection, merging, data, report)
        if pair is not None:
            by_feed[pair[0].feed].append(pair)
    fresh: list[StoredEntry] = []
    for feed, pairs in by_feed.items():
        fresh.extend(take_feed(connection, merging, feed, pairs, report))
    mark_had(connection, by_feed)
    _open_and_apply(connection, merging, fresh, report)
    if not by_feed or any(feed_device(feed) == merging.device for feed in by_feed):
        # What stands in others' feeds is not ours; without any, a feed of ours may be had only now.
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
    touched = unsealed(connection) if merging.own != merging.own_before else []
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
            unsealing = Unsealing(stored.header, key)
            bodies = unsealing.body(stored.entry)
        except SealError:
            report.set_aside[stored.entry.id] = "unreadable"
            continue
        run(connection, "UPDATE entry SET opened = 1 WHERE number = ?", (stored.number,))
        parts = open_parts(unsealing, stored.entry, range(len(stored.entry.parts)))
        insert_parts(connection, parts, erased)
        opened.texts.update({part.name: part.text for part in parts})
        _take_changes(connection, stored, bodies, opened, report)
    _follow_clocks(connection, merging, opened.seen.values())
    items, records = apply_changes(
        connection, opened.fresh, merging.own, _texts(connection, opened, erased)
    )
    # A part may have come in another entry than the write that names it.
    elsewhere = opened.texts.keys() - opened.expected
    if elsewhere:
        late = records_showing(connection, elsewhere)
        project(connection, late, erased)
        records |= late
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
        texts: what the parts that were opened say, by name.
        expected: names of the parts that the changes hold.
    """

    seen: dict[int, Change] = field(default_factory=dict)
    fresh: dict[int, Change] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    expected: set[str] = field(default_factory=set)


def _texts(connection: Connection, opened: _Opened, erased: Collection[str]) -> Texts:
    """What the parts that the changes hold say, also of those that came before them."""
    absent = [PartName(name) for name in opened.expected - opened.texts.keys()]
    return Texts({**opened.texts, **texts_of(connection, absent).texts}, erased)


def _take_changes(
    connection: Connection,
    stored: StoredEntry,
    bodies: Iterable[bytes],
    opened: _Opened,
    report: MergeReport,
) -> None:
    """Stores the changes of an entry, and notes of known ones that they stand in it, too."""
    read: dict[str, tuple[bytes, Change]] = {}
    for body in bodies:
        try:
            change = Change.from_bytes(body)
        except MalformedError:
            report.set_aside[stored.entry.id] = "unreadable-change"
            continue
        if change.device != stored.header.device:
            report.set_aside[stored.entry.id] = "another-device's-change"
            continue
        read[change_id(body)] = body, change
    known = numbers_of(connection, read)
    fresh = {name: read[name] for name in read if name not in known}
    numbers = known | insert_changes(connection, fresh)
    for name, number in numbers.items():
        change = read[name][1]
        opened.seen[number] = change
        opened.expected.update(change.part_names())
        if name in fresh:
            opened.fresh[number] = change
    run_many(
        connection,
        "INSERT OR IGNORE INTO entry_change VALUES (?, ?)",
        [(stored.number, number) for number in numbers.values()],
    )


def _follow_clocks(connection: Connection, merging: Merging, changes: Iterable[Change]) -> None:
    before = hlc = read_hlc(connection, merging.device)
    for change in changes:
        hlc = taken_hlc(hlc, change.hlc, merging.now)
    if hlc != before:
        write_hlc(connection, hlc)
