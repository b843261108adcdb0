"""What came, before any of it is applied: whose it is, whether it stands, where it is kept.

What nobody vouches for goes into quarantine; what its device stands by takes its place in the feed,
whether it counts or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import Author, insert_parts
from inspector_app.evidence_base.entry_log import (
    StoredEntry,
    insert_entry,
    judge,
    known_entries,
)
from inspector_app.evidence_base.erasing import records_showing, without_erased
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.statements import listed, run, run_many
from inspector_app.evidence_base.team_log import TeamLog
from schemas.canonical import MalformedError
from schemas.changes import Part, change_id
from schemas.entries import Entry, Header, SealError, Unsealing
from schemas.feeds import authentic

__all__ = ["MergeReport", "Merging", "open_parts", "read_entry", "take_feed"]


@dataclass
class MergeReport:
    """What became of what came.

    Args:
        received: entries that are new here.
        changes: changes applied.
        set_aside: reason by entry id; kept or refused, never applied.
        records: ids of the records that were touched.
        own_feed: feed by id of unknown entries in a feed of this device.
        out_of_order: an entry came after one that stands on it, or one that lifts those before it,
            so its feed is judged again.
        overruled: ids of our own changes of the team that stood until others' won against them.
    """

    received: int = 0
    changes: int = 0
    set_aside: dict[str, str] = field(default_factory=dict)
    records: set[str] = field(default_factory=set)
    own_feed: dict[str, str] = field(default_factory=dict)
    out_of_order: bool = False
    overruled: tuple[str, ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """Ids of the entries that were kept and do not count."""
        return frozenset(name for name, reason in self.set_aside.items() if reason == "held")

    def admitted(self, names: Iterable[str]) -> None:
        """Takes back that entries were set aside: they count after all."""
        for name in names:
            del self.set_aside[name]


@dataclass(frozen=True)
class Merging:
    """What a merge needs to know.

    Args:
        inspection: whose entries are taken.
        device: our own.
        team: the chain and its keys.
        own: how our own unsealed changes count.
        own_before: how they counted before this merge.
        now: milliseconds since 1970.
    """

    inspection: str
    device: str
    team: TeamLog
    own: Author | None
    own_before: Author | None
    now: int


def read_entry(
    connection: Connection, merging: Merging, data: bytes, report: MergeReport
) -> tuple[Header, Entry] | None:
    """An entry as it travelled; None, and said in the report, when it is none of ours."""
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


def take_feed(
    connection: Connection,
    merging: Merging,
    feed: str,
    pairs: list[tuple[Header, Entry]],
    report: MergeReport,
) -> list[StoredEntry]:
    """Stores the entries of one feed that are new here, and parts that were missing.

    Returns:
        What was stored, to be opened and applied.
    """
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
    erased = merging.team.chain.erased_parts
    stored = []
    for name, (header, entry) in sorted(fresh.items(), key=lambda item: item[1][0].seq):
        if name not in good:
            reason = "unknown-author" if card is None else "unauthentic"
            kept = without_erased(entry, header, erased).to_bytes()
            _quarantine(connection, name, kept, reason)
            report.set_aside[name] = reason
            continue
        standing = judge(connection, merging.team.chain, name, header)
        if not standing.counts:
            report.set_aside[name] = "held" if standing.known else "unknown-team-record"
        number = insert_entry(connection, header, entry, standing, erased)
        run(connection, "DELETE FROM quarantine WHERE id = ?", (name,))
        stored.append(StoredEntry(number, header, entry))
        report.received += 1
        if header.device == merging.device:
            report.own_feed[name] = feed
    came = {item.entry.id for item in stored}
    lifts = not came.isdisjoint(merging.team.chain.named_entries)
    report.out_of_order |= lifts or _has_children(connection, came)
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
    # An entry of a newer version waits with what came of it.
    with suppress(SealError):
        if key is not None:
            parts = open_parts(Unsealing(header, key), entry, came)
            records = records_showing(connection, insert_parts(connection, parts, erased))
            project(connection, records, erased)
            report.records |= records


def open_parts(unsealing: Unsealing, entry: Entry, places: Iterable[int]) -> list[Part]:
    """The parts at these places that are here, open and hash to their names."""
    found = []
    for index in places:
        sealed = entry.parts[index]
        if sealed is not None:
            with suppress(SealError):
                found.append(unsealing.part(sealed, index))
    return found


def _quarantine(connection: Connection, name: str, data: bytes, reason: str) -> None:
    """Keeps bytes that nobody vouches for, while there is room: a flood must not fill the disk."""
    held = run(connection, "SELECT coalesce(sum(length(data)), 0) FROM quarantine")[0][0]
    if held + len(data) <= _MOST_QUARANTINED:
        run(connection, "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (name, data, reason))


_MOST_QUARANTINED = 32 * 1024 * 1024
"""Bytes in quarantine at most. What is refused a place is asked for again while it is missing."""
