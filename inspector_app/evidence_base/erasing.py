"""Erasure on this laptop: the text of named parts goes from every place that it can stand in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from inspector_app.evidence_base.entry_log import complete_without, mark_had
from inspector_app.evidence_base.field_versions import places_of
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.registers import value_text
from inspector_app.evidence_base.search_index import forget_words, take_out_all
from inspector_app.evidence_base.statements import listed, run, run_many
from schemas.canonical import MalformedError
from schemas.changes import PartName
from schemas.entries import Entry, Header

__all__ = ["drop_erased", "records_showing", "without_erased"]


def drop_erased(
    connection: Connection, erased: Collection[str], fresh: Collection[str]
) -> frozenset[str]:
    """Drops the text of parts that the team has erased, and shows it gone.

    From parts, sealed parts, tables, search index, quarantine, what this laptop kept of its own
    sealed answers, and drafts of the records that held it. An entry that lacked only such a part is
    complete now.

    Args:
        connection: in a transaction.
        erased: names of parts, on every branch of the team chain.
        fresh: those that were not erased before. Only they take drafts along: a draft that was
            begun since does not begin with their text.

    Returns:
        The records that showed one of them.
    """
    if not erased:
        return frozenset()
    here = [
        (row[0],)
        for row in run(
            connection,
            "SELECT name FROM part WHERE name IN (SELECT value FROM json_each(?))"
            " UNION SELECT name FROM entry_part WHERE sealed IS NOT NULL"
            " AND name IN (SELECT value FROM json_each(?))",
            (*listed(erased), *listed(erased)),
        )
    ]
    # A text that had not arrived is no longer waited for: it is shown erased, too.
    records = records_showing(connection, {*(row[0] for row in here), *fresh})
    take_out_all(connection, records)
    run_many(connection, "DELETE FROM part WHERE name = ?", here)
    run_many(connection, "UPDATE entry_part SET sealed = NULL WHERE name = ?", here)
    project(connection, records, erased)
    if here:
        # Also an earlier version that was replaced long ago may have left its words.
        forget_words(connection)
    places = sorted(places_of(connection, fresh))
    run_many(connection, "DELETE FROM draft WHERE record = ?", [(place[0],) for place in places])
    opened = [(record,) for record, field in places if field.startswith("opening[")]
    run_many(connection, "DELETE FROM answer WHERE grade = ?", opened)
    _drop_from_quarantine(connection, frozenset(erased))
    mark_had(connection, complete_without(connection, erased))
    return records


def without_erased(entry: Entry, header: Header, erased: Collection[str]) -> Entry:
    """An entry as it may be kept: without the bytes of parts that were erased."""
    parts = tuple(
        None if line.name in erased else sealed
        for line, sealed in zip(header.parts, entry.parts, strict=True)
    )
    return replace(entry, parts=parts)


def records_showing(connection: Connection, parts: Collection[str]) -> frozenset[str]:
    """The records with a current value that is one of these parts."""
    rows = run(
        connection,
        "SELECT DISTINCT record FROM current WHERE value IN (SELECT value FROM json_each(?))",
        listed(value_text(PartName(name)) for name in parts),
    )
    return frozenset(row[0] for row in rows)


def _drop_from_quarantine(connection: Connection, erased: frozenset[str]) -> None:
    """What nobody vouches for yet may be good: only its erased texts go."""
    for name, data in run(connection, "SELECT id, data FROM quarantine"):
        try:
            entry = Entry.from_bytes(data)
            header = Header.from_bytes(entry.header)
            kept = without_erased(entry, header, erased).to_bytes()
        except (MalformedError, ValueError):
            continue
        if kept != data:
            run(connection, "UPDATE quarantine SET data = ? WHERE id = ?", (kept, name))
