"""Behind the server's back: its store as whoever has the machine may see and change it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from sync_server.file_store import FileStore
from sync_server.store import Store

IN_A_FILE: Final = pytest.mark.parametrize("database", ["file"], indirect=True)
IN_POSTGRESQL: Final = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
MOSTLY_IN_A_FILE: Final = pytest.mark.parametrize(
    "database", ["file", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
"""For what hardly depends on the store."""

_BYTES: Final = b"\x00" * 64


def ask(store: Store, statement: str) -> list[object]:
    """Runs a statement, in which `:bytes` stands for 64 of them; what it answers, if anything."""
    with store.writing() as connection:
        asked = text(statement)
        values = {"bytes": _BYTES} if ":bytes" in statement else {}
        answer = connection.execute(asked, values)
        return list(answer.scalars()) if answer.returns_rows else []


def without_rules(store: Store, statement: str) -> None:
    """Runs a statement that the store itself refuses."""
    with store.writing() as connection:
        if isinstance(store, FileStore):
            found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for trigger in connection.scalars(text(found)).all():
                connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(text(statement), {"bytes": _BYTES})


def stored(store: Store) -> list[bytes]:
    """Every file that the store's rows lie in; of a database without its journal."""
    if isinstance(store, FileStore):
        folder = store.path.parent
    else:
        with store.writing() as connection:
            connection.exec_driver_sql("CHECKPOINT")
            where = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
            found = f"{where} WHERE datname = current_database()"
            folder = Path(str(connection.exec_driver_sql(found).scalar_one()))
    return [path.read_bytes() for path in folder.iterdir() if path.is_file()]
