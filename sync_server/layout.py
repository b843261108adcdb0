"""How a store's tables are laid out, and older layouts brought up to this one (alembic).

A new store is laid out at once; an older one goes through the steps in `sync_server/migrations`.
A test holds that both come to the same.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, inspect
from sqlmodel import select

from sync_server.append_only import lay_rules
from sync_server.errors import ServerError
from sync_server.tables import LayoutRow, ServerTable, TeamRecordRow

__all__ = ["LAYOUT", "lay_out"]

LAYOUT = "0002"
"""The layout of this version: the last step in `sync_server/migrations/versions`."""

_FIRST = "0001"
"""The layout of stores that do not say which they have."""


def lay_out(connection: Connection, *, create: bool = True) -> None:
    """Makes the tables and rules of this version, from nothing or from an older layout.

    Args:
        connection: of a writing transaction.
        create: whether to make them where there are none.

    Raises:
        ServerError: when a newer version has laid it out, or there is nothing and it may not be
            made.
    """
    found = _layout(connection)
    if found == LAYOUT:
        return
    if found is None and not create:
        raise _unusable("There is no store at that place.", "Check --database.")
    if found is None:
        ServerTable.metadata.create_all(connection)
        connection.execute(insert(LayoutRow).values(version_num=LAYOUT))
    elif found < LAYOUT:
        _bring_up_to_date(connection, found)
    else:
        raise _unusable(
            "A newer version of the server has written to that store.",
            "Serve it with that version, or put back a backup from before.",
        )
    lay_rules(connection)


def _layout(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if LayoutRow.__tablename__ in tables:
        return connection.scalar(select(LayoutRow.version_num))
    return _FIRST if TeamRecordRow.__tablename__ in tables else None


def _bring_up_to_date(connection: Connection, found: str) -> None:
    # Imported here: most starts find the layout as it should be.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "sync_server:migrations")
    command.stamp(config, found)
    command.upgrade(config, LAYOUT)


def _unusable(message: str, next_step: str) -> ServerError:
    return ServerError(
        "store-not-usable", message, kept="Nothing was changed.", next_step=next_step
    )
