"""More connections than there is room for: they are told so, and nobody else is kept out."""

from __future__ import annotations

import os
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import httpx
import pytest

from sync_server import doorway, serving
from sync_server.doorway import Crowd, places
from sync_server.embedded import EmbeddedServer
from tests.story.servers import start_process
from tests.sync_server.laptops import Team
from tests.sync_server.test_serving import joined

ASKED = b"GET /v1/hello HTTP/1.1\r\nHost: a\r\n\r\n"
FULL = b"Too many connections are open: ask again later."

two_addresses = pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 is not set up there")


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def small_server(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    each: int,
    certificate: str | None = None,
) -> Iterator[EmbeddedServer]:
    monkeypatch.setattr(serving, "CONNECTIONS", most)
    monkeypatch.setattr(serving, "CONNECTIONS_OF_AN_ADDRESS", each)
    with EmbeddedServer(folder, now, os.urandom, certificate=certificate) as server:
        yield server


def connected(server: EmbeddedServer, source: str = "127.0.0.1") -> socket.socket:
    port = int(server.url.rpartition(":")[2])
    # Far longer than the server takes, far shorter than a test may.
    return socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))


def everything(connection: socket.socket) -> bytes:
    found = b""
    try:
        while more := connection.recv(65536):
            found += more
    except ConnectionResetError:
        """It hung up before all was read there."""
    return found


def asked(connection: socket.socket) -> bytes:
    connection.sendall(ASKED)
    return connection.recv(65536)


def test_one_too_many_is_told_so_and_let_in_once_another_has_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack, small_server(tmp_path, monkeypatch, 3, 9) as server:
        held = [stack.enter_context(connected(server)) for _ in range(3)]
        assert [asked(each).startswith(b"HTTP/1.1 200 ") for each in held] == [True] * 3
        with connected(server) as late:
            late.sendall(ASKED)
            answer = everything(late)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 10\r\n" in answer.lower()
        assert b'"server-full"' in answer
        assert FULL in answer
        # Whoever was there goes on being served.
        assert asked(held[0]).startswith(b"HTTP/1.1 200 ")
        held[1].close()
        assert httpx.get(f"{server.url}/v1/hello").status_code == 200


@two_addresses
def test_one_address_cannot_take_the_places_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack, small_server(tmp_path, monkeypatch, 100, 2) as server:
        crowd = [stack.enter_context(connected(server)) for _ in range(2)]
        assert all(asked(each).startswith(b"HTTP/1.1 200 ") for each in crowd)
        with connected(server) as late:
            assert asked(late).startswith(b"HTTP/1.1 503 ")
        with connected(server, "127.0.0.2") as other:
            assert asked(other).startswith(b"HTTP/1.1 200 ")


@two_addresses
@pytest.mark.parametrize("certificate", [None, "auto"])
def test_a_flood_takes_no_more_descriptors_than_there_are_places(
    certificate: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "_TOLD", 2)
    with ExitStack() as stack, small_server(tmp_path, monkeypatch, 500, 3, certificate) as server:
        flood = [stack.enter_context(connected(server)) for _ in range(40)]
        # Neither asks anything, nor begins TLS: five are held, and the others are hung up on.
        shut_out = [everything(each) for each in flood[5:]]
        assert all(certificate or FULL in said for said in shut_out)
        assert server.crowd.connected == 5
        with connected(server, "127.0.0.2") as other:
            assert said_hello(server, other, tmp_path, certificate)


def said_hello(
    server: EmbeddedServer, plain: socket.socket, folder: Path, certificate: str | None
) -> bool:
    if certificate is None:
        return asked(plain).startswith(b"HTTP/1.1 200 ")
    trusted = folder / "identity" / "server-certificate.pem"
    context = ssl.create_default_context(cafile=str(trusted))
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as sealed:
        return asked(sealed).startswith(b"HTTP/1.1 200 ")


def test_over_tls_the_answer_comes_in_words_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_server(tmp_path, monkeypatch, 1, 1, certificate="auto") as server:
        trusted = tmp_path / "identity" / "server-certificate.pem"
        context = ssl.create_default_context(cafile=str(trusted))
        with httpx.Client(base_url=server.url, verify=context) as first:
            assert first.get("/v1/hello").status_code == 200
            answer = httpx.get(f"{server.url}/v1/hello", verify=context)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
            assert answer.json()["error"]["code"] == "server-full"


def test_a_stream_of_events_is_a_connection_like_any_other(
    tmp_path: Path, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(server: EmbeddedServer) -> None:
        async with httpx.AsyncClient(base_url=f"{server.url}/v1") as http:
            visitor = await joined(server, http, team)
            path = f"/inspections/{team.inspection}/events"
            async with http.stream("GET", path, headers=visitor.headers) as news:
                assert news.status_code == 200
                with connected(server) as second, connected(server) as third:
                    assert asked(second).startswith(b"HTTP/1.1 200 ")
                    assert asked(third).startswith(b"HTTP/1.1 503 ")

    with small_server(tmp_path, monkeypatch, 2, 2) as server:
        anyio.run(scenario, server)


def test_an_administrator_sets_both_numbers(tmp_path: Path) -> None:
    limits = ("--connections", "9", "--connections-of-an-address", "1")
    process = start_process(tmp_path / "store", "--port", "0", *limits)
    with process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split('"url": "')[1].partition('"')[0]
            with httpx.Client(base_url=url) as first:
                assert first.get("/v1/hello").status_code == 200
                assert httpx.get(f"{url}/v1/hello").status_code == 503
        finally:
            process.terminate()


def test_a_process_promises_no_more_places_than_it_has_descriptors() -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (600, limits[1]))
        assert places(400) == 400
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 400 + 32 + 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert places(10**9) < limits[1]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("192.0.2.7", "192.0.2.8", False),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(one: str, other: str, *, same: bool) -> None:
    crowd = Crowd(9, 1)
    assert crowd.come((one, 1))
    assert crowd.come((other, 2))
    assert not crowd.is_beyond((one, 1))
    assert crowd.is_beyond((other, 2)) is same
    crowd.go((one, 1))
    crowd.go((other, 2))
    assert crowd.come((other, 2))
    assert not crowd.is_beyond((other, 2))
