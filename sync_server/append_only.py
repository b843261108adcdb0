"""The rules by which a store itself refuses to change or drop what was acknowledged.

They hold for whoever writes, this program included, in an SQLite file and in PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from sync_server.tables import EntryRow

__all__ = ["lay_rules"]

_FOR_GOOD = (
    "team_record",
    "entry",
    "entry_part",
    "completion",
    "erased_part",
    "purged_blob",
    "audit",
)
_FINAL = ("team_record", "completion", "erased_part", "blob", "purged_blob", "audit")

_ERASED = "EXISTS (SELECT 1 FROM erased_part WHERE inspection = NEW.inspection AND name = NEW.name)"
_PURGED = "EXISTS (SELECT 1 FROM purged_blob WHERE inspection = {0}.inspection AND name = {0}.name)"
_SAME = "NEW.{0} IS NOT DISTINCT FROM OLD.{0}"
_SAME_PART = " AND ".join(map(_SAME.format, ("entry", "place", "inspection", "name")))
_SAME_ENTRY = " AND ".join(
    _SAME.format(column) for column in EntryRow.model_fields if column != "signature"
)


@dataclass(frozen=True)
class _Rule:
    """What is refused in a table, and when."""

    name: str
    table: str
    event: Literal["INSERT", "UPDATE", "DELETE"]
    condition: str = "1 = 1"


_RULES = (
    *(_Rule(f"{table}_stays", table, "DELETE") for table in _FOR_GOOD),
    *(_Rule(f"{table}_is_final", table, "UPDATE") for table in _FINAL),
    # An entry that a later one vouched for may get its own signature once; nothing else changes.
    _Rule(
        "entry_is_final",
        "entry",
        "UPDATE",
        f"NOT ({_SAME_ENTRY} AND length(OLD.signature) = 0)",
    ),
    # A part comes once, and goes only when a team record erases it.
    _Rule(
        "entry_part_is_final",
        "entry_part",
        "UPDATE",
        f"NOT ({_SAME_PART} AND ((OLD.sealed IS NULL AND NOT {_ERASED})"
        f" OR (NEW.sealed IS NULL AND {_ERASED})))",
    ),
    _Rule(
        "erased_part_stays_away",
        "entry_part",
        "INSERT",
        f"NEW.sealed IS NOT NULL AND {_ERASED}",
    ),
    # A blob stays until a team record purges it, and never comes back.
    _Rule("blob_stays", "blob", "DELETE", f"NOT {_PURGED.format('OLD')}"),
    _Rule("purged_blob_stays_away", "blob", "INSERT", _PURGED.format("NEW")),
)


def lay_rules(connection: Connection) -> None:
    """Makes the rules as they are now, whichever were there before."""
    postgresql = connection.dialect.name == "postgresql"
    for statement in _in_postgresql() if postgresql else _in_sqlite():
        connection.exec_driver_sql(statement)


def _in_sqlite() -> Iterator[str]:
    for rule in _RULES:
        # Older versions of it know the comparison by its short name only.
        condition = rule.condition.replace("IS NOT DISTINCT FROM", "IS")
        yield f"DROP TRIGGER IF EXISTS {rule.name}"
        yield (
            f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{rule.table} is append only'); END"
        )


def _in_postgresql() -> Iterator[str]:
    for rule in _RULES:
        kept = "OLD" if rule.event == "DELETE" else "NEW"
        yield _function(rule.name, rule.table, rule.condition, kept)
        yield (
            f"CREATE OR REPLACE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
        )
    for table in (*_FOR_GOOD, "blob"):
        yield _function(f"{table}_is_not_emptied", table, "1 = 1", "NULL")
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_not_emptied()"
        )


def _function(name: str, table: str, condition: str, kept: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{table} is append only'; END IF; "
        f"RETURN {kept}; END $$"
    )
