"""The copy of the day, made beside the work."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.evidence_base import copying
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.start import Start, local_now
from inspector_app.vault.trouble import full_disk
from tests.tui.program import Dice, notices, set_up, unlock

SIZE = (100, 30)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """A home whose inspection is old enough to be copied."""
    set_up(tmp_path / "home").close()
    monkeypatch.setattr(copying, "_FIRST", timedelta(0))
    return Start(tmp_path / "home", clock=local_now, randomness=Dice(), kdf="minimum")


async def test_an_inspection_that_is_opened_has_its_copy_of_the_day(start: Start) -> None:
    app = InspectorApp(start)
    async with app.run_test(size=SIZE) as pilot:
        await unlock(pilot)
        assert app.session is not None
        base = app.session.opened.base
        for _ in range(100):
            if base.vault.bases.copies(base.inspection):
                break
            await asyncio.sleep(0.05)
        assert len(base.vault.bases.copies(base.inspection)) == 1


async def test_that_it_could_not_be_made_is_said_and_stops_nothing(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise full_disk()

    monkeypatch.setattr(copying, "connect", no_room)
    app = InspectorApp(start)
    async with app.run_test(size=SIZE) as pilot:
        await unlock(pilot)
        for _ in range(100):
            if notices(app):
                break
            await asyncio.sleep(0.05)
        assert "Today's copy could not be made. The disk is full." in notices(app)
