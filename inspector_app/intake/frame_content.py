"""The rows of a frame file as lines that travel, and back into a file with a key of its own.

Table by table, whatever tables a frame has. What arrives is checked by `frame_checking`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, Engine, Table, func, inspect, select
from sqlalchemy import column as named_column
from sqlalchemy import table as named_table
from sqlalchemy.exc import IntegrityError

from inspector_app.collection import without_collection
from inspector_app.intake.frame_checking import check_frame, check_tables, row_check
from inspector_app.intake.frame_tables import FRAMES
from schemas.canonical import MalformedError
from schemas.frame_copies import Table as Contents
from schemas.frame_copies import Value, content_lines, read_head, read_row

__all__ = ["Arrived", "frame_lines", "write_lines"]

_TOGETHER = 5_000


@dataclass(frozen=True)
class Arrived:
    """What arrived: SHA-256 of the imported files and rows, as it says; SHA-256 of all of it."""

    sha256: str
    rows: int
    content: str


def frame_lines(engine: Engine) -> Iterator[bytes]:
    """The content of a frame file: its tables by name, their columns by name, rows by key.

    Args:
        engine: of a frozen frame.
    """
    with engine.connect() as connection:
        found = inspect(connection)
        there = set(found.get_table_names())
        tables = sorted(FRAMES.metadata.tables.values(), key=lambda each: each.name)
        parts = []
        for each in tables:
            if each.name in there:
                columns = sorted(column["name"] for column in found.get_columns(each.name))
                parts.append(_part(connection, each, columns))
        yield from content_lines(parts)


def write_lines(engine: Engine, lines: Iterator[bytes]) -> Arrived:
    """Writes content into an empty frame file, in one transaction, if every reader can read it.

    Raises:
        InspectorError: `needs-newer` when a newer program made it.
        MalformedError: when it is not the content of a frame.
    """
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for line in lines:
            digest.update(line + b"\n")
            yield line

    rest = hashed()
    with without_collection(), engine.begin() as connection:
        parts = read_head(next(rest, b""))
        check_tables(parts)
        # No others, so that a copy made of this file has the same content.
        tables = [FRAMES.metadata.tables[part.name] for part in parts]
        FRAMES.metadata.create_all(connection, tables=tables)
        for part in parts:
            _write(connection, part, rest)
        if next(rest, None) is not None:
            raise MalformedError("more rows than there should be")
        sha256, rows = check_frame(connection)
    return Arrived(sha256, rows, digest.hexdigest())


def _part(
    connection: Connection, table: Table, columns: Sequence[str]
) -> tuple[Contents, Iterator[Sequence[Value]]]:
    # Read as they are stored, past the types that the program of today gives them.
    stored = named_table(table.name, *map(named_column, columns))
    count = connection.execute(select(func.count()).select_from(stored)).scalar_one()
    keys = [stored.c[key.name] for key in table.primary_key]

    def rows() -> Iterator[Sequence[Value]]:
        for row in connection.execute(select(stored).order_by(*keys)):
            yield tuple(row)

    return Contents(table.name, tuple(columns), count), rows()


def _write(connection: Connection, part: Contents, lines: Iterator[bytes]) -> None:
    names = ", ".join(f'"{name}"' for name in part.columns)
    marks = ", ".join("?" for _ in part.columns)
    # Every name is one of our own tables' and columns'.
    statement = f'INSERT INTO "{part.name}" ({names}) VALUES ({marks})'  # noqa: S608
    rows = _checked(part, islice(lines, part.rows))
    written = 0
    try:
        while batch := list(islice(rows, _TOGETHER)):
            connection.exec_driver_sql(statement, batch)
            written += len(batch)
    except IntegrityError:
        raise MalformedError("rows that do not fit their table") from None
    if written < part.rows:
        raise MalformedError("fewer rows than there should be")


def _checked(part: Contents, lines: Iterator[bytes]) -> Iterator[tuple[Value, ...]]:
    check = row_check(part)
    for line in lines:
        row = read_row(line, part)
        check(row)
        yield row
