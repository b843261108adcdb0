"""Work that is held: written by a laptop after the team took it out, or gave it a lesser role.

It is kept and shown as held, stands outside vectors and digests, and counts from the record of the
lead or a deputy that admits it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import allowed_places, change_of
from inspector_app.evidence_base.statements import listed, run
from inspector_app.evidence_base.team_changes import append_record, require_signer
from schemas.feeds import Vector, ancestors
from schemas.identifiers import feed_device
from schemas.team import TeamChain, lessens
from schemas.team_records import Admit, Seat

__all__ = [
    "WHY_HELD",
    "Admitted",
    "HeldEntry",
    "Why",
    "admit",
    "held_entries",
    "never_seated",
    "tips_of",
]

Why: TypeAlias = Literal["removed", "lesser-role", "never-in-team", "team-record-missing"]
"""Of an entry: its laptop was taken out; was given a role that may not write that; never had a
seat in the team that won; or the team record that it names has not come yet."""

WHY_HELD: Mapping[Why, str] = {
    "removed": "written when the laptop was not in the team",
    "lesser-role": "the role given since may not write that",
    "never-in-team": "the laptop was let in by a change of the team that did not stand",
    "team-record-missing": "names a change of the team that has not come yet",
}
"""The same in words for people."""


@dataclass(frozen=True)
class HeldEntry:
    """A run of saves that do not count, or not all of them.

    Args:
        entry: its id.
        feed: of which it is a part; an entry counts only with those before it.
        device: whose.
        words: the device as six words; None when no record names it.
        member: whose device it is, or was last.
        changes: how many saves do not count; None when they cannot be opened here.
        since: the first of them by its author's clock, ISO 8601.
        until: the last.
        why: it does not count.
    """

    entry: str
    feed: str
    device: str
    words: str | None
    member: str | None
    changes: int | None
    since: str | None
    until: str | None
    why: Why


@dataclass(frozen=True)
class Admitted:
    """What an admission brought.

    Args:
        record: the team record; None when all of it counted before.
        entries: that count now and did not.
        changes: saves in them, as far as they open here.
    """

    record: str | None
    entries: int
    changes: int


def held_entries(base: EvidenceBase) -> tuple[HeldEntry, ...]:
    """What is held on this laptop, feed by feed, the oldest first. Never any text."""
    chain = base.team.chain
    with base.reading() as session:
        connection = session.connection()
        return (*_uncounted(connection, chain), *_lessened(connection, chain))


def never_seated(base: EvidenceBase, device: str) -> tuple[HeldEntry, ...]:
    """What is held of a device that only a record seated that lost a race."""
    return tuple(
        held for held in held_entries(base) if held.device == device and held.why == "never-in-team"
    )


def admit(base: EvidenceBase, entries: Collection[str]) -> Admitted:
    """Lets entries count, with all that stand before them in their feeds, as of now.

    Safe to say again: what counts already is left as it is, and no record is made for it.

    Raises:
        InspectorError: `not-allowed` when we are neither lead nor deputy, `unknown-entry`,
            `never-in-team` or `team-record-missing`.
    """
    state = require_signer(base)
    if not base.known_entries(entries).issuperset(entries):
        raise InspectorError(
            "unknown-entry",
            "No work of that id is on this laptop.",
            kept="Nothing was changed.",
            next_step="Sync, then see `inspector team held`.",
        )
    before = {held.entry: held for held in held_entries(base)}
    chosen = [before[entry] for entry in entries if entry in before]
    for held in chosen:
        _require_admissible(held)
    if not chosen:
        return Admitted(None, 0, 0)
    record = Admit(state.record, base.vault.device.id, tips_of(base, chosen))
    name = append_record(base, record)
    left = {held.entry for held in held_entries(base)}
    gone = [held for entry, held in before.items() if entry not in left]
    return Admitted(name, len(gone), sum(held.changes or 0 for held in gone))


def tips_of(base: EvidenceBase, held: Iterable[HeldEntry]) -> Vector:
    """By feed the newest of some held entries: those before them need not be named."""
    feeds: dict[str, set[str]] = {}
    for item in held:
        feeds.setdefault(item.feed, set()).add(item.entry)
    with base.reading() as session:
        rows = run(
            session.connection(),
            "SELECT id, prev FROM entry WHERE feed IN (SELECT value FROM json_each(?))",
            listed(feeds),
        )
    prev: dict[str, str | None] = dict(rows)
    return {
        feed: tuple(sorted(names - ancestors(filter(None, map(prev.get, names)), prev.__getitem__)))
        for feed, names in feeds.items()
    }


def _require_admissible(held: HeldEntry) -> None:
    if held.why == "never-in-team":
        raise InspectorError(
            "never-in-team",
            "That work is of a laptop that never had a seat in this team.",
            kept="Nothing was changed; the work waits here.",
            next_step="Let the laptop in with `inspector team approve`; its work then counts.",
        )
    if held.why == "team-record-missing":
        raise InspectorError(
            "team-record-missing",
            "That work names a change of the team that has not reached this laptop.",
            kept="Nothing was changed; the work waits here.",
            next_step="Sync with whoever changed the team, then see `inspector team held`.",
        )


def _uncounted(connection: Connection, chain: TeamChain) -> Iterator[HeldEntry]:
    rows = run(
        connection,
        "SELECT number, id, feed, team, opened FROM entry WHERE NOT counts ORDER BY feed, seq, id",
    )
    for number, name, feed, team, opened in rows:
        why: Why = "removed" if chain.last_seat(feed_device(feed)) else "never-in-team"
        # A change of which another copy counts is not held.
        times = run(
            connection,
            "SELECT h.at FROM entry_change c JOIN change h ON h.number = c.change"
            " WHERE c.entry = ? AND NOT h.counts ORDER BY h.milliseconds, h.counter",
            (number,),
        )
        known = why if team in chain else "team-record-missing"
        yield _held(chain, name, feed, [row[0] for row in times] if opened else None, known)


def _lessened(connection: Connection, chain: TeamChain) -> Iterator[HeldEntry]:
    """Entries held to a lesser seat than they were written in, where that forbids a write."""
    seats = run(
        connection,
        "SELECT DISTINCT feed, depth, member, roles, rules FROM entry WHERE counts ORDER BY feed",
    )
    for feed, depth, member, roles, rules in seats:
        then = chain.state(chain.path[depth])
        seat, now = then.seats.get(feed_device(feed)), frozenset(roles.split())
        if seat is None or not lessens(seat, Seat(seat.card, member, now)):
            continue
        authors = (seat.member, seat.roles, then.rules), (member, now, rules)
        entries = run(
            connection,
            "SELECT number, id FROM entry WHERE counts AND feed = ? AND depth = ? AND member = ?"
            " AND roles = ? AND rules = ? ORDER BY seq, id",
            (feed, depth, member, roles, rules),
        )
        for number, name in entries:
            changes = run(
                connection,
                "SELECT h.number, h.at FROM entry_change c JOIN change h ON h.number = c.change"
                " WHERE c.entry = ? ORDER BY h.milliseconds, h.counter",
                (number,),
            )
            bodies = [(at, change_of(connection, change)) for change, at in changes]
            times = [
                at
                for at, change in bodies
                if allowed_places(change, authors[:1]) - allowed_places(change, authors[1:])
            ]
            if times:
                yield _held(chain, name, feed, times, "lesser-role")


def _held(chain: TeamChain, name: str, feed: str, times: list[str] | None, why: Why) -> HeldEntry:
    device = feed_device(feed)
    card, seat = chain.card(device), chain.last_seat(device)
    return HeldEntry(
        entry=name,
        feed=feed,
        device=device,
        words=None if card is None else card.words,
        member=None if seat is None else seat.member,
        changes=None if times is None else len(times),
        since=times[0] if times else None,
        until=times[-1] if times else None,
        why=why,
    )
