"""A store in one SQLite file, served by one process."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from sync_server.errors import ServerError
from sync_server.layout import lay_out
from sync_server.store import Store

__all__ = ["FileStore"]

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


class FileStore(Store):
    """Opens the file and hands out transactions.

    Args:
        path: the SQLite file; readable by its owner only.
        create: whether to make it where it is missing.

    Raises:
        ServerError: when the file cannot be opened or is no store.
    """

    shared = False

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
                lay_out(connection)
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
    def writing(self, about: str = "", *, erasing: bool = False) -> Iterator[Connection]:  # noqa: ARG002
        """The one writing transaction, whatever it is about."""
        with self._writing, self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
            self._scrub_due = self._scrub_due or erasing
            if self._scrub_due:
                row = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
                # Busy: a reader was in the way. The next transaction tries again.
                self._scrub_due = int(row[0]) != 0

    def tell(self, connection: Connection, inspection: str) -> None:
        """Nobody else serves it."""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """At most one process serves a file; another one may back it up meanwhile.

        The system lets go of the lock when the process ends, however it ends.
        """
        lock = sqlite3.connect(
            self.path.with_name(f"{self.path.name}.serving"),
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
        with closing(lock):
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise ServerError(
                    "already-serving",
                    "Another server is serving that store.",
                    kept="Nothing was changed.",
                    next_step="Stop it first, or give this one a store of its own.",
                ) from None
            yield

    def page_problems(self, connection: Connection) -> list[str]:
        """What SQLite finds wrong with the file."""
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [] if pages == ["ok"] else ["the file's pages do not fit together"]

    def back_up(self, target: Path) -> None:
        """Copies the file page by page, also while it is served."""
        os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
        with (
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)

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


def _unusable(message: str) -> ServerError:
    return ServerError(
        "store-not-usable",
        message,
        kept="Nothing was changed.",
        next_step="Check the path after --database, or put back a backup.",
    )
