"""Pictures of the screens at three sizes; looked at with the eye before they were kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.tui.app import InspectorApp
from inspector_app.tui.sheet import Sheet
from tests.tui.pictures import Album
from tests.tui.program import (
    drafted,
    program,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
)
from tests.tui.screens.full_base import fill

SIZES = [(80, 24), (120, 36), (160, 48)]

each_size = pytest.mark.parametrize(
    "size",
    # The one in between shows little that the others do not.
    [SIZES[0], pytest.param(SIZES[1], marks=pytest.mark.long), SIZES[2]],
    ids=lambda size: f"{size[0]}x{size[1]}",
)


@each_size
async def test_the_first_run_looks_as_it_did_when_it_was_looked_at(
    size: tuple[int, int], album: Album, tmp_path: Path
) -> None:
    app = program(tmp_path / "home")
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, "welcome")
        await type_text(pilot, "Ann")
        await album.take(pilot, "first-run")
        await pilot.press("enter")
        words = getattr(app.screen.query_one(".words"), "text", "")
        await type_text(pilot, words)
        await pilot.press("enter")
        await until(pilot, "begin")
        await type_text(pilot, "Brambleshire")
        await album.take(pilot, "begin")
    assert album.differing == []
    assert app.troubles == []


@each_size
async def test_an_empty_inspection_looks_as_it_did_when_it_was_looked_at(
    size: tuple[int, int], album: Album, tmp_path: Path
) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, "unlock")
        await type_text(pilot, "wrong passphrase")
        await pilot.press("enter")
        await settled(pilot)
        await album.take(pilot, "unlock")
        await unlock_at_once(pilot)
        await album.take(pilot, "today-empty")
    assert album.differing == []
    assert app.troubles == []


@each_size
async def test_a_full_inspection_looks_as_it_did_when_it_was_looked_at(
    size: tuple[int, int], album: Album, tmp_path: Path
) -> None:
    fill(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=size, notifications=True) as pilot:
        await unlock_at_once(pilot)
        await album.take(pilot, "today-full")
        await evidence_screens(pilot, album)
        await searching(pilot, album)
        await writing(app, pilot, album)
    assert album.differing == []
    assert app.troubles == []


async def evidence_screens(pilot: Pilot[None], album: Album) -> None:
    """From the grid through the list to items, and back to Today."""
    await pilot.press("5")
    await until(pilot, "evidence")
    await pilot.press("right", "right")
    await album.take(pilot, "grid")
    await pilot.press("f1")
    await until(pilot, "help")
    await album.take(pilot, "help")
    await pilot.press("escape")
    await until(pilot, "evidence")
    for words, name in (("drift", "item"), ("seven", "clash")):
        await pilot.press("a")
        await until(pilot, "evidence-list")
        await pilot.press("down")
        if name == "item":
            await album.take(pilot, "list")
        await type_text(pilot, words)
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, "item")
        await album.take(pilot, name)
        if name == "item":
            await pilot.press("f4")
            await until(pilot, "tagging")
            await album.take(pilot, "tagging")
            await pilot.press("escape")
            await until(pilot, "item")
        await pilot.press("escape")
        await until(pilot, "evidence-list")
        await pilot.press("escape", "escape")
        await until(pilot, "evidence")
    await pilot.press("1")
    await until(pilot, "today")


async def searching(pilot: Pilot[None], album: Album) -> None:
    await pilot.press("f3")
    await until(pilot, "search")
    await type_text(pilot, "super")
    await pilot.pause(0.3)
    await album.take(pilot, "search")
    await pilot.press("escape")
    await until(pilot, "today")


async def writing(app: InspectorApp, pilot: Pilot[None], album: Album) -> None:
    """A note, then a statement on a blank sheet, then a child who is not safe."""
    await pilot.press("f2")
    await until(pilot, "capture")
    await type_text(pilot, "Seen with the worker @")
    await pilot.press("enter")
    await type_text(pilot, "and the plan [A1] about #le")
    await drafted(pilot)
    await album.take(pilot, "capture")
    await pilot.press("escape", "escape", "5")
    await until(pilot, "evidence")
    # Today shows what it has when it is come back to: the draft is gone from under the next sheet.
    assert app.session is not None
    app.session.keep(Sheet())
    await app.session.last_draft()
    await pilot.press("1")
    await until(pilot, "today")
    await pilot.press("f2")
    await until(pilot, "capture")
    await type_text(pilot, "Leaders know practice !neg")
    await pilot.press("enter", "ctrl+e", "ctrl+l", "f4", "tab", "+", "tab", "right", "space")
    await drafted(pilot)
    await album.take(pilot, "evidence")
    await pilot.press("escape")
    await until(pilot, "today")
    await pilot.press("f8")
    await until(pilot, "concern")
    await type_text(pilot, "She said she is afraid to go home.")
    await album.take(pilot, "concern")
