"""The team as it stands at one record of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.signing import Card
from schemas.team_records import Seat, Server

__all__ = ["TeamState", "lessens"]

_INSPECTS = frozenset({"inspects", "reviews", "analyses"})
_RIGHTS: Mapping[str, frozenset[str]] = {
    "lead": _INSPECTS | {"leads", "deputises", "chairs"},
    "deputy": _INSPECTS | {"deputises", "chairs"},
    **dict.fromkeys(("hmi", "scri", "education-hmi", "cqc", "hmicfrs", "hmip"), _INSPECTS),
    "qam": frozenset({"reviews", "confirms"}),
    "analyst": frozenset({"analyses"}),
    "chair": frozenset({"chairs"}),
}
"""What a role carries, so that an inspector who becomes the lead is not seen as losing anything."""


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


def lessens(before: Seat, after: Seat | None) -> bool:
    """Whether a device loses by the step from one seat to another: its place, a right, its member.

    A record that lessens a device's seat should name, as its cutoff, the entries of that device
    that keep the old standing.
    """
    if after is None or after.member != before.member:
        return True
    return before.roles != after.roles and bool(_rights(before) - _rights(after))


def _rights(seat: Seat) -> frozenset[str]:
    return frozenset(right for role in seat.roles for right in _RIGHTS.get(role, frozenset({role})))
