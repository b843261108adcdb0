"""Bytes that are no request, and far too many of them, over real sockets."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from schemas.entries import LARGEST_ENTRY
from schemas.signing import login_payload, sign, to_base64
from schemas.wire import ENTRIES, PAGE_BYTES
from sync_server.embedded import EmbeddedServer
from tests.sync_server.laptops import Team
from tests.sync_server.visitors import records_json


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
        b"Content-Length: 6\r\n\r\nhello!",
        b"POST /v1/enrol HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"FFFFFFFFFFFFFFFFF\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 3\r\n\r\n0\r\n\r\nGET /v1/hello HTTP/1.1\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 5_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 5_000_000,
        b"GET /v1/hello HTTP/1.1\r\nHost: a\r\nX: a\r\n b\x00\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: \xff\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
    ],
    ids=[
        "tls",
        "version",
        "negative",
        "two-lengths",
        "huge-chunk",
        "smuggled",
        "many-headers",
        "large-header",
        "long-path",
        "folded",
        "bytes",
        "http2",
        "websocket",
    ],
)
def test_what_is_no_request_leaves_the_server_answering_and_its_log_without_it(
    raw: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedServer(tmp_path, lambda: datetime.now(UTC), os.urandom) as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            try:
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except OSError:
                pass
        assert httpx.get(f"{server.url}/v1/hello").status_code == 200
    printed = capfd.readouterr()
    assert "Traceback" not in printed.err
    assert "yyyy" not in printed.err + printed.out


def test_a_hundred_megabytes_from_a_member_do_not_stay_in_memory(
    tmp_path: Path, team: Team
) -> None:
    with EmbeddedServer(tmp_path, lambda: datetime.now(UTC), os.urandom) as server:
        with httpx.Client(base_url=f"{server.url}/v1", timeout=30) as http:
            lead = team.lead
            body = {"code": server.enrolment_code(), "card": to_base64(lead.card.to_bytes())}
            http.post("/enrol", json=body).raise_for_status()
            nonce = http.post("/login/challenge", json={"device": lead.id}).json()["nonce"]
            payload = login_payload(server.server, None, nonce, lead.id)
            signed = to_base64(sign(lead.key, "login", payload))
            login = {"device": lead.id, "nonce": nonce, "signature": signed}
            token = http.post("/login", json=login).json()["token"]
            spoken = {"Authorization": f"Bearer {token}"}
            headers = {**spoken, "Content-Type": ENTRIES}
            http.post("/inspections", json=records_json(team), headers=spoken).raise_for_status()
            sent = 0

            def flood() -> Iterator[bytes]:
                nonlocal sent
                for _ in range(100):
                    sent += 1024 * 1024
                    yield bytes(1024 * 1024)

            path = f"/inspections/{team.inspection}/push"
            # It may also hang up on what it does not want to read.
            with suppress(httpx.WriteError):
                answer = http.post(path, content=flood(), headers=headers)
                assert answer.status_code == 413
            assert sent < PAGE_BYTES + LARGEST_ENTRY + 48 * 1024 * 1024
        assert httpx.get(f"{server.url}/v1/hello").status_code == 200
