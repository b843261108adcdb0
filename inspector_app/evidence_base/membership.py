"""Who is in the team: a new inspection, inviting, approving, removing, handing on, a new key.

Every change of the team is a signed record of the team chain. Names stand in the log, as records
that only the lead writes; the chain itself has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.admitting import never_seated, tips_of
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.team_changes import (
    append_record,
    cutoffs_of,
    new_epoch,
    require_every_key,
    require_power,
    require_signer,
    reseat,
)
from inspector_app.evidence_base.team_log import check_seated
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.vault.vault import Vault
from schemas.canonical import MalformedError
from schemas.epochs import WrapError
from schemas.identifiers import new_id
from schemas.joining import Invitation, JoinRequestContent, open_request
from schemas.permissions import ROLES
from schemas.records import Member
from schemas.signing import Card, from_base64
from schemas.team_records import (
    Genesis,
    Seat,
    Server,
    Servers,
    SignedRecord,
    signed_record,
)
from schemas.wire import mailbox_name

__all__ = [
    "OpenRequest",
    "approve",
    "create_base",
    "invite",
    "join_base",
    "members_named",
    "open_requests",
    "receive_request",
    "remove",
    "rotate",
    "set_roles",
    "use_server",
]

_INVITATION_DAYS = 14


@dataclass(frozen=True)
class OpenRequest:
    """Somebody who asks to join.

    Args:
        request: its id: the mailbox of the invitation.
        name: as they gave it.
        words: their device as six words, to compare by ear before approving.
        role: that the invitation was for.
        card: their device's card.
    """

    request: str
    name: str
    words: str
    role: str
    card: Card


def create_base(vault: Vault, *, escrow: Card | None = None) -> EvidenceBase:
    """A new inspection with this device as its lead's: genesis and first epoch.

    Args:
        vault: ours.
        escrow: card of the recovery halves; those of this home if not given.
    """
    device, escrow = vault.device, escrow or vault.escrow
    genesis = Genesis(vault.randomness(32).hex(), device.card, escrow)
    first = signed_record(genesis, device.signing_key)
    member = new_id(vault.clock, vault.randomness)
    seat = Seat(device.card, member, frozenset({"lead"}))
    epoch = new_epoch(vault, first.id, first.id, [seat], {}, escrow)
    vault.create_base(first.id)
    base = EvidenceBase(vault, first.id)
    base.merge(records=[first, signed_record(epoch, device.signing_key)])
    base.record(NewWrite(member, "member", "name", Typed(vault.name)))
    return base


def join_base(
    vault: Vault, invitation: Invitation, records: Iterable[SignedRecord]
) -> EvidenceBase:
    """Opens an inspection that we were approved for, from its team chain.

    One that is here since we were in the team before goes on.

    Raises:
        InspectorError: `not-approved-yet`, or `wrong-inspection` when the chain is not the one
            that the invitation names.
    """
    known = tuple(records)
    check_seated(vault.device, invitation, known)
    vault.create_base(invitation.inspection)
    base = EvidenceBase(vault, invitation.inspection)
    base.merge(records=known)
    vault.forget_invitation(invitation.inspection)
    return base


def invite(base: EvidenceBase, role: str, server: Server | None) -> Invitation:
    """An invitation for one person: a file to hand over.

    Raises:
        InspectorError: `unknown-role` or `not-allowed`.
    """
    state = require_signer(base)
    if role not in ROLES:
        raise InspectorError(
            "unknown-role",
            "There is no role of that name.",
            kept="Nothing was changed.",
            next_step=f"Use one of: {', '.join(ROLES)}.",
        )
    require_power(base, state, (), {role})
    vault = base.vault
    expires = vault.clock() + timedelta(days=_INVITATION_DAYS)
    invitation = Invitation(
        base.inspection,
        vault.device.id,
        server,
        vault.randomness(16).hex(),
        role,
        expires.isoformat(timespec="seconds"),
    )
    with base.local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO invitation (mailbox, secret, role, expires, registered, used)"
            " VALUES (?, ?, ?, ?, 0, 0)",
            (mailbox_name(invitation.mailbox_token), invitation.secret, role, invitation.expires),
        )
    return invitation


def receive_request(base: EvidenceBase, mailbox: str, sealed: str) -> None:
    """Keeps a sealed request that came for one of our invitations."""
    with base.local() as connection:
        connection.exec_driver_sql(
            "UPDATE invitation SET request = ? WHERE mailbox = ? AND NOT used", (sealed, mailbox)
        )


def open_requests(base: EvidenceBase) -> tuple[OpenRequest, ...]:
    """The requests to join that wait for us; ones that do not open are left out."""
    with base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT mailbox, secret, role, request FROM invitation"
            " WHERE request IS NOT NULL AND NOT used ORDER BY mailbox"
        )
        found = []
        for mailbox, secret, role, request in rows:
            content = _opened(base.inspection, secret, request)
            if content is not None:
                card = content.card
                found.append(OpenRequest(mailbox, content.name, card.words, role, card))
    return tuple(found)


def approve(base: EvidenceBase, request: OpenRequest, *, member: str | None = None) -> str:
    """Seats a device under a new epoch key and names its member; returns the member's id.

    What the device wrote after it was let in by a record that lost a race counts from now on. A
    device that comes back is its member's again; what it wrote meanwhile stays held.

    Args:
        base: ours; we must be lead or deputy.
        request: what was asked, with the role to give.
        member: an existing member whose further device this is.

    Raises:
        InspectorError: `not-allowed`, `unknown-member` or `missing-epoch`.
    """
    state = require_signer(base)
    roles = frozenset({request.role})
    if member is not None:
        devices = state.member_devices(member)
        if not devices:
            raise _unknown_member()
        roles = state.seats[next(iter(devices))].roles
    last = base.team.chain.last_seat(request.card.device)
    chosen = member or (last.member if last else base.new_id())
    if request.card.device not in state.seats:
        require_power(base, state, () if member is None else (member,), roles)
        seat = Seat(request.card, chosen, roles)
        early = tips_of(base, never_seated(base, request.card.device))
        reseat(base, [*state.seats.values(), seat], admit=early)
    if member is None and chosen not in members_named(base):
        base.record(NewWrite(chosen, "member", "name", Typed(request.name)))
    with base.local() as connection:
        connection.exec_driver_sql(
            "UPDATE invitation SET used = 1 WHERE mailbox = ?", (request.request,)
        )
    return chosen


def remove(base: EvidenceBase, whom: str, reason: str) -> frozenset[str]:
    """Takes all devices of a member, or one device, out of the team, under a new epoch key.

    What we have of theirs keeps its standing; what comes later is held until it is admitted.

    Args:
        base: ours; we must be lead or deputy.
        whom: a member id, or the id of one device that was lost.
        reason: kept as a comment on the member.

    Returns:
        The devices that were taken out.

    Raises:
        InspectorError: `not-allowed`, `unknown-member`, `last-lead` or `missing-epoch`.
    """
    state = require_signer(base)
    gone = frozenset({whom} if whom in state.seats else state.member_devices(whom))
    if not gone:
        raise _unknown_member()
    member = state.seats[next(iter(gone))].member
    require_power(base, state, (member,), ())
    left = [seat for device, seat in state.seats.items() if device not in gone]
    if not any("lead" in seat.roles for seat in left):
        raise InspectorError(
            "last-lead",
            "An inspection cannot be without a lead inspector.",
            kept="Nothing was changed.",
            next_step="Let another lead in first: `inspector team invite --role lead`.",
        )
    # The reason first: who removes their own laptop may say nothing afterwards.
    require_every_key(base)
    comment = base.new_id()
    base.record(
        NewWrite(comment, "comment", "text", Typed(reason)),
        NewWrite(comment, "comment", "on", member),
    )
    reseat(base, left, cutoffs=cutoffs_of(base, gone))
    return gone


def set_roles(base: EvidenceBase, member: str, roles: frozenset[str]) -> None:
    """Gives a member other roles on all devices, such as deputy beside their own."""
    state = require_signer(base)
    devices = state.member_devices(member)
    if not devices:
        raise _unknown_member()
    require_power(base, state, (member,), roles)
    seats = [
        replace(seat, roles=roles) if device in devices else seat
        for device, seat in state.seats.items()
    ]
    lessened = {device for device in devices if state.seats[device].roles - roles}
    reseat(base, seats, cutoffs=cutoffs_of(base, lessened))


def rotate(base: EvidenceBase) -> None:
    """A new epoch key for the same team."""
    reseat(base, require_signer(base).seats.values())


def use_server(base: EvidenceBase, server: Server) -> None:
    """Says where this inspection syncs, unless the chain says so already."""
    state = require_signer(base)
    if server in state.servers:
        return
    others = tuple(known for known in state.servers if known.server != server.server)
    record = Servers(state.record, base.vault.device.id, (*others, server))
    append_record(base, record)


def members_named(base: EvidenceBase) -> Mapping[str, str]:
    """The names of members by id."""
    with base.reading() as session:
        return {member.id: member.name or "" for member in session.exec(select(Member))}


def _opened(inspection: str, secret: str, request: str) -> JoinRequestContent | None:
    try:
        return open_request(from_base64(request), inspection, secret)
    except (WrapError, MalformedError):
        return None


def _unknown_member() -> InspectorError:
    return InspectorError(
        "unknown-member",
        "There is no such member in the team now.",
        kept="Nothing was changed.",
        next_step="See `inspector team list`.",
    )
