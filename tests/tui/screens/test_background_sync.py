"""Sending in the background, to a real server over a real socket, and a server that goes away."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import use_server
from inspector_app.sync.client import ServerClient
from inspector_app.sync.status import sync_status
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.start import Start, local_now
from tests.story.servers import server_process, server_says
from tests.tui.program import Dice, drawn, set_up, type_text, unlock, until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Address and enrolment code of a server, and its process."""
    with server_process(tmp_path / "server") as (url, process):
        yield url, server_says(tmp_path / "server", "enrol", "--name", "laptop")["code"], process


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
