"""A small team made once and copied for each test, with a server in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.story.laptops import Document, Laptop, enrol_and_begin, let_in, new_laptop

__all__ = ["Team", "free_port", "make_team", "server_says", "serving"]

AUTHORITY = "Merrowdale Borough Council"
_SERVER = (sys.executable, "-c", "from sync_server.cli import run; run()")
# Below the range from which systems take ports for outgoing connections, so that the address in
# the team's records is free again for each test.
_PORTS = range(20_000, 30_000)


@dataclass(frozen=True)
class Team:
    """A lead and an inspector who have synced, and the store of their server.

    Args:
        lead: a home.
        bea: another.
        store: the server's folder.
        port: at which the team's records say that the server answers.
        inspection: the only one.
    """

    lead: Laptop
    bea: Laptop
    store: Path
    port: int
    inspection: str

    def copied_to(self, folder: Path) -> Team:
        """The same team as it is now, in another folder, with files of its own."""
        shutil.copytree(self.store, folder / "server")
        return Team(
            self.lead.copied_to(folder / "lead"),
            self.bea.copied_to(folder / "bea"),
            folder / "server",
            self.port,
            self.inspection,
        )


def make_team(folder: Path) -> Team:
    """A team of two that has one synced inspection."""
    lead = new_laptop(folder / "lead", "Annwyn Okonjo-Pell", "seven larks above the quarry")
    bea = new_laptop(folder / "bea", "Beatrix Vandermolen", "a lantern for every crooked pier")
    store, port = folder / "server", free_port()
    with serving(store, port) as url:
        code = str(server_says(store, "enrol", "--name", "lead")["code"])
        inspection = enrol_and_begin(lead, url, code, AUTHORITY)
        let_in(lead, bea, "hmi")
        lead.run("sync")
    return Team(lead, bea, store, port, inspection)


@contextmanager
def serving(store: Path, port: int) -> Iterator[str]:
    """`inspector-server serve` on a folder while the block lasts; gives its address."""
    store.mkdir(exist_ok=True)
    arguments = ("serve", "--port", str(port), "--identity", str(store / "identity"))
    with subprocess.Popen(  # noqa: S603
        [*_SERVER, *arguments, *_database(store), "--json"],
        stdout=subprocess.PIPE,
        env=_environment(),
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


def server_says(store: Path, *arguments: str) -> Document:
    """What a command of `inspector-server` prints as JSON."""
    done = subprocess.run(  # noqa: S603
        [*_SERVER, *arguments, *_database(store), "--json"],
        check=True,
        capture_output=True,
        env=_environment(),
        text=True,
    )
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def _database(store: Path) -> tuple[str, str]:
    return "--database", f"sqlite:///{(store / 'server.db').as_posix()}"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    for port in _PORTS[int.from_bytes(os.urandom(4)) % len(_PORTS) :]:
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
