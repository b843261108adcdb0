"""Laptops that know servers, some of which are none, and what `server check` says of them."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from inspector_app.vault.vault import Vault, local_clock
from schemas.team_records import Server
from sync_server.embedded import EmbeddedServer
from sync_server.identity import open_identity
from tests.story.laptops import Document, Laptop

__all__ = [
    "answering",
    "at",
    "certificate_file",
    "failed",
    "know",
    "move",
    "steps",
    "steps_at",
]


def steps(found: Document) -> dict[str, Document]:
    """The steps of the only server."""
    [only] = found["servers"]
    return {step["step"]: step for step in only["steps"]}


def failed(laptop: Laptop) -> Document:
    """The step that is in the way, where nothing works: the last one that was tried."""
    code, document = laptop.outcome("server", "check")
    assert code == 1
    assert set(document["error"]) == {"code", "message", "kept", "next"}
    assert document["error"]["code"] == "cannot-talk"
    [only] = document["servers"]
    last = only["steps"][-1]
    assert (only["ok"], last["ok"]) == (False, False)
    assert all(step["ok"] for step in only["steps"][:-1])
    assert last["next"]
    return dict(last)


def know(laptop: Laptop, *servers: Server) -> None:
    vault = Vault.unlock(laptop.home, laptop.passphrase)
    for each in servers:
        vault.add_server(each)


def at(url: str, certificate: str | None = None) -> Server:
    """Some server that is said to be there."""
    return Server(url, os.urandom(32).hex(), certificate)


@contextmanager
def answering(answer: Callable[[socket.socket], None] | None) -> Iterator[int]:
    """A port at which something takes connections and does this with each, or lets it hang."""
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as open_ones:

        def run() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                open_ones.callback(connection.close)
                if answer is not None:
                    try:
                        answer(connection)
                    except OSError:
                        connection.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def certificate_file(folder: Path) -> Path:
    identity = open_identity(folder, "auto", "127.0.0.1", local_clock, os.urandom)
    assert identity.certificate is not None
    return identity.certificate


def move(ann: Laptop, server: EmbeddedServer) -> None:
    """The lead tells the team the server's new address."""
    ann.run("server", "add", server.url, "--code", server.enrolment_code())


def steps_at(ann: Laptop, server: EmbeddedServer) -> dict[str, Document]:
    found = ann.run("server", "check")
    [there] = [each for each in found["servers"] if each["url"] == server.url]
    return {step["step"]: step for step in there["steps"]}
