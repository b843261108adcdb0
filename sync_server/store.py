"""What keeps everything the server has: an SQLite file, or a PostgreSQL database.

Both are opened so that what was acknowledged is on the disk, and both refuse by rules of their own
to change what is appended only (`sync_server.append_only`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from sync_server.errors import ServerError

__all__ = ["Heard", "Store", "StoreAwayError", "instant", "open_store"]

Heard: TypeAlias = Callable[[str | None], None]
"""Told, from any thread, in which inspection something was written; None: perhaps in any."""

_FILES = ("sqlite", "sqlite+pysqlite")
_DATABASES = ("postgresql", "postgresql+psycopg")


class StoreAwayError(Exception):
    """The database does not answer now; nothing was half kept, and it may be asked again."""


class Store(ABC):
    """Hands out transactions.

    Attributes:
        shared: whether other processes may write to it while it is served. Then what is kept in
            memory must be held against the store whenever it is used.
    """

    shared: bool

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one state of the store."""

    @abstractmethod
    def writing(
        self, about: str = "", *, erasing: bool = False
    ) -> AbstractContextManager[Connection]:
        """A writing transaction; it is on the disk when the block ends without an error.

        Args:
            about: what it changes. Those about the same come one after the other, each seeing
                what was written before; so what is read in it still stands when it is written.
            erasing: whether what it drops must be found nowhere in the store's files afterwards.
        """

    @abstractmethod
    def tell(self, connection: Connection, inspection: str) -> None:
        """Has all who listen told that something was written there, once it is committed."""

    @contextmanager
    def listening(self, heard: Heard) -> Iterator[None]:  # noqa: ARG002
        """Tells what others write while the block lasts; who writes alone hears nobody."""
        yield

    @abstractmethod
    def serving(self) -> AbstractContextManager[object]:
        """The right to serve it.

        Raises:
            ServerError: when another has it and it cannot be shared.
        """

    @abstractmethod
    def page_problems(self, connection: Connection) -> list[str]:
        """What is wrong with the pages that everything lies on."""

    @abstractmethod
    def back_up(self, target: Path) -> None:
        """Copies it to a file that is a store of its own, as it is at one moment.

        Args:
            target: does not exist yet.

        Raises:
            OSError: when it cannot be written; likewise `sqlite3.Error`, `SQLAlchemyError`.
        """

    @abstractmethod
    def close(self) -> None:
        """Closes every connection."""


def open_store(url: str, *, create: bool = True) -> Store:
    """Opens the store that a database URL names.

    Args:
        url: `sqlite:////path/to/server.db` or `postgresql+psycopg://host/database`.
        create: whether to make its tables where there are none.

    Raises:
        ServerError: when it names no store, or one that cannot be opened.
    """
    # Imported here: most servers need one of them only.
    from sync_server.file_store import FileStore

    parsed = _parsed(url)
    if parsed.drivername in _FILES:
        if not parsed.database or parsed.database == ":memory:" or parsed.query:
            raise _refused("The database URL names no file.")
        return FileStore(Path(parsed.database).expanduser().absolute(), create=create)
    if parsed.drivername not in _DATABASES:
        raise _refused("The store is an SQLite file or a PostgreSQL database, and nothing else.")
    if not parsed.database:
        raise _refused("The database URL names no database.")
    try:
        from sync_server.postgresql_store import PostgresqlStore
    except ImportError:
        raise ServerError(
            "database-not-supported",
            "What speaks to PostgreSQL is not installed.",
            kept="Nothing was changed.",
            next_step="Install it: python -m pip install 'inspector[postgresql]'",
        ) from None

    return PostgresqlStore(parsed.set(drivername="postgresql+psycopg"), create=create)


def instant(moment: datetime) -> str:
    """A moment as the store and the wire write it: ISO 8601, UTC, whole seconds; sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise _refused("That is not a database URL.") from None


def _refused(message: str) -> ServerError:
    return ServerError(
        "database-not-supported",
        message,
        kept="Nothing was changed.",
        next_step="Give sqlite:////var/lib/inspector/server.db or postgresql+psycopg://host/name",
    )
