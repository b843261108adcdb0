"""A team at work with a real server: both are killed at random, and nothing is lost."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.verification import verify
from inspector_app.sync.status import sync_status
from inspector_app.vault.keystore import read_keystore
from tests.evidence_base.laptops import PASSPHRASE
from tests.simulation.on_site import Exchanged, Missed, Recorded, be_on_site, sync_once
from tests.simulation.typing_away import Place, open_place
from tests.story.laptops import enrol_and_begin, let_in, new_laptop
from tests.story.servers import server_says, start_server

AWAY = {"server-away"}
"""All that anybody may be told while a server dies and comes back."""


class Server:
    """`inspector-server serve`, as a process that can be killed and started again in its place."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.kills = 0
        self.url, self._process = start_server(store)

    def kill(self) -> None:
        """Ends it as a power cut does."""
        self._process.kill()
        self._process.wait()
        self.kills += 1

    def start_again(self) -> None:
        """At the same address; waits until it answers."""
        self.url, self._process = start_server(self.store, int(self.url.rpartition(":")[2]))


@dataclass
class Person:
    """Somebody on site, whose laptop is killed and started again."""

    place: Place
    life: int = 0
    changes: list[str] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    exchanged: int = 0
    _running: tuple[multiprocessing.process.BaseProcess, Connection] | None = None

    def start(self) -> None:
        """Starts the program on the laptop."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.simulation.on_site"])
        hear, tell = context.Pipe(duplex=False)
        process = context.Process(target=be_on_site, args=(self.place, self.life, tell))
        process.start()
        tell.close()
        self.life += 1
        self._running = process, hear

    def listen(self) -> None:
        """Takes in what was told, so that nobody waits for us."""
        if self._running is not None:
            try:
                while self._running[1].poll():
                    self._take(self._running[1].recv())
            except EOFError:
                pass

    def kill(self) -> None:
        """Ends the program as a power cut does; what it had told counts."""
        if self._running is None:
            return
        process, hear = self._running
        assert process.is_alive()
        process.kill()
        process.join()
        self.listen()
        hear.close()
        self._running = None

    def _take(self, told: object) -> None:
        if isinstance(told, Recorded):
            self.changes.append(told.change)
        elif isinstance(told, Missed):
            self.missed[told.code] += 1
        elif isinstance(told, Exchanged):
            self.exchanged += 1


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "server")
    yield made
    made.kill()


def a_team(folder: Path, server: Server, size: int) -> list[Person]:
    """A lead and others who have all joined."""
    laptops = [new_laptop(folder / f"laptop{n}", f"Person {n}", PASSPHRASE) for n in range(size)]
    lead = laptops[0]
    code = str(server_says(server.store, "enrol", "--name", "the lead")["code"])
    inspection = enrol_and_begin(lead, server.url, code, "Brambleshire")
    for joiner in laptops[1:]:
        let_in(lead, joiner, "hmi")
    return [
        Person(Place(laptop.home, inspection, read_keystore(laptop.home, PASSPHRASE)))
        for laptop in laptops
    ]


def work_and_die(team: list[Person], server: Server, dice: Random, seconds: float) -> None:
    """Everybody works at once; now a laptop is killed, now the server."""
    for person in team:
        person.start()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        # The time between two power cuts is part of the story, and all are listened to meanwhile.
        cut = time.monotonic() + dice.uniform(0.2, 1.5)
        while time.monotonic() < cut:
            multiprocessing.connection.wait(_pipes(team), timeout=cut - time.monotonic())
            for person in team:
                person.listen()
        if dice.random() < 0.3:
            server.kill()
            server.start_again()
        else:
            person = dice.choice(team)
            person.kill()
            person.start()
    for person in team:
        person.kill()


def _pipes(team: list[Person]) -> list[Connection]:
    return [person._running[1] for person in team if person._running is not None]


def come_together(bases: list[EvidenceBase]) -> None:
    """Everybody syncs in turn until nobody has anything that another lacks."""
    for _ in range(4):
        for base in bases:
            sync_once(base)
        done = all(sync_status(base).unsent == 0 for base in bases)
        if done and len({base.digest() for base in bases}) == 1:
            return
    raise AssertionError("the laptops did not come to the same")


def check(team: list[Person], server: Server) -> None:
    """One digest, every acknowledged save on every laptop, and all files well."""
    acknowledged = {change for person in team for change in person.changes}
    with ExitStack() as opened:
        bases = [open_place(person.place) for person in team]
        for base in bases:
            opened.callback(base.close)
        come_together(bases)
        for base in bases:
            with base.reading() as session:
                rows = session.connection().exec_driver_sql("SELECT id FROM change WHERE counts")
                assert acknowledged <= set(rows.scalars())
            assert verify(base).problems == ()
    assert server_says(server.store, "verify")["ok"] is True


def soak(folder: Path, server: Server, *, size: int, seconds: float, seed: int) -> None:
    team = a_team(folder, server, size)
    work_and_die(team, server, Random(seed), seconds)
    check(team, server)
    told = sum((person.missed for person in team), Counter())
    assert set(told) <= AWAY, told
    assert server.kills >= seconds / 15
    assert sum(person.life for person in team) >= size + seconds / 10
    assert all(person.exchanged for person in team)
    assert sum(len(person.changes) for person in team) >= seconds * size / 2


def test_three_laptops_and_their_server_are_killed_and_every_save_is_there(
    tmp_path: Path, server: Server
) -> None:
    soak(tmp_path, server, size=3, seconds=8, seed=1)


@pytest.mark.long
def test_eight_laptops_and_their_server_are_killed_for_ten_minutes_and_every_save_is_there(
    tmp_path: Path, server: Server
) -> None:
    soak(tmp_path, server, size=8, seconds=600, seed=2)
