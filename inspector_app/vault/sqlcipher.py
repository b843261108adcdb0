"""Opens SQLCipher files with raw keys; there is no plaintext mode."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from inspector_app.errors import InspectorError
from inspector_app.vault.trouble import (
    WHERE,
    damaged_file,
    full_disk,
    missing_file,
    newer_file,
    said,
)

__all__ = ["BUSY_TIMEOUT", "FileKey", "connect", "make_private", "open_database"]

BUSY_TIMEOUT = 30_000
"""Milliseconds that a statement waits for another process or thread."""

_SMALLEST = 4096
"""Bytes of the smallest file that was ever written to: one page."""

_LITTLE = 256 * 1024
"""Bytes free on a disk that is as good as full."""

_STATEMENTS = 1000
"""Compiled statements that are kept; the program has a few hundred."""


@dataclass(frozen=True, repr=False)
class FileKey:
    """Raw key (32 bytes) and salt (16 bytes) of one SQLCipher file.

    Both are kept in the keystore, so that a file whose first page is damaged can still be read.
    """

    key: bytes
    salt: bytes

    def pragma(self) -> str:
        """The value of `PRAGMA key`: 96 hexadecimal digits, no derivation at opening."""
        return f'"{self.spelt()}"'

    def spelt(self) -> str:
        """The same as a value of `ATTACH DATABASE … KEY ?`."""
        return f"x'{self.key.hex()}{self.salt.hex()}'"


def open_database(
    path: Path,
    file_key: FileKey,
    *,
    read_only: bool = False,
    must_exist: bool = False,
    newest: int = 0,
) -> Engine:
    """An SQLAlchemy engine over one encrypted file.

    `synchronous=FULL` and WAL: a commit that returned is on disk. `secure_delete` and a memory
    temp store: dropped text does not stay in free pages or temporary files. Transactions begin
    with `BEGIN IMMEDIATE` on writing engines, so what is read in order to write is read under
    the write lock.

    A file is looked at without the right to write before it is opened with it: what is damaged or
    of a later version is never touched, nor is the write-ahead log beside it.

    Args:
        path: of the file.
        file_key: its key.
        read_only: whether nothing is to be written.
        must_exist: whether it is never made anew, because it held something before.
        newest: the latest version of its layout that is known.

    Raises:
        InspectorError: `damaged-file`, `missing-file` or `needs-newer`.
    """
    size = path.stat().st_size if path.exists() else 0
    if not size and (read_only or must_exist):
        raise missing_file(path.parent.name)
    if 0 < size < _SMALLEST:
        raise damaged_file(path.parent.name)
    if not read_only:
        if size:
            connect(path, file_key, read_only=True, newest=newest).close()
        make_private(path)
    pattern, compiled = _pattern()
    engine = Engine(
        QueuePool(
            lambda: connect(path, file_key, read_only=read_only, newest=newest),
            dialect=pattern.dialect,
        ),
        pattern.dialect,
        pattern.url,
        hide_parameters=True,
        execution_options={"compiled_cache": compiled},
    )
    event.listen(engine, "begin", _begin if read_only else _begin_immediate)
    return engine


@cache
def _pattern() -> tuple[Engine, LRUCache[Any, Any]]:
    """An engine on no file, and the statements that were compiled in any.

    SQLAlchemy finds out how to speak to the library once, and what it compiled for one file it
    need not compile again for the next.
    """
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: sqlcipher.connect(":memory:")
    )
    engine.connect().close()
    engine.dispose()
    return engine, LRUCache(_STATEMENTS)


def connect(
    path: Path, file_key: FileKey, *, read_only: bool = False, newest: int = 0
) -> sqlcipher.Connection:
    """A connection of the driver to one encrypted file.

    Raises:
        InspectorError: `damaged-file` when the file is not a database under this key;
            `needs-newer` when its layout is later than `newest`.
    """
    where = path.parent.name
    try:
        connection = sqlcipher.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            timeout=30.0,
        )
    except sqlcipher.Error as trouble:
        raise _said_of(trouble, path) from None
    try:
        _unlock(connection, file_key)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > newest:
            raise newer_file("This inspection" if where == WHERE else "A file of this home")
        _prepare(connection, read_only=read_only)
    except sqlcipher.Error as trouble:
        connection.close()
        raise _said_of(trouble, path) from None
    except InspectorError:
        connection.close()
        raise
    return connection


def _said_of(trouble: sqlcipher.Error, path: Path) -> InspectorError:
    """The words for what keeps a file shut."""
    words = said(trouble, path.parent.name) or damaged_file(path.parent.name)
    if words.code == "disk-trouble" and shutil.disk_usage(path.parent).free < _LITTLE:
        return full_disk()  # no room even for the index that lies beside a write-ahead log
    return words


def make_private(path: Path) -> None:
    """Makes the file for its owner alone before SQLite does; the files beside it take its rights.

    What cannot be done here is said when the file is opened.
    """
    with suppress(OSError):
        if path.exists():
            # Never opened here: closing it would let go of the locks that SQLite holds on it. What
            # its owner took the right to write from stays so.
            path.chmod(path.stat().st_mode & 0o600)
        else:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _unlock(connection: Any, file_key: FileKey) -> None:
    # Otherwise the library writes its own complaints about a wrong key to standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {file_key.pragma()}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _prepare(connection: Any, *, read_only: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
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
