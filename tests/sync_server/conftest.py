"""A server over a store of either kind, and a team of three whose inspection is on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync_server.clusters import Cluster
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture(params=["file", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store: an SQLite file, then a PostgreSQL database."""
    if request.param == "file":
        return f"sqlite:///{tmp_path}/store/server.db"
    made: Cluster = request.getfixturevalue("cluster")
    return made.emptied()


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    made = World(tmp_path, database)
    yield made
    made.store.close()


@pytest.fixture
def lead() -> Laptop:
    return Laptop("lead")


@pytest.fixture
def colleague() -> Laptop:
    return Laptop("colleague")


@pytest.fixture
def qam() -> Laptop:
    return Laptop("qam")


@pytest.fixture
def team(lead: Laptop, colleague: Laptop, qam: Laptop) -> Team:
    made = Team(lead, Laptop("escrow"))
    made.seat([(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])])
    return made
