"""What the server knows of one inspection's entries, and how they stand.

A function of the set of entries and the team chain: it is kept in memory and made again from the
store at a start, so that no judgement is ever stored. No body, part or signature is in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from schemas.events import Tip
from schemas.feeds import Vector, ancestors
from schemas.team import Standing
from sync_server.team import Team

__all__ = ["Ledger", "Place"]


@dataclass(slots=True)
class Place:
    """One stored entry: where it stands in its feed and what the team chain says of it.

    Args:
        number: order of arrival.
        entry: its id.
        feed: device and incarnation.
        seq: its place in the feed.
        prev: the entry before it.
        team: the team record it names.
        size: bytes that travel, roughly.
        signed: whether its own signature is stored.
        absent: names of the parts whose bytes are not here, erased ones too.
        standing: the judgement; None only until `Ledger` has made it.
        had: counts, with its whole chain and every part that no erasure names.
    """

    number: int
    entry: str
    feed: str
    seq: int
    prev: str | None
    team: str
    size: int
    signed: bool
    absent: frozenset[str]
    standing: Standing | None = None
    had: bool = False

    @property
    def counts(self) -> bool:
        """Whether its writes are applied; else it is held."""
        return self.standing is not None and self.standing.counts

    @property
    def known(self) -> bool:
        """Whether the team record that it names has arrived."""
        return self.standing is None or self.standing.known


class Ledger:
    """Every stored entry of one inspection.

    Args:
        team: the inspection's team chain.
        places: what the store holds, in any order.

    Attributes:
        team: the chain by which everything is judged.
        revision: grows whenever a judgement was made.
    """

    def __init__(self, team: Team, places: Iterable[Place] = ()) -> None:
        self.team = team
        self._by_id: dict[str, Place] = {}
        self._feeds: dict[str, list[Place]] = defaultdict(list)
        self._by_number: list[Place] = []
        self._vouched: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._tips: dict[str, set[str]] = {}
        self.revision = 0
        self._take(places)
        self.judge_again(team)

    def __contains__(self, entry: str) -> bool:
        return entry in self._by_id

    def __getitem__(self, entry: str) -> Place:
        return self._by_id[entry]

    @property
    def vector(self) -> Vector:
        """The tips of what is had, by feed."""
        return {feed: tuple(sorted(tips)) for feed, tips in sorted(self._tips.items()) if tips}

    def tips_since(self, before: Vector) -> tuple[Tip, ...]:
        """The tips that are no part of an earlier vector."""
        return tuple(
            Tip(feed=feed, seq=self._by_id[tip].seq, id=tip)
            for feed, tips in self.vector.items()
            for tip in tips
            if tip not in before.get(feed, ())
        )

    @property
    def held(self) -> int:
        """How many entries are stored but do not count."""
        return sum(1 for place in self._by_number if not place.counts)

    def held_bytes(self, device: str) -> int:
        """Bytes of a device's feeds that are stored but do not count."""
        return sum(
            place.size
            for place in self._by_number
            if not place.counts and place.feed.partition("-")[0] == device
        )

    def feed(self, feed: str) -> tuple[Place, ...]:
        """The entries of one feed, by place."""
        return tuple(sorted(self._feeds.get(feed, ()), key=lambda place: (place.seq, place.entry)))

    def vouched(self, feed: str, seq: int) -> Collection[str]:
        """Ids that a stored entry of the feed names as standing at `seq`."""
        return self._vouched.get((feed, seq), ())

    def after(self, number: int) -> list[Place]:
        """What arrived later than `number`, in order of arrival."""
        start = bisect_right(self._by_number, number, key=lambda place: place.number)
        return self._by_number[start:]

    def covered(self, have: Mapping[str, Collection[str]]) -> set[str]:
        """The entries at or below the given tips that are stored."""
        return ancestors((tip for tips in have.values() for tip in tips), self._before)

    def take(self, places: Collection[Place]) -> None:
        """Takes up what was just stored, and judges what that may change.

        Args:
            places: new entries, and known ones of which more has arrived, as they stand now.
        """
        self._complete([place for place in places if place.entry in self._by_id])
        new = [place for place in places if place.entry not in self._by_id]
        named = self.team.chain.named_entries
        awaited = {
            place.feed
            for place in new
            if place.entry in named or place.entry in self.vouched(place.feed, place.seq)
        }
        self._take(new)
        for feed in {place.feed for place in new}:
            of_feed = [place for place in new if place.feed == feed]
            self._judge(feed, of_feed, afresh=feed in awaited)

    def _complete(self, places: Collection[Place]) -> None:
        for now in places:
            place = self._by_id[now.entry]
            place.absent, place.signed, place.size = now.absent, now.signed, now.size
        for feed in {place.feed for place in places}:
            self._judge(feed, (), afresh=True)

    def judge_again(self, team: Team) -> None:
        """Judges everything by a team chain that has grown."""
        self.team = team
        self.revision += 1
        for feed in self._feeds:
            self._judge(feed, (), afresh=True)

    def _take(self, places: Iterable[Place]) -> None:
        for place in sorted(places, key=lambda place: place.number):
            self._by_id[place.entry] = place
            self._feeds[place.feed].append(place)
            self._by_number.append(place)
            if place.prev is not None:
                self._vouched[place.feed, place.seq - 1].add(place.prev)

    def _judge(self, feed: str, new: Collection[Place], *, afresh: bool) -> None:
        """Judges a feed from its first entry, or only what was appended to it.

        An appended entry cannot change those below it. Afresh is needed when an entry arrives
        that others stand on or that a cutoff names, when parts arrive, and when the team changes.
        """
        self.revision += 1
        if afresh:
            self._tips[feed] = set()
        tips = self._tips.setdefault(feed, set())
        below: dict[tuple[str, ...], set[str]] = {}
        for place in sorted(self._feeds[feed] if afresh else new, key=lambda place: place.seq):
            before = self._parent(place)
            place.standing = self._standing(place, before, below)
            place.had = (
                place.counts
                and (place.seq == 1 or (before is not None and before.had))
                and place.absent <= self.team.erased_parts
            )
            if place.had:
                tips.discard(place.prev or "")
                tips.add(place.entry)

    def _standing(
        self, place: Place, before: Place | None, below: dict[tuple[str, ...], set[str]]
    ) -> Standing:
        def at_or_below(named: Collection[str]) -> bool:
            key = tuple(named)
            if key not in below:
                below[key] = ancestors(key, self._before)
            return place.entry in below[key]

        floor = 0 if before is None or before.standing is None else before.standing.depth
        device = place.feed.partition("-")[0]
        return self.team.chain.judge(device, place.team, place.feed, floor, at_or_below)

    def _parent(self, place: Place) -> Place | None:
        """The entry before it, if it is here and stands where it should."""
        before = self._by_id.get(place.prev or "")
        if before is None or before.feed != place.feed or before.seq != place.seq - 1:
            return None
        return before

    def _before(self, entry: str) -> str | None:
        """The entry before a stored one, for `ancestors`; a chain ends where a feed is left."""
        place = self._by_id[entry]
        misplaced = place.prev in self._by_id and self._parent(place) is None
        return None if misplaced else place.prev
