"""One inspection: takes team records and entries, hands them out, and says what it has.

Its ledger is kept in memory and caught up with the store whenever others may have written there.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from schemas.feeds import SignedVector, Vector
from schemas.identifiers import feed_device
from schemas.team_records import SignedRecord
from schemas.wire import PushReply, SetAside, framed
from sync_server.acceptance import Candidate, Sifted, sift
from sync_server.blobs import delete_purged_blobs
from sync_server.ledger import Ledger, Place
from sync_server.news import News
from sync_server.paging import Page, paged
from sync_server.refusals import Refusal
from sync_server.shelves import (
    Mark,
    complete_entries,
    drop_erased_parts,
    read_entries,
    read_mark,
    read_places,
    read_places_since,
    read_records,
    store_cards,
    store_entries,
    store_records,
)
from sync_server.store import Store
from sync_server.team import Team

__all__ = ["LARGEST_HELD", "Inspection", "store_team"]

LARGEST_HELD = 64 * 1024 * 1024
"""Bytes that are held of one removed device, give or take a push; a year's notes are less."""


@dataclass(frozen=True)
class _Loaded:
    """What was read of the inspection, and how far it had come then."""

    mark: Mark
    ledger: Ledger


@dataclass(frozen=True)
class _Told:
    """How far the inspection had come, and what was had, when listeners were last told."""

    mark: Mark
    vector: Vector


@dataclass
class _Change:
    """What one transaction changes.

    Args:
        connection: of the transaction.
        ledger: as it stands before.
        taken: entries that were appended.
        more: whether more was changed than that.
    """

    connection: Connection
    ledger: Ledger
    taken: Sequence[Place] = ()
    more: bool = False


class Inspection:
    """One inspection, opened: its ledger in memory, its bytes in the store.

    Every method may be called from any thread.

    Args:
        store: where it lies.
        inspection: its id.
        news: who is told what is new in it.
    """

    def __init__(self, store: Store, inspection: str, news: News) -> None:
        self.id = inspection
        self._store = store
        self._news = news
        self._lock = threading.RLock()
        self._loaded: _Loaded | None = None
        self._told: _Told | None = None
        self._signed: tuple[Mark, SignedVector] | None = None

    @property
    def team(self) -> Team:
        """The team chain as it is known now."""
        with self._lock:
            return self._now().ledger.team

    @property
    def held(self) -> int:
        """How many entries lie here that do not count."""
        with self._lock:
            return self._now().ledger.held

    def look(self) -> None:
        """Looks whether others wrote something, and tells those who listen here."""
        with self._lock:
            self._now()

    def require_room(self, device: str) -> None:
        """Lets a removed device push while little of it is held: its work, not a flood.

        Raises:
            Refusal: when what lies here of its feeds and does not count is too much already.
        """
        with self._lock:
            if self._now().ledger.held_bytes(device) > LARGEST_HELD:
                raise Refusal("too-large", "Too much of this device's work waits for the lead.")

    def take_records(self, records: Collection[SignedRecord]) -> None:
        """Adds team records, drops what they erase or purge and judges every entry again.

        Raises:
            Refusal: when one of them does not belong to the chain; then none is kept.
        """
        with self._lock:
            before = self._now().ledger.team
            grown = before.grown(records)
            if grown is None:
                return
            with self._changing(erasing=grown.drops_more_than(before)) as change:
                grown = change.ledger.team.grown(records)
                if grown is not None:
                    store_team(change.connection, grown, change.ledger.team)
                    change.more = True

    def vector(self, server: str, key: Ed25519PrivateKey) -> SignedVector:
        """What is had here, in the server's hand."""
        with self._lock:
            now = self._now()
            if self._signed is None or self._signed[0] != now.mark:
                head = now.ledger.team.chain.head.record
                unsigned = SignedVector(self.id, server, head, now.ledger.vector)
                self._signed = (now.mark, unsigned.signed(key))
            return self._signed[1]

    def vector_for(
        self, removed: str, offered: Vector, server: str, key: Ed25519PrivateKey
    ) -> SignedVector:
        """What is had here, as far as a removed device may know.

        That is, of its own feeds and of what it says itself that it has: it learns what is no
        longer only on it, and nothing new.
        """
        with self._lock:
            ledger = self._now().ledger
            feeds = {
                feed: tuple(tip for tip in tips if tip in ledger and ledger[tip].had)
                for feed, tips in offered.items()
            }
            feeds |= {feed: t for feed, t in ledger.vector.items() if feed_device(feed) == removed}
            told = {feed: tips for feed, tips in feeds.items() if tips}
            head = ledger.team.chain.head.record
            return SignedVector(self.id, server, head, told).signed(key)

    def feed_ids(self, feed: str) -> tuple[str, ...]:
        """The ids of what is had of one feed, by place."""
        with self._lock:
            return tuple(place.entry for place in self._now().ledger.feed(feed) if place.had)

    def push(self, frames: Sequence[bytes]) -> PushReply:
        """Stores what may be stored of a push; the same push again changes nothing."""
        with self._lock:
            now = self._now()
            sifted = sift(frames, now.ledger)
            if sifted.new or _incomplete(sifted, now.ledger):
                with self._changing() as change:
                    if self._mark != now.mark:
                        sifted = sift(frames, change.ledger)
                    brought = _incomplete(sifted, change.ledger)
                    change.taken = store_entries(change.connection, self.id, sifted.new)
                    change.more = complete_entries(change.connection, self.id, brought)
            taken = [candidate.id for candidate in (*sifted.new, *sifted.known)]
            return PushReply(
                stored=len(sifted.new),
                known=len(sifted.known),
                set_aside=(*sifted.set_aside, *self._held(taken)),
            )

    def page(
        self,
        have: Mapping[str, Collection[str]],
        again: Collection[str],
        after: int,
        *,
        held: bool,
    ) -> Page:
        """Chooses what to send: what `have` does not cover, and `again`, in order of arrival.

        Args:
            have: tips by feed; unknown ones cover nothing.
            again: entries to send whatever `have` says.
            after: the place in the order where the last answer ended.
            held: whether what does not count is wanted, and may be had, too.
        """
        with self._lock:
            ledger = self._now().ledger
            covered = ledger.covered(have).difference(again)
            wanted = [
                place
                for place in ledger.after(after)
                if place.entry not in covered and (held or place.counts)
            ]
        return paged(wanted)

    def stream(self, page: Page) -> Iterator[bytes]:
        """The frames of a page, a slice at a time."""
        for numbers in page.slices:
            with self._store.reading() as connection:
                data = b"".join(framed(read_entries(connection, numbers)))
            yield data

    @property
    def _mark(self) -> Mark:
        return Mark() if self._loaded is None else self._loaded.mark

    def _now(self) -> _Loaded:
        """The inspection as the store has it now."""
        if self._loaded is None or self._store.shared:
            with self._store.reading() as connection:
                self._catch_up(connection)
            self._tell_news()
        assert self._loaded is not None  # noqa: S101  just read
        return self._loaded

    @contextmanager
    def _changing(self, *, erasing: bool = False) -> Iterator[_Change]:
        """A transaction, and the ledger as it stands before anything is changed in it.

        Should it fail, the ledger is made again from what is stored when it is next needed.
        """
        try:
            with self._store.writing(self.id, erasing=erasing) as connection:
                if self._loaded is None or self._store.shared:
                    self._catch_up(connection)
                assert self._loaded is not None  # noqa: S101  just read
                change = _Change(connection, self._loaded.ledger)
                yield change
                if change.more:
                    self._catch_up(connection)
                elif change.taken:
                    self._take(change.taken)
                self._store.tell(connection, self.id)
        except BaseException:
            self._loaded = None
            raise
        self._tell_news()

    def _catch_up(self, connection: Connection) -> Ledger:
        """Reads what was written since the ledger was last caught up."""
        mark = read_mark(connection, self.id)
        loaded, self._loaded = self._loaded, None
        if loaded is None:
            team = Team(self.id, read_records(connection, self.id))
            ledger = Ledger(team, read_places(connection, self.id))
        else:
            ledger = loaded.ledger
            if mark.records != loaded.mark.records:
                ledger.judge_again(Team(self.id, read_records(connection, self.id)))
            if mark != loaded.mark:
                ledger.take(read_places_since(connection, self.id, loaded.mark))
        self._loaded = _Loaded(mark, ledger)
        return ledger

    def _take(self, places: Sequence[Place]) -> None:
        """Takes up what was just stored, as `_catch_up` would read it."""
        assert self._loaded is not None  # noqa: S101  its transaction began with it
        loaded, self._loaded = self._loaded, None
        loaded.ledger.take(places)
        mark = replace(loaded.mark, entries=max(place.number for place in places))
        self._loaded = _Loaded(mark, loaded.ledger)

    def _tell_news(self) -> None:
        """Tells who listens here what is new since they were last told, whoever wrote it."""
        told = self._told
        if self._loaded is None or (told is not None and told.mark == self._loaded.mark):
            return
        mark, ledger = self._loaded.mark, self._loaded.ledger
        self._told = _Told(mark, ledger.vector)
        if told is None:
            return
        if told.mark.records != mark.records:
            team = ledger.team
            self._news.tell_team(self.id, team.chain.head.record, team.listens)
        else:
            self._news.tell(self.id, ledger.tips_since(told.vector))

    def _held(self, entries: Collection[str]) -> list[SetAside]:
        """Says of stored entries which do not count."""
        ledger = (self._loaded or self._now()).ledger
        places = [ledger[entry] for entry in entries]
        return [
            SetAside(entry=place.entry, code="held" if place.known else "unknown")
            for place in places
            if not place.counts
        ]


def store_team(connection: Connection, team: Team, before: Team | None = None) -> None:
    """Appends what a team has more than before, and drops what it erases or purges."""
    inspection = team.chain.inspection
    known = () if before is None else before.chain
    erased, purged = team.erased_parts, team.purged_blobs
    if before is not None:
        erased, purged = erased - before.erased_parts, purged - before.purged_blobs
    new = [record for record in team.chain.records if record.id not in known]
    store_records(connection, inspection, new)
    store_cards(connection, team.cards.values())
    drop_erased_parts(connection, inspection, erased)
    delete_purged_blobs(connection, inspection, purged)


def _incomplete(sifted: Sifted, ledger: Ledger) -> list[tuple[Place, Candidate]]:
    """What is pushed again of entries that lack something."""
    brought = [(ledger[known.id], known) for known in sifted.known]
    return [(place, known) for place, known in brought if place.absent or not place.signed]
