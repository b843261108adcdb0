"""`inspector sync --watch` as processes: two homes, and a server that is killed and comes back."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import IO, Any

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import rotate
from inspector_app.sync.client import ServerClient
from inspector_app.sync.report import SyncReport
from inspector_app.sync.timetable import LOOK_EVERY
from inspector_app.sync.watching import Watch
from schemas.records import Note
from schemas.team_records import Server
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import PASSPHRASE, Laptop, Template
from tests.evidence_base.laptops import Watch as LaptopClock
from tests.story.servers import server_process
from tests.sync.conftest import Start
from tests.sync.hostile import Hostile
from tests.sync.hostile_visits import visit
from tests.sync.visits import sync

WAIT = 30


@pytest.fixture
def start(at_work: Start) -> Start:
    return at_work


class Lines:
    """What a process prints, line by line as it comes."""

    def __init__(self, stream: IO[str] | None) -> None:
        assert stream is not None
        self._lines: queue.Queue[str] = queue.Queue()
        self._stream = stream
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._stream:
            self._lines.put(line)

    def until(self, wanted: Callable[[str], bool]) -> str:
        """The next line that is wanted."""
        seen = []
        while True:
            try:
                seen.append(self._lines.get(timeout=WAIT))
            except queue.Empty:
                raise AssertionError(seen) from None
            if wanted(seen[-1]):
                return seen[-1]


@contextmanager
def process(code: str, *arguments: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def inspector(laptop: Laptop, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    code = "from inspector_app.cli.main import run; run()"
    secret = laptop.home.parent / "passphrase"
    secret.write_text(PASSPHRASE)
    home = {"INSPECTOR_HOME": str(laptop.home), "INSPECTOR_PASSPHRASE_FILE": str(secret)}
    with process(code, *arguments, **home) as started:
        yield started


def use(laptop: Laptop, url: str) -> None:
    client = ServerClient(laptop.base.vault.device, url)
    known: Server = client.known_as()
    client.close()
    laptop.base.vault.add_server(known)
    laptop.close()


def received(line: str) -> bool:
    document: dict[str, Any] = json.loads(line)
    return bool(document.get("received"))


def holds(laptop: Laptop, note: str) -> bool:
    with laptop.base.reading() as session:
        return session.get(Note, note) is not None


def test_what_is_saved_in_one_home_appears_in_the_other_and_a_killed_server_is_outlived(
    team: dict[str, Laptop], start: Start, tmp_path: Path
) -> None:
    ann, bea = team["ann"], team["bea"]
    shutil.copytree(start.store, tmp_path / "server")
    with server_process(tmp_path / "server") as (url, server):
        use(ann, url)
        use(bea, url)
        port = int(url.rpartition(":")[2])
        with (
            inspector(ann, "sync", "--watch") as giving,
            inspector(bea, "sync", "--watch", "--json") as taking,
        ):
            told, aside, lines = Lines(giving.stdout), Lines(giving.stderr), Lines(taking.stdout)
            told.until(lambda line: "sent" in line)
            lines.until(lambda line: "received" in json.loads(line))
            first = ann.note("Said in one room.")
            lines.until(lambda line: received(line) and holds(bea, first))
            server.kill()
            aside.until(lambda line: line.startswith("The server does not answer."))
            lines.until(lambda line: json.loads(line)["error"]["code"] == "server-away")
            second = ann.note("Written meanwhile.")
            with server_process(tmp_path / "server", port):
                aside.until(lambda line: line == "The server answers again.\n")
                lines.until(lambda line: received(line) and holds(bea, second))
                giving.send_signal(signal.SIGINT)
                taking.send_signal(signal.SIGTERM)
                assert (giving.wait(WAIT), taking.wait(WAIT)) == (0, 0)
    ann.close()
    bea.close()


class EnoughError(Exception):
    """Ends a watch."""


def watch(
    laptop: Laptop, exchange: Callable[[], SyncReport], deaf: Callable[[InspectorError], None]
) -> None:
    def failed(error: InspectorError) -> None:
        raise AssertionError(error.code)

    Watch(
        laptop.base,
        exchange,
        after_save=lambda: 0.1,
        worked=lambda _: None,
        failed=failed,
        deaf=deaf,
    ).run()


def test_a_server_that_does_not_tell_is_asked_all_the_same(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    def refuse(handler: BaseHTTPRequestHandler) -> None:
        handler.send_error(404)

    def deaf(error: InspectorError) -> None:
        assert error.code == "server-faulty"
        raise EnoughError

    hostile.streams = refuse
    ann.base.vault.add_server(Server(hostile.url, server.server, None))
    exchanges: list[SyncReport] = []

    def exchanged() -> SyncReport:
        exchanges.append(visit(ann, hostile, server))
        return exchanges[-1]

    with pytest.raises(EnoughError):
        watch(ann, exchanged, deaf)
    assert len(exchanges) == 2


def test_a_server_that_is_away_is_not_said_to_be_deaf_until_exchanges_work_and_listening_does_not(
    ann: Laptop, server: EmbeddedServer
) -> None:
    """Exchanges go another way than listening, which meets a closed port."""
    ann.base.vault.add_server(Server("http://127.0.0.1:9", server.server, None))
    outcomes = iter([None, away(), None, None])
    told: list[str] = []

    def exchanged() -> SyncReport:
        told.append("exchange")
        if (trouble := next(outcomes)) is not None:
            raise trouble
        return sync(ann, server)

    watching = Watch(
        ann.base,
        exchanged,
        after_save=lambda: 0.1,
        worked=lambda _: None,
        failed=lambda error: told.append(error.code),
        deaf=lambda error: told.append(f"deaf: {error.code}"),
    )
    try:
        watching._exchange_once()
        for _ in range(3):
            hear_trouble(watching)
            watching._exchange_once()
    finally:
        watching._attention.stop()
    assert told == [
        *("exchange", "exchange", "server-away"),
        *("exchange", "exchange", "deaf: server-away"),
    ]


def hear_trouble(watching: Watch) -> None:
    """Looks until the listener has said why it does not listen."""
    watching._deafness = None
    while watching._deafness is None:
        assert watching._roused.wait(WAIT)
        watching._roused.clear()
        watching._look()


def away() -> InspectorError:
    return InspectorError("server-away", "No answer.", kept="All.", next_step="Wait.")


def test_watching_without_any_server_is_refused(template: Template, tmp_path: Path) -> None:
    laptop = template.laptops(tmp_path / "alone", LaptopClock())["ann"]
    with pytest.raises(InspectorError) as caught:
        watch(laptop, SyncReport, lambda _: None)
    assert caught.value.code == "no-server"
    laptop.close()


def test_what_another_program_of_the_home_changes_in_the_team_is_sent(
    ann: Laptop, server: EmbeddedServer
) -> None:
    ann.base.vault.add_server(Server(server.url, server.server, server.certificate_sha256))
    exchanged_at: list[float] = []

    def exchanged() -> SyncReport:
        report = sync(ann, server)
        exchanged_at.append(time.monotonic())
        # The second exchange is because the server answered; the next has no reason but this.
        if len(exchanged_at) == 2:
            other = EvidenceBase(ann.vault(), ann.inspection)
            rotate(other)
            other.close()
        elif len(exchanged_at) == 3:
            assert ann.base.team.chain.head.record in at_server(ann, server)
            raise EnoughError
        return report

    with pytest.raises(EnoughError):
        watch(ann, exchanged, lambda _: None)
    assert exchanged_at[2] - exchanged_at[1] < LOOK_EVERY / 2


def at_server(laptop: Laptop, server: EmbeddedServer) -> list[str]:
    client = ServerClient(laptop.base.vault.device, server.url)
    try:
        return [record.id for record in client.team(laptop.inspection)]
    finally:
        client.close()
