"""What the Team screen shows: members, laptops, who asks to join, held work, the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.evidence_base.admitting import HeldEntry, held_entries
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.invitations import Waiting, waiting_invitations
from inspector_app.evidence_base.membership import OpenRequest, members_named, open_requests
from inspector_app.sync.lost_laptop import Had, what_they_had
from inspector_app.sync.status import SyncStatus, sync_status
from inspector_app.sync.whereabouts import known_server
from schemas.team_records import Server

__all__ = ["Laptop", "ServerSeen", "Team", "read_team"]

_BESIDE = ("deputy", "chair")
"""Roles that stand beside another one."""


@dataclass(frozen=True)
class Laptop:
    """A laptop in the team.

    Args:
        device: Its id.
        words: Six, to tell it by.
        member: Whose.
        name: Theirs.
        roles: In words.
        ours: Whether it is this one.
        shut_out: Whether a change of the team that did not stand took its place away.
        had: What is known of its copy.
    """

    device: str
    words: str
    member: str
    name: str
    roles: str
    ours: bool
    shut_out: bool
    had: Had


@dataclass(frozen=True)
class ServerSeen:
    """The server of the inspection.

    Args:
        server: Where it is.
        had: What it had when it was last asked.
    """

    server: Server
    had: Had


@dataclass(frozen=True)
class Team:
    """Everything that the Team screen shows.

    Args:
        laptops: In the team, by name.
        requests: To join, that wait for us.
        invitations: Given out here and not answered.
        held: Work that does not count.
        names: Of members by id, also of those who left.
        signer: Whether this laptop may change the team.
        server: None if there is none yet.
        status: What is only here, and what clashes.
        missing_keys: Keys of the team that do not open here.
        newer: A sentence on what only a newer program shows; empty if there is nothing.
        today: The present day, ISO 8601.
        waits: Why the last exchange did not work, and what to do; empty if it did.
    """

    laptops: tuple[Laptop, ...]
    requests: tuple[OpenRequest, ...]
    invitations: tuple[Waiting, ...]
    held: tuple[HeldEntry, ...]
    names: Mapping[str, str]
    signer: bool
    server: ServerSeen | None
    status: SyncStatus
    missing_keys: int
    newer: str
    today: str
    waits: str = ""

    def laptop(self, device: str) -> Laptop | None:
        """The laptop of that id."""
        return next((each for each in self.laptops if each.device == device), None)

    def of_member(self, member: str) -> tuple[Laptop, ...]:
        """All laptops of a member."""
        return tuple(each for each in self.laptops if each.member == member)


def read_team(base: EvidenceBase, newer: str) -> Team:
    """Read what the Team screen shows.

    Args:
        base: Ours.
        newer: What was found to need a newer program; looking for it takes long.
    """
    names = members_named(base)
    team = base.team
    server = known_server(base)
    wanted = [*team.chain.head.seats, *([server.server] if server else [])]
    had = {each.device: each for each in what_they_had(base, wanted)}
    return Team(
        laptops=_laptops(base, names, had),
        requests=open_requests(base),
        invitations=waiting_invitations(base),
        held=held_entries(base),
        names=names,
        signer=base.vault.device.id in team.chain.head.signers,
        server=None if server is None else ServerSeen(server, had[server.server]),
        status=sync_status(base),
        missing_keys=len(team.missing_epochs),
        newer=newer,
        today=base.vault.clock().date().isoformat(),
    )


def _laptops(
    base: EvidenceBase, names: Mapping[str, str], had: Mapping[str, Had]
) -> tuple[Laptop, ...]:
    chain = base.team.chain
    found = [
        Laptop(
            device=device,
            words=seat.card.words,
            member=seat.member,
            name=names.get(seat.member) or "somebody without a name",
            roles=_roles(seat.roles),
            ours=device == base.vault.device.id,
            shut_out=device in chain.barred,
            had=had[device],
        )
        for device, seat in chain.head.seats.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.member, each.words)))


def _roles(roles: frozenset[str]) -> str:
    beside = [role for role in _BESIDE if role in roles]
    return ", ".join([*sorted(roles.difference(_BESIDE)), *beside])
