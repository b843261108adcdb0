"""What the server does with an inspection: takes team records and entries, hands them out."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from schemas.feeds import SignedVector, Vector
from schemas.identifiers import feed_device
from schemas.team_records import SignedRecord
from schemas.wire import MOST_INSPECTIONS, PushReply, SetAside, framed
from sync_server.acceptance import sift
from sync_server.blobs import delete_purged_blobs
from sync_server.ledger import Ledger
from sync_server.news import News
from sync_server.paging import Page, paged
from sync_server.refusals import Refusal, bad_request
from sync_server.shelves import (
    complete_entries,
    drop_erased_parts,
    inspections,
    read_entries,
    read_places,
    read_records,
    store_cards,
    store_entries,
    store_records,
)
from sync_server.store import Store
from sync_server.team import Access, Team

__all__ = ["LARGEST_HELD", "Inspection", "Inspections"]

LARGEST_HELD = 64 * 1024 * 1024
"""Bytes that are held of one removed device, give or take a push; a year's notes are less."""


class Inspection:
    """One inspection, opened: its ledger in memory, its bytes in the store.

    Every method may be called from any thread.
    """

    def __init__(self, store: Store, inspection: str, news: News) -> None:
        self.id = inspection
        self._store = store
        self._news = news
        self._lock = threading.RLock()
        self._loaded: Ledger | None = None
        self._signed: tuple[int, SignedVector] | None = None

    @property
    def team(self) -> Team:
        """The team chain as it is known now."""
        with self._lock:
            return self._ledger.team

    @property
    def held(self) -> int:
        """How many entries lie here that do not count."""
        with self._lock:
            return self._ledger.held

    def require_room(self, device: str) -> None:
        """Lets a removed device push while little of it is held: its work, not a flood.

        Raises:
            Refusal: when what lies here of its feeds and does not count is too much already.
        """
        with self._lock:
            if self._ledger.held_bytes(device) > LARGEST_HELD:
                raise Refusal("too-large", "Too much of this device's work waits for the lead.")

    def take_records(self, records: Collection[SignedRecord]) -> None:
        """Adds team records, drops what they erase or purge and judges every entry again.

        Raises:
            Refusal: when one of them does not belong to the chain; then none is kept.
        """
        with self._lock:
            before = self._ledger.team
            new = {record.id: record for record in records if record.id not in before.chain}
            if not new:
                return
            team = Team(self.id, [*before.chain.records, *new.values()])
            if team.chain.refused:
                bad_request("A team record does not belong to this inspection's chain.")
            erased = team.erased_parts - before.erased_parts
            purged = team.purged_blobs - before.purged_blobs
            with self._changing(erasing=bool(erased or purged)) as (connection, ledger):
                store_records(
                    connection,
                    self.id,
                    [record for record in team.chain.records if record.id in new],
                )
                store_cards(connection, team.cards.values())
                drop_erased_parts(connection, self.id, erased)
                delete_purged_blobs(connection, self.id, purged)
                ledger.judge_again(team)
            self._news.tell_team(self.id, team.chain.head.record, team.listens)

    def vector(self, server: str, key: Ed25519PrivateKey) -> SignedVector:
        """What is had here, in the server's hand."""
        with self._lock:
            revision = self._ledger.revision
            if self._signed is None or self._signed[0] != revision:
                head = self.team.chain.head.record
                unsigned = SignedVector(self.id, server, head, self._ledger.vector)
                self._signed = (revision, unsigned.signed(key))
            return self._signed[1]

    def vector_for(
        self, removed: str, offered: Vector, server: str, key: Ed25519PrivateKey
    ) -> SignedVector:
        """What is had here, as far as a removed device may know.

        That is, of its own feeds and of what it says itself that it has: it learns what is no
        longer only on it, and nothing new.
        """
        with self._lock:
            ledger = self._ledger
            feeds = {
                feed: tuple(tip for tip in tips if tip in ledger and ledger[tip].had)
                for feed, tips in offered.items()
            }
            feeds |= {feed: t for feed, t in ledger.vector.items() if feed_device(feed) == removed}
            told = {feed: tips for feed, tips in feeds.items() if tips}
            return SignedVector(self.id, server, self.team.chain.head.record, told).signed(key)

    def feed_ids(self, feed: str) -> tuple[str, ...]:
        """The ids of what is had of one feed, by place."""
        with self._lock:
            return tuple(place.entry for place in self._ledger.feed(feed) if place.had)

    def push(self, frames: Sequence[bytes]) -> PushReply:
        """Stores what may be stored of a push; the same push again changes nothing."""
        with self._lock:
            sifted = sift(frames, self._ledger)
            before = self._ledger.vector
            brought = [(self._ledger[known.id], known) for known in sifted.known]
            incomplete = [
                (place, known) for place, known in brought if place.absent or not place.signed
            ]
            if sifted.new or incomplete:
                with self._changing() as (connection, ledger):
                    ledger.add(store_entries(connection, self.id, sifted.new))
                    for entry, found in complete_entries(connection, incomplete).items():
                        ledger.completed(entry, found.absent, signed=found.signed)
                self._news.tell(self.id, self._ledger.tips_since(before))
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
            covered = self._ledger.covered(have).difference(again)
            wanted = [
                place
                for place in self._ledger.after(after)
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
    def _ledger(self) -> Ledger:
        if self._loaded is None:
            with self._store.reading() as connection:
                team = Team(self.id, read_records(connection, self.id))
                self._loaded = Ledger(team, read_places(connection, self.id))
            self._signed = None
        return self._loaded

    @contextmanager
    def _changing(self, *, erasing: bool = False) -> Iterator[tuple[Connection, Ledger]]:
        """A transaction and the ledger, which change together.

        Should either fail, the ledger is made again from what is stored when it is next needed.
        """
        ledger, self._loaded = self._ledger, None
        with self._store.writing(erasing=erasing) as connection:
            yield connection, ledger
        self._loaded = ledger

    def _held(self, entries: Collection[str]) -> list[SetAside]:
        """Says of stored entries which do not count."""
        places = [self._ledger[entry] for entry in entries]
        return [
            SetAside(entry=place.entry, code="held" if place.known else "unknown")
            for place in places
            if not place.counts
        ]


class Inspections:
    """Every inspection of a store, each opened when it is first asked for.

    Args:
        store: where they lie.
        news: who is told what is new in them.
    """

    def __init__(self, store: Store, news: News) -> None:
        self._store = store
        self._news = news
        self._lock = threading.Lock()
        self._open: dict[str, Inspection] = {}
        with store.reading() as connection:
            self._known = set(inspections(connection))

    def get(self, inspection: str) -> Inspection:
        """An inspection.

        Raises:
            Refusal: when the store holds none of that id.
        """
        with self._lock:
            if inspection not in self._known:
                raise Refusal("unknown-inspection", "This server does not hold that inspection.")
            if inspection not in self._open:
                self._open[inspection] = Inspection(self._store, inspection, self._news)
            return self._open[inspection]

    def where(self, device: str, allowed: Collection[Access]) -> tuple[str, ...]:
        """The ids of the inspections in which a device has one of these kinds of access."""
        with self._lock:
            every = sorted(self._known)
        found = (name for name in every if self.get(name).team.access(device) in allowed)
        return tuple(islice(found, MOST_INSPECTIONS))

    def bring(self, device: str, records: Sequence[SignedRecord]) -> Inspection:
        """Takes a new inspection from one who may change its team; or a known one's records.

        Args:
            device: who brings it; that it enrolled was checked.
            records: the genesis first, then at least one epoch.

        Raises:
            Refusal: when they are no team chain or the device is neither lead nor deputy in it.
        """
        if not records:
            bad_request("An inspection begins with its first team record.")
        name = records[0].id
        with self._lock:
            if name not in self._known:
                self._begin(name, device, records)
        inspection = self.get(name)
        if inspection.team.access(device) not in (Access.SIGNER, Access.MEMBER):
            raise Refusal("not-a-member", "This device is not in that inspection's team.")
        inspection.take_records(records)
        return inspection

    def _begin(self, name: str, device: str, records: Sequence[SignedRecord]) -> None:
        team = Team(name, records)
        if team.chain.refused or not team.chain.path or team.chain.head.epoch is None:
            bad_request("These records are not the beginning of an inspection.")
        if team.access(device) is not Access.SIGNER:
            raise Refusal("not-a-member", "Only the lead or a deputy brings an inspection here.")
        with self._store.writing() as connection:
            store_records(connection, name, team.chain.records)
            store_cards(connection, team.cards.values())
            drop_erased_parts(connection, name, team.erased_parts)
            delete_purged_blobs(connection, name, team.purged_blobs)
        self._known.add(name)
