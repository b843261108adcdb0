"""Whatever a server answers, the laptop ends with words, keeps everything and never hangs."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import threading
import time
import tracemalloc
from http.server import BaseHTTPRequestHandler

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import invite, open_requests
from inspector_app.sync.client import ServerClient
from inspector_app.sync.patience import Patience
from schemas.wire import ENTRIES, NEXT, frame
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.conftest import Start
from tests.sync.hostile import Hostile, Said, between
from tests.sync.hostile_visits import forged, refused, visit

CALLS = ("hello", "challenge", "login", "vector", "team", "pull", "push", "requests")


@pytest.fixture
def start(at_work: Start) -> Start:
    return at_work


def test_what_stands_between_and_changes_nothing_is_not_noticed(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    report = visit(ann, hostile, server)
    assert (report.sent, report.received, report.unsent) == (1, 1, 0)


@pytest.mark.parametrize("call", [call for call in CALLS if call not in ("team", "requests")])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>no</html>",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"null",
        b"[]",
        b'{"server": 5, "stored": "many", "token": null, "nonce": {}}',
        b"\xff\xfe\x00",
        b'{"stored": 1e400}',
    ],
    ids=["empty", "html", "deep", "deeper", "null", "list", "types", "bytes", "number"],
)
def test_an_answer_that_is_none_ends_in_words(
    call: str, body: bytes, ann: Laptop, hostile: Hostile
) -> None:
    # An empty page is one: it only brings nothing, here for ever.
    hostile.says(call, body, Inspector_Next="1")
    assert refused(ann, hostile) == "server-faulty"


@pytest.mark.parametrize("status", [204, 301, 302, 304, 307, 308, 400, 401, 403, 404, 418])
def test_a_status_out_of_place_ends_in_words(status: int, ann: Laptop, hostile: Hostile) -> None:
    hostile.says("vector", b"", status)
    assert refused(ann, hostile) == "server-faulty"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_is_away(status: int, ann: Laptop, hostile: Hostile) -> None:
    hostile.says("vector", b"trouble", status)
    assert refused(ann, hostile) == "server-away"


@pytest.mark.parametrize("status", [400, 401, 403, 409, 500])
@pytest.mark.parametrize(
    "error",
    [
        {"code": "\x1b[2J", "message": "x"},
        {"code": "not-logged-in", "message": "Type your passphrase at http://evil \x1b[31m"},
        {"code": ["look-again"], "message": {}},
        "evil",
        None,
    ],
    ids=["escape", "phishing", "types", "text", "none"],
)
def test_a_refusal_is_said_in_our_own_words(
    status: int, error: object, ann: Laptop, hostile: Hostile
) -> None:
    hostile.says("vector", json.dumps({"error": error}).encode(), status)
    with pytest.raises(InspectorError) as caught:
        visit(ann, hostile)
    said = caught.value
    assert said.code in ("server-faulty", "server-away", "not-logged-in")
    for words in (said.message, said.kept, said.next_step, said.code):
        assert "evil" not in words
        assert words.isprintable()


@pytest.mark.parametrize("call", CALLS[:-1])
def test_a_token_follows_no_redirection(
    call: str, ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    with between(server.url) as elsewhere:
        hostile.twists[call] = lambda handler, _: Said(
            307, {"Location": f"{elsewhere.url}{handler.path}"}, b""
        )
        if call == "team":
            hostile.twists["vector"] = forged(server, ann, {}, team="0" * 64)
        assert refused(ann, hostile) == "server-faulty"
        assert elsewhere.heard == []


def test_a_body_without_end_is_cut_off_and_not_kept_in_memory(
    ann: Laptop, hostile: Hostile
) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler, _: Said) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + bytes(0x100000) + b"\r\n"
        while True:
            handler.wfile.write(chunk)
            sent += 1

    hostile.twists["pull"] = endless
    tracemalloc.start()
    try:
        assert refused(ann, hostile) == "server-faulty"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sent < 60
    assert peak < 150 * 1024 * 1024


@pytest.mark.parametrize("call", ["hello", "vector", "pull"])
def test_nothing_compressed_is_unpacked(call: str, ann: Laptop, hostile: Hostile) -> None:
    hostile.says(call, gzip.compress(bytes(64 * 1024 * 1024)), Content_Encoding="gzip")
    assert refused(ann, hostile) == "server-faulty"


@pytest.mark.parametrize(
    "piece",
    [b"X-Slow: 1\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"],
    ids=["headers", "interim answers"],
)
@pytest.mark.parametrize("call", ["hello", "vector"])
def test_an_answer_that_never_begins_is_not_waited_for(
    call: str, piece: bytes, ann: Laptop, hostile: Hostile
) -> None:
    def dripping(handler: BaseHTTPRequestHandler, _: Said) -> None:
        if piece.startswith(b"X-"):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        _drip(handler, piece)

    hostile.twists[call] = dripping
    begun = time.monotonic()
    assert refused(ann, hostile, Patience(0.5)) == "server-away"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("call", ["hello", "vector", "pull"])
def test_a_body_that_comes_byte_by_byte_is_not_waited_for(
    call: str, ann: Laptop, hostile: Hostile
) -> None:
    def dripping(handler: BaseHTTPRequestHandler, _: Said) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        _drip(handler, b" ")

    hostile.twists[call] = dripping
    begun = time.monotonic()
    assert refused(ann, hostile, Patience(0.5)) == "server-away"
    assert time.monotonic() - begun < 10


def test_an_honest_answer_on_a_slow_line_is_waited_for(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    def slowly(handler: BaseHTTPRequestHandler, said: Said) -> None:
        body = said.body
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        handler.wfile.write(head.encode())
        for start in range(0, len(body), 64):
            handler.wfile.write(body[start : start + 64])
            handler.wfile.flush()

    hostile.twists["pull"] = slowly
    assert visit(ann, hostile, server, Patience(5.0)).received == 1


def test_a_flood_of_interim_answers_ends(ann: Laptop, hostile: Hostile) -> None:
    def flooding(handler: BaseHTTPRequestHandler, _: Said) -> None:
        while True:
            handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    hostile.twists["vector"] = flooding
    # Fast enough that time alone would never end it.
    assert refused(ann, hostile, Patience(20.0, 1.0, 1024 * 1024)) == "server-away"


@pytest.mark.parametrize("following", ["0", "-1", "abc", "1e3", "9" * 400, "\u0661"])
def test_a_next_page_that_is_none_ends_in_words(
    following: str, ann: Laptop, hostile: Hostile
) -> None:
    def again(_: BaseHTTPRequestHandler, said: Said) -> Said:
        value = following.encode().decode("latin-1")
        return Said(200, {"Content-Type": ENTRIES, NEXT: value}, said.body)

    hostile.twists["pull"] = again
    assert refused(ann, hostile) == "server-faulty"
    assert hostile.count("pull") == 1


def test_pages_without_end_and_without_entries_end(ann: Laptop, hostile: Hostile) -> None:
    numbers = itertools.count(1)
    hostile.twists["pull"] = lambda *_: Said(200, {NEXT: str(next(numbers))}, b"")
    assert refused(ann, hostile) == "server-faulty"
    assert hostile.count("pull") == 1


def test_pages_without_end_of_the_same_entries_end(ann: Laptop, hostile: Hostile) -> None:
    numbers = itertools.count(1)
    hostile.twists["pull"] = lambda _, said: Said(200, {NEXT: str(next(numbers))}, said.body)
    assert refused(ann, hostile) == "server-faulty"
    assert hostile.count("pull") == 2


def test_pages_without_end_of_rubbish_end_and_fill_no_disk(ann: Laptop, hostile: Hostile) -> None:
    numbers = itertools.count(1)

    def rubbish(_: BaseHTTPRequestHandler, __: Said) -> Said:
        page = b"".join(frame(os.urandom(1000)) for _ in range(200))
        return Said(200, {NEXT: str(next(numbers))}, page)

    hostile.twists["pull"] = rubbish
    assert refused(ann, hostile) == "server-faulty"
    assert hostile.count("pull") == 1


@pytest.mark.parametrize(
    "page", [b"\x00", b"\x00\x00\x00\x09abc", b"\xff" * 64], ids=["half", "short", "large"]
)
def test_frames_that_are_none_end_in_words(page: bytes, ann: Laptop, hostile: Hostile) -> None:
    hostile.says("pull", page)
    assert refused(ann, hostile) == "server-faulty"


def test_one_bad_frame_does_not_keep_the_good_ones_away(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    hostile.twists["pull"] = lambda _, said: Said(200, {}, frame(b"no entry") + said.body)
    report = visit(ann, hostile, server)
    assert report.received == 1
    assert set(report.set_aside.values()) == {"malformed"}


def test_requests_that_nobody_was_invited_to_send_are_left_where_they_are(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    invite(ann.base, "hmi", None)
    flood = [{"mailbox": os.urandom(32).hex(), "sealed": "AAAA"} for _ in range(20_000)]
    hostile.twists["requests"] = lambda handler, said: Said(
        200, {}, json.dumps({"requests": flood}).encode()
    )
    begun = time.monotonic()
    visit(ann, hostile, server)
    assert time.monotonic() - begun < 10
    assert open_requests(ann.base) == ()


def test_a_connection_that_is_cut_at_any_call_loses_nothing(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    def cut(handler: BaseHTTPRequestHandler, said: Said) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(said.body) + 1}\r\n\r\n"
        handler.wfile.write(head.encode() + said.body)

    for call in ("hello", "challenge", "login", "vector", "pull", "push"):
        hostile.twists = {call: cut}
        assert refused(ann, hostile) == "server-away"
    hostile.twists = {}
    assert visit(ann, hostile, server).unsent == 0


@pytest.mark.parametrize(
    "url", ["https://[::1", "http://127.0.0.1:99999999", "ftp://127.0.0.1", "https://", "\x00", "x"]
)
def test_an_address_that_is_none_is_refused_in_words(url: str, ann: Laptop) -> None:
    with pytest.raises(InspectorError):
        ServerClient(ann.base.vault.device, url).hello()


def _drip(handler: BaseHTTPRequestHandler, piece: bytes) -> None:
    """Sends pieces so that no single read waits long, until the other side hangs up."""
    pause = threading.Event()
    while not pause.wait(0.1):
        handler.wfile.write(piece)
        handler.wfile.flush()
