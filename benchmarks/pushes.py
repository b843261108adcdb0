"""Pushes that come from many laptops at once, against those of one laptop alone."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from time import perf_counter
from urllib.parse import urlsplit

from benchmarks.row import Row
from schemas.signing import login_payload, sign, to_base64
from schemas.wire import ENTRIES, framed
from sync_server.auth import make_code
from sync_server.store import open_store
from tests.story.servers import serving
from tests.sync_server.clusters import Cluster
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import records_json

_PUSHES = 384
"""In each round, by however many laptops: one entry of one note each, as while somebody types."""

_TEAM = 8
"""Laptops of one inspection; more are in further inspections."""


class _Pusher:
    """One laptop with a connection, a login, and what it is going to push."""

    def __init__(self, address: str, laptop: Laptop, team: Team) -> None:
        self._http = HTTPConnection(address, timeout=60)
        self._laptop = laptop
        self._team = team
        self._headers: dict[str, str] = {}
        self._waiting: list[bytes] = []
        self.seconds: list[float] = []

    def call(self, path: str, body: object) -> dict[str, object]:
        kind = {"Content-Type": "application/json"}
        self._http.request("POST", path, json.dumps(body), {**kind, **self._headers})
        return self._answer()

    def log_in(self) -> None:
        self._http.request("GET", "/v1/hello")
        server = str(self._answer()["server"])
        device = self._laptop.id
        nonce = str(self.call("/v1/login/challenge", {"device": device})["nonce"])
        payload = login_payload(server, None, nonce, device)
        signature = to_base64(sign(self._laptop.key, "login", payload))
        asked = {"device": device, "nonce": nonce, "signature": signature}
        self._headers = {"Authorization": f"Bearer {self.call('/v1/login', asked)['token']}"}

    def write(self, count: int) -> None:
        """Seals what the next round pushes; that is not what is measured."""
        entries = [self._team.write(self._laptop, "Seen. " * 60) for _ in range(count)]
        self._waiting = [b"".join(framed([entry])) for entry in entries]
        self.seconds = []
        self._http.close()
        self._http.connect()

    def push(self, start: Barrier) -> None:
        path = f"/v1/inspections/{self._team.inspection}/push"
        headers = {**self._headers, "Content-Type": ENTRIES}
        start.wait()
        for body in self._waiting:
            begun = perf_counter()
            self._http.request("POST", path, body, headers)
            assert self._answer()["stored"] == 1
            self.seconds.append(perf_counter() - begun)

    def _answer(self) -> dict[str, object]:
        answer = self._http.getresponse()
        found: dict[str, object] = json.loads(answer.read())
        assert answer.status == 200, found
        return found


def measure() -> tuple[Row, Row]:
    """A server in a process of its own, its store on the disk, and plain HTTP on this machine."""
    with TemporaryDirectory(prefix="inspector-bench-") as name:
        in_a_file = _row("an SQLite file", Path(name), f"sqlite:///{name}/server.db")
    cluster = Cluster(fsync=True)
    try:
        with TemporaryDirectory(prefix="inspector-bench-") as name:
            by_two = ("--workers", "2")
            told = "PostgreSQL, two workers"
            return in_a_file, _row(told, Path(name), cluster.empty(), *by_two)
    finally:
        cluster.remove()


def _row(store: str, folder: Path, database: str, *options: str) -> Row:
    with serving(folder, 0, *options, database=database) as url:
        address = urlsplit(url).netloc
        pushers = [p for team in range(64 // _TEAM) for p in _team(database, address, team)]
        _round(pushers[:_TEAM])  # so that nothing is done for the first time
        one, few, many = (_round(pushers[:count]) for count in (1, _TEAM, 64))
        slow = quantiles([s for pusher in pushers for s in pusher.seconds], n=20)[-1] * 1000
    return Row(
        f"a push, of 64 laptops at once, {store}",
        "a push of one laptop alone",
        one * 1000,
        many * 1000,
        1.0,
        f"pushes a second: {1 / one:,.0f} of 1 laptop, {1 / few:,.0f} of 8, {1 / many:,.0f} of 64;"
        f" of those p95 {slow:,.0f} ms",
    )


def _round(pushers: Sequence[_Pusher]) -> float:
    """Seconds for each push of a round."""
    for pusher in pushers:
        pusher.write(_PUSHES // len(pushers))
    start = Barrier(len(pushers) + 1)
    threads = [Thread(target=pusher.push, args=(start,)) for pusher in pushers]
    for thread in threads:
        thread.start()
    start.wait()
    begun = perf_counter()
    for thread in threads:
        thread.join()
    taken = perf_counter() - begun
    done = sum(len(pusher.seconds) for pusher in pushers)
    assert done == _PUSHES, "every push was taken"
    return taken / done


def _team(database: str, address: str, number: int) -> list[_Pusher]:
    """An inspection that is on the server, and its laptops, logged in."""
    laptops = [Laptop(f"{number} {place}") for place in range(_TEAM)]
    team = Team(laptops[0])
    team.seat([(each, ["hmi"] if place else ["lead"]) for place, each in enumerate(laptops)])
    pushers = [_Pusher(address, laptop, team) for laptop in laptops]
    store = open_store(database)
    code = make_code(store, lambda: datetime.now(UTC), os.urandom).code
    store.close()
    card = to_base64(laptops[0].card.to_bytes())
    pushers[0].call("/v1/enrol", {"code": code, "card": card})
    pushers[0].log_in()
    pushers[0].call("/v1/inspections", records_json(team))
    for pusher in pushers[1:]:
        pusher.log_in()
    return pushers
