"""The search index: by which texts each record is found.

It keeps words and no text: to take a record out, FTS5 reads the texts that it was found by once
more (SQLite's documentation, FTS5, section 4.4.3). The table `record` says which those are, so
registers and rows may have changed meanwhile, but a text must go after its record was taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from inspector_app.evidence_base.register_rows import ItemKey
from inspector_app.evidence_base.statements import insert_one, listed, run, run_many

__all__ = ["Indexed", "Words", "forget_words", "found_by", "index", "take_out", "take_out_all"]


class Words(NamedTuple):
    """What a record is to be found by. A tuple: a base has very many.

    Args:
        parts: the names of its texts, one after the other.
        text: what they say, in that order, as `searchable` shows it.
    """

    parts: str
    text: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """How the index knows a record.

    Args:
        number: of the record.
        parts: names of the texts that it is found by, one after the other; None while it is not in.
    """

    number: int
    parts: str | None


def found_by(connection: Connection, records: Collection[str]) -> dict[ItemKey, Indexed]:
    """How the index knows these records, as each of their types; those that it does."""
    rows = run(
        connection,
        "SELECT id, type, number, parts FROM record WHERE id IN (SELECT value FROM json_each(?))",
        listed(records),
    )
    return {(row[0], row[1]): Indexed(row[2], row[3]) for row in rows}


def index(
    connection: Connection, wanted: Mapping[ItemKey, Words], before: Mapping[ItemKey, Indexed]
) -> None:
    """Lets records be found by these texts, and by no others.

    Args:
        connection: in the transaction that changed what they say.
        wanted: by what each record is to be found.
        before: how the index knows them, and others that are in force no longer.
    """
    keep = {item for item in wanted if item in before and before[item].parts == wanted[item].parts}
    take_out(connection, [known for item, known in before.items() if item not in keep])
    again = {item: before[item].number for item in before if item in wanted and item not in keep}
    run_many(
        connection,
        "UPDATE record SET parts = ? WHERE number = ?",
        [(wanted[item].parts, number) for item, number in again.items()],
    )
    fresh = [item for item in wanted if item not in before]
    numbers = _numbered(connection, [(*item, wanted[item].parts) for item in fresh])
    run_many(
        connection,
        "INSERT INTO search (rowid, text) VALUES (?, ?)",
        [
            *((number, wanted[item].text) for item, number in again.items()),
            *((number, wanted[item].text) for item, number in zip(fresh, numbers, strict=True)),
        ],
    )


def take_out(connection: Connection, known: Collection[Indexed]) -> None:
    """Takes records out of the index, while the texts that they are found by are still here."""
    rows = [(each.number,) for each in known if each.parts is not None]
    run_many(connection, "DELETE FROM search WHERE rowid = ?", rows)
    run_many(connection, "UPDATE record SET parts = NULL WHERE number = ?", rows)


def take_out_all(connection: Connection, records: Collection[str]) -> None:
    """Takes records out as every one of their types, before texts of theirs go."""
    take_out(connection, found_by(connection, records).values())


def forget_words(connection: Connection) -> None:
    """Drops the words of records that were taken out; until then they stand in older segments.

    FTS5 could do it at each save, too (its option `secure-delete`), but an edit of a note would
    take forty milliseconds; and what is only edited stays in the history anyway.
    """
    run(connection, "INSERT INTO search (search) VALUES ('optimize')")


def _numbered(connection: Connection, rows: Sequence[tuple[str, str, str]]) -> Collection[int]:
    """Gives records that are new here, with the names of their texts, the next numbers."""
    if len(rows) < 2:
        statement = "INSERT INTO record (id, type, parts) VALUES (?, ?, ?)"
        return [insert_one(connection, statement, row) for row in rows]
    start = int(run(connection, "SELECT coalesce(max(number), 0) + 1 FROM record")[0][0])
    numbers = range(start, start + len(rows))
    run_many(
        connection,
        "INSERT INTO record (number, id, type, parts) VALUES (?, ?, ?, ?)",
        [(number, *row) for number, row in zip(numbers, rows, strict=True)],
    )
    return numbers
