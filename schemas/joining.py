"""Invitations and requests to join.

An invitation is a file of canonical JSON that the lead hands over in person:

    {"v": 1, "kind": "invitation", "inspection", "lead": <device id>, "server": {…} or null,
     "secret": <16 bytes>, "role", "expires"}

The request is sealed with HKDF(secret, "inspector/join/1"); HKDF(secret, "inspector/mailbox/1") is
the token that may post it to the server. Nobody who lacks the secret reads the name in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.epochs import derive, open_sealed, seal_with
from schemas.identifiers import Randomness, require_hex
from schemas.moments import require_moment
from schemas.signing import Card, from_base64, to_base64
from schemas.team_records import Server

__all__ = ["Invitation", "JoinRequestContent", "open_request", "seal_request"]


_KEYS = {"expires", "inspection", "kind", "lead", "role", "secret", "server", "v"}
_ROLE = re.compile(r"[a-z][a-z-]{0,47}\Z")


@dataclass(frozen=True, repr=False)
class Invitation:
    """What the lead gives to somebody who is to join.

    Args:
        inspection: id of the genesis record.
        lead: the lead's device id, shown as words to compare.
        server: where to sync; None for a team that exchanges bundles.
        secret: 16 random bytes in hexadecimal, for one request.
        role: the role that the lead means to give.
        expires: ISO 8601.
    """

    inspection: str
    lead: str
    server: Server | None
    secret: str
    role: str
    expires: str

    @property
    def mailbox_token(self) -> str:
        """The token that may post a request to the server."""
        return derive(bytes.fromhex(self.secret), b"inspector/mailbox/1").hex()

    def to_bytes(self) -> bytes:
        """The invitation as a file."""
        return encode(
            {
                "expires": self.expires,
                "inspection": self.inspection,
                "kind": "invitation",
                "lead": self.lead,
                "role": self.role,
                "secret": self.secret,
                "server": None if self.server is None else self.server.as_json(),
                "v": 1,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Invitation:
        """Reads an invitation.

        Raises:
            MalformedError: when it is not one.
        """
        value = decode(data)
        if not isinstance(value, dict) or value.get("kind") != "invitation":
            raise MalformedError("not an invitation")
        if not is_number(value.get("v")) or value["v"] != 1 or set(value) != _KEYS:
            raise MalformedError("an invitation of another version")
        server, role = value["server"], value["role"]
        if not isinstance(role, str) or not _ROLE.match(role):
            raise MalformedError("an invitation without its role")
        return cls(
            require_hex(value["inspection"], 32, "inspection"),
            require_hex(value["lead"], 32, "device"),
            None if server is None else Server.from_json(server),
            require_hex(value["secret"], 16, "secret"),
            role,
            require_moment(value["expires"], "the end of an invitation"),
        )


@dataclass(frozen=True, repr=False)
class JoinRequestContent:
    """Who asks to join: a card and the name to show the lead."""

    card: Card
    name: str


def seal_request(
    invitation: Invitation, content: JoinRequestContent, randomness: Randomness
) -> bytes:
    """A request that only the holder of the invitation's secret can read."""
    plain = encode({"card": to_base64(content.card.to_bytes()), "name": content.name})
    key = derive(bytes.fromhex(invitation.secret), b"inspector/join/1")
    return seal_with(key, plain, invitation.inspection.encode("ascii"), randomness)


def open_request(sealed: bytes, inspection: str, secret: str) -> JoinRequestContent:
    """Reads a sealed request.

    Raises:
        WrapError: when the secret does not open it.
        MalformedError: when what is inside is not a request.
    """
    key = derive(bytes.fromhex(secret), b"inspector/join/1")
    value: Json = decode(open_sealed(key, sealed, inspection.encode("ascii")))
    if not isinstance(value, dict) or set(value) != {"card", "name"}:
        raise MalformedError("not a request to join")
    name = value["name"]
    if not isinstance(name, str):
        raise MalformedError("not a request to join")
    return JoinRequestContent(Card.from_bytes(from_base64(value["card"])), name)
