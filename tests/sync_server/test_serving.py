"""The server over real sockets, as a process and embedded."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import httpx
import pytest

from schemas.signing import to_base64
from schemas.wire import ENTRIES
from sync_server.embedded import EmbeddedServer
from sync_server.errors import ServerError
from sync_server.identity import open_identity
from sync_server.serving import listen
from tests.story.servers import start_process
from tests.sync_server.laptops import Dice, Laptop, Team, Watch
from tests.sync_server.visitors import Visitor, log_in, records_json


def now() -> datetime:
    return datetime.now(UTC)


async def joined(server: EmbeddedServer, http: httpx.AsyncClient, team: Team) -> Visitor:
    body = {"code": server.enrolment_code(), "card": to_base64(team.lead.card.to_bytes())}
    (await http.post("/enrol", json=body)).raise_for_status()
    visitor = await log_in(http, team.lead)
    (await visitor.post("/inspections", records_json(team))).raise_for_status()
    return visitor


async def test_two_laptops_meet_over_a_real_socket_and_again_after_a_restart(
    tmp_path: Path, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    entries = [team.write(lead, "one"), team.write(lead, lead.dice(400_000).hex())]
    with EmbeddedServer(tmp_path, now, os.urandom) as server:
        identity = server.server
        async with httpx.AsyncClient(base_url=f"{server.url}/v1") as http:
            visitor = await joined(server, http, team)
            assert (await visitor.push(team, *entries)).stored == 2
            assert await (await log_in(http, colleague)).pull(team) == entries
    with EmbeddedServer(tmp_path, now, os.urandom) as server:
        assert server.server == identity
        async with httpx.AsyncClient(base_url=f"{server.url}/v1") as http:
            member = await log_in(http, colleague)
            assert await member.vector(team) == {lead.feed: (entries[1].id,)}


async def test_a_login_over_tls_is_bound_to_the_servers_own_certificate(
    tmp_path: Path, team: Team
) -> None:
    with EmbeddedServer(tmp_path, now, os.urandom, certificate="auto") as server:
        assert server.url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(
            cafile=str(tmp_path / "identity" / "server-certificate.pem")
        )
        async with httpx.AsyncClient(base_url=f"{server.url}/v1", verify=trusting) as http:
            hello = (await http.get("/hello")).json()
            assert hello["certificate_sha256"] == server.certificate_sha256
            await joined(server, http, team)


def test_tls_older_than_1_3_is_refused(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, now, os.urandom, certificate="auto") as server:
        port = int(server.url.rpartition(":")[2])
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            pytest.raises(ssl.SSLError),
        ):
            context.wrap_socket(plain)


def test_a_body_that_stops_half_way_leaves_nothing_and_the_server_goes_on(
    tmp_path: Path, team: Team, lead: Laptop
) -> None:
    async def scenario(server: EmbeddedServer) -> None:
        async with httpx.AsyncClient(base_url=f"{server.url}/v1") as http:
            visitor = await joined(server, http, team)
            data = team.write(lead, lead.dice(100_000).hex()).to_bytes()
            frame = len(data).to_bytes(4, "big") + data
            port = int(server.url.rpartition(":")[2])
            head = (
                f"POST /v1/inspections/{team.inspection}/push HTTP/1.1\r\nHost: server\r\n"
                f"Authorization: Bearer {visitor.token}\r\nContent-Type: {ENTRIES}\r\n"
                f"Content-Length: {len(frame)}\r\n\r\n"
            )
            with socket.create_connection(("127.0.0.1", port)) as raw:
                raw.sendall(head.encode() + frame[: len(frame) // 2])
            assert await visitor.vector(team) == {}
            answer = await visitor.push_bytes(team, frame)
            assert answer.json()["stored"] == 1

    with EmbeddedServer(tmp_path, now, os.urandom) as server:
        anyio.run(scenario, server)


def test_two_servers_do_not_serve_one_store(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, now, os.urandom):
        with pytest.raises(ServerError) as caught, EmbeddedServer(tmp_path, now, os.urandom):
            pass
        assert caught.value.code == "already-serving"
    with EmbeddedServer(tmp_path, now, os.urandom) as server:
        assert httpx.get(f"{server.url}/v1/hello").status_code == 200


def test_plain_http_is_refused_beyond_this_machine(tmp_path: Path) -> None:
    plain = open_identity(tmp_path, None, "0.0.0.0", Watch(), Dice("server"))  # noqa: S104
    for host in ("0.0.0.0", "::"):  # noqa: S104
        with pytest.raises(ServerError) as caught:
            listen(host, 0, plain)
        assert caught.value.code == "certificate-needed"
    with listen("localhost", 0, plain) as listener:
        assert listener.url.startswith("http://localhost:")


def test_an_address_in_use_is_named_as_such(tmp_path: Path) -> None:
    plain = open_identity(tmp_path, None, "127.0.0.1", Watch(), Dice("server"))
    with listen("127.0.0.1", 0, plain) as first:
        first.bound.listen()
        with pytest.raises(ServerError) as caught:
            listen("127.0.0.1", first.bound.getsockname()[1], plain)
    assert caught.value.code == "address-not-usable"


def test_the_identity_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = open_identity(tmp_path / "id", "auto", "192.0.2.7", Watch(), Dice("one"))
    again = open_identity(tmp_path / "id", "auto", "192.0.2.7", Watch(), Dice("two"))
    assert (first.id, first.certificate_sha256) == (again.id, again.certificate_sha256)
    assert stat.S_IMODE((tmp_path / "id").stat().st_mode) == 0o700
    files = sorted(path.name for path in (tmp_path / "id").iterdir())
    assert files == ["server-certificate.pem", "server-key.pem"]
    for name in files:
        assert stat.S_IMODE((tmp_path / "id" / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path, damage: bytes) -> None:
    open_identity(tmp_path, None, "localhost", Watch(), Dice("one"))
    (tmp_path / "server-key.pem").write_bytes(damage)
    with pytest.raises(ServerError) as caught:
        open_identity(tmp_path, None, "localhost", Watch(), Dice("two"))
    assert caught.value.code == "identity-not-usable"
    assert (tmp_path / "server-key.pem").read_bytes() == damage


@contextmanager
def process(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    started = start_process(folder, *options)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def test_serve_prints_one_line_when_it_answers_and_ends_0_when_it_is_told_to(
    tmp_path: Path,
) -> None:
    with process(tmp_path, "--port", "0", "--certificate", "auto") as server:
        assert server.stdout is not None
        said = json.loads(server.stdout.readline())
        assert set(said) == {"url", "certificate_sha256"}
        trusting = ssl.create_default_context(
            cafile=str(tmp_path / "identity" / "server-certificate.pem")
        )
        with httpx.Client(verify=trusting) as http:
            hello = http.get(f"{said['url']}/v1/hello").json()
            assert 'call="GET hello"' in http.get(f"{said['url']}/metrics").text
        assert hello["certificate_sha256"] == said["certificate_sha256"]
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
        assert server.stdout.read() == ""


def test_serve_beyond_this_machine_without_a_certificate_ends_1(tmp_path: Path) -> None:
    with process(tmp_path, "--port", "0", "--host", "0.0.0.0") as server:  # noqa: S104
        assert server.wait(timeout=30) == 1
        assert server.stdout is not None
        said = json.loads(server.stdout.read())["error"]
    assert said["code"] == "certificate-needed"
    assert set(said) == {"code", "message", "kept", "next"}
