"""Hearing of what others sent, over real sockets, and a server that says anything but events."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from inspector_app.sync.asking import LARGEST_STREAM
from inspector_app.sync.listening import Heard, Listener
from schemas.events import Tip, event
from schemas.team_records import Server
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.conftest import Start
from tests.sync.hostile import Hostile
from tests.sync.visits import enrol, settle, sync

FEED = "f" * 64 + "-" + "0" * 16


@pytest.fixture
def start(at_work: Start) -> Start:
    return at_work


class Ear:
    """A listener and what it was roused for."""

    def __init__(self, laptop: Laptop, server: Server) -> None:
        self.roused = threading.Event()
        self.times = 0
        device = laptop.base.vault.device
        self.listener = Listener(device, server, laptop.inspection, self._rouse)

    def _rouse(self) -> None:
        self.times += 1
        self.roused.set()

    def heard(self) -> Heard:
        assert self.roused.wait(10)
        self.roused.clear()
        return self.listener.take()


def at(server: EmbeddedServer) -> Server:
    return Server(server.url, server.server, server.certificate_sha256)


@contextmanager
def listening(laptop: Laptop, server: Server) -> Iterator[Ear]:
    ear = Ear(laptop, server)
    ear.listener.start()
    try:
        yield ear
    finally:
        ear.listener.stop()
        ear.listener._thread.join(5)
        assert not ear.listener._thread.is_alive()


def test_what_a_colleague_sends_is_told_and_what_one_sends_oneself_is_nothing_new(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    ann, bea = team["ann"], team["bea"]
    settle(server, ann, bea)
    with listening(ann, at(server)) as ear:
        assert ear.heard().opened
        assert ear.listener.listening
        bea.note("A secret.")
        sync(bea, server)
        heard = ear.heard()
        assert not heard.opened
        assert heard.told == set(bea.base.vector()[next(iter(own_feeds(bea)))])
        assert heard.unknown_in(ann.base)
        sync(ann, server)
        assert not heard.unknown_in(ann.base)
        ann.note("Mine.")
        sync(ann, server)
        heard = ear.heard()
        assert heard.told
        assert not heard.unknown_in(ann.base)


def own_feeds(laptop: Laptop) -> list[str]:
    device = laptop.base.vault.device.id
    return [feed for feed in laptop.base.vector() if feed.startswith(device)]


def test_nobody_is_called_again_before_they_looked(ann: Laptop, server: EmbeddedServer) -> None:
    ear = Ear(ann, at(server))
    for number in range(300):
        ear.listener._hear(f"{number:064x}")
    assert ear.times == 1
    assert len(ear.heard().told) == 256
    ear.listener._hear("a" * 64)
    assert ear.times == 2
    assert ear.heard().told == {"a" * 64}


def test_stopping_ends_a_silent_stream_at_once_also_under_tls(
    team: dict[str, Laptop], tmp_path: Path
) -> None:
    ann = team["ann"]
    with EmbeddedServer(tmp_path / "tls", ann.clock, os.urandom, certificate="auto") as server:
        enrol(ann, server)
        sync(ann, server)
        with listening(ann, at(server)) as ear:
            assert ear.heard().opened
        assert not ear.listener.listening
        assert ear.times == 1


def test_a_stopped_listener_calls_nobody(team: dict[str, Laptop], server: EmbeddedServer) -> None:
    ann = team["ann"]
    settle(server, ann)
    with listening(ann, at(server)) as ear:
        assert ear.heard().opened
    ear.listener._hear("a" * 64)
    assert not ear.roused.is_set()


def test_a_server_that_is_not_there_is_said_and_tried_again(
    ann: Laptop, server: EmbeddedServer
) -> None:
    away = Server("http://127.0.0.1:9", server.server, None)
    with listening(ann, away) as ear:
        for _ in range(2):
            trouble = ear.heard().trouble
            assert trouble is not None
            assert trouble.code == "server-away"
            assert not ear.listener.listening


Answer = Callable[[BaseHTTPRequestHandler], None]


def says(answer: bytes, kind: str = "text/event-stream; charset=utf-8", **headers: str) -> Answer:
    def stream(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(answer)

    return stream


GOOD = event("tip", Tip(feed=FEED, seq=1, id="a" * 64))


@pytest.mark.parametrize(
    "answer",
    [
        says(b"event: note\ndata: {}\n\n"),
        says(b"data: hello\n\n"),
        says(b'event: tip\ndata: {"feed":"x","seq":1,"id":"y"}\n\n'),
        says(GOOD.replace(b'"seq":1', b'"seq":1,"text":"more"')),
        says(b"event: tip\ndata: " + b"[" * 100_000 + b"\n\n"),
        says(b"\xff\xfe\x00event: tip\n\n" + b"id: 7\n\n"),
        says(b"retry: " + b"9" * 50_000 + b"\nevent: tip\n\n"),
        says(GOOD, "application/json"),
        says(GOOD, "text/event-stream; charset=utf-7"),
        says(GOOD, "text/event-stream; charset=zlib"),
        says(GOOD, Content_Encoding="gzip"),
    ],
    ids=range(11),
)
def test_anything_but_events_is_refused_in_words(
    answer: Answer, ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    hostile.streams = answer
    with listening(ann, Server(hostile.url, server.server, None)) as ear:
        trouble = ear.heard().trouble
        while trouble is None:
            trouble = ear.heard().trouble
        assert trouble.code == "server-faulty"


@pytest.mark.parametrize("line", [b"x" * 65536, GOOD * 300], ids=["endless line", "flood"])
def test_a_flood_ends_where_it_is_more_than_any_stream_brings(
    line: bytes, ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    sent: list[int] = []
    cut = threading.Event()

    def stream(handler: BaseHTTPRequestHandler) -> None:
        says(b"")(handler)
        try:
            while sum(sent) < 64 * LARGEST_STREAM:
                handler.wfile.write(line)
                sent.append(len(line))
        except OSError:
            cut.set()

    hostile.streams = stream
    with listening(ann, Server(hostile.url, server.server, None)) as ear:
        assert ear.heard().opened
        assert cut.wait(20)
        assert len(ear.listener.take().told) <= 256
    # What lay in the sockets was sent, but not read.
    assert sum(sent) < 32 * LARGEST_STREAM


class Pauses(threading.Event):
    """Notes how long a pause would be, and does not pause; at the end it is set."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._most = most

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0)
        if len(self.seconds) == self._most:
            self.set()
        return self.is_set()


def test_a_server_that_hangs_up_again_and_again_is_left_alone_for_longer_each_time(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    hostile.streams = says(GOOD)
    ear = Ear(ann, Server(hostile.url, server.server, None))
    ear.listener._stopped = pauses = Pauses(10)
    ear.listener.start()
    ear.listener._thread.join(20)
    assert not ear.listener._thread.is_alive()
    assert pauses.seconds == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_so_much_was_told_that_something_of_it_is_new(ann: Laptop) -> None:
    known = frozenset(tip for tips in ann.base.vector().values() for tip in tips)
    head = ann.base.team.chain.head.record
    assert not Heard(opened=False, told=known | {head}, trouble=None).unknown_in(ann.base)
    assert Heard(opened=False, told=known | {"a" * 64}, trouble=None).unknown_in(ann.base)
    many = frozenset(f"{number:064x}" for number in range(256))
    assert Heard(opened=False, told=many, trouble=None).unknown_in(ann.base)
