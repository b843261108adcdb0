"""Work that goes by file: a bundle written on one laptop and taken in on the other, on screens."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.enquiries.inspections import NewInspection, create_inspection
from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.evidence_base.membership import use_server
from inspector_app.sync.bundles import export_bundle, import_bundle, read_bundle
from inspector_app.sync.status import sync_status
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.widgets.completing_input import CompletingInput
from schemas.team_records import Server
from tests.tui.pictures import Album
from tests.tui.program import (
    drawn,
    notices,
    set_up,
    settled,
    until,
    walking,
)
from tests.tui.screens.test_team import Two, to_team, two, vault_of

__all__ = ["two"]


def told(app: InspectorApp) -> str:
    """Everything that is drawn, without the lines around and with single blanks."""
    return " ".join(drawn(app).replace("│", " ").split())


async def field(pilot: Pilot[None]) -> CompletingInput:
    await until(pilot, "path")
    return pilot.app.screen.query_one(CompletingInput)


async def write_bundle(pilot: Pilot[None], path: str, down: int = 0) -> None:
    """From the Team screen, for everybody or for whom stands so far below."""
    await pilot.press("b")
    await until(pilot, "choose")
    await pilot.press(*["down"] * down, "enter")
    (await field(pilot)).value = path
    await pilot.press("enter")
    await until(pilot, "team")


async def take_in(pilot: Pilot[None], path: str | None = None) -> None:
    await pilot.press("t")
    asked = await field(pilot)
    if path is not None:
        asked.value = path
    await pilot.press("enter")
    await until(pilot, "team")


async def test_a_bundle_goes_there_and_one_comes_back_and_nothing_is_only_here(two: Two) -> None:
    stick = two.folder / "a stick [A1]"
    stick.mkdir()
    async with walking(two.folder / "ann") as (app, pilot):
        await to_team(pilot)
        assert app.session is not None
        add_note(app.session.opened.base, NewNote("Seen at the strategy meeting."))
        await write_bundle(pilot, str(stick))
        (file,) = stick.iterdir()
        assert file.name == "inspector-2026-11-25-1010.bundle"
        assert f"{file.name} holds " in notices(app)
        assert "stays 'to send' until a bundle comes back" in notices(app)
        _, report = import_bundle(two.ben.vault, read_bundle(file))
        assert report.received
        back = stick / "back.bundle"
        export_bundle(two.ben, back)
        # The newest in the folder is offered.
        await pilot.press("t")
        assert (await field(pilot)).value in (str(back), str(file))
        await pilot.press("escape")
        await until(pilot, "team")
        await take_in(pilot, f"'{back}'")
        assert sync_status(app.session.opened.base).unsent == 0
        assert "Nothing is only on this laptop." in drawn(app)


async def test_what_one_colleague_lacks_is_less_than_everything(two: Two) -> None:
    async with walking(two.folder / "ann") as (app, pilot):
        await to_team(pilot)
        await pilot.press("b")
        await until(pilot, "choose")
        assert "Ben: what they lacked when last seen, today 10:10" in drawn(app)
        await pilot.press("escape")
        await until(pilot, "team")
        whole, less = two.folder / "whole", two.folder / "less"
        await write_bundle(pilot, str(whole))
        await write_bundle(pilot, str(less), down=1)
        assert len(read_bundle(less).entries) < len(read_bundle(whole).entries)


@dataclass(frozen=True)
class Refused:
    """A file that is refused, and what is said."""

    name: str
    bytes: bytes | None
    said: str


REFUSED = (
    Refused("missing", None, "The bundle file cannot be read. Nothing was changed."),
    Refused("letter", b"Dear Ann", "That file is not a bundle, or it was damaged on the way."),
    Refused("cut", b"INSPECTOR-BUNDLE-1\n\x00\x00", "That file is not a bundle, or it was damaged"),
)


@pytest.mark.parametrize("refused", REFUSED, ids=lambda each: each.name)
async def test_what_is_no_bundle_is_refused_in_words(refused: Refused, tmp_path: Path) -> None:
    set_up(tmp_path / "ann").close()
    file = tmp_path / "[b]it[A1]"
    if refused.bytes is not None:
        file.write_bytes(refused.bytes)
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        await take_in(pilot, str(file))
        await settled(pilot)
        assert refused.said in notices(app)
        assert "taking in" not in drawn(app)


async def test_a_bundle_of_another_inspection_is_not_mixed_in(tmp_path: Path) -> None:
    set_up(tmp_path / "ann").close()
    new = NewInspection("ilacs-2026", "standard", "Elsewhere", starts="2026-11-23")
    other = create_inspection(vault_of(tmp_path / "other", "Oz"), new)
    file = tmp_path / "other.bundle"
    export_bundle(other, file)
    other.close()
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        assert app.session is not None
        before = app.session.opened.base.vector()
        await take_in(pilot, str(file))
        await settled(pilot)
        assert "That bundle is of another inspection." in notices(app)
        assert app.session.opened.base.vector() == before


async def test_a_file_that_is_no_bundle_is_not_written_over(tmp_path: Path) -> None:
    set_up(tmp_path / "ann").close()
    letter = tmp_path / "letter.doc"
    letter.write_text("Dear Ann")
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        await write_bundle(pilot, str(letter))
        await settled(pilot)
        assert "There is a file of that name already, and it is no bundle." in notices(app)
        assert letter.read_text() == "Dear Ann"
        await write_bundle(pilot, str(tmp_path / "no such folder" / "a"))
        await settled(pilot)
        assert "The file cannot be written there." in notices(app)


async def test_a_path_completes_and_may_be_dragged_in_quotes(tmp_path: Path) -> None:
    set_up(tmp_path / "ann").close()
    (tmp_path / "monday.bundle").write_bytes(b"")
    async with walking(tmp_path / "ann") as (_, pilot):
        await to_team(pilot)
        await pilot.press("t")
        asked = await field(pilot)
        asked.value = f"{tmp_path}/mon"
        asked.cursor_position = len(asked.value)
        await pilot.press("tab")
        assert asked.value == f"{tmp_path}/monday.bundle"
        await pilot.press("escape")
        await until(pilot, "team")


async def test_can_we_talk_says_each_step_of_the_folder_and_leaves_nothing_there(
    two: Two,
) -> None:
    stick = two.folder / "stick"
    stick.mkdir()
    async with walking(two.folder / "ann", (100, 30)) as (app, pilot):
        await to_team(pilot)
        await pilot.press("w")
        await until(pilot, "talk")
        assert "There is nothing to try" in drawn(app)
        assert "F names the folder that bundles go by." in drawn(app)
        await pilot.press("f")
        (await field(pilot)).value = str(stick)
        await pilot.press("enter")
        await until(pilot, "talk")
        assert "✓ Yes, we can talk." in drawn(app)
        assert "Folder for bundles · ✓ works" in drawn(app)
        assert "✓ Writing: This laptop can write there." in drawn(app)
        assert not list(stick.iterdir())
        stick.rmdir()
        await pilot.press("a")
        await settled(pilot)
        assert "✗ No. Your work is saved here" in drawn(app)
        assert "✗ Folder: There is no such folder now." in drawn(app)
        assert "→ Connect the drive, or name another." in drawn(app)
        await pilot.press("home", "enter")
        await until(pilot, "words")
        assert "Connect the drive, or name another." in told(app)
        await pilot.press("escape", "escape")
        await until(pilot, "team")


CLOSED = Server("http://127.0.0.1:1", "00" * 32, None)
"""A server at which nothing answers."""


def away(home: Path) -> None:
    """A home whose team has a server that is not there."""
    base = set_up(home)
    base.vault.add_server(CLOSED)
    use_server(base, CLOSED)
    add_note(base, NewNote("Not sent yet."))
    base.close()


async def test_why_work_waits_is_said_and_each_step_of_the_way(tmp_path: Path) -> None:
    away(tmp_path / "ann")
    async with walking(tmp_path / "ann", (110, 30)) as (app, pilot):
        await to_team(pilot)
        await pilot.press("f5")
        await settled(pilot)
        assert "⚠ The server does not answer." in drawn(app)
        assert "only on this laptop" in drawn(app)
        await pilot.press("w")
        await until(pilot, "talk")
        assert "✗ No. Your work is saved here" in drawn(app)
        assert "http://127.0.0.1:1 · ✗ does not work" in drawn(app)
        assert "✓ Name: 127.0.0.1 is found." in drawn(app)
        assert "✗ Connection: The machine is there, but nothing answers at port 1." in drawn(app)
        assert "→ The server is not started" in drawn(app)


async def test_a_step_is_shown_while_it_is_tried_and_nothing_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(tmp_path / "ann")
    asked, go_on = threading.Event(), threading.Event()

    def slow(*given: object, **more: object) -> list[object]:
        asked.set()
        go_on.wait(8)
        return []

    async with walking(tmp_path / "ann", (100, 30)) as (app, pilot):
        await to_team(pilot)
        monkeypatch.setattr("socket.getaddrinfo", slow)
        await pilot.press("w")
        for _ in range(200):
            await pilot.pause(0.02)
            if asked.is_set() and "◌ Name…" in drawn(app):
                break
        assert "◌ Name…" in drawn(app)
        assert "Trying… it takes ten seconds at most." in drawn(app)
        # A person goes on meanwhile, and comes back to the end of it.
        await pilot.press("f2")
        for _ in range(200):
            await pilot.pause(0.02)
            if app.screen.name == "capture":
                break
        assert app.screen.name == "capture"
        go_on.set()
        await pilot.press("escape")
        await until(pilot, "talk")
        assert "✗ Connection: No answer from that address." in drawn(app)


async def test_what_cannot_be_kept_is_refused_in_words(two: Two) -> None:
    file = two.folder / "of ben"
    add_note(two.ben, NewNote("Later."))
    export_bundle(two.ben, file)
    async with walking(two.folder / "ann") as (app, pilot):
        await to_team(pilot)
        assert app.session is not None
        with app.session.opened.base.local() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER no_more BEFORE INSERT ON entry"
                " BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
            )
        await take_in(pilot, str(file))
        await settled(pilot)
        assert "cannot be written" in notices(app)
        assert "taking in" not in drawn(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_bundles_and_the_way_look_as_they_did_when_they_were_looked_at(
    tmp_path: Path, album: Album, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    away(tmp_path / "ann")
    stick = Path("stick [A1]")
    monkeypatch.chdir(tmp_path)
    stick.mkdir()
    async with walking(tmp_path / "ann", size, notifications=True) as (_, pilot):
        await to_team(pilot)
        await pilot.press("f5")
        await settled(pilot)
        await album.take(pilot, "team")
        await pilot.press("b")
        await until(pilot, "choose")
        await album.take(pilot, "for-whom")
        await pilot.press("enter")
        (await field(pilot)).value = str(stick / "monday.bundle")
        await album.take(pilot, "where")
        await pilot.press("escape")
        await until(pilot, "team")
        await pilot.press("w")
        await until(pilot, "talk")
        await pilot.press("f")
        (await field(pilot)).value = str(stick)
        await pilot.press("enter")
        await until(pilot, "talk")
        await album.take(pilot, "talk")
    assert album.differing == []
