"""A team of four whose lead has enrolled at a server on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop, Template, Watch, make_template
from tests.sync.hostile import Hostile, between
from tests.sync.hostile_visits import NOTE
from tests.sync.visits import enrol, sync


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_template(tmp_path_factory.mktemp("team"))


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def team(template: Template, tmp_path: Path, clock: Watch) -> Iterator[dict[str, Laptop]]:
    laptops = template.laptops(tmp_path / "homes", clock)
    yield laptops
    for laptop in laptops.values():
        laptop.base.close()


@pytest.fixture
def server(tmp_path: Path, clock: Watch, team: dict[str, Laptop]) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path / "server", clock, os.urandom) as running:
        enrol(team["ann"], running)
        yield running


@pytest.fixture
def hostile(server: EmbeddedServer) -> Iterator[Hostile]:
    with between(server.url) as standing:
        yield standing


@pytest.fixture
def ann(team: dict[str, Laptop], server: EmbeddedServer) -> Laptop:
    """The lead, who has work to send and more to fetch."""
    sync(team["ann"], server)
    team["bea"].note("From a colleague.")
    sync(team["bea"], server)
    team["ann"].note(NOTE)
    return team["ann"]
