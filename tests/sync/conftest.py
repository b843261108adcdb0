"""A team of four whose lead has enrolled at a server on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.vault.keystore import read_keystore
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import PASSPHRASE, Laptop, Template, Watch
from tests.sync.hostile import Hostile, between
from tests.sync.hostile_visits import NOTE
from tests.sync.visits import enrol, sync

Laptops = dict[str, Laptop]


@dataclass(frozen=True)
class Start:
    """What tests begin with: the homes, the server's folder, and the time that it is by then."""

    template: Template
    store: Path
    now: datetime


def _later(start: Start, folder: Path, do: Callable[[Laptops, EmbeddedServer], None]) -> Start:
    """What a team has after doing something at its server."""
    clock = Watch()
    clock.now = start.now
    template = start.template
    laptops = template.laptops(folder, clock)
    if start.store.exists():
        shutil.copytree(start.store, folder / "server")
    with EmbeddedServer(folder / "server", clock, os.urandom) as running:
        do(laptops, running)
    for laptop in laptops.values():
        laptop.close()
    homes = {name: laptop.home for name, laptop in laptops.items()}
    keystores = {name: read_keystore(home, PASSPHRASE) for name, home in homes.items()}
    return Start(Template(homes, keystores, template.inspection), folder / "server", clock.now)


@pytest.fixture(scope="session")
def enrolled(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """The lead has enrolled, and nothing more."""
    alone = Start(template, tmp_path_factory.mktemp("team") / "no-server", Watch().now)
    return _later(
        alone, tmp_path_factory.mktemp("enrolled"), lambda team, server: enrol(team["ann"], server)
    )


@pytest.fixture(scope="session")
def at_work(enrolled: Start, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """The lead has synced, and has work to send and more to fetch."""

    def work(team: Laptops, server: EmbeddedServer) -> None:
        sync(team["ann"], server)
        team["bea"].note("From a colleague.")
        sync(team["bea"], server)
        team["ann"].note(NOTE)

    return _later(enrolled, tmp_path_factory.mktemp("at-work"), work)


@pytest.fixture
def start(enrolled: Start) -> Start:
    """With what the tests of a module begin."""
    return enrolled


@pytest.fixture
def clock(start: Start) -> Watch:
    watch = Watch()
    watch.now = start.now
    return watch


@pytest.fixture
def team(start: Start, tmp_path: Path, clock: Watch) -> Iterator[Laptops]:
    laptops = start.template.laptops(tmp_path / "homes", clock)
    yield laptops
    for laptop in laptops.values():
        laptop.close()


@pytest.fixture
def server(start: Start, tmp_path: Path, clock: Watch) -> Iterator[EmbeddedServer]:
    shutil.copytree(start.store, tmp_path / "server")
    with EmbeddedServer(tmp_path / "server", clock, os.urandom) as running:
        yield running


@pytest.fixture
def hostile(server: EmbeddedServer) -> Iterator[Hostile]:
    with between(server.url) as standing:
        yield standing


@pytest.fixture
def ann(team: Laptops) -> Laptop:
    """The lead."""
    return team["ann"]


@pytest.fixture
def three(team: Laptops) -> list[Laptop]:
    """Ann, who leads, Bea, and Cal, whose program may write what he likes."""
    return [team["ann"], team["bea"], team["cal"]]
