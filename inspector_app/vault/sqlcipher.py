"""Opens SQLCipher files with raw keys; there is no plaintext mode."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from inspector_app.errors import InspectorError

__all__ = ["FileKey", "in_words", "open_database"]


@dataclass(frozen=True, repr=False)
class FileKey:
    """Raw key (32 bytes) and salt (16 bytes) of one SQLCipher file.

    Both are kept in the keystore, so that a file whose first page is damaged can still be read.
    """

    key: bytes
    salt: bytes

    def pragma(self) -> str:
        """The value of `PRAGMA key`: 96 hexadecimal digits, no derivation at opening."""
        return f"\"x'{self.key.hex()}{self.salt.hex()}'\""


def open_database(path: Path, file_key: FileKey, *, read_only: bool = False) -> Engine:
    """An SQLAlchemy engine over one encrypted file, made if it does not exist.

    `synchronous=FULL` and WAL: a commit that returned is on disk. `secure_delete` and a memory
    temp store: dropped text does not stay in free pages or temporary files. Transactions begin
    with `BEGIN IMMEDIATE` on writing engines, so what is read in order to write is read under
    the write lock.

    Raises:
        InspectorError: `damaged-file` when the file is not a database under this key.
    """
    if not read_only:
        _make_private(path)

    def connect() -> sqlcipher.Connection:
        connection = sqlcipher.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            timeout=30.0,
        )
        try:
            _prepare(connection, file_key, read_only=read_only)
        except sqlcipher.DatabaseError as trouble:
            connection.close()
            raise _in_words(trouble) or _damaged() from None
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=sqlcipher,
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin if read_only else _begin_immediate)
    return engine


@contextmanager
def in_words() -> Iterator[None]:
    """Says what happens to a file in the user's words; what the driver says never gets out.

    Raises:
        InspectorError: `disk-full`, `read-only`, `busy` or `damaged-file`.
    """
    try:
        yield
    except (sqlcipher.Error, DBAPIError) as trouble:
        said = _in_words(trouble)
        if said is None:
            raise
        raise said from None


def _in_words(trouble: Exception) -> InspectorError | None:
    text = str(trouble.orig if isinstance(trouble, DBAPIError) else trouble)
    if "full" in text:
        return _refused("disk-full", "The disk is full.", "Make room, then do it again.")
    if "readonly" in text or "unable to open" in text:
        return _refused(
            "read-only",
            "The data folder cannot be written.",
            "Check who may write to it and that its disk is there.",
        )
    if "locked" in text or "busy" in text:
        return _refused(
            "busy", "Another program holds this home for too long.", "Close it, then try again."
        )
    if any(sign in text for sign in _DAMAGE):
        return _damaged()
    return None


_DAMAGE = ("malformed", "not a database", "I/O", "Could not decode")
"""The last one quotes what it could not decode: that must not get out either."""


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    kept = "Nothing of this was written; what was saved before is as it was."
    return InspectorError(code, message, kept=kept, next_step=next_step)


def _damaged() -> InspectorError:
    return InspectorError(
        "damaged-file",
        "A database file of this home could not be read: it is damaged or not ours.",
        kept="The file was left as it is; nothing was changed.",
        next_step="Run `inspector verify`, then sync or import a bundle into a new home.",
    )


def _make_private(path: Path) -> None:
    """Makes the file for its owner alone before SQLite does; the files beside it take its rights.

    What cannot be done here is said when the file is opened.
    """
    with suppress(OSError):
        if path.exists():
            # Never opened here: closing it would let go of the locks that SQLite holds on it.
            path.chmod(0o600)
        else:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare(connection: Any, file_key: FileKey, *, read_only: bool) -> None:
    # Otherwise the library writes its own complaints about a wrong key to standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {file_key.pragma()}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        # Checkpoints are made beside the saves; this is for a log that nobody looks after.
        connection.execute("PRAGMA wal_autocheckpoint = 8000")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    # Else every statement would see another state.
    connection.exec_driver_sql("BEGIN")
