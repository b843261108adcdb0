"""A server in a process of its own, as an administrator runs it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = [
    "free_port",
    "server_process",
    "server_says",
    "serving",
    "start_process",
    "start_server",
]

# Below the range from which systems take ports for outgoing connections, so that the address in
# the team's records is free again for each test.
_PORTS = range(20_000, 30_000)


def start_process(
    store: Path, *arguments: str, database: str | None = None, log: int | None = None
) -> subprocess.Popen[str]:
    """`inspector-server serve` on a folder, whatever comes of it.

    Args:
        store: the folder of its identity, and of its store unless that is elsewhere.
        arguments: options of the command.
        database: the URL of a store that is elsewhere.
        log: a file that takes what it logs.
    """
    store.mkdir(exist_ok=True)
    identity = ("--identity", str(store / "identity"))
    command = _command(store, "serve", *identity, *arguments, database=database)
    return subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=log, env=_environment(), text=True
    )


def start_server(
    store: Path, port: int = 0, *arguments: str, database: str | None = None
) -> tuple[str, subprocess.Popen[str]]:
    """The same, and where it answers."""
    process = start_process(store, "--port", str(port), *arguments, database=database)
    assert process.stdout is not None
    return str(json.loads(process.stdout.readline())["url"]), process


@contextmanager
def server_process(
    store: Path, port: int = 0, *arguments: str, database: str | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Where a server answers, and its process, while the block lasts."""
    url, process = start_server(store, port, *arguments, database=database)
    with process:
        try:
            yield url, process
        finally:
            process.terminate()


@contextmanager
def serving(
    store: Path, port: int = 0, *arguments: str, database: str | None = None
) -> Iterator[str]:
    """Where a server answers while the block lasts."""
    with server_process(store, port, *arguments, database=database) as (url, _):
        yield url


def server_says(store: Path, *arguments: str, database: str | None = None) -> dict[str, Any]:
    """What another command of `inspector-server` prints as JSON."""
    done = subprocess.run(  # noqa: S603
        _command(store, *arguments, database=database),
        check=True,
        capture_output=True,
        env=_environment(),
        text=True,
    )
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


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


def _command(store: Path, *arguments: str, database: str | None = None) -> list[str]:
    program = [sys.executable, "-c", "from sync_server.cli import run; run()"]
    database = database or f"sqlite:///{(store / 'server.db').as_posix()}"
    return [*program, *arguments, "--database", database, "--json"]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
