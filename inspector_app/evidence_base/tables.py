"""The tables of one inspection's file: the log, what is derived from it, what is local.

The log (`team_record`, `entry`, `entry_part`, `change`, `part`) is kept byte for byte. `current`,
`replaced`, `touched`, the record tables and the search index are derived and disposable. `draft`,
`answer` and `invitation` never leave this device.
"""

from __future__ import annotations

import hashlib
from functools import cache

from sqlalchemy import Connection, Engine, MetaData, Table, UniqueConstraint, delete
from sqlalchemy.orm import registry
from sqlalchemy.schema import DropTable
from sqlmodel import Field, SQLModel

from schemas.fields import TABLES, field_kinds
from schemas.permissions import RULES
from schemas.records import RECORD_TYPES

__all__ = ["create_projections", "create_tables", "drop_projections", "projection_version"]

LOG: registry = registry()

FORMAT = 1
"""Version of this layout; a file of a newer one is refused, never changed."""

PROJECTOR = 1
"""Version of how registers become rows; another one makes them all again from the log."""


_ONE_TREE = {"sqlite_with_rowid": False}
"""Rows in the tree of their key: one page written where a table with its index takes two."""


class _LogTable(SQLModel, registry=LOG):
    """Binds the tables of the log to their own metadata."""


class Setting(_LogTable, table=True):
    """One fact about this copy of the base, such as its incarnation."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class TeamRecordRow(_LogTable, table=True):
    """A signed team record, byte for byte.

    A copy with another signature is another row: a forged one must not keep the good one out.
    """

    __tablename__ = "team_record"

    id: str = Field(primary_key=True)
    signature: bytes = Field(primary_key=True)
    body: bytes


class EpochKeyRow(_LogTable, table=True):
    """The key of one epoch that this device can open."""

    __tablename__ = "epoch_key"

    record: str = Field(primary_key=True)
    key: bytes


class EntryRow(_LogTable, table=True):
    """An authentic entry with what the team chain says of it.

    `counts`, `depth`, `member`, `roles` and `rules` are what the chain says. `complete` = every
    part that no erasure names is here; `had` = so is its whole chain to seq 1. `opened` = its body
    was read.
    """

    __tablename__ = "entry"

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    feed: str = Field(index=True)
    seq: int
    prev: str | None = Field(default=None, index=True)
    team: str
    header: bytes
    body: bytes
    signature: bytes
    counts: bool
    depth: int
    member: str | None = None
    roles: str = ""
    rules: int
    complete: bool
    had: bool
    opened: bool


class EntryPartRow(_LogTable, table=True):
    """A sealed part of an entry, byte for byte; empty while it is not here or once it is erased."""

    __tablename__ = "entry_part"

    entry: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str = Field(index=True)
    sealed: bytes | None = None


class QuarantineRow(_LogTable, table=True):
    """Bytes that nobody vouches for: never in a feed, a vector or a bundle."""

    __tablename__ = "quarantine"

    id: str = Field(primary_key=True)
    data: bytes
    reason: str


class ChangeRow(_LogTable, table=True):
    """One save, ours or a colleague's. Without an entry it is in the outbox."""

    __tablename__ = "change"

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    body: bytes
    at: str
    milliseconds: int
    counter: int
    device: str
    member: str | None = None
    sealed: bool = False
    counts: bool


class EntryChangeRow(_LogTable, table=True):
    """Which changes stand in which entries; a restored copy may have sealed one twice."""

    __tablename__ = "entry_change"

    entry: int = Field(primary_key=True)
    change: int = Field(primary_key=True, index=True)


class PartRow(_LogTable, table=True):
    """Typed text by its part's name."""

    __tablename__ = "part"

    name: str = Field(primary_key=True)
    salt: bytes
    text: str


class TouchedRow(_LogTable, table=True):
    """Which changes write to which records; `applies` where a write of theirs is in force."""

    __tablename__ = "touched"
    __table_args__ = _ONE_TREE

    record: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    change: int = Field(primary_key=True)
    applies: bool


class CurrentRow(_LogTable, table=True):
    """A current write of a register: allowed, counting and not replaced. `value` is JSON."""

    __tablename__ = "current"
    __table_args__ = _ONE_TREE

    record: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    change: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    value: str


class ReplacedRow(_LogTable, table=True):
    """A write that an allowed, counting write of the same register names as its parent."""

    __tablename__ = "replaced"
    __table_args__ = _ONE_TREE

    change_id: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    by_change: int = Field(primary_key=True)
    by_place: int = Field(primary_key=True)
    record: str = Field(index=True)
    type: str
    field: str


class RecordRow(_LogTable, table=True):
    """Every record of a known type, with the number that the search index knows it by."""

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("id", "type"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str
    type: str


class ConflictRow(_LogTable, table=True):
    """A register with several current values, or a withdrawal that clashes with an edit."""

    __tablename__ = "conflict"

    record: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    field: str = Field(primary_key=True)


class PeerVectorRow(_LogTable, table=True):
    """The last signed vector of another device or a server."""

    __tablename__ = "peer_vector"

    by: str = Field(primary_key=True)
    team: str
    payload: bytes
    signature: bytes
    received_at: str


class DraftRow(_LogTable, table=True):
    """What is being typed, with the writes that were on the screen when editing began."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    record: str | None = None
    type: str
    content: str
    saved_at: str


class AnswerRow(_LogTable, table=True):
    """The opening of an answer that this device sealed, until it may travel."""

    __tablename__ = "answer"

    commitment: str = Field(primary_key=True)
    grade: str
    opening: str


class InvitationRow(_LogTable, table=True):
    """An invitation that this device gave out."""

    __tablename__ = "invitation"

    mailbox: str = Field(primary_key=True)
    secret: str
    role: str
    expires: str
    registered: bool = False
    request: str | None = None
    used: bool = False


def create_tables(engine: Engine) -> None:
    """Makes the tables and the search index of a new file, or checks those of an old one.

    Raises:
        ValueError: when the file was written by a newer version.
    """
    with engine.connect() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
    if version > FORMAT:
        raise ValueError("written by a newer version")
    if version == FORMAT:
        return
    with engine.begin() as connection:
        if connection.exec_driver_sql("PRAGMA user_version").scalar() == FORMAT:
            return
        LOG.metadata.create_all(connection)
        connection.exec_driver_sql("CREATE INDEX entry_place ON entry (feed, seq)")
        connection.exec_driver_sql(
            "CREATE INDEX change_unsealed ON change (number) WHERE NOT sealed"
        )
        connection.exec_driver_sql("CREATE INDEX entry_waiting ON entry (number) WHERE NOT had")
        create_projections(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")


def create_projections(connection: Connection) -> None:
    """Makes the tables of records and the search index, empty."""
    # Elements are many and small: one tree is a page less in every save.
    TABLES.metadata.tables["element"].dialect_options["sqlite"]["with_rowid"] = False
    TABLES.metadata.create_all(connection)
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE search USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
    )
    # Dropped text must not stay in the index's segments.
    connection.exec_driver_sql("INSERT INTO search(search, rank) VALUES ('secure-delete', 1)")


def drop_projections(connection: Connection) -> None:
    """Takes away what was derived, tables of record types that are no longer known included."""
    for name in ("current", "replaced", "touched", "conflict", "record"):
        connection.execute(delete(LOG.metadata.tables[name]))
    kept = {table.name for table in LOG.metadata.sorted_tables}
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'search%'"
    ).scalars()
    for name in ["search", *(name for name in names if name not in kept)]:
        connection.execute(DropTable(Table(name, MetaData())))


@cache
def projection_version() -> str:
    """A mark of everything that projections depend on beside the log: types, fields, role table."""
    shape = [
        [kind, list(field_kinds(record).items()), sorted(map(repr, record.keyed.items()))]
        for kind, record in sorted(RECORD_TYPES.items())
    ]
    return hashlib.sha256(repr([shape, RULES, PROJECTOR]).encode()).hexdigest()[:32]
