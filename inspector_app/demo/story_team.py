"""The demonstration's team: four laptops and a server, each with a real home."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from inspector_app.demo.writing_records import Author, WrittenMember
from inspector_app.enquiries.inspections import NewInspection, create_inspection
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import (
    approve,
    invite,
    open_requests,
    use_server,
)
from inspector_app.judgement.answers import publish_openings
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.joining import ask_to_join, open_joined
from inspector_app.sync.report import SyncReport
from inspector_app.vault.vault import Vault
from sync_server.embedded import EmbeddedServer

__all__ = ["DEMO_PASSPHRASE", "Colleague", "StoryClock", "gather", "sync_all"]

DEMO_PASSPHRASE = "brambleshire is not a real place"  # noqa: S105  # guards invented people
"""The passphrase of every home in the demonstration; shown to whoever tries it."""


class StoryClock:
    """The story's time: moved to the hour at which something is written.

    Args:
        first_day: first day on site.
    """

    def __init__(self, first_day: date) -> None:
        self._first_day = first_day
        self._now = self._moment(-7, time(8, 0))

    def __call__(self) -> datetime:
        """The present moment of the story; never the same twice."""
        self._now += timedelta(milliseconds=7)
        return self._now

    def move_to(self, day: int, at: time) -> None:
        """Moves on to an hour of a day, counted from the first day on site; never back."""
        self._now = max(self._now, self._moment(day, at))

    def _moment(self, day: int, at: time) -> datetime:
        return datetime.combine(self._first_day + timedelta(days=day), at, tzinfo=UTC)


@dataclass(frozen=True)
class Colleague:
    """One of the team with an opened base and a connection to the server."""

    author: Author
    name: str
    base: EvidenceBase
    client: ServerClient

    def sync(self) -> SyncReport:
        """One exchange with the server."""
        return exchange(self.base, self.client, before_sealing=publish_openings)

    def close(self) -> None:
        """Lets go of files and connection."""
        self.client.close()
        self.base.close()


def gather(
    home: Path,
    members: Iterable[WrittenMember],
    authority: str,
    clock: StoryClock,
    server: EmbeddedServer,
    starts: date,
) -> dict[Author, Colleague]:
    """Sets up the lead's laptop, begins the inspection and lets everybody else join."""
    people = {member.role: member for member in members}
    vaults = {role: _vault(home, person, clock) for role, person in people.items()}
    lead = vaults["lead"]
    client = ServerClient(lead.device, server.url)
    client.enrol(server.enrolment_code())
    lead.add_server(client.known_as())
    base = create_inspection(
        lead, NewInspection("ilacs-2026", "standard", authority, starts=starts.isoformat())
    )
    use_server(base, client.known_as())
    team = {"lead": Colleague("lead", people["lead"].name, base, client)}
    exchange(base, client)
    for role, person in people.items():
        if role != "lead":
            team[role] = _join(team["lead"], vaults[role], person)
    return {role: team[role] for role in people}


def sync_all(team: dict[Author, Colleague]) -> None:
    """Everybody sends, then everybody has what the others sent."""
    for colleague in (*team.values(), *team.values()):
        colleague.sync()


def _vault(home: Path, person: WrittenMember, clock: StoryClock) -> Vault:
    # The least that is allowed: these keys guard nobody, and four laptops share one machine here.
    return Vault.create(
        home / person.role,
        person.name,
        DEMO_PASSPHRASE,
        kdf="minimum",
        clock=clock,
        randomness=os.urandom,
    )


def _join(lead: Colleague, vault: Vault, person: WrittenMember) -> Colleague:
    """Invitation by hand, request through the server, approval, first sync."""
    invitation = invite(lead.base, person.role, lead.client.known_as())
    lead.sync()
    ask_to_join(vault, invitation)
    lead.sync()
    for request in open_requests(lead.base):
        approve(lead.base, request)
    lead.sync()
    base = open_joined(vault, invitation)
    joined = Colleague(
        person.role, person.name, base, ServerClient.to(vault.device, lead.client.known_as())
    )
    joined.sync()
    return joined
