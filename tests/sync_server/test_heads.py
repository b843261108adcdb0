"""Connections that are only held: silent ones, heads that drip, and the time between requests."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sync_server import heads
from sync_server.embedded import EmbeddedServer

HELLO = b"GET /v1/hello HTTP/1.1\r\nHost: a\r\n"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServer]:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.3)
    with EmbeddedServer(tmp_path, lambda: datetime.now(UTC), os.urandom) as server:
        yield server


@contextmanager
def connected(server: EmbeddedServer) -> Iterator[socket.socket]:
    port = int(server.url.rpartition(":")[2])
    # Far longer than the server waits, far shorter than a test may.
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


def answer_on(connection: socket.socket) -> bytes:
    found = b""
    while b'"}' not in found:
        more = connection.recv(65536)
        assert more
        found += more
    return found


@pytest.mark.parametrize("begun", [b"", b"G", HELLO, HELLO + b"X: y"], ids=range(4))
def test_a_connection_on_which_no_whole_head_comes_is_closed(
    begun: bytes, server: EmbeddedServer
) -> None:
    with connected(server) as connection:
        connection.sendall(begun)
        assert connection.recv(1) == b""


def test_a_head_that_drips_is_not_waited_for(server: EmbeddedServer) -> None:
    over = threading.Event()
    with connected(server) as connection:

        def drip() -> None:
            connection.sendall(HELLO)
            while not over.wait(0.05):
                try:
                    connection.sendall(b"X: y\r\n")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            assert connection.recv(1) == b""
        except ConnectionResetError:
            """It hung up while more was on its way."""
        finally:
            over.set()
            dripping.join()


def test_after_an_answer_a_head_is_waited_for_as_long_again(server: EmbeddedServer) -> None:
    with connected(server) as connection:
        for _ in range(3):
            connection.sendall(HELLO + b"\r\n")
            assert b" 200 " in answer_on(connection)
        connection.sendall(HELLO)
        assert connection.recv(1) == b""


def test_a_body_may_take_longer_than_a_head(server: EmbeddedServer) -> None:
    waiting = threading.Event()

    def slow() -> Iterator[bytes]:
        yield b'{"device":'
        waiting.wait(0.6)
        yield b'"x"}'

    kind = {"Content-Type": "application/json"}
    answer = httpx.post(f"{server.url}/v1/login/challenge", content=slow(), headers=kind)
    assert answer.status_code == 400


def test_many_connections_that_are_only_held_keep_nobody_out(server: EmbeddedServer) -> None:
    port = int(server.url.rpartition(":")[2])
    held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(200)]
    try:
        assert httpx.get(f"{server.url}/v1/hello").status_code == 200
        assert {each.recv(1) for each in held} == {b""}
    finally:
        for each in held:
            each.close()
