"""Freezes what was read into a frame file, in one transaction."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import TypeAlias

from sqlalchemy import Connection, Engine, insert, inspect
from sqlmodel import SQLModel

from inspector_app.collection import without_collection
from inspector_app.errors import InspectorError
from inspector_app.intake.frame_tables import (
    FRAMES,
    SEPARATOR,
    FrameAbout,
    FrameFile,
    FrameFlag,
    FrameList,
    FrameRow,
    FrameSheet,
    FrameUsed,
)
from inspector_app.intake.models import Intake, ReadList
from schemas.annex_a import load_annex_a
from schemas.frame_copies import Table, content_lines, row_line

__all__ = ["FORMAT", "write_frame"]

FORMAT = 1
_TOGETHER = 5_000

_Record = dict[str, str | int]
_Hash: TypeAlias = "hashlib._Hash"


def write_frame(engine: Engine, intake: Intake, *, imported_at: datetime) -> str:
    """Freezes an intake into an empty frame file.

    Args:
        engine: of a new encrypted file.
        intake: at least one list.
        imported_at: aware of its offset.

    Returns:
        The SHA-256 of its content, line by line as `frame_content.frame_lines` gives it, in
        hexadecimal: hashed while it is written, since reading it again would take as long.

    Raises:
        InspectorError: `frame-frozen` where the file holds a frame already; it is left as it is.
    """
    if inspect(engine).has_table("frame_about"):
        raise InspectorError(
            "frame-frozen",
            "These lists were frozen before; a frame is never changed.",
            kept="The frame is as it was.",
            next_step="Import the files as a new frame.",
        )
    _write_straight(engine)
    with without_collection(), engine.begin() as connection:
        FRAMES.metadata.create_all(connection)
        digest = hashlib.sha256(_head(intake))
        # In the order of the content: tables by name, their records by key.
        _insert(connection, FrameAbout, _about(intake, imported_at), digest)
        _insert(connection, FrameFile, _files(intake), digest)
        _insert(connection, FrameFlag, _flags(intake), digest)
        _insert(connection, FrameList, _lists(intake), digest)
        _insert_rows(connection, intake, digest)
        _insert(connection, FrameSheet, _sheets(intake), digest)
        _insert(connection, FrameUsed, _used(intake), digest)
    return digest.hexdigest()


def _write_straight(engine: Engine) -> None:
    """Lets pages go into the file at once: it is written in one go, and then never again.

    A log beside it would have every page encrypted and written twice.
    """
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _head(intake: Intake) -> bytes:
    """The first line of the content: which tables follow, and how many rows each has."""
    counts: tuple[tuple[type[SQLModel], int], ...] = (
        (FrameAbout, 1),
        (FrameFile, len(intake.files)),
        (FrameFlag, len(intake.flags)),
        (FrameList, len(_by_list(intake))),
        (FrameRow, sum(len(read.records) for read in intake.lists)),
        (FrameSheet, len(intake.lists)),
        (FrameUsed, sum(1 for _ in _used(intake))),
    )
    tables = [Table(str(of.__tablename__), _names(of), rows) for of, rows in counts]
    return b"".join(content_lines([(table, ()) for table in tables]))


def _names(table: type[SQLModel]) -> tuple[str, ...]:
    """The columns of a table in the order of the content: by name."""
    return tuple(sorted(table.model_fields))


def _insert(
    connection: Connection, table: type[SQLModel], records: Iterator[_Record], digest: _Hash
) -> None:
    statement, names = insert(table), _names(table)
    while batch := list(islice(records, _TOGETHER)):
        connection.execute(statement, batch)
        for record in batch:
            digest.update(row_line(record[name] for name in names))


def _about(intake: Intake, imported_at: datetime) -> Iterator[_Record]:
    yield {
        "id": 1,
        "format": FORMAT,
        "sha256": intake.sha256,
        "imported_at": imported_at.isoformat(),
        "rows": intake.rows,
    }


def _files(intake: Intake) -> Iterator[_Record]:
    for position, file in enumerate(intake.files):
        yield {
            "position": position,
            "name": file.name,
            "sha256": file.sha256,
            "size": file.size,
        }


def _columns(reads: Sequence[ReadList]) -> tuple[str, ...]:
    """The columns of a list over all its sheets: the form's in its order, then the others."""
    there = dict.fromkeys(name for read in reads for name in read.columns)
    form = [column.name for column in load_annex_a().list(reads[0].list).columns]
    known = [name for name in form if name in there]
    return (*known, *(name for name in there if name not in known))


def _by_list(intake: Intake) -> dict[int, list[ReadList]]:
    reads: dict[int, list[ReadList]] = defaultdict(list)
    for read in sorted(intake.lists, key=lambda read: read.list):
        reads[read.list].append(read)
    return reads


def _lists(intake: Intake) -> Iterator[_Record]:
    first = 0
    for number, reads in _by_list(intake).items():
        rows = sum(read.rows for read in reads)
        yield {
            "list": number,
            "title": reads[0].title,
            "first": first,
            "rows": rows,
            "columns": SEPARATOR.join(_columns(reads)),
        }
        first += rows


def _sheets(intake: Intake) -> Iterator[_Record]:
    for position, read in enumerate(intake.lists):
        yield {
            "position": position,
            "list": read.list,
            "file": read.file,
            "sheet": read.sheet,
            "header_row": read.header_row,
            "rows": read.rows,
            "columns_unknown": SEPARATOR.join(read.columns_unknown),
            "columns_missing": SEPARATOR.join(read.columns_missing),
        }


def _flags(intake: Intake) -> Iterator[_Record]:
    for position, flag in enumerate(intake.flags):
        yield {
            "position": position,
            "list": flag.list,
            "row": flag.row,
            "column": flag.column,
            "code": flag.code,
            "was": flag.was,
            "used": flag.used,
            "file": flag.file,
            "sheet": flag.sheet,
        }


def _used(intake: Intake) -> Iterator[_Record]:
    if intake.mapping:
        yield {"name": "mapping", "text": intake.mapping.to_text()}
    if intake.workforce is not None:
        yield {"name": "workforce", "text": intake.workforce.to_text()}


def _insert_rows(connection: Connection, intake: Intake, digest: _Hash) -> None:
    """Hands rows to the driver as tuples in the order of the table's columns.

    Here alone the cost of naming every value is felt: it would be a third of the whole import.
    """
    statement = str(insert(FrameRow).compile(connection))
    columns = list(FrameRow.model_fields)
    in_order = itemgetter(*map(columns.index, _names(FrameRow)))
    rows = _rows(intake)
    while batch := list(islice(rows, _TOGETHER)):
        connection.exec_driver_sql(statement, batch)
        for row in batch:
            digest.update(row_line(in_order(row)))


_Place = tuple[int, int, str, str, str]
"""Sheet, row, identifier, day and text of a row that has no rank and position yet."""


def _rows(intake: Intake) -> Iterator[tuple[int, int, int, int, str, str, int, str]]:
    positions = {id(read): at for at, read in enumerate(intake.lists)}
    position = 0
    for number, reads in _by_list(intake).items():
        columns = _columns(reads)
        rows: list[_Place] = []
        for read in reads:
            rows += _rows_of(read, columns, positions[id(read)])
        ranks = zip(rows, _ranks(rows), strict=True)
        for (sheet, row, identifier, day, text), rank in ranks:
            yield position, number, sheet, row, identifier, day, rank, text
            position += 1


def _rows_of(read: ReadList, columns: tuple[str, ...], sheet: int) -> Iterator[_Place]:
    """Each row with its values in the order of `columns`, '' for those its sheet has not."""
    spec = load_annex_a().list(read.list)
    at = {name: position for position, name in enumerate(read.columns)}
    blank = len(read.columns)
    order = [at.get(name, blank) for name in columns]
    identifier = at.get(spec.identifier)
    day = at.get(spec.event or "")
    as_read = order == list(range(blank))
    for number, values in read.records:
        ordered = values if as_read else [(*values, "")[each] for each in order]
        yield (
            sheet,
            number,
            "" if identifier is None else values[identifier],
            "" if day is None else values[day],
            SEPARATOR.join(ordered),
        )


def _ranks(rows: Sequence[_Place]) -> list[int]:
    """Numbers the rows that share identifier and day by their full text, by code point."""
    ranks = [1] * len(rows)
    first: dict[tuple[str, str], int] = {}
    alike: dict[tuple[str, str], list[int]] = {}
    for at, (_, _, identifier, day, _) in enumerate(rows):
        if not identifier:
            ranks[at] = 0
        elif (other := first.setdefault((identifier, day), at)) != at:
            alike.setdefault((identifier, day), [other]).append(at)
    for group in alike.values():
        for rank, at in enumerate(sorted(group, key=lambda at: rows[at][-1]), start=1):
            ranks[at] = rank
    return ranks
