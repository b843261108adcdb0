"""Laying out one inspection's file: made once, checked at each opening, projections made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, Select, Table, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import DropTable

from inspector_app.evidence_base.kept_rows import ELEMENTS, create_kept_rows, kept_table
from inspector_app.evidence_base.statements import listed, run
from inspector_app.evidence_base.tables import LOG
from schemas.fields import field_kinds
from schemas.permissions import RULES
from schemas.records import RECORD_TYPES

if TYPE_CHECKING:
    import sqlite_utils

__all__ = [
    "FORMAT",
    "create_projections",
    "create_tables",
    "drop_projections",
    "element_rows",
    "projection_version",
    "record_rows",
    "stray_rows",
]

FORMAT = 2
"""Version of this layout; a file of a newer one is refused, never changed.

In 1 a text stood in its row and in the search index as well.
"""

PROJECTOR = 4
"""Version of how registers become rows; another one makes them all again from the log."""


def create_tables(engine: Engine) -> None:
    """Makes the tables and the search index of a new file; one that has them is left alone.

    In a file of an older layout, what is derived from the log is made anew; the log stays.
    """
    with engine.connect() as connection:
        if _version(connection) == FORMAT:
            return
    with engine.begin() as connection:
        version = _version(connection)
        if version == FORMAT:
            return
        if version:
            drop_projections(connection)
            # Whoever opens it now replays the log, even if this program ends before it did.
            run(connection, "DELETE FROM setting WHERE name = 'projection'")
        else:
            _create_log(connection)
        create_projections(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")


def _version(connection: Connection) -> int:
    return int(run(connection, "PRAGMA user_version")[0][0])


def _create_log(connection: Connection) -> None:
    LOG.metadata.create_all(connection)
    _maintenance(connection).table("entry").create_index(["feed", "seq"], index_name="entry_place")
    run(connection, "CREATE INDEX change_unsealed ON change (number) WHERE NOT sealed")
    run(connection, "CREATE INDEX entry_waiting ON entry (number) WHERE NOT had")


def create_projections(connection: Connection) -> None:
    """Makes the tables of records and the search index, empty."""
    create_kept_rows(connection)
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE search USING fts5("
        "text, content='searchable', content_rowid='number',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    for option, value in _INDEX:
        run(connection, "INSERT INTO search (search, rank) VALUES (?, ?)", (option, value))


_INDEX = (("automerge", 0), ("crisismerge", 64))
"""Each transaction adds a segment to the index, and FTS5 brings segments together as it goes.

Seldom and many at once: as FTS5 does it by itself, that took two fifths of all the indexing in a
sync, and a search among 64 small segments takes a quarter of a millisecond more.
"""


def drop_projections(connection: Connection) -> None:
    """Takes away what was derived, tables of record types that are no longer known included."""
    database = _maintenance(connection)
    for name in database.view_names():
        database.view(name).drop()
    kept = {table.name for table in LOG.metadata.sorted_tables if table not in _derived()}
    # The index goes as one; its own tables go with it.
    for name in database.table_names():
        if name not in kept and not name.startswith("search_"):
            connection.execute(DropTable(Table(name, MetaData())))
    LOG.metadata.create_all(connection, _derived())


def _derived() -> list[Table]:
    """The tables beside those of records that are made from the log."""
    names = ("current", "replaced", "touched", "conflict", "record")
    return [LOG.metadata.tables[name] for name in names]


def _maintenance(connection: Connection) -> sqlite_utils.Database:
    """The same connection for upkeep, within its transaction."""
    # Imported on first use: it takes a good part of the program's start, and most starts need none.
    import sqlite_utils

    driver: Any = connection.connection.driver_connection
    return sqlite_utils.Database(driver)


@cache
def projection_version() -> str:
    """A mark of everything that projections depend on beside the log: types, fields, role table."""
    shape = [
        [kind, list(field_kinds(record).items()), sorted(map(repr, record.keyed.items()))]
        for kind, record in sorted(RECORD_TYPES.items())
    ]
    return hashlib.sha256(repr([shape, RULES, PROJECTOR]).encode()).hexdigest()[:32]


def record_rows(
    connection: Connection, kind: str, records: Collection[str]
) -> list[tuple[object, ...]]:
    """The rows of some records as they are kept, sorted."""
    return _sorted(connection, _rows_of(kind), records)


def stray_rows(connection: Connection, kind: str) -> list[tuple[object, ...]]:
    """The kept rows of a type's records that nobody wrote."""
    return _sorted(connection, _strays_of(kind), [kind])


def element_rows(connection: Connection, records: Collection[str]) -> list[tuple[object, ...]]:
    """The present elements of some records as they are kept, sorted."""
    return _sorted(connection, _elements(), records)


_IN_LIST = text("(SELECT value FROM json_each(?))")


@cache
def _rows_of(kind: str) -> str:
    table = kept_table(kind)
    return _statement(select(table).where(table.c.id.in_(_IN_LIST)))


@cache
def _strays_of(kind: str) -> str:
    table, record = kept_table(kind), LOG.metadata.tables["record"]
    known = select(record.c.id).where(record.c.type.in_(_IN_LIST))
    return _statement(select(table).where(table.c.id.not_in(known)))


@cache
def _elements() -> str:
    return _statement(select(ELEMENTS).where(ELEMENTS.c.record.in_(_IN_LIST)))


def _statement(query: Select[Any]) -> str:
    """What the driver is given; making it takes longer than most of these questions do."""
    return str(query.compile(dialect=sqlite.dialect()))


def _sorted(
    connection: Connection, statement: str, names: Collection[str]
) -> list[tuple[object, ...]]:
    return sorted(run(connection, statement, listed(names)), key=repr)
