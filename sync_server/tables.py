"""The tables of the server's store.

They have a metadata of their own: no other table can appear in the store, none of these elsewhere.
"""

from collections.abc import Collection

from sqlalchemy import Connection, Delete, Index, UniqueConstraint, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col

__all__ = [
    "AuditRow",
    "BlobRow",
    "CardRow",
    "ChallengeRow",
    "CodeRow",
    "CompletionRow",
    "EnrolledRow",
    "EntryRow",
    "ErasedPartRow",
    "JoinRequestRow",
    "LayoutRow",
    "MailboxRow",
    "PartRow",
    "PurgedBlobRow",
    "ScrubRow",
    "ServerTable",
    "TeamRecordRow",
    "TokenRow",
    "VectorRow",
    "upsert",
]


class ServerTable(SQLModel, registry=registry()):
    """What all tables of the server share: its own metadata."""


class TeamRecordRow(ServerTable, table=True):
    """One authentic team record, byte for byte, losing branches too."""

    __tablename__ = "team_record"
    __table_args__ = (
        Index("team_record_by_arrival", "inspection", "number"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    inspection: str
    body: bytes
    signature: bytes


class EntryRow(ServerTable, table=True):
    """One authentic entry but for its parts; `number` is the order of arrival.

    `signature` is empty where only a later entry of the feed vouches for this one.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_by_arrival", "inspection", "number"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    inspection: str
    feed: str
    seq: int
    prev: str | None
    team: str
    header: bytes
    body: bytes
    signature: bytes


class PartRow(ServerTable, table=True):
    """One sealed part; `sealed` is null while it is not here, and for good once it is erased."""

    __tablename__ = "entry_part"
    __table_args__ = (Index("entry_part_by_name", "inspection", "name"),)

    entry: int = Field(primary_key=True, foreign_key="entry.number")
    place: int = Field(primary_key=True)
    inspection: str
    name: str
    sealed: bytes | None


class CompletionRow(ServerTable, table=True):
    """That more of an entry has come after the entry itself: bytes of parts, or its signature."""

    __tablename__ = "completion"
    __table_args__ = (
        Index("completion_by_arrival", "inspection", "number"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(primary_key=True)
    inspection: str
    entry: int = Field(foreign_key="entry.number")


class ErasedPartRow(ServerTable, table=True):
    """A part name that an erasure lists: its bytes are dropped and refused from then on."""

    __tablename__ = "erased_part"

    inspection: str = Field(primary_key=True)
    name: str = Field(primary_key=True)


class BlobRow(ServerTable, table=True):
    """One sealed chunk of a frame, under the SHA-256 of its bytes."""

    __tablename__ = "blob"

    inspection: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    data: bytes


class PurgedBlobRow(ServerTable, table=True):
    """The name of a blob that a purge lists: its bytes are deleted and refused from then on."""

    __tablename__ = "purged_blob"

    inspection: str = Field(primary_key=True)
    name: str = Field(primary_key=True)


class VectorRow(ServerTable, table=True):
    """What a device last said it has, in its own hand."""

    __tablename__ = "device_vector"

    inspection: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    payload: bytes
    signature: bytes


class CardRow(ServerTable, table=True):
    """The card of a device that enrolled or that a team record names."""

    __tablename__ = "device_card"

    device: str = Field(primary_key=True)
    card: bytes


class CodeRow(ServerTable, table=True):
    """A one-time enrolment code, as its SHA-256; times are ISO 8601, UTC."""

    __tablename__ = "enrolment_code"

    code_sha256: str = Field(primary_key=True)
    expires: str
    spent_by: str | None = None


class EnrolledRow(ServerTable, table=True):
    """A device that may bring inspections to this server."""

    __tablename__ = "enrolled_device"

    device: str = Field(primary_key=True)
    at: str


class ChallengeRow(ServerTable, table=True):
    """A nonce that waits to be signed, for one use."""

    __tablename__ = "challenge"

    nonce: str = Field(primary_key=True)
    device: str
    expires: str = Field(index=True)


class TokenRow(ServerTable, table=True):
    """A bearer token, as its SHA-256."""

    __tablename__ = "token"

    token_sha256: str = Field(primary_key=True)
    device: str
    expires: str = Field(index=True)


class MailboxRow(ServerTable, table=True):
    """A place for the answer to one invitation."""

    __tablename__ = "mailbox"

    mailbox: str = Field(primary_key=True)
    inspection: str = Field(index=True)
    expires: str


class JoinRequestRow(ServerTable, table=True):
    """A sealed request to join."""

    __tablename__ = "join_request"
    __table_args__ = (
        UniqueConstraint("mailbox", "sealed_sha256"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(primary_key=True)
    mailbox: str = Field(foreign_key="mailbox.mailbox")
    sealed_sha256: str
    sealed: bytes


class AuditRow(ServerTable, table=True):
    """What an administrator, or a device on its own authority, changed; without any content."""

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: int = Field(primary_key=True)
    at: str
    action: str
    subject: str


class LayoutRow(ServerTable, table=True):
    """Which layout the tables have (`sync_server.layout`); one row."""

    __tablename__ = "alembic_version"

    version_num: str = Field(primary_key=True, max_length=32)


class ScrubRow(ServerTable, table=True):
    """That bytes were dropped which may still lie in the files of the database."""

    __tablename__ = "scrub_due"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: int = Field(primary_key=True)

    @classmethod
    def done(cls, numbers: Collection[int]) -> Delete:
        """The statement that notes it as done."""
        return delete(cls).where(col(cls.number).in_(numbers))


def upsert(connection: Connection, table: type[ServerTable]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what to do when the row is there; the databases' own differ."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
