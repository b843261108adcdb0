"""What is only on this laptop, and who was last seen with what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.statements import listed, run
from schemas.canonical import decode
from schemas.feeds import Vector, ancestors, read_vector

__all__ = ["LastSeen", "SyncStatus", "count_held", "last_seen", "sync_status"]


@dataclass(frozen=True)
class SyncStatus:
    """What a title line says.

    Args:
        unsent: saves that no other's signed vector covers.
        conflicts: registers that hold several values.
        held: entries of others here that do not count.
    """

    unsent: int
    conflicts: int
    held: int


@dataclass(frozen=True)
class LastSeen:
    """The last signed vector of another replica.

    Args:
        by: device or server.
        at: when it reached this laptop.
        vector: what it then had.
    """

    by: str
    at: str
    vector: Vector


def sync_status(base: EvidenceBase) -> SyncStatus:
    """How much is only here, and what waits for people."""
    with base.reading() as session:
        connection = session.connection()
        conflicts = connection.exec_driver_sql("SELECT count(*) FROM conflict").scalar_one()
        return SyncStatus(_unsent(base, connection), conflicts, _held(connection))


def count_held(base: EvidenceBase) -> int:
    """How many entries here do not count."""
    with base.reading() as session:
        return _held(session.connection())


def last_seen(base: EvidenceBase) -> tuple[LastSeen, ...]:
    """Every replica whose vector has reached this laptop."""
    with base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT by, received_at, payload FROM peer_vector ORDER BY by"
        )
        return tuple(LastSeen(row[0], row[1], _feeds(row[2])) for row in rows)


def _held(connection: Connection) -> int:
    rows = connection.exec_driver_sql("SELECT count(*) FROM entry WHERE NOT counts")
    return int(rows.scalar_one())


def _unsent(base: EvidenceBase, connection: Connection) -> int:
    unsealed = connection.exec_driver_sql(
        "SELECT count(*) FROM change WHERE NOT sealed"
    ).scalar_one()
    own = connection.exec_driver_sql(
        "SELECT number, id, prev FROM entry WHERE feed GLOB ?", (f"{base.vault.device.id}-*",)
    ).all()
    covered = _covered(connection, {row.id: row.prev for row in own})
    lonely = listed(row.number for row in own if row.id not in covered)
    # One that was sealed again counts once, and not at all where either of its entries got there.
    (sealed,) = run(
        connection,
        "SELECT count(DISTINCT c.change) FROM entry_change c JOIN change h ON h.number = c.change"
        " WHERE h.sealed AND c.entry IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
        " (SELECT 1 FROM entry_change o WHERE o.change = c.change"
        " AND o.entry NOT IN (SELECT value FROM json_each(?)))",
        (*lonely, *lonely),
    )
    return int(unsealed) + int(sealed[0])


def _covered(connection: Connection, prev: dict[str, str | None]) -> Collection[str]:
    rows = connection.exec_driver_sql("SELECT payload FROM peer_vector")
    tips = [tip for row in rows for names in _feeds(row[0]).values() for tip in names]
    return ancestors(tips, prev.__getitem__)


def _feeds(payload: bytes) -> Vector:
    value = decode(payload)
    return read_vector(value["feeds"]) if isinstance(value, dict) else {}
