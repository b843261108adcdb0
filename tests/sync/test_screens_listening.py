"""The screens while a colleague works: what is sent is there within a moment, and nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from inspector_app.tui.app import InspectorApp
from inspector_app.tui.start import Start as ProgramStart
from inspector_app.tui.start import local_now
from inspector_app.tui.widgets.title_line import Link
from schemas.records import Note
from schemas.team_records import Server
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.conftest import Start
from tests.sync.visits import sync
from tests.tui.program import Dice, unlock_at_once


@pytest.fixture
def start(at_work: Start) -> Start:
    return at_work


async def until(true: Callable[[], bool], seconds: float = 20) -> float:
    """How long it took until something was true."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)
    return loop.time() - begun


def link(app: InspectorApp, sign: Link) -> bool:
    return app.standing.link is sign


async def test_what_a_colleague_sends_is_there_at_once_and_quitting_does_not_wait_for_the_server(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    ann, bea = team["ann"], team["bea"]
    known = Server(server.url, server.server, server.certificate_sha256)
    bea.base.vault.add_server(known)
    bea.close()
    start = ProgramStart(bea.home, clock=local_now, randomness=Dice(), kdf="minimum")
    app = InspectorApp(start)
    async with app.run_test(size=(100, 24)) as pilot:
        await unlock_at_once(pilot)
        session = app.session
        assert session is not None
        attention = session.courier._attention
        await until(lambda: attention._listener is not None and attention._listener.listening)
        listener = attention._listener
        assert listener is not None
        await until(lambda: attention.timetable.listening)
        note = ann.note("Seen in the next room.")
        await asyncio.to_thread(sync, ann, server)

        def shown() -> bool:
            with session.opened.base.reading() as reading:
                return reading.get(Note, note) is not None

        # Half of the shortest time after which it would look by itself.
        assert await until(shown) < 7
        assert link(app, Link.QUIET)
        await asyncio.to_thread(server._undo.close)
        await until(lambda: link(app, Link.AWAY))
        begun = asyncio.get_running_loop().time()
        await app.action_quit()
        await until(lambda: not app.is_running)
        assert asyncio.get_running_loop().time() - begun < 1
    await until(lambda: not listener._thread.is_alive())
    assert app.troubles == []


async def test_a_locked_program_listens_no_more(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    ann = team["ann"]
    ann.base.vault.add_server(Server(server.url, server.server, server.certificate_sha256))
    ann.close()
    start = ProgramStart(ann.home, clock=local_now, randomness=Dice(), kdf="minimum")
    app = InspectorApp(start)
    async with app.run_test(size=(100, 24)) as pilot:
        await unlock_at_once(pilot)
        assert app.session is not None
        attention = app.session.courier._attention
        await until(lambda: attention._listener is not None and attention._listener.listening)
        listener = attention._listener
        assert listener is not None
        await app.lock("Locked.")
        await until(lambda: not listener._thread.is_alive())
        assert attention._listener is None
        await until(lambda: not server.news.listening(ann.inspection))
    assert app.troubles == []
