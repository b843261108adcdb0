"""A store in a PostgreSQL database, served by as many processes as are wanted.

What one of them writes about an inspection, the next one that writes about it has read before: a
lock of the database keeps them in a row. Who only reads sees one moment.
"""

from __future__ import annotations

import hashlib
import logging
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final, cast

import psycopg
from sqlalchemy import URL, Connection, create_engine, event, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlmodel import col, select

from sync_server.copying import copy_rows
from sync_server.errors import ServerError
from sync_server.file_store import FileStore
from sync_server.layout import lay_out
from sync_server.store import Heard, Store, StoreAwayError
from sync_server.tables import ScrubRow

__all__ = ["PostgresqlStore"]

_CONNECTIONS = 10
"""Of one process, and one more to listen; a database allows a hundred unless told otherwise."""

_PATIENCE_SECONDS = 10
"""For a connection, to the database or of the few there are."""

_AGAIN_SECONDS = 1.0
"""Between two attempts to listen."""

_CHANNEL = "inspector"
_SCRUBBED: Final = ("entry_part", "blob")
"""Tables of which bytes are dropped."""

_AWAY = ("08", "57P", "53", "40", "55P03")
"""Beginnings of the SQLSTATEs that say 'not now': no connection, shutting down, no room, a lock."""

_SESSION = (
    # Whatever the database's default: what was acknowledged is on the disk.
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'",
    # A process that hangs in the middle of a transaction does not hold up the others for ever.
    "SET idle_in_transaction_session_timeout = '60s'",
    "SET lock_timeout = '30s'",
)
_KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds after which a line is tried on which nothing came: a listener would not notice."""

_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_NOTIFY = text(f"SELECT pg_notify('{_CHANNEL}', :inspection)")

_log = logging.getLogger(__name__)


class PostgresqlStore(Store):
    """Connects to a database and hands out transactions.

    Args:
        url: of the database; it exists already.
        create: whether to make the tables where there are none.

    Raises:
        ServerError: when the database cannot be used.
    """

    shared = True

    def __init__(self, url: URL, *, create: bool = True) -> None:
        self._engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_PATIENCE_SECONDS,
            # Parameters are what people wrote, sealed or not: never in an error's text.
            hide_parameters=True,
            connect_args={
                "connect_timeout": _PATIENCE_SECONDS,
                "application_name": _CHANNEL,
                **_KEPT_ALIVE,
            },
        )
        event.listen(self._engine, "connect", _prepare)
        self._reads = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        try:
            with self.writing("layout") as connection:
                lay_out(connection, create=create)
            self._scrub()
        except StoreAwayError:
            raise _unusable(
                "The database does not answer, or does not let this server in."
            ) from None
        except SQLAlchemyError:
            raise _unusable(
                "The database is not one that this server may keep its store in."
            ) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment and can write nothing."""
        with _telling_when_away(), self._reads.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self, about: str = "", *, erasing: bool = False) -> Iterator[Connection]:
        """A writing transaction, after all others that are about the same."""
        with _telling_when_away(), self._engine.connect() as connection:
            connection.execute(_LOCK, {"key": _key(about)})
            yield connection
            if erasing:
                connection.execute(insert(ScrubRow))
            connection.commit()
        if erasing:
            self._scrub()

    def tell(self, connection: Connection, inspection: str) -> None:
        """Is sent to every process that listens when the transaction is committed."""
        connection.execute(_NOTIFY, {"inspection": inspection})

    @contextmanager
    def listening(self, heard: Heard) -> Iterator[None]:
        """Listens on a thread and a connection of its own, again and again until it is told."""
        ending, end = socket.socketpair()
        thread = threading.Thread(
            target=self._listen, args=(heard, ending), name="store-listener", daemon=True
        )
        with ending, end:
            thread.start()
            try:
                yield
            finally:
                end.send(b".")
                thread.join()

    def serving(self) -> nullcontext[None]:
        """Any number of processes may serve it."""
        return nullcontext()

    def page_problems(self, connection: Connection) -> list[str]:  # noqa: ARG002
        """Nothing: its pages are the database's to check (`initdb --data-checksums`)."""
        return []

    def back_up(self, target: Path) -> None:
        """Copies every row, as they are at one moment, into an SQLite file that is a store."""
        copy = FileStore(target)
        try:
            with self.reading() as source, copy.writing() as written:
                copy_rows(source, written)
        finally:
            copy.close()

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    def _listen(self, heard: Heard, ending: socket.socket) -> None:
        while True:
            try:
                if self._heard_all(heard, ending):
                    return
            except (SQLAlchemyError, psycopg.Error, StoreAwayError):
                _log.warning("nothing is heard from the database: tried again")
            except Exception as error:  # noqa: BLE001  # whatever it is, others are still to hear
                _log.error("unexpected %s while listening", type(error).__name__)
            if _wait([ending], _AGAIN_SECONDS):
                return

    def _heard_all(self, heard: Heard, ending: socket.socket) -> bool:
        """Passes on what comes until it is to end."""
        with self._engine.connect() as connection:
            raw = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
            # From now on its own: it is closed afterwards, and not given back.
            connection.detach()
            raw.autocommit = True
            raw.execute(f"LISTEN {_CHANNEL}")
            heard(None)
            return _hear(raw, heard, ending)

    def _scrub(self) -> None:
        """Makes files without what was dropped; the old ones are removed.

        A database keeps dropped rows in its files until their place is needed. Whatever is in the
        way, it stays noted and is done at the next erasure or start.
        """
        autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            with _telling_when_away(), autocommit.connect() as connection:
                due = connection.scalars(select(col(ScrubRow.number))).all()
                if due:
                    for table in _SCRUBBED:
                        connection.exec_driver_sql(f"VACUUM (FULL) {table}")
                    connection.exec_driver_sql("CHECKPOINT")
                    connection.execute(ScrubRow.done(due))
        except (StoreAwayError, SQLAlchemyError):
            _log.warning("dropped bytes still lie in the database's files: tried again later")


def _prepare(connection: psycopg.Connection[Any], _: object) -> None:
    for statement in _SESSION:
        connection.execute(statement)
    connection.commit()


def _hear(raw: psycopg.Connection[Any], heard: Heard, ending: socket.socket) -> bool:
    """Passes on what comes until it is to end; says whether it is."""
    while True:
        if ending in _wait([ending, raw.fileno()]):
            return True
        said = {notice.payload for notice in raw.notifies(timeout=0)}
        for inspection in sorted(said):
            heard(inspection)


def _wait(what: Sequence[socket.socket | int], seconds: float | None = None) -> list[object]:
    """Those of which something can be read; none, when so much time has passed."""
    with DefaultSelector() as selector:
        for each in what:
            selector.register(each, EVENT_READ)
        return [key.fileobj for key, _ in selector.select(seconds)]


@contextmanager
def _telling_when_away() -> Iterator[None]:
    try:
        yield
    except NoneFreeError:
        raise StoreAwayError from None
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        lost = error.connection_invalidated or (not state and isinstance(error, OperationalError))
        if lost or state.startswith(_AWAY):
            raise StoreAwayError from None
        raise


def _key(about: str) -> int:
    """The number of a lock of the database: 64 bits of a hash, as it takes them."""
    digest = hashlib.sha256(about.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _unusable(message: str) -> ServerError:
    return ServerError(
        "store-not-usable",
        message,
        kept="Nothing was changed.",
        next_step="Check --database, that the database exists, and the rights of its user.",
    )
