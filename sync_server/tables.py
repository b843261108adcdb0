"""The tables of the server's store, and the triggers that make it append only.

They have a metadata of their own: no other table can appear in the store, none of these elsewhere.
"""

from sqlalchemy import Connection, Index, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

__all__ = [
    "AuditRow",
    "BlobRow",
    "CardRow",
    "ChallengeRow",
    "CodeRow",
    "EnrolledRow",
    "EntryRow",
    "ErasedPartRow",
    "JoinRequestRow",
    "MailboxRow",
    "PartRow",
    "PurgedBlobRow",
    "ServerTable",
    "TeamRecordRow",
    "TokenRow",
    "VectorRow",
    "create_tables",
]


class ServerTable(SQLModel, registry=registry()):
    """What all tables of the server share: its own metadata."""


class TeamRecordRow(ServerTable, table=True):
    """One authentic team record, byte for byte, losing branches too."""

    __tablename__ = "team_record"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    inspection: str = Field(index=True)
    body: bytes
    signature: bytes


class EntryRow(ServerTable, table=True):
    """One authentic entry but for its parts; `number` is the order of arrival.

    `signature` is empty where only a later entry of the feed vouches for this one.
    """

    __tablename__ = "entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    inspection: str = Field(index=True)
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


def _refuse(name: str, table: str, event: str, condition: str = "1") -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
    )


_ERASED = "EXISTS (SELECT 1 FROM erased_part WHERE inspection = NEW.inspection AND name = NEW.name)"
_PURGED = "EXISTS (SELECT 1 FROM purged_blob WHERE inspection = {0}.inspection AND name = {0}.name)"
_SAME_PART = (
    "NEW.entry IS OLD.entry AND NEW.place IS OLD.place"
    " AND NEW.inspection IS OLD.inspection AND NEW.name IS OLD.name"
)
_SAME_ENTRY = " AND ".join(
    f"NEW.{column} IS OLD.{column}" for column in EntryRow.model_fields if column != "signature"
)

_TRIGGERS = (
    *(
        _refuse(f"{table}_stays", table, "DELETE")
        for table in ("team_record", "entry", "entry_part", "erased_part", "purged_blob", "audit")
    ),
    *(
        _refuse(f"{table}_is_final", table, "UPDATE")
        for table in ("team_record", "erased_part", "blob", "purged_blob", "audit")
    ),
    # An entry that a later one vouched for may get its own signature once; nothing else changes.
    _refuse(
        "entry_is_final",
        "entry",
        "UPDATE",
        f"NOT ({_SAME_ENTRY} AND length(OLD.signature) = 0)",
    ),
    # A part comes once, and goes only when a team record erases it.
    _refuse(
        "entry_part_is_final",
        "entry_part",
        "UPDATE",
        f"NOT ({_SAME_PART} AND ((OLD.sealed IS NULL AND NOT {_ERASED})"
        f" OR (NEW.sealed IS NULL AND {_ERASED})))",
    ),
    _refuse(
        "erased_part_stays_away",
        "entry_part",
        "INSERT",
        f"NEW.sealed IS NOT NULL AND {_ERASED}",
    ),
    # A blob stays until a team record purges it, and never comes back.
    _refuse("blob_stays", "blob", "DELETE", f"NOT {_PURGED.format('OLD')}"),
    _refuse("purged_blob_stays_away", "blob", "INSERT", _PURGED.format("NEW")),
)


def create_tables(connection: Connection) -> None:
    """Makes what is missing of the tables and triggers."""
    ServerTable.metadata.create_all(connection)
    for trigger in _TRIGGERS:
        connection.exec_driver_sql(trigger)
