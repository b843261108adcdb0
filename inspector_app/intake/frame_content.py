"""The rows of a frame file as lines that travel, and back into a file with a key of its own.

Table by table, whatever tables a frame has: a new one needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Engine, Table, func, inspect, select
from sqlalchemy import column as named_column
from sqlalchemy import table as named_table
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from inspector_app.errors import InspectorError
from inspector_app.intake.collection import without_collection
from inspector_app.intake.frame_tables import FRAMES, FrameAbout, FrameRow
from schemas.canonical import MalformedError
from schemas.frame_copies import Table as Contents
from schemas.frame_copies import Value, content_lines, read_head, read_row

__all__ = ["frame_lines", "write_lines"]

_TOGETHER = 5_000


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


def write_lines(engine: Engine, lines: Iterator[bytes]) -> tuple[str, int]:
    """Writes content into an empty frame file, in one transaction.

    Returns:
        The SHA-256 of the imported files and the number of rows, as the content has them.

    Raises:
        InspectorError: `needs-newer` when it has tables or columns that this program does not know.
        MalformedError: when it is not the content of a frame.
    """
    with without_collection(), engine.begin() as connection:
        FRAMES.metadata.create_all(connection)
        for part in read_head(next(lines, b"")):
            _write(connection, part, lines)
        if next(lines, None) is not None:
            raise MalformedError("more rows than there should be")
        about = connection.execute(select(col(FrameAbout.sha256), col(FrameAbout.rows))).all()
        rows = connection.execute(select(func.count()).select_from(FrameRow)).scalar_one()
    if len(about) != 1 or about[0].rows != rows:
        raise MalformedError("not the rows that it says")
    return about[0].sha256, rows


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
    known = FRAMES.metadata.tables.get(part.name)
    if known is None or not set(part.columns) <= set(known.columns.keys()):
        raise InspectorError(
            "needs-newer",
            "These lists were imported by a newer Inspector.",
            kept="What was fetched stays here, sealed; nothing else was changed.",
            next_step="Install the newer version and fetch them again.",
        )
    if len(set(part.columns)) < len(part.columns):
        raise MalformedError("a column twice")
    names = ", ".join(f'"{name}"' for name in part.columns)
    marks = ", ".join("?" for _ in part.columns)
    # Every name is one of our own tables' and columns'.
    statement = f'INSERT INTO "{part.name}" ({names}) VALUES ({marks})'  # noqa: S608
    rows = (read_row(line, part) for line in islice(lines, part.rows))
    written = 0
    try:
        while batch := list(islice(rows, _TOGETHER)):
            connection.exec_driver_sql(statement, batch)
            written += len(batch)
    except IntegrityError:
        raise MalformedError("rows that do not fit their table") from None
    if written < part.rows:
        raise MalformedError("fewer rows than there should be")
