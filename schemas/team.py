"""The team chain: who counts when, with which role. Server and laptops judge with this one file.

The records form a tree from the genesis. `TeamChain` keeps every authentic record and computes one
winning path, whatever the order in which records came. What a signer may append is in
`schemas.team_powers`, which branch wins in `schemas.team_races`, who counts in
`schemas.team_standing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from schemas.canonical import MalformedError
from schemas.signing import Card
from schemas.team_powers import first_state, next_state
from schemas.team_races import Node, barred, winning_path
from schemas.team_records import (
    Admit,
    Epoch,
    Erase,
    Genesis,
    Purge,
    Seat,
    SignedRecord,
    TeamRecord,
    read_record,
)
from schemas.team_standing import AtOrBelow, Standing, judge
from schemas.team_state import TeamState, lessens

__all__ = ["AtOrBelow", "Standing", "TeamChain", "TeamState", "lessens"]


class TeamChain:
    """Every authentic record of one inspection, and the winning path through them.

    A function of the set of records: the order in which they are given does not matter, nor do
    copies of a record with a signature that is not its signer's.

    Args:
        inspection: id of the genesis record.
        records: what has been received; what does not belong is left in `refused`.
    """

    def __init__(self, inspection: str, records: Iterable[SignedRecord]) -> None:
        self.inspection = inspection
        self._nodes: dict[str, Node] = {}
        self.refused: dict[str, SignedRecord] = {}
        copies: dict[str, list[SignedRecord]] = {}
        for signed in records:
            copies.setdefault(signed.id, []).append(signed)
        self._grow(copies)
        self.path: tuple[str, ...] = ()
        self.stopped = False
        if inspection in self._nodes:
            self.path, self.stopped = winning_path(self._nodes, inspection)
        self._depths = {record: depth for depth, record in enumerate(self.path)}

    @property
    def head(self) -> TeamState:
        """The state at the end of the winning path.

        Raises:
            MalformedError: when there is no valid genesis.
        """
        if not self.path:
            raise MalformedError("a team chain without its first record")
        return self._nodes[self.path[-1]].state

    @property
    def records(self) -> tuple[SignedRecord, ...]:
        """Every authentic record, losing branches too, parents before children."""
        ordered = sorted(self._nodes.values(), key=lambda node: (node.state.depth, node.signed.id))
        return tuple(node.signed for node in ordered)

    @cached_property
    def erased_parts(self) -> frozenset[str]:
        """Names of parts dropped everywhere; an erasure acts from a losing branch too."""
        return frozenset(
            name
            for node in self._nodes.values()
            if isinstance(node.record, Erase)
            for name in node.record.parts
        )

    @cached_property
    def purged_blobs(self) -> frozenset[str]:
        """Names of blobs deleted everywhere, from a losing branch too."""
        return frozenset(
            name
            for node in self._nodes.values()
            if isinstance(node.record, Purge)
            for name in node.record.blobs
        )

    @cached_property
    def named_entries(self) -> frozenset[str]:
        """The entries that a cutoff or an admission names: once one is here, it lifts others."""
        return frozenset(
            entry
            for node in self._nodes.values()
            if isinstance(record := node.record, Epoch | Admit)
            for feeds in (record.admit, record.cutoffs if isinstance(record, Epoch) else {})
            for entries in feeds.values()
            for entry in entries
        )

    @cached_property
    def barred(self) -> frozenset[str]:
        """Seated devices that a losing branch removed: no login until a later record names them."""
        return barred(self._nodes, self.path) if self.path else frozenset()

    def epochs(self) -> tuple[tuple[str, Epoch], ...]:
        """Every epoch record on any branch, with its id, parents before children."""
        return tuple(
            (signed.id, record)
            for signed in self.records
            if isinstance(record := self._nodes[signed.id].record, Epoch)
        )

    def __contains__(self, record: str) -> bool:
        return record in self._nodes

    def state(self, record: str) -> TeamState:
        """The team at a record of any branch.

        Raises:
            KeyError: when the record is unknown.
        """
        return self._nodes[record].state

    def card(self, device: str) -> Card | None:
        """The card of a device that any authentic record seats, or of escrow."""
        return self._cards.get(device)

    def last_seat(self, device: str) -> Seat | None:
        """The seat that a device has on the winning path, or had there last; None without any."""
        for record in reversed(self.path):
            if seat := self._nodes[record].state.seats.get(device):
                return seat
        return None

    def epoch_of(self, record: str) -> str | None:
        """The epoch whose key seals what names `record`; None when it is unknown."""
        return self._nodes[record].state.epoch if record in self._nodes else None

    def judge(self, device: str, team: str, feed: str, floor: int, below: AtOrBelow) -> Standing:
        """Whether an entry counts, and in which role its author wrote it.

        Args:
            device: the author.
            team: the record that the entry names.
            feed: the entry's feed.
            floor: `depth` of the entry before it in its feed, 0 for the first: on the winning path
                a feed's team never goes back.
            below: whether the entry is at or below any of the entries given to it.
        """
        if team not in self._nodes:
            return Standing(False, None, self.head.rules, floor, known=False)
        # A floor found on a path that has since become shorter is held to its end.
        depth = min(max(self._common_depth(team), floor), len(self.path) - 1)
        return judge(self._path_nodes, device, feed, depth, below)

    @cached_property
    def _path_nodes(self) -> Sequence[Node]:
        return [self._nodes[record] for record in self.path]

    @cached_property
    def _cards(self) -> dict[str, Card]:
        cards: dict[str, Card] = {}
        for node in self._nodes.values():
            if isinstance(node.record, Genesis):
                known = [node.record.lead, *([node.record.escrow] if node.record.escrow else [])]
                cards.update((card.device, card) for card in known)
            if isinstance(node.record, Epoch):
                cards.update((device, seat.card) for device, seat in node.state.seats.items())
        return cards

    def _common_depth(self, record: str) -> int:
        """Depth on the winning path of a record, or of the last one it shares with the path."""
        while record not in self._depths:
            parent = self._nodes[record].record.prev
            if parent is None:
                return 0
            record = parent
        return self._depths[record]

    def _grow(self, copies: dict[str, list[SignedRecord]]) -> None:
        """Takes up every record whose parent is known and which is valid there."""
        parsed: dict[str, TeamRecord] = {}
        children: dict[str, list[str]] = {}
        for name, signed in sorted(copies.items()):
            try:
                record = read_record(signed[0].body)
            except MalformedError:
                continue
            parsed[name] = record
            if record.prev is not None:
                children.setdefault(record.prev, []).append(name)
        frontier = [self.inspection] if self.inspection in parsed else []
        while frontier:
            name = frontier.pop()
            node = self._valid(parsed[name], copies[name])
            if node is None:
                continue
            self._nodes[name] = node
            if node.record.prev is not None:
                self._nodes[node.record.prev].children.append(name)
            frontier.extend(children.get(name, ()))
        self.refused = {
            name: signed[0] for name, signed in copies.items() if name not in self._nodes
        }

    def _valid(self, record: TeamRecord, copies: Iterable[SignedRecord]) -> Node | None:
        """The record with the state after it, by the first copy whose signature is good."""
        for signed in sorted(copies, key=lambda copy: copy.signature):
            state = self._state_after(record, signed)
            if state is not None:
                return Node(signed, record, state)
        return None

    def _state_after(self, record: TeamRecord, signed: SignedRecord) -> TeamState | None:
        if isinstance(record, Genesis):
            return first_state(record, signed) if signed.id == self.inspection else None
        genesis = self._nodes[self.inspection].record
        if not isinstance(genesis, Genesis):
            return None
        before = self._nodes[record.prev].state
        return next_state(genesis, self.inspection, before, record, signed)
