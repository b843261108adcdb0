"""Joining: a request goes out; once the lead has approved it, the inspection opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import httpx

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import join_base
from inspector_app.sync.client import ServerClient, ServerRefusalError
from inspector_app.vault.vault import Vault
from schemas.canonical import Json, MalformedError, decode, encode
from schemas.identifiers import require_hex
from schemas.joining import Invitation, JoinRequestContent, seal_request
from schemas.signing import from_base64, to_base64
from schemas.wire import mailbox_name

__all__ = ["JoinFile", "ask_to_join", "open_joined", "read_invitation"]


@dataclass(frozen=True, repr=False)
class JoinFile:
    """A request to join as a file, for a team without a server: sealed like any other.

    Args:
        mailbox: which invitation it answers.
        sealed: the sealed request, base64.
    """

    mailbox: str
    sealed: str

    def to_bytes(self) -> bytes:
        """The file."""
        return encode(
            {"kind": "join-request", "mailbox": self.mailbox, "sealed": self.sealed, "v": 1}
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> JoinFile:
        """Reads the file.

        Raises:
            InspectorError: `not-a-request`.
        """
        try:
            value: Json = decode(data)
            if not isinstance(value, dict) or value.get("kind") != "join-request":
                raise MalformedError("not a request")
            mailbox = require_hex(value.get("mailbox"), 32, "mailbox")
            return cls(mailbox, to_base64(from_base64(value.get("sealed"))))
        except MalformedError:
            raise InspectorError(
                "not-a-request",
                "That file is not a request to join.",
                kept="Nothing was changed.",
                next_step="Use the file that `inspector join FILE --card-out FILE` wrote.",
            ) from None


def read_invitation(data: bytes, now: datetime) -> Invitation:
    """Reads an invitation file.

    Raises:
        InspectorError: `not-an-invitation` or `expired`.
    """
    try:
        invitation = Invitation.from_bytes(data)
        expires = datetime.fromisoformat(invitation.expires)
    except (MalformedError, ValueError):
        raise InspectorError(
            "not-an-invitation",
            "That file is not an invitation.",
            kept="Nothing was changed.",
            next_step="Use the file that the lead's `inspector team invite` wrote.",
        ) from None
    if expires <= now:
        raise InspectorError(
            "expired",
            "The invitation is too old.",
            kept="Nothing was changed.",
            next_step="Ask the lead for a new one.",
        )
    return invitation


def ask_to_join(
    vault: Vault,
    invitation: Invitation,
    transport: httpx.BaseTransport | None = None,
    *,
    by_hand: bool = False,
) -> JoinFile:
    """Keeps the invitation and sends the sealed request to its server, if it has one.

    The request is sent first: an invitation whose server is away is kept as a file to hand over.
    A laptop that the team took out asks in the same way to come back. It has the inspection, and
    goes on with it at its next sync.

    Args:
        vault: of the laptop that asks.
        invitation: that was handed over.
        transport: another way to carry requests.
        by_hand: whether the request is handed to the lead as well; then it is no matter that the
            server is away or refuses: the laptop may be one that never reaches it.

    Raises:
        InspectorError: when the server is away or refuses.
    """
    content = JoinRequestContent(vault.device.card, vault.name)
    sealed = seal_request(invitation, content, vault.randomness)
    if invitation.inspection not in vault.inspections():
        vault.accept_invitation(invitation)
    if invitation.server is not None:
        client = ServerClient.to(vault.device, invitation.server, transport)
        try:
            client.post_request(invitation.inspection, invitation.mailbox_token, sealed)
        except InspectorError:
            if not by_hand:
                raise
        finally:
            client.close()
    return JoinFile(mailbox_name(invitation.mailbox_token), to_base64(sealed))


def open_joined(
    vault: Vault, invitation: Invitation, transport: httpx.BaseTransport | None = None
) -> EvidenceBase:
    """Opens an inspection at its server, if the lead has approved us.

    Raises:
        InspectorError: `not-approved-yet`, `no-server`, or when the server is away.
    """
    if invitation.server is None:
        raise InspectorError(
            "no-server",
            "That inspection has no server.",
            kept="The invitation is kept.",
            next_step="Import the bundle that the lead hands you after approving.",
        )
    client = ServerClient.to(vault.device, invitation.server, transport)
    try:
        records = client.team(invitation.inspection)
    except ServerRefusalError as refusal:
        if refusal.code not in ("not-enrolled", "not-a-member"):
            raise
        raise InspectorError(
            "not-approved-yet",
            "The lead inspector has not approved this device yet.",
            kept="The invitation is kept.",
            next_step="Ask the lead to run `inspector team requests`, then sync again.",
        ) from None
    finally:
        client.close()
    vault.add_server(invitation.server)
    return join_base(vault, invitation, records)
