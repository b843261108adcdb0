"""A store of an earlier layout becomes one of this, and keeps what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from sync_server.errors import ServerError
from sync_server.file_store import FileStore
from sync_server.layout import LAYOUT
from sync_server.store import Store, open_store
from sync_server.upkeep import status, verify
from tests.sync_server.clusters import Cluster
from tests.sync_server.direct import ask
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World


@pytest.fixture(params=["file", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which there is nothing."""
    if request.param == "file":
        return f"sqlite:///{tmp_path}/old/server.db"
    made: Cluster = request.getfixturevalue("cluster")
    return made.empty()


def as_it_was_first(store: Store) -> None:
    """Takes away everything, and lays the first layout out in its place."""
    with store.writing() as connection:
        if isinstance(store, FileStore):
            kinds = (
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in connection.scalars(text(kinds)).all():
                connection.exec_driver_sql(f"DROP TABLE {name}")
        else:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        command.upgrade(steps(connection), "0001")
        # Stores of then did not say which layout they had.
        connection.exec_driver_sql("DROP TABLE alembic_version")


def steps(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "sync_server:migrations")
    return config


def described(store: Store) -> dict[str, object]:
    """The tables with their columns, keys and indexes, and the rules."""
    with store.reading() as connection:
        seen = inspect(connection)
        found: dict[str, object] = {
            table: (
                sorted((each["name"], str(each["type"]), each["nullable"]) for each in columns),
                seen.get_pk_constraint(table)["constrained_columns"],
                sorted(
                    (tuple(key["constrained_columns"]), key["referred_table"])
                    for key in seen.get_foreign_keys(table)
                ),
                sorted(
                    (str(each["name"]), *each["column_names"]) for each in seen.get_indexes(table)
                ),
                sorted(tuple(each["column_names"]) for each in seen.get_unique_constraints(table)),
            )
            for table in seen.get_table_names()
            for columns in [seen.get_columns(table)]
        }
        rules = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            if isinstance(store, FileStore)
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
        )
        found["rules"] = connection.scalars(text(rules)).all()
    return found


def test_the_steps_end_where_a_new_store_begins(empty: str) -> None:
    store = open_store(empty)
    new = described(store)
    as_it_was_first(store)
    assert described(store) != new
    store.close()
    again = open_store(empty)
    assert described(again) == new
    assert ask(again, "SELECT version_num FROM alembic_version") == [LAYOUT]
    again.close()


def test_the_layout_is_that_of_the_last_step() -> None:
    assert ScriptDirectory.from_config(steps(None)).get_heads() == [LAYOUT]  # type: ignore[arg-type]


async def test_an_earlier_store_keeps_its_inspections_and_goes_on(
    tmp_path: Path, empty: str, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    store = open_store(empty)
    as_it_was_first(store)
    world = World(tmp_path, f"sqlite:///{tmp_path}/new.db")
    visitor = await world.bring(team)
    await visitor.push(team, team.write(lead, "before"))
    with world.store.reading() as source, store.writing() as target:
        for table in ("team_record", "entry", "entry_part", "device_card"):
            rows = source.execute(text(f"SELECT * FROM {table}")).mappings().all()  # noqa: S608
            names = [str(name) for name in rows[0]]
            values = ", ".join(f":{name}" for name in names)
            put = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"  # noqa: S608
            target.execute(text(put), [dict(row) for row in rows])
    store.close()
    world.store.close()
    again = open_store(empty)
    assert verify(again) == []
    assert [held.entries for held in status(again, world.clock).inspections] == [1]
    again.close()


def test_a_store_of_a_newer_version_is_left_alone(empty: str) -> None:
    store = open_store(empty)
    ask(store, "UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(ServerError) as caught:
        open_store(empty)
    assert caught.value.code == "store-not-usable"
    assert "newer version" in caught.value.message


def test_a_database_that_is_not_there_is_refused_in_words(cluster: Cluster) -> None:
    with pytest.raises(ServerError) as caught:
        open_store(cluster.url("nowhere"))
    assert caught.value.code == "store-not-usable"
    with pytest.raises(ServerError) as caught:
        open_store(cluster.empty(), create=False)
    assert caught.value.message == "There is no store at that place."
