"""The team chain: who counts when, with which role. Server and laptops judge with this one file.

The records form a tree from the genesis. `TeamChain` keeps every authentic record and computes one
winning path, whatever the order in which records came:

* a record is valid where its signer may append its kind to the state before it;
* of two branches the one with an escrow record wins; else the one that alone removes the other's
  first signer; else the lead's before a deputy's; else the lower id;
* if each removes the other's signer the path stops at their common record until escrow signs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from schemas.canonical import MalformedError
from schemas.signing import Card, verify
from schemas.team_records import (
    Admit,
    Dispose,
    Epoch,
    Erase,
    Genesis,
    Purge,
    Seat,
    Server,
    Servers,
    SignedRecord,
    TeamRecord,
    erase_proposal,
    read_record,
)

__all__ = ["AtOrBelow", "Standing", "TeamChain", "TeamState"]

AtOrBelow = Callable[[Collection[str]], bool]
"""Whether the entry being judged is one of the named entries or an ancestor of one."""


@dataclass(frozen=True)
class TeamState:
    """The team as it stands at one record.

    Args:
        record: the record's id.
        depth: its distance from the genesis.
        seats: by device.
        rules: version of the role table.
        epoch: the record whose key seals entries that name this one; None before the first.
        servers: where the team syncs.
        escrow: the recovery card.
        disposed: whether a `dispose` record stands at or before it.
    """

    record: str
    depth: int
    seats: Mapping[str, Seat]
    rules: int
    epoch: str | None
    servers: tuple[Server, ...]
    escrow: Card | None
    disposed: bool = False

    def holders(self, role: str) -> frozenset[str]:
        """The devices that hold a role."""
        return frozenset(device for device, seat in self.seats.items() if role in seat.roles)

    @property
    def signers(self) -> frozenset[str]:
        """The devices that may change the team: the lead's and the deputies'."""
        return self.holders("lead") | self.holders("deputy")

    def member_devices(self, member: str) -> frozenset[str]:
        """The devices of one member."""
        return frozenset(device for device, seat in self.seats.items() if seat.member == member)


@dataclass(frozen=True)
class Standing:
    """What the team chain says of one entry.

    Args:
        counts: whether its writes are applied.
        seat: the author's seat at the record by which it is judged; None when it has none.
        rules: version of the role table there.
        depth: place of that record on the winning path; a feed's never goes back.
        known: False while the record it names has not arrived.
    """

    counts: bool
    seat: Seat | None
    rules: int
    depth: int
    known: bool = True


@dataclass
class _Node:
    signed: SignedRecord
    record: TeamRecord
    state: TeamState
    children: list[str] = field(default_factory=list)


class TeamChain:
    """Every authentic record of one inspection, and the winning path through them.

    A function of the set of records: the order in which they are given does not matter.

    Args:
        inspection: id of the genesis record.
        records: what has been received; what does not belong is left in `refused`.
    """

    def __init__(self, inspection: str, records: Iterable[SignedRecord]) -> None:
        self.inspection = inspection
        self._nodes: dict[str, _Node] = {}
        self.refused: dict[str, SignedRecord] = {}
        self._grow({record.id: record for record in records})
        self.path: tuple[str, ...] = ()
        self.stopped = False
        if inspection in self._nodes:
            path, self.stopped = self._best(inspection)
            self.path = tuple(path)
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

    @property
    def erased_parts(self) -> frozenset[str]:
        """Names of parts dropped everywhere; an erasure acts from a losing branch too."""
        return frozenset(
            name
            for node in self._nodes.values()
            if isinstance(node.record, Erase)
            for name in node.record.parts
        )

    @property
    def purged_blobs(self) -> frozenset[str]:
        """Names of blobs deleted everywhere, from a losing branch too."""
        return frozenset(
            name
            for node in self._nodes.values()
            if isinstance(node.record, Purge)
            for name in node.record.blobs
        )

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
        """The card of a device that any authentic record seats."""
        for node in self._nodes.values():
            if seat := node.state.seats.get(device):
                return seat.card
            escrow = node.state.escrow
            if escrow is not None and escrow.device == device:
                return escrow
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
        depth = max(self._common_depth(team), floor)
        state = self._at(depth)
        seat = state.seats.get(device)
        if seat is None:
            return self._admitted(device, feed, depth, below)
        rules = state.rules
        for later in range(depth + 1, len(self.path)):
            before, after = self._at(later - 1).seats.get(device), self._at(later).seats.get(device)
            if before is None or not _lessened(before, after) or self._spared(later, feed, below):
                continue
            if after is None:
                held = self._admitted(device, feed, depth, below)
                return replace(held, seat=seat, rules=rules) if held.counts else held
            seat, rules = after, self._at(later).rules
        return Standing(True, seat, rules, depth)

    def _admitted(self, device: str, feed: str, depth: int, below: AtOrBelow) -> Standing:
        """Judges an author without a seat: only what a later record admits counts."""
        for later in range(depth, len(self.path)):
            record = self._nodes[self.path[later]].record
            if isinstance(record, Epoch | Admit) and below(record.admit.get(feed, ())):
                seat = self._at(later).seats.get(device) or self._last_seat(device, later)
                return Standing(seat is not None, seat, self._at(later).rules, depth)
        return Standing(False, None, self._at(depth).rules, depth)

    def _last_seat(self, device: str, depth: int) -> Seat | None:
        for earlier in range(depth, -1, -1):
            if seat := self._at(earlier).seats.get(device):
                return seat
        return None

    def _spared(self, depth: int, feed: str, below: AtOrBelow) -> bool:
        record = self._nodes[self.path[depth]].record
        return isinstance(record, Epoch) and below(record.cutoffs.get(feed, ()))

    def _common_depth(self, record: str) -> int:
        """Depth on the winning path of a record, or of the last one it shares with the path."""
        while record not in self._depths:
            parent = self._nodes[record].record.prev
            if parent is None:
                return 0
            record = parent
        return self._depths[record]

    def _at(self, depth: int) -> TeamState:
        return self._nodes[self.path[depth]].state

    def _grow(self, waiting: dict[str, SignedRecord]) -> None:
        """Takes up every record whose parent is known and which is valid there."""
        parsed: dict[str, TeamRecord] = {}
        children: dict[str | None, list[str]] = {}
        for name, signed in sorted(waiting.items()):
            try:
                parsed[name] = read_record(signed.body)
            except MalformedError:
                self.refused[name] = signed
                continue
            children.setdefault(parsed[name].prev, []).append(name)
        frontier = [self.inspection] if self.inspection in children.get(None, ()) else []
        while frontier:
            name = frontier.pop()
            record, signed = parsed[name], waiting[name]
            state = self._valid_state(name, record, signed)
            if state is None:
                continue
            self._nodes[name] = _Node(signed, record, state)
            if record.prev is not None:
                self._nodes[record.prev].children.append(name)
            frontier.extend(children.get(name, ()))
        self.refused.update(
            {name: signed for name, signed in waiting.items() if name not in self._nodes}
        )

    def _valid_state(self, name: str, record: TeamRecord, signed: SignedRecord) -> TeamState | None:
        """The state after `record`, or None when its signer may not write it there."""
        if isinstance(record, Genesis):
            if not verify(record.lead.sign_key, "team", signed.body, signed.signature):
                return None
            return TeamState(name, 0, {}, 1, None, (), record.escrow)
        before = self._nodes[record.prev].state
        card = self._signing_card(before, record.by)
        if card is None or not verify(card.sign_key, "team", signed.body, signed.signature):
            return None
        if not self._may_append(before, record):
            return None
        after = replace(before, record=name, depth=before.depth + 1)
        if isinstance(record, Epoch):
            seats = {seat.card.device: seat for seat in record.seats}
            return replace(after, seats=seats, rules=record.rules, epoch=name)
        if isinstance(record, Servers):
            return replace(after, servers=record.servers)
        return replace(after, disposed=True) if isinstance(record, Dispose) else after

    def _signing_card(self, before: TeamState, device: str) -> Card | None:
        if seat := before.seats.get(device):
            return seat.card
        if before.escrow is not None and before.escrow.device == device:
            return before.escrow
        genesis = self._nodes[self.inspection].record
        if before.depth == 0 and isinstance(genesis, Genesis) and genesis.by == device:
            return genesis.lead
        return None

    def _may_append(self, before: TeamState, record: TeamRecord) -> bool:
        if isinstance(record, Epoch):
            return self._may_seat(before, record)
        roles = before.seats[record.by].roles if record.by in before.seats else frozenset()
        if isinstance(record, Erase):
            return bool(roles & {"qam", "deputy"}) and self._proposed(before, record)
        if isinstance(record, Servers | Purge):
            return "lead" in roles
        return bool(roles & {"lead", "deputy"})

    def _may_seat(self, before: TeamState, record: Epoch) -> bool:
        seats = {seat.card.device: seat for seat in record.seats}
        leads = {device for device, seat in seats.items() if "lead" in seat.roles}
        if len(seats) != len(record.seats) or not leads or not set(seats) <= set(record.wraps):
            return False
        if before.depth == 0 and not before.seats:
            return record.by in leads
        if before.escrow is not None and record.by == before.escrow.device:
            return bool(leads - set(before.seats))
        if record.by in before.holders("lead"):
            return True
        if record.by not in before.holders("deputy"):
            return False
        protected = before.signers
        now = {device for device, seat in seats.items() if seat.roles & {"lead", "deputy"}}
        return now == protected and all(
            seats[device] == before.seats[device] for device in protected
        )

    def _proposed(self, before: TeamState, record: Erase) -> bool:
        proposer, confirmer = before.seats.get(record.proposer), before.seats[record.by]
        return (
            proposer is not None
            and bool(proposer.roles & {"lead", "deputy"})
            and proposer.member != confirmer.member
            and verify(
                proposer.card.sign_key,
                "team",
                erase_proposal(self.inspection, record.parts),
                record.proposal,
            )
        )

    def _best(self, start: str) -> tuple[list[str], bool]:
        """The winning path from a record downwards, and whether it stopped at a stand-off."""
        path = [start]
        while children := self._nodes[path[-1]].children:
            if len(children) == 1:
                path.append(children[0])
                continue
            branches = [self._best(child) for child in sorted(children)]
            winners = [
                branch
                for branch in branches
                if all(other is branch or self._beats(branch[0], other[0]) for other in branches)
            ]
            if not winners:
                return path, True
            branch, stopped = winners[0]
            return path + branch, stopped
        return path, False

    def _beats(self, ours: list[str], theirs: list[str]) -> bool:
        """Whether one branch wins against another from the same record."""
        escrow = self._escrow_signed(ours), self._escrow_signed(theirs)
        if escrow[0] != escrow[1]:
            return escrow[0]
        removes = self._removes(ours, theirs), self._removes(theirs, ours)
        if removes[0] != removes[1]:
            return removes[0]
        if removes[0] and not escrow[0]:
            return False
        leads = self._lead_signed(ours), self._lead_signed(theirs)
        if leads[0] != leads[1]:
            return leads[0]
        return ours[0] < theirs[0]

    def _first_signer(self, branch: list[str]) -> str:
        return self._nodes[branch[0]].record.by

    def _before(self, branch: list[str]) -> TeamState:
        parent = self._nodes[branch[0]].record.prev
        return self._nodes[parent or self.inspection].state

    def _escrow_signed(self, branch: list[str]) -> bool:
        escrow = self._before(branch).escrow
        return escrow is not None and any(
            self._nodes[record].record.by == escrow.device for record in branch
        )

    def _lead_signed(self, branch: list[str]) -> bool:
        return self._first_signer(branch) in self._before(branch).holders("lead")

    def _removes(self, ours: list[str], theirs: list[str]) -> bool:
        """Whether a branch leaves the other's first signer without a seat."""
        signer = self._first_signer(theirs)
        return signer in self._before(ours).seats and any(
            signer not in self._nodes[record].state.seats for record in ours
        )


def _lessened(before: Seat, after: Seat | None) -> bool:
    return after is None or bool(before.roles - after.roles)
