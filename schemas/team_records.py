"""The team chain's records: signed, hash-chained, clear, and without names.

Each record is canonical JSON with a `kind`; its id is the SHA-256 of those bytes, 64 hexadecimal
digits; its signature covers `inspector/team/1` ‖ 0x00 ‖ bytes. The inspection's id is the id of
its genesis. Who counts, and who wins when two records race, is in `schemas.team`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.canonical import Json, MalformedError, decode, encode
from schemas.identifiers import feed_device, require_hex
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
    "read_record",
    "signed_record",
]

Feeds: TypeAlias = Mapping[str, tuple[str, ...]]
"""Entry ids by feed."""


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
        if not isinstance(url, str):
            raise MalformedError("not a server")
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

    @property
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


def read_record(body: bytes) -> TeamRecord:
    """Reads a team record.

    Raises:
        MalformedError: when it is not one this version knows.
    """
    value = decode(body)
    if not isinstance(value, dict) or value.get("v") != 1:
        raise MalformedError("a team record of another version")
    readers: dict[str, Callable[[Mapping[str, Json]], TeamRecord]] = {
        "genesis": _genesis,
        "epoch": _epoch,
        "admit": _admit,
        "servers": _servers,
        "erase": _erase,
        "purge": _purge,
        "dispose": _dispose,
    }
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in readers:
        raise MalformedError("a team record of an unknown kind")
    try:
        record = readers[kind](value)
    except (KeyError, TypeError):
        raise MalformedError(f"a team record of kind {kind} that lacks something") from None
    if encode(record.as_json()) != body:
        raise MalformedError(f"a team record of kind {kind} with something else in it")
    return record


def _genesis(value: Mapping[str, Json]) -> Genesis:
    escrow = value["escrow"]
    return Genesis(
        require_hex(value["random"], 32, "random bytes"),
        Card.from_json(value["lead"]),
        None if escrow is None else Card.from_json(escrow),
    )


def _epoch(value: Mapping[str, Json]) -> Epoch:
    rules = value["rules"]
    if isinstance(rules, bool) or not isinstance(rules, int) or rules < 1:
        raise MalformedError("an epoch without its rules")
    wraps = value["wraps"]
    if not isinstance(wraps, dict):
        raise MalformedError("an epoch without its wraps")
    return Epoch(
        *_place(value),
        seats=tuple(_seat(item) for item in _list(value["seats"])),
        rules=rules,
        cutoffs=_feeds(value["cutoffs"]),
        admit=_feeds(value["admit"]),
        commitment=require_hex(value["commitment"], 32, "key commitment"),
        wraps={
            require_hex(device, 32, "device"): from_base64(wrap) for device, wrap in wraps.items()
        },
        earlier=from_base64(value["earlier"]),
    )


def _admit(value: Mapping[str, Json]) -> Admit:
    return Admit(*_place(value), admit=_feeds(value["admit"]))


def _servers(value: Mapping[str, Json]) -> Servers:
    return Servers(
        *_place(value), servers=tuple(Server.from_json(i) for i in _list(value["servers"]))
    )


def _erase(value: Mapping[str, Json]) -> Erase:
    return Erase(
        *_place(value),
        parts=tuple(require_hex(name, 16, "part name") for name in _list(value["parts"])),
        proposer=require_hex(value["proposer"], 32, "device"),
        proposal=from_base64(value["proposal"]),
    )


def _purge(value: Mapping[str, Json]) -> Purge:
    blobs = tuple(require_hex(name, 32, "blob") for name in _list(value["blobs"]))
    return Purge(*_place(value), blobs=blobs)


def _dispose(value: Mapping[str, Json]) -> Dispose:
    return Dispose(*_place(value), vector=_feeds(value["vector"]))


def _place(value: Mapping[str, Json]) -> tuple[str, str]:
    return (
        require_hex(value["prev"], 32, "team record"),
        require_hex(value["by"], 32, "device"),
    )


def _seat(value: Json) -> Seat:
    if not isinstance(value, dict):
        raise MalformedError("not a seat")
    roles = _list(value["roles"])
    if not all(isinstance(role, str) for role in roles):
        raise MalformedError("not a list of roles")
    return Seat(
        Card.from_json(value["card"]),
        require_hex(value["member"], 16, "member"),
        frozenset(str(role) for role in roles),
    )


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise MalformedError("not a list")
    return value


def _feeds_json(feeds: Feeds) -> Json:
    return {feed: sorted(entries) for feed, entries in feeds.items()}


def _feeds(value: Json) -> Feeds:
    if not isinstance(value, dict):
        raise MalformedError("not a list of feeds")
    for feed in value:
        feed_device(feed)
    return {
        feed: tuple(require_hex(entry, 32, "entry id") for entry in _list(entries))
        for feed, entries in value.items()
    }
