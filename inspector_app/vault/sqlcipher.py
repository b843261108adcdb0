"""Opens SQLCipher files with raw keys; there is no plaintext mode."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from inspector_app.errors import InspectorError

__all__ = ["FileKey", "open_database"]


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
        except sqlcipher.DatabaseError:
            connection.close()
            raise InspectorError(
                "damaged-file",
                "A database file of this home could not be read: it is damaged or not ours.",
                kept="The file was left as it is; nothing was changed.",
                next_step="Run `inspector verify`, then sync or import a bundle into a new home.",
            ) from None
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=sqlcipher,
        poolclass=NullPool if read_only else QueuePool,
        hide_parameters=True,
    )
    if not read_only:
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: Any, file_key: FileKey, *, read_only: bool) -> None:
    # Otherwise the library writes its own complaints about a wrong key to standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {file_key.pragma()}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
