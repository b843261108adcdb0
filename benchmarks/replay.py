"""All tables made again from the log of 10,000 notes, against inserting the same rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import Connection

from benchmarks.homes import a_base, a_text, new_note
from benchmarks.row import Row
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.kept_rows import ELEMENTS, kept_table
from inspector_app.evidence_base.rebuilding import replay
from inspector_app.vault.sqlcipher import FileKey, open_database
from schemas.records import RECORD_TYPES

_NOTES = 10_000
_RUNS = 3
_REGISTERS = ("current", "replaced", "touched", "conflict", "record")


@dataclass(frozen=True)
class _Made:
    """What a replay ends with: how tables and indexes are made, and the rows of each table."""

    statements: Sequence[str]
    rows: Mapping[str, Sequence[tuple[object, ...]]]


def measure() -> Row:
    """Turn and turn about; the best of three runs each. Said beside it: the log taken in anew."""
    random = Random(2)
    with a_base() as (folder, base):
        for _ in range(_NOTES // 50):
            batch = [a_text(random) for _ in range(50)]
            base.record(*(write for words in batch for write in new_note(base, words)))
        ours: list[float] = []
        plain: list[float] = []
        with base.local() as connection:
            made = _made(connection)
        for run in range(_RUNS):
            ours.append(_replayed(base))
            plain.append(_inserted(folder / f"bare-{run}.db", made))
        taken_in = _taken_in(base)
    return Row(
        "replay of the log of 10,000 notes",
        "executemany of the same final rows and index",
        min(plain) * 1000,
        min(ours) * 1000,
        2.5,
        f"the same log taken in from another laptop, opened and checked: {taken_in * 1000:,.0f} ms",
    )


def _replayed(base: EvidenceBase) -> float:
    own = base._own(base.team)
    started = perf_counter()
    with base.local() as connection:
        replay(connection, own, ())
    return perf_counter() - started


def _made(connection: Connection) -> _Made:
    tables = [*_REGISTERS, ELEMENTS.name, *(kept_table(kind).name for kind in RECORD_TYPES)]
    statements: list[str] = []
    for kind in ("table", "index"):
        found = connection.exec_driver_sql(
            "SELECT tbl_name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,)
        )
        statements += [row.sql for row in found if row.tbl_name in (*tables, "search")]
    rows = {
        # Every name is one of our own tables'.
        table: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]  # noqa: S608
        for table in tables
    }
    searched = connection.exec_driver_sql("SELECT rowid, text FROM search")
    return _Made(statements, {**rows, "search (rowid, text)": [tuple(row) for row in searched]})


def _inserted(path: Path, made: _Made) -> float:
    bare = open_database(path, FileKey(os.urandom(32), os.urandom(16)))
    with bare.begin() as connection:
        for statement in made.statements:
            connection.exec_driver_sql(statement)
    started = perf_counter()
    with bare.begin() as connection:
        for table, rows in made.rows.items():
            if rows:
                name = table if "(" in table else f'"{table}"'
                marks = ", ".join("?" for _ in rows[0])
                connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", list(rows))  # noqa: S608
    seconds = perf_counter() - started
    bare.dispose()
    return seconds


def _taken_in(base: EvidenceBase) -> float:
    """Seconds for a base of the same device that has lost its file, as after `recover`."""
    base.seal()
    entries = [entry.to_bytes() for entry in base.entries_missing_from({})]
    records = base.team.chain.records
    base.close()
    path = base.vault.base_path(base.inspection)
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
    again = EvidenceBase(base.vault, base.inspection)
    try:
        started = perf_counter()
        again.merge(entries, records=records)
        return perf_counter() - started
    finally:
        again.close()
