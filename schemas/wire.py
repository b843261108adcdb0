"""What laptop and server say to each other, over HTTP under `/v1`.

JSON bodies are the models below. Entries travel as a run of frames, `u32 length ‖ entry`
(`schemas.entries`), media type `application/vnd.inspector.entries`. Refusals are
`{"error": {"code", "message"}}` with one of `ErrorCode`.

| call | asks | answers |
| --- | --- | --- |
| GET hello | | `Hello` |
| POST enrol | `Enrol` | `Hello` |
| POST login/challenge | `ChallengeRequest` | `Challenge` |
| POST login | `Login` | `Token` |
| POST inspections | `TeamRecords` (genesis first) | `TeamRecords` |
| GET inspections | | `InspectionsThere`: those in which this device may read |
| GET inspections/ID/team | | `TeamRecords` |
| POST inspections/ID/team | `TeamRecords` | `TeamRecords` |
| POST inspections/ID/vector | `VectorOffer` | `VectorReply` |
| POST inspections/ID/feed | `FeedRequest` | `FeedReply` |
| POST inspections/ID/push | frames | `PushReply` |
| POST inspections/ID/pull | `PullRequest` | frames; header `Inspector-Next` if there are more |
| GET inspections/ID/events | | server-sent events, see `schemas.events` |
| POST inspections/ID/mailboxes | `Mailbox` | `Mailbox` |
| POST inspections/ID/requests | `JoinPost` (needs no token) | `Posted` |
| GET inspections/ID/requests | | `JoinRequests` |
| POST inspections/ID/blobs | `BlobNames` | `BlobsThere` |
| PUT inspections/ID/blobs/NAME | the blob's bytes | `BlobsThere` |
| GET inspections/ID/blobs/NAME | | the blob's bytes |

A blob is a sealed chunk of a frame, media type `application/vnd.inspector.blob`; its name is the
SHA-256 of its bytes.

A device that was removed may push and offer its vector; the vector that it gets back names its own
feeds, and of others' what it said itself that it has.

All but hello, enrol, login and posting a join request need `Authorization: Bearer <token>`.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.canonical import MalformedError
from schemas.entries import LARGEST_ENTRY, Entry
from schemas.moments import MOMENT, require_moment

__all__ = [
    "BLOB",
    "ENTRIES",
    "LARGEST_BLOB",
    "MOST_INSPECTIONS",
    "NEXT",
    "PAGE_BYTES",
    "BlobNames",
    "BlobsThere",
    "Challenge",
    "ChallengeRequest",
    "Enrol",
    "ErrorCode",
    "FeedReply",
    "FeedRequest",
    "Hello",
    "InspectionsThere",
    "JoinPost",
    "JoinRequest",
    "JoinRequests",
    "Login",
    "Mailbox",
    "Posted",
    "PullRequest",
    "PushReply",
    "Record",
    "SetAside",
    "TeamRecords",
    "Token",
    "VectorOffer",
    "VectorReply",
    "Vectored",
    "frame",
    "framed",
    "mailbox_name",
    "unframed",
]

ENTRIES = "application/vnd.inspector.entries"
BLOB = "application/vnd.inspector.blob"
NEXT = "Inspector-Next"
PAGE_BYTES = 4 * 1024 * 1024
"""Entries in one answer or push come to about this many bytes; one larger entry stands alone."""

LARGEST_BLOB = 1024 * 1024
"""Bytes of one sealed chunk of a frame, which is named by its SHA-256."""

ErrorCode = Literal[
    "bad-request",
    "not-enrolled",
    "not-a-member",
    "not-logged-in",
    "unknown-inspection",
    "unknown-mailbox",
    "unknown-blob",
    "blob-purged",
    "too-large",
    "look-again",
    "server-full",
    "store-away",
    "unexpected",
]

MOST_INSPECTIONS = 1000
"""Named in one answer at most."""

Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
FeedName = Annotated[str, Field(pattern=r"^[0-9a-f]{64}-[0-9a-f]{16}$")]


Moment = Annotated[
    str,
    AfterValidator(lambda text: require_moment(text, "a moment")),
    Field(json_schema_extra={"pattern": MOMENT}),
]
Count = Annotated[int, Field(ge=0, le=2**53 - 1, strict=True)]


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hello(Message):
    """Who answers: the server's id is the SHA-256 of its Ed25519 public key."""

    server: Hex32
    sign_key: Hex32
    certificate_sha256: Hex32 | None
    version: str
    time: Moment


class Enrol(Message):
    """Spends a one-time code, so that this device may bring inspections to the server."""

    code: Annotated[str, Field(max_length=64)]
    card: Base64


class ChallengeRequest(Message):
    """Asks for something to sign."""

    device: Hex32


class Challenge(Message):
    """A nonce, good for one login within a minute."""

    nonce: Hex32
    expires: Moment


class Login(Message):
    """The nonce signed by the device (`schemas.signing.login_payload`)."""

    device: Hex32
    nonce: Hex32
    signature: Base64


class Token(Message):
    """A bearer token of 15 minutes."""

    token: Annotated[str, Field(max_length=128)]
    expires: Moment


class Record(Message):
    """One signed team record."""

    body: Base64
    signature: Base64


class TeamRecords(Message):
    """Team records, parents before children; `head` is the sender's."""

    records: tuple[Record, ...]
    head: Hex32


class InspectionsThere(Message):
    """The inspections in which the device that asks may read; who has recovery halves needs it."""

    inspections: Annotated[tuple[Hex32, ...], Field(max_length=MOST_INSPECTIONS)]


class Vectored(Message):
    """One signed vector (`schemas.feeds.SignedVector`)."""

    payload: Base64
    signature: Base64


class VectorOffer(Message):
    """What the laptop has."""

    vector: Vectored


class VectorReply(Message):
    """What the server has, what others last said they have, and how many entries are held."""

    server: Vectored
    others: tuple[Vectored, ...]
    held: Count


class FeedRequest(Message):
    """Asks for the ids of one feed, for a tip one does not know."""

    feed: FeedName


class FeedReply(Message):
    """Every entry id of the feed that the server has, by place."""

    ids: tuple[Hex32, ...]


class PullRequest(Message):
    """Asks for what the named tips and ids do not cover, from a place in the server's order.

    Args:
        have: tips by feed; what they stand on is not sent again.
        again: entries whose parts or chain are incomplete, to be sent again.
        after: where the last answer ended.
        held: the lead's and deputies' laptops ask for what is held, too.
    """

    have: dict[FeedName, tuple[Hex32, ...]]
    again: tuple[Hex32, ...] = ()
    after: Count = 0
    held: Annotated[bool, Field(strict=True)] = False


class SetAside(Message):
    """An entry that was not taken, or taken and held, and why."""

    entry: Hex32
    code: Literal["unauthentic", "held", "malformed", "too-large", "other-inspection", "unknown"]


class PushReply(Message):
    """How many entries the server has of those pushed, and which it set aside."""

    stored: Count
    known: Count
    set_aside: tuple[SetAside, ...]


class Mailbox(Message):
    """Opens a mailbox for one invitation: SHA-256 of the token that may post to it."""

    mailbox: Hex32
    expires: Moment


class JoinPost(Message):
    """A request to join, sealed with the invitation's secret."""

    token: Hex32
    sealed: Annotated[Base64, Field(max_length=16384)]


class Posted(Message):
    """Says that it lies there."""

    mailbox: Hex32


class JoinRequest(Message):
    """A sealed request as it lies in its mailbox."""

    mailbox: Hex32
    sealed: Base64


class JoinRequests(Message):
    """What waits for the lead."""

    requests: tuple[JoinRequest, ...]


class BlobNames(Message):
    """Asks which of these blobs are there."""

    names: Annotated[tuple[Hex32, ...], Field(max_length=1024)]


class BlobsThere(Message):
    """Those of the blobs asked for, or brought, that the server has."""

    there: tuple[Hex32, ...]


def mailbox_name(token: str) -> str:
    """The public name of the mailbox that a token opens."""
    return hashlib.sha256(bytes.fromhex(token)).hexdigest()


def framed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Entries as they stream: `u32 length ‖ entry`, one chunk an entry."""
    return (frame(entry.to_bytes()) for entry in entries)


def frame(data: bytes) -> bytes:
    """The bytes of one entry with their length in front."""
    return struct.pack(">I", len(data)) + data


def unframed(data: bytes) -> Iterator[bytes]:
    """The bytes of each entry in a run of frames.

    Raises:
        MalformedError: when a frame is cut short or larger than an entry may be.
    """
    place = 0
    while place < len(data):
        if place + 4 > len(data):
            raise MalformedError("frames cut short")
        (length,) = struct.unpack_from(">I", data, place)
        place += 4
        if length > LARGEST_ENTRY or place + length > len(data):
            raise MalformedError("frames cut short")
        yield data[place : place + length]
        place += length
