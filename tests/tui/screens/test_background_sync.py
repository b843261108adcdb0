"""Sending in the background, to a real server over a real socket, and a server that goes away."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import use_server
from inspector_app.sync.client import ServerClient
from inspector_app.sync.status import sync_status
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.start import Start, local_now
from tests.tui.program import Dice, drawn, set_up, type_text, unlock, until


def command(database: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    program = [sys.executable, "-c", "from sync_server.cli import run; run()", *arguments]
    return program, {**os.environ, "INSPECTOR_SERVER_DATABASE": database}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Address and enrolment code of a server, and its process."""
    database = f"sqlite:///{tmp_path}/server.db"
    identity = str(tmp_path / "identity")
    serve, env = command(database, "serve", "--port", "0", "--identity", identity, "--json")
    process = subprocess.Popen(serve, env=env, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        told: dict[str, Any] = json.loads(process.stdout.readline())
        enrol, env = command(database, "enrol", "--name", "laptop", "--json")
        done = subprocess.run(enrol, env=env, capture_output=True, text=True, check=True)  # noqa: S603
        yield told["url"], json.loads(done.stdout)["code"], process
    finally:
        process.kill()
        process.wait()


async def title_says(pilot: Pilot[None], words: str, *, absent: bool = False) -> None:
    for _ in range(150):
        await asyncio.sleep(0.1)
        if (words in drawn(pilot.app).splitlines()[0]) is not absent:
            return
    raise AssertionError(drawn(pilot.app).splitlines()[0])


async def sent(base: EvidenceBase) -> None:
    """Wait until nothing is only on this laptop; the title may be too quick to be seen."""
    for _ in range(150):
        if not sync_status(base).unsent:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it is not sent")


async def write(pilot: Pilot[None], text: str) -> None:
    await pilot.press("f2")
    await until(pilot, "capture")
    await type_text(pilot, text)
    await pilot.press("ctrl+s")
    await until(pilot, "today")


async def test_a_note_is_sent_by_itself_and_a_server_that_goes_away_is_said(
    server: tuple[str, str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    url, code, process = server
    base = set_up(tmp_path / "home")
    client = ServerClient(base.vault.device, url)
    client.enrol(code)
    known = client.known_as()
    client.close()
    base.vault.add_server(known)
    use_server(base, known)
    base.close()
    start = Start(tmp_path / "home", clock=local_now, randomness=Dice(), kdf="minimum")
    app = InspectorApp(start)
    async with app.run_test(size=(100, 24)) as pilot:
        await unlock(pilot)
        await title_says(pilot, "to send", absent=True)
        await write(pilot, "hello")
        assert app.session is not None
        await sent(app.session.opened.base)
        await title_says(pilot, "to send", absent=True)
        process.kill()
        process.wait()
        await write(pilot, "again")
        await title_says(pilot, "server away")
        await title_says(pilot, "1 to send")
        # Writing goes on while the server is away.
        await write(pilot, "and again")
        await title_says(pilot, "2 to send")
    assert app.troubles == []
