"""Bodies that drip, end early, or come with a length or a coding that is not theirs."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest
from starlette.types import Message, Scope

from schemas.wire import BLOB, ENTRIES, framed
from sync_server.embedded import EmbeddedServer
from sync_server.limits import BodyLimit
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import Visitor, World, blob_name, error

HELLO = b"GET /v1/hello HTTP/1.1\r\nHost: a\r\n"
ENROL = b"POST /v1/enrol HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
SMUGGLED = HELLO + b"\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("lying")
    with EmbeddedServer(folder, lambda: datetime.now(UTC), os.urandom) as server:
        yield int(server.url.rpartition(":")[2])


def said(port: int, raw: bytes) -> bytes:
    """Everything that comes back for these bytes, until the server hangs up."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw)
        with suppress(OSError):  # it has answered and hung up already
            connection.shutdown(socket.SHUT_WR)
        while more := connection.recv(65536):
            found += more
    return found


async def dripping() -> AsyncIterator[bytes]:
    while True:
        await asyncio.sleep(0.02)
        yield b"x"


async def hung_up(world: World, visitor: Visitor, team: Team, begun: bytes) -> list[int]:
    """What is answered to a push of which only the beginning comes before the line is cut."""
    came: list[Message] = [{"type": "http.request", "body": begun, "more_body": True}]
    answered: list[int] = []

    async def receive() -> Message:
        return came.pop() if came else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answered.extend([message["status"]] if "status" in message else [])

    path = f"http://server/v1/inspections/{team.inspection}/push"
    asked = httpx.Request("POST", path, headers={**visitor.headers, "Content-Type": ENTRIES})
    scope: Scope = {
        "type": "http",
        "method": asked.method,
        "path": asked.url.path,
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in asked.headers.raw],
    }
    await world.app(scope, receive, send)
    return answered


@pytest.mark.parametrize(
    ("method", "call", "kind"),
    [
        ("POST", "push", ENTRIES),
        ("PUT", f"blobs/{blob_name(b'sealed')}", BLOB),
        ("POST", "vector", "application/json"),
        ("POST", "requests", "application/json"),
    ],
)
async def test_a_body_that_drips_is_refused_in_the_contracts_words_and_nothing_of_it_kept(
    method: str, call: str, kind: str, world: World, team: Team
) -> None:
    lead = await world.bring(team)
    slow = BodyLimit(world.app, lambda _: "anybody", seconds=0.1)
    transport = httpx.ASGITransport(app=slow)
    path = f"/inspections/{team.inspection}/{call}"
    headers = {**lead.headers, "Content-Type": kind}
    async with httpx.AsyncClient(transport=transport, base_url="http://server/v1") as http:
        answer = await http.request(method, path, content=dripping(), headers=headers)
    assert error(answer) == (408, "bad-request")
    assert answer.headers["connection"] == "close"
    assert await lead.vector(team) == {}


async def test_a_laptop_that_hangs_up_in_the_middle_leaves_nothing_and_can_come_again(
    world: World, team: Team, lead: Laptop, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await world.bring(team)
    whole = b"".join(framed([team.write(lead, "one")]))
    assert await hung_up(world, visitor, team, whole[:-5]) == []
    assert caplog.text == "", "that a line was cut is no mistake of the server's"
    assert await visitor.vector(team) == {}
    assert (await visitor.push_bytes(team, whole)).json()["stored"] == 1


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: +5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Content-Length: 5\r\nContent-Length: 0\r\n",
        b"Content-Length: \xb2\r\n",
        b"Content-Length: 99999999999999999999999\r\n",
        b"Content-Length : 5\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"X\x00Y: a\r\n",
        b"X Y: a\r\n",
        b": a\r\n",
        b"no colon\r\n",
        b"X: a\rY: b\r\n",
        b"Host: b\r\n",
    ],
)
def test_a_head_that_can_be_read_in_two_ways_does_nothing_and_hides_no_second_request(
    head: bytes, port: int
) -> None:
    answer = said(port, ENROL + head + b"\r\n" + b"hello" + SMUGGLED)
    assert answer.count(b"HTTP/1.1 ") <= 1, answer
    assert b" 200 " not in answer
    assert httpx.get(f"http://127.0.0.1:{port}/v1/hello").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"5\r\nhello\r\n",
        b"5;" + b"x" * 200_000 + b"\r\nhello\r\n0\r\n\r\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\n0\n\n",
        b"zz\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello!!\r\n0\r\n\r\n",
        b"0\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
    ],
    ids=["unended", "extension", "negative", "line-ends", "letters", "longer", "trailers"],
)
def test_chunks_that_are_none_are_no_body(body: bytes, port: int) -> None:
    try:
        answer = said(port, ENROL + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    except ConnectionError:
        answer = b""  # it hung up before all of it was sent
    assert b" 200 " not in answer
    assert httpx.get(f"http://127.0.0.1:{port}/v1/hello").status_code == 200


def test_a_shorter_body_than_was_said_is_not_waited_for_once_the_line_is_cut(port: int) -> None:
    assert b" 200 " not in said(port, ENROL + b"Content-Length: 500\r\n\r\nhello")
