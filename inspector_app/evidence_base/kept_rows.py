"""Where the rows of records are kept, and the views through which everybody reads them.

A text stands once, in its part: a kept row names the part, and the view of the record type's own
name shows the text. So rows are short, each type is one tree, and a text that may be two megabytes
is written once.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Column, Connection, MetaData, Select, String, Table, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from inspector_app.evidence_base.kinds import table_of
from inspector_app.evidence_base.statements import run
from inspector_app.evidence_base.tables import LOG
from schemas.fields import field_kinds
from schemas.records import RECORD_TYPES

__all__ = ["ELEMENTS", "create_kept_rows", "kept_table"]

_KEPT = MetaData()

ELEMENTS = Table(
    "element_row",
    _KEPT,
    Column("record", String, primary_key=True),
    Column("field", String, primary_key=True, index=True),
    Column("key", String, primary_key=True),
    Column("value", String),
    Column("part", String),
    # Elements are many and small: one tree is a page less in every save.
    sqlite_with_rowid=False,
)
"""Members of sets and entries of maps of any record; `part` names the text of one that is here."""

_ELEMENT = """
CREATE VIEW element AS SELECT e.record, e.field, e."key",
    coalesce((SELECT p.text FROM part p WHERE p.name = e.part), e.value) AS value
FROM element_row e
"""

_SEARCHABLE = """
CREATE VIEW searchable AS SELECT number, CASE length(parts)
    WHEN 32 THEN (SELECT text FROM part WHERE name = parts)
    ELSE (
        WITH RECURSIVE at (start) AS (
            SELECT 1 UNION ALL SELECT start + 32 FROM at WHERE start + 32 < length(parts)
        )
        SELECT group_concat(part.text, char(10) ORDER BY start)
        FROM at JOIN part ON part.name = substr(parts, start, 32)
    )
END AS text FROM record WHERE parts IS NOT NULL
"""
"""The texts of a record, of which the index keeps the words: nearly always one."""


@cache
def kept_table(kind: str) -> Table:
    """The table of a record type's rows: the type's own columns, names of parts for its texts."""
    shown: Table = table_of(RECORD_TYPES[kind])
    columns = (
        Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable)
        for column in shown.columns
    )
    # The rows are short without texts: in the tree of their key they take one page less to write.
    return Table(f"{shown.name}_row", _KEPT, *columns, sqlite_with_rowid=False)


def create_kept_rows(connection: Connection) -> None:
    """Makes the tables of rows, empty, and the views on them."""
    for statement in _statements():
        run(connection, statement)


@cache
def _statements() -> tuple[str, ...]:
    dialect = sqlite.dialect()
    quoted = dialect.identifier_preparer.quote
    made: list[CreateTable | CreateIndex] = [
        *(CreateTable(table) for table in (ELEMENTS, *map(kept_table, RECORD_TYPES))),
        *(CreateIndex(index) for index in ELEMENTS.indexes),
    ]
    views = (
        f"CREATE VIEW {quoted(table_of(record).name)} AS {_shown(kind).compile(dialect=dialect)}"
        for kind, record in RECORD_TYPES.items()
    )
    return (*(str(each.compile(dialect=dialect)) for each in made), *views, _ELEMENT, _SEARCHABLE)


def _shown(kind: str) -> Select[tuple[object, ...]]:
    """A row with its texts; what stands in place of one that is not here is shown as it is."""
    part, kept = LOG.metadata.tables["part"], kept_table(kind)
    kinds = field_kinds(RECORD_TYPES[kind])
    return select(
        *(
            func.coalesce(
                select(part.c.text).where(part.c.name == column).scalar_subquery(), column
            ).label(column.name)
            if kinds.get(column.name) == "text"
            else column
            for column in kept.columns
        )
    )
