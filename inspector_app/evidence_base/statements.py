"""Statements given straight to the driver, for the paths where a tenth of a millisecond counts.

SQLAlchemy opens the file, begins and ends the transaction; what it adds to each statement is more
than SQLCipher itself needs for one, and a save makes a dozen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

__all__ = ["RowOf", "insert_one", "listed", "run", "run_many"]

RowOf: TypeAlias = tuple[Any, ...]


def run(connection: Connection, sql: str, values: Sequence[object] = ()) -> list[RowOf]:
    """Runs one statement within the connection's transaction; its rows, if it has any."""
    rows: list[RowOf] = _driver(connection).execute(sql, values).fetchall()
    return rows


def run_many(connection: Connection, sql: str, rows: Sequence[Sequence[object]]) -> None:
    """Runs one statement for each row of values; nothing where there are none."""
    if len(rows) == 1:
        _driver(connection).execute(sql, rows[0])
    elif rows:
        _driver(connection).executemany(sql, rows)


def insert_one(connection: Connection, sql: str, values: Sequence[object]) -> int:
    """Inserts one row; its number."""
    return int(_driver(connection).execute(sql, values).lastrowid)


def listed(names: Iterable[object]) -> tuple[str]:
    """Names or numbers as the one parameter of `IN (SELECT value FROM json_each(?))`."""
    return (json.dumps(list(names)),)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
