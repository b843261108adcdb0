"""'Can we talk?': every server that this laptop knows is tried, step by step, all at once.

Nothing is changed on this laptop. The server is told what we have, in our own hand, as at the
beginning of every exchange: only so does it say what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sync.bundle_folder import look_at_folder
from inspector_app.sync.client import ServerClient, ServerRefusalError
from inspector_app.sync.comparing import compared
from inspector_app.sync.patience import Patience, PatientTransport
from inspector_app.sync.reaching import reach
from inspector_app.sync.status import last_seen
from inspector_app.sync.steps import STEP_SECONDS, Heard, Look, Step, StepName, looked_at
from inspector_app.vault.vault import Vault
from schemas.feeds import SignedVector
from schemas.team_records import Server

__all__ = ["Talk", "Trying", "can_we_talk"]

_TELLING = frozenset({"clock", "content"})
"""Steps that tell of something else than whether we can talk."""

_CLOCKS_APART = 300
"""Seconds: as far as laptops follow each other's clocks."""


@dataclass(frozen=True)
class Talk:
    """What was found on the way to one server, or to the folder (then there is none).

    Args:
        server: where.
        steps: in order; those after one that is in the way were not tried.
        milliseconds: of one question and its answer, if there was one.
    """

    server: Server | None
    steps: tuple[Step, ...]
    milliseconds: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is in the way."""
        return all(step.ok or step.step in _TELLING for step in self.steps)

    @property
    def answers(self) -> bool:
        """Whether the right one answers."""
        return any(step.ok and step.step == "server" for step in self.steps)

    @property
    def problem(self) -> str | None:
        """The error code of what is in the way."""
        return next((s.problem for s in self.steps if not s.ok and s.step not in _TELLING), None)


@dataclass(frozen=True)
class Trying:
    """How far the look at one server, or at the folder, has come.

    Args:
        server: which; None is the folder.
        steps: that are done.
        trying: that is tried now; None between two.
    """

    server: Server | None
    steps: tuple[Step, ...] = ()
    trying: StepName | None = None


@dataclass(frozen=True)
class _Asked:
    """An inspection that a server is asked after.

    Args:
        vector: ours.
        roles: what the team, as far as it is known here, lets this device do.
        seen: whether the server was seen to have it.
        used: whether it is the server that the inspection syncs with.
    """

    vector: SignedVector
    roles: frozenset[str]
    seen: bool
    used: bool


@dataclass
class _Place:
    """A server, what it is asked, and what it answered."""

    server: Server
    expects_us: bool
    asked: list[_Asked] = field(default_factory=list)
    there: dict[str, SignedVector] = field(default_factory=dict)
    milliseconds: int | None = None


def can_we_talk(
    vault: Vault,
    bases: Sequence[EvidenceBase],
    folder: Path | None = None,
    heard: Callable[[Trying], None] | None = None,
) -> tuple[Talk, ...]:
    """Tries everything that this laptop knows; in less than ten seconds.

    Args:
        vault: whose servers and invitations.
        bases: the inspections that are asked after.
        folder: by which bundles are exchanged; told of last.
        heard: told of every step as it is tried, from threads of their own.
    """
    places = _places(vault, bases)
    ways = [partial(_try, vault=vault, place=place) for place in places]
    folders = [] if folder is None else [partial(look_at_folder, folder=folder)]
    servers = [*(place.server for place in places), *([] if folder is None else [None])]
    found = looked_at(
        [*ways, *folders], heard=None if heard is None else [_hears(heard, s) for s in servers]
    )
    talks = [
        Talk(place.server, (*steps, *_compared(place, bases)), place.milliseconds)
        for place, steps in zip(places, found, strict=False)
    ]
    return (*talks, *(Talk(None, steps) for steps in found[len(places) :]))


def _hears(heard: Callable[[Trying], None], server: Server | None) -> Heard:
    return lambda steps, trying: heard(Trying(server, steps, trying))


def _places(vault: Vault, bases: Sequence[EvidenceBase]) -> list[_Place]:
    """Each server once, as each address is known: the team's, the enrolled, the invitations'."""
    places: dict[Server, _Place] = {}
    for base in bases:
        seen = {peer.by for peer in last_seen(base)}
        head = base.team.chain.head
        seat = head.seats.get(base.vault.device.id)
        servers = head.servers or vault.servers
        for server in servers:
            asked = _Asked(
                base.signed_vector(),
                frozenset() if seat is None else seat.roles,
                server.server in seen,
                server == servers[-1],
            )
            places.setdefault(server, _Place(server, True)).asked.append(asked)
    for server in vault.servers:
        places.setdefault(server, _Place(server, True))
    for invitation in vault.invitations:
        if invitation.server is not None:
            places.setdefault(invitation.server, _Place(invitation.server, False))
    return list(places.values())


def _try(look: Look, vault: Vault, place: _Place) -> None:
    context = reach(look, place.server)
    patience = Patience(STEP_SECONDS)
    known = place.server
    client = ServerClient(
        vault.device,
        known.url,
        known.certificate,
        known.server,
        PatientTransport(patience, context),
        patience,
    )
    try:
        look.begin("server")
        begun = vault.clock()
        theirs = datetime.fromisoformat(client.hello().time)
        place.milliseconds = round(client.round_trip())
        look.well("The server answers, and is the one that the team knows.")
        look.begin("clock")
        _tell_clock(look, (theirs - begun).total_seconds())
        if place.expects_us:
            _visit(look, client, place)
    finally:
        client.close()


def _tell_clock(look: Look, ahead: float) -> None:
    apart = abs(round(ahead))
    way = "ahead of" if ahead > 0 else "behind"
    if apart <= _CLOCKS_APART:
        look.well(f"Its clock and this laptop's differ by {apart:,} s.")
        return
    look.amiss(
        None,
        f"Its clock is {apart:,} s {way} this laptop's.",
        "Set the time of this laptop, or ask who runs the server; work is merged all the same.",
    )


def _visit(look: Look, client: ServerClient, place: _Place) -> None:
    look.begin("login")
    try:
        readable = client.inspections()
    except ServerRefusalError as refusal:
        look.amiss(
            refusal.code,
            "The server does not know this laptop, or takes its login no more.",
            "The lead runs `inspector server add` with a new code, and syncs; whoever joins waits"
            " until the lead has approved them and synced.",
        )
        return
    look.well("This laptop can log in.")
    for asked in place.asked:
        look.begin("inspection", asked.vector.inspection)
        try:
            theirs, _, _ = client.exchange_vectors(asked.vector)
        except ServerRefusalError as refusal:
            _tell_missing(look, asked, refusal)
            continue
        look.well("The inspection is there.")
        look.begin("standing", asked.vector.inspection)
        if asked.vector.inspection not in readable:
            _tell_removed(look)
            continue
        look.well(f"The team lets this laptop in ({', '.join(sorted(asked.roles)) or 'no role'}).")
        place.there[asked.vector.inspection] = theirs


def _tell_missing(look: Look, asked: _Asked, refusal: ServerRefusalError) -> None:
    if refusal.code == "not-a-member":
        _tell_removed(look)
    elif refusal.code != "unknown-inspection":
        raise refusal
    elif asked.seen:
        look.amiss(
            refusal.code,
            "The server had this inspection and has it no longer.",
            "The lead or a deputy syncs and so brings it again; nothing is lost. Tell who runs the"
            " server.",
        )
    elif asked.used:
        look.well("The inspection is not there yet.", "The lead's next `inspector sync` brings it.")
    else:
        look.well("The inspection is not there: it syncs with another server.")


def _tell_removed(look: Look) -> None:
    look.amiss(
        "not-a-member",
        "The team does not let this laptop in any more.",
        "Sync once to hand over what is only here; ask the lead inspector.",
    )


def _compared(place: _Place, bases: Sequence[EvidenceBase]) -> list[Step]:
    return [
        compared(base, place.there[base.inspection])
        for base in bases
        if base.inspection in place.there
    ]
