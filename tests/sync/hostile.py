"""A server in the middle that hands on what it is asked, or says what a test wants it to say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

__all__ = ["Hostile", "Said", "Twist", "between"]


@dataclass
class Said:
    """One answer, as the true server gave it or as a test changes it."""

    status: int
    headers: dict[str, str]
    body: bytes


Twist = Callable[[BaseHTTPRequestHandler, Said], Said | None]
"""Changes an answer, or writes to the connection itself and returns None."""


@dataclass
class Hostile:
    """What stands between: its address, its twists by the last word of a path, what it heard.

    Args:
        url: where it answers.
        twists: what it does to answers.
        everything: what it does to every answer instead.
        streams: writes the answer to somebody who listens.
        heard: method, path and authorization of every request.
    """

    url: str
    twists: dict[str, Twist] = field(default_factory=dict)
    heard: list[tuple[str, str, str | None]] = field(default_factory=list)
    everything: Twist | None = None
    streams: Callable[[BaseHTTPRequestHandler], None] | None = None

    def says(self, call: str, body: bytes, status: int = 200, **headers: str) -> None:
        """Answers a call always in the same way."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.twists[call] = lambda _, said: Said(
            status, {"Content-Type": "application/json", **named}, body
        )

    def answer(self, http: httpx.Client, handler: BaseHTTPRequestHandler) -> Said | None:
        """What it says to one request, if it has not written to the connection itself."""
        authorization = handler.headers.get("Authorization")
        self.heard.append((handler.command, handler.path, authorization))
        if self.streams is not None and handler.path.endswith("/events"):
            # Not handed on: the true answer would have no end.
            self.streams(handler)
            return None
        said = _true_answer(http, handler)
        twist = self.everything or self.twists.get(handler.path.rpartition("/")[2])
        return said if twist is None else twist(handler, said)

    def count(self, call: str) -> int:
        return sum(path.rpartition("/")[2] == call for _, path, _ in self.heard)


def _true_answer(http: httpx.Client, handler: BaseHTTPRequestHandler) -> Said:
    asked = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    kept = ("authorization", "content-type")
    headers = {k: v for k, v in handler.headers.items() if k.lower() in kept}
    true = http.request(handler.command, handler.path, content=asked, headers=headers)
    dropped = ("content-length", "transfer-encoding", "date", "connection")
    named = {k: v for k, v in true.headers.items() if k.lower() not in dropped}
    return Said(true.status_code, named, true.content)


@contextmanager
def between(true_url: str) -> Iterator[Hostile]:
    """Stands before a true server on a real socket."""
    # Plain HTTP: reading the system's certificates would take longer than the test.
    http = httpx.Client(base_url=true_url, verify=False)  # noqa: S501

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name that http.server calls
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def _answer(self) -> None:
            said = hostile.answer(http, self)
            if said is None:
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(said.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hung up is what many of these tests want."""

    server = Server(("127.0.0.1", 0), Handler)
    hostile = Hostile(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hostile
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        http.close()
