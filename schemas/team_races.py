"""Races: which of two branches of the team chain is the team's.

Of two branches from one record

* the one with an escrow record wins;
* else the one that alone removes the other's first signer. Taking away the right to sign counts as
  removal: else an old lead could undo a handover with a record made to have a low id. A signer who
  may not change the team (a QAM confirming an erasure) is removed, too, but cannot by this bring
  about a stand-off;
* else the lead's before a deputy's;
* else the one with the lower id.

If each removes the other's signer, the path stops at their common record until escrow signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.team_records import Epoch, SignedRecord, TeamRecord
from schemas.team_state import TeamState

__all__ = ["Node", "barred", "winning_path"]

_SIGNING = frozenset({"lead", "deputy"})


@dataclass
class Node:
    """An authentic record, the state after it, and the records that name it as theirs before."""

    signed: SignedRecord
    record: TeamRecord
    state: TeamState
    children: list[str] = field(default_factory=list)


def winning_path(nodes: Mapping[str, Node], first: str) -> tuple[tuple[str, ...], bool]:
    """The ids from the first record to the head, and whether the path stopped at a stand-off.

    Works from the ends towards the first record, without recursion: a chain may be long and a
    hostile one may fork at every record.
    """
    follows: dict[str, str | None] = {}
    stops: dict[str, bool] = {}
    for name in sorted(nodes, key=lambda name: nodes[name].state.depth, reverse=True):
        children = sorted(nodes[name].children)
        winner = _winner(nodes, name, [_branch(follows, child) for child in children])
        follows[name] = winner
        stops[name] = bool(children) if winner is None else stops[winner]
    return tuple(_branch(follows, first)), stops[first]


def barred(nodes: Mapping[str, Node], path: Sequence[str]) -> frozenset[str]:
    """Devices seated at the head that a losing branch removed and no later record names.

    They keep their seat but may not log in. Later than a race is every epoch after the first record
    of the winning branch, and every epoch that escrow signed.
    """
    depths = {name: depth for depth, name in enumerate(path)}
    forks: dict[str, int] = dict(depths)
    removed: dict[str, int] = {}
    for name in sorted(nodes, key=lambda name: nodes[name].state.depth):
        node = nodes[name]
        if name in depths or node.record.prev is None:
            continue
        forks[name] = forks[node.record.prev]
        for device in set(nodes[node.record.prev].state.seats) - set(node.state.seats):
            removed[device] = max(forks[name], removed.get(device, 0))
    head = nodes[path[-1]].state
    return frozenset(
        device
        for device, fork in removed.items()
        if device in head.seats and not _named_later(nodes, path, device, fork)
    )


def _named_later(nodes: Mapping[str, Node], path: Sequence[str], device: str, fork: int) -> bool:
    for depth in range(fork + 1, len(path)):
        node = nodes[path[depth]]
        if not isinstance(node.record, Epoch) or device not in node.state.seats:
            continue
        if depth > fork + 1 or node.record.by == _escrow(node.state):
            return True
    return False


def _branch(follows: Mapping[str, str | None], first: str) -> list[str]:
    branch = []
    name: str | None = first
    while name is not None:
        branch.append(name)
        name = follows[name]
    return branch


@dataclass(frozen=True)
class _Claim:
    """What decides between branches from one record."""

    first: str
    signer: str
    by_lead: bool
    escrow: bool
    removes: Mapping[str, int]

    def takes(self, other: _Claim) -> int:
        """2 if it takes the other's first signer the right to sign, 1 only the seat, else 0."""
        return self.removes.get(other.signer, 0)

    def beats(self, other: _Claim) -> bool:
        """Whether this branch wins against that one."""
        if self.escrow != other.escrow:
            return self.escrow
        ours, theirs = self.takes(other), other.takes(self)
        if ours != theirs:
            return ours > theirs
        if ours and not self.escrow:
            return False
        if self.by_lead != other.by_lead:
            return self.by_lead
        return self.first < other.first


def _winner(nodes: Mapping[str, Node], common: str, branches: list[list[str]]) -> str | None:
    """The first record of the branch that beats all others; None at a stand-off or an end."""
    if len(branches) < 2:
        return branches[0][0] if branches else None
    claims = [_claim(nodes, nodes[common].state, branch) for branch in branches]
    best = claims[0]
    for claim in claims[1:]:
        if claim.beats(best):
            best = claim
    # Whoever beats all others is found by one round; whether there is such a one takes another.
    return best.first if all(best is other or best.beats(other) for other in claims) else None


def _claim(nodes: Mapping[str, Node], common: TeamState, branch: list[str]) -> _Claim:
    signer = nodes[branch[0]].record.by
    removes: dict[str, int] = {}
    for device, seat in common.seats.items():
        signing = seat.roles & _SIGNING
        for name in branch:
            after = nodes[name].state.seats.get(device)
            if signing and (after is None or signing - after.roles):
                removes[device] = 2
                break
            if after is None:
                removes[device] = 1
                break
    escrow = _escrow(common)
    return _Claim(
        branch[0],
        signer,
        signer in common.holders("lead"),
        escrow is not None and any(nodes[name].record.by == escrow for name in branch),
        removes,
    )


def _escrow(state: TeamState) -> str | None:
    return None if state.escrow is None else state.escrow.device
