"""The server's store: one SQLite file, opened so that what was acknowledged is on the disk."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from sync_server.errors import ServerError
from sync_server.tables import create_tables

__all__ = ["Store", "instant", "store_file"]

_BUSY_SECONDS = 10
_CONNECTIONS = 48
"""More than the threads that serve requests (40), so that none waits for a connection."""

_STATEMENTS = 500
"""Compiled statements that are kept; the server has a few dozen."""

_MARK = b"Insp"
"""Application id in the file's header: no other program's database is taken for a store."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is erased is overwritten, not only unlinked.
    "PRAGMA secure_delete = ON",
    # Else INSERT OR REPLACE would delete without asking the triggers.
    "PRAGMA recursive_triggers = ON",
)


def instant(moment: datetime) -> str:
    """A moment as the store and the wire write it: ISO 8601, UTC, whole seconds; sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def store_file(url: str) -> Path:
    """The file that a database URL names.

    Raises:
        ServerError: when it is not the URL of an SQLite file.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _refused("That is not a database URL.") from None
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise _refused("This version keeps its store in an SQLite file and nowhere else.")
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise _refused("The database URL names no file.")
    return Path(parsed.database).expanduser().absolute()


class Store:
    """Opens the file and hands out transactions.

    Args:
        path: the SQLite file; readable by its owner only.
        create: whether to make it where it is missing.

    Raises:
        ServerError: when the file cannot be opened or is no store.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self._writing = threading.Lock()
        self._scrub_due = True
        if not create and not path.exists():
            raise _unusable("There is no store at that place.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            _claim(path)
            self._engine = _engine(path)
            with self.writing() as connection:
                create_tables(connection)
        except OSError as error:
            raise _unusable(f"The store cannot be opened: {error.strerror}.") from None
        except DatabaseError:
            raise _unusable("The store is in use, damaged, or no SQLite file.") from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self, *, erasing: bool = False) -> Iterator[Connection]:
        """The one writing transaction; it is on the disk when the block ends without an error.

        Args:
            erasing: whether what it drops must be in neither file nor journal afterwards.
        """
        with self._writing, self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
            self._scrub_due = self._scrub_due or erasing
            if self._scrub_due:
                row = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
                # Busy: a reader was in the way. The next transaction tries again.
                self._scrub_due = int(row[0]) != 0

    def close(self) -> None:
        """Closes every connection; the journal goes into the file."""
        self._engine.dispose()


def _claim(path: Path) -> None:
    """Marks an empty file as a store; refuses any other file that is not one.

    The mark stands in SQLite's own header (application id), written before there is a journal.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA application_id = {int.from_bytes(_MARK, 'big')}")
    elif head[68:72] != _MARK:
        raise _unusable("That file is not a store of this server.")


def _engine(path: Path) -> Engine:
    pattern, compiled = _pattern()
    engine = Engine(
        QueuePool(
            lambda: pattern.dialect.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False),
            pool_size=_CONNECTIONS,
            dialect=pattern.dialect,
        ),
        pattern.dialect,
        pattern.url,
        # Parameters are what people wrote, sealed or not: never in an error's text.
        hide_parameters=True,
        execution_options={"compiled_cache": compiled},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        # Transactions are begun by hand, as reading or writing ones.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    return engine


@cache
def _pattern() -> tuple[Engine, LRUCache[Any, Any]]:
    """An engine on no file, and the statements that were compiled for any store's.

    SQLAlchemy finds out how to speak to SQLite once in a process, and compiles no statement twice.
    """
    engine = create_engine("sqlite://")
    engine.connect().close()
    engine.dispose()
    return engine, LRUCache(_STATEMENTS)


def _refused(message: str) -> ServerError:
    return ServerError(
        "database-not-supported",
        message,
        kept="Nothing was changed.",
        next_step="Give an SQLite file as sqlite:////var/lib/inspector/server.db",
    )


def _unusable(message: str) -> ServerError:
    return ServerError(
        "store-not-usable",
        message,
        kept="Nothing was changed.",
        next_step="Check the path after --database, or put back a backup.",
    )
