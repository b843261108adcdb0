"""A store's rows put into another store, whichever kind either is."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from sync_server.tables import LayoutRow, ScrubRow, ServerTable, TeamRecordRow

__all__ = ["copy_rows", "is_empty"]

_AT_ONCE = 200
"""Rows that are in memory at a time; the largest are one part of an entry or one blob."""

_OWN = {LayoutRow.__tablename__, ScrubRow.__tablename__}
"""Each store says for itself how it is laid out and what it has still to do."""


def is_empty(connection: Connection) -> bool:
    """Whether a store holds no inspection."""
    return not connection.scalar(select(func.count()).select_from(TeamRecordRow))


def copy_rows(source: Connection, target: Connection) -> None:
    """Copies everything, with its numbers.

    Args:
        source: of a reading transaction.
        target: of a writing transaction of an empty store.
    """
    for table in ServerTable.metadata.sorted_tables:
        if table.name in _OWN:
            continue
        found = source.execution_options(yield_per=_AT_ONCE).execute(select(table))
        for rows in found.mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in rows])
        if target.dialect.name == "postgresql" and "number" in table.columns:
            # Else its next row would be given a number that is taken.
            target.execute(
                select(
                    func.setval(
                        func.pg_get_serial_sequence(table.name, "number"),
                        func.max(table.columns["number"]),
                    )
                )
            )
