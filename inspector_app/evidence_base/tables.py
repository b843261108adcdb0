"""The tables of one inspection's file: the log, what is derived from it, what is local.

The log (`team_record`, `entry`, `entry_bytes`, `entry_part`, `change`, `part`) is kept byte for
byte. `current`, `replaced`, `touched`, the record tables and the search index are derived and
disposable. `draft`, `answer` and `invitation` never leave this device.
"""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

__all__ = ["LOG"]

LOG: registry = registry()

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
    counts: bool
    depth: int
    member: str | None = None
    roles: str = ""
    rules: int
    complete: bool
    had: bool
    opened: bool


class EntryBytesRow(_LogTable, table=True):
    """An entry's bytes without its parts; the row above is small because it is read far more."""

    __tablename__ = "entry_bytes"

    entry: int = Field(primary_key=True)
    header: bytes
    body: bytes
    signature: bytes


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
    at: str
    milliseconds: int
    counter: int
    device: str
    member: str | None = None
    sealed: bool = False
    counts: bool
    body: bytes


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
    """Every record of a known type, with the number that the search index knows it by.

    `parts` = the names of the texts that it finds the record by, each 32 signs, one after the
    other; nothing while the record is not in the index.
    """

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("id", "type"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str
    type: str
    parts: str | None = None


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
