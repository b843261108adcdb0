"""The kinds of team records, and how each is written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.canonical import Json, MalformedError, encode
from schemas.identifiers import require_hex
from schemas.signing import SUITE, Card, from_base64, sign, to_base64

__all__ = [
    "Admit",
    "Dispose",
    "Epoch",
    "Erase",
    "Feeds",
    "Genesis",
    "Purge",
    "Seat",
    "Server",
    "Servers",
    "SignedRecord",
    "TeamRecord",
    "erase_proposal",
    "signed_record",
]

Feeds: TypeAlias = Mapping[str, tuple[str, ...]]
"""Entry ids by feed."""


_URL = re.compile(r"https?://[!-~]{1,2000}\Z")
"""Printable ASCII only: an address is shown to people and given to a client."""


@dataclass(frozen=True)
class Seat:
    """One device in the team: whose it is and with which roles."""

    card: Card
    member: str
    roles: frozenset[str]

    def as_json(self) -> Json:
        """The seat as it stands in an epoch."""
        return {
            "card": self.card.as_json(),
            "member": self.member,
            "roles": sorted(self.roles),
        }


@dataclass(frozen=True)
class Genesis:
    """The first record; it makes the inspection's id.

    Args:
        random: 32 bytes, so that no two inspections share an id.
        lead: the lead's card, which signs it.
        escrow: card of the two recovery halves, if there are any.
    """

    random: str
    lead: Card
    escrow: Card | None
    prev: None = None

    @property
    def by(self) -> str:
        """The lead's device signs."""
        return self.lead.device

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "escrow": None if self.escrow is None else self.escrow.as_json(),
            "kind": "genesis",
            "lead": self.lead.as_json(),
            "random": self.random,
            "suite": SUITE,
            "v": 1,
        }


@dataclass(frozen=True)
class Epoch:
    """Who is in the team from here on, under which rules and with which key.

    Args:
        seats: every device of the team.
        rules: version of the role table.
        cutoffs: for devices removed or demoted here, the entries that keep their old standing.
        admit: entries that count although their author's place does not say so.
        commitment: SHA-256 over the epoch key.
        wraps: the epoch key sealed for each device and the escrow.
        earlier: every earlier epoch key its signer holds, sealed under this one.
        prev: the record before it.
        by: the device that signs.
    """

    prev: str
    by: str
    seats: tuple[Seat, ...]
    rules: int
    cutoffs: Feeds
    admit: Feeds
    commitment: str
    wraps: Mapping[str, bytes]
    earlier: bytes

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "admit": _feeds_json(self.admit),
            "by": self.by,
            "commitment": self.commitment,
            "cutoffs": _feeds_json(self.cutoffs),
            "earlier": to_base64(self.earlier),
            "kind": "epoch",
            "prev": self.prev,
            "rules": self.rules,
            "seats": [
                seat.as_json() for seat in sorted(self.seats, key=lambda seat: seat.card.device)
            ],
            "suite": SUITE,
            "v": 1,
            "wraps": {device: to_base64(wrap) for device, wrap in self.wraps.items()},
        }


@dataclass(frozen=True)
class Admit:
    """Lets named entries, and what they stand on, count after all."""

    prev: str
    by: str
    admit: Feeds

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "admit": _feeds_json(self.admit),
            "by": self.by,
            "kind": "admit",
            "prev": self.prev,
            "v": 1,
        }


@dataclass(frozen=True)
class Server:
    """Where a server answers and how it is known."""

    url: str
    server: str
    certificate: str | None

    def as_json(self) -> Json:
        """The server as it stands in a record or an invitation."""
        return {"certificate": self.certificate, "server": self.server, "url": self.url}

    @classmethod
    def from_json(cls, value: Json) -> Server:
        """Reads a server.

        Raises:
            MalformedError: when it is not one.
        """
        if not isinstance(value, dict) or set(value) != {"certificate", "server", "url"}:
            raise MalformedError("not a server")
        url, certificate = value["url"], value["certificate"]
        if not isinstance(url, str) or not _URL.match(url):
            raise MalformedError("not the address of a server")
        return cls(
            url,
            require_hex(value["server"], 32, "server"),
            None if certificate is None else require_hex(certificate, 32, "certificate"),
        )


@dataclass(frozen=True)
class Servers:
    """The servers that this inspection uses."""

    prev: str
    by: str
    servers: tuple[Server, ...]

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "by": self.by,
            "kind": "servers",
            "prev": self.prev,
            "servers": [server.as_json() for server in self.servers],
            "v": 1,
        }


@dataclass(frozen=True)
class Erase:
    """Names parts whose text every replica drops and refuses from now on.

    Args:
        parts: names of all versions.
        proposer: the device of the lead or deputy who proposed.
        proposal: its signature over `erase_proposal(inspection, parts)`.
        prev: the record before it.
        by: the device of the QAM or deputy who confirms.
    """

    prev: str
    by: str
    parts: tuple[str, ...]
    proposer: str
    proposal: bytes

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "by": self.by,
            "kind": "erase",
            "parts": sorted(self.parts),
            "prev": self.prev,
            "proposal": to_base64(self.proposal),
            "proposer": self.proposer,
            "v": 1,
        }


@dataclass(frozen=True)
class Purge:
    """Names sealed blobs (chunks of a frame) that are deleted everywhere."""

    prev: str
    by: str
    blobs: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "blobs": sorted(self.blobs),
            "by": self.by,
            "kind": "purge",
            "prev": self.prev,
            "v": 1,
        }


@dataclass(frozen=True)
class Dispose:
    """Ends the inspection; each laptop asks its person before it destroys anything."""

    prev: str
    by: str
    vector: Feeds

    def as_json(self) -> dict[str, Json]:
        """The record as it is hashed and signed."""
        return {
            "by": self.by,
            "kind": "dispose",
            "prev": self.prev,
            "v": 1,
            "vector": _feeds_json(self.vector),
        }


TeamRecord: TypeAlias = Genesis | Epoch | Admit | Servers | Erase | Purge | Dispose


@dataclass(frozen=True)
class SignedRecord:
    """A team record as it is kept and travels, byte for byte."""

    body: bytes
    signature: bytes

    @cached_property
    def id(self) -> str:
        """SHA-256 of the record's bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.body).hexdigest()

    def as_json(self) -> dict[str, Json]:
        """The record as it travels."""
        return {"body": to_base64(self.body), "signature": to_base64(self.signature)}

    @classmethod
    def from_json(cls, value: Json) -> SignedRecord:
        """Reads a record from what travels.

        Raises:
            MalformedError: when it is not one.
        """
        if not isinstance(value, dict) or set(value) != {"body", "signature"}:
            raise MalformedError("not a signed team record")
        return cls(from_base64(value["body"]), from_base64(value["signature"]))


def signed_record(record: TeamRecord, key: Ed25519PrivateKey) -> SignedRecord:
    """Signs a record with the key of the device that it names."""
    body = encode(record.as_json())
    return SignedRecord(body, sign(key, "team", body))


def erase_proposal(inspection: str, parts: tuple[str, ...]) -> bytes:
    """What the proposer of an erasure signs."""
    return encode(["erase", inspection, *sorted(parts)])


def _feeds_json(feeds: Feeds) -> Json:
    return {feed: sorted(entries) for feed, entries in feeds.items()}
