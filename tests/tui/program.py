"""The real program on real homes, with a clock and words that are always the same."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from inspector_app.enquiries.inspections import NewInspection, create_inspection
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.start import Start
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"
AUTHORITY = "Brambleshire"


class Clock:
    """Stands still at ten past ten on the third day on site until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 10, 10, tzinfo=timezone(timedelta(0)))

    def __call__(self) -> datetime:
        # A moment passes at each look, or ids made at one look could not be told in order.
        self.now += timedelta(microseconds=1)
        return self.now


class Dice:
    """Random bytes that are the same in every run."""

    def __init__(self, seed: str = "inspector") -> None:
        self._seed = seed
        self._count = 0

    def __call__(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            self._count += 1
            found += hashlib.sha256(f"{self._seed}/{self._count}".encode()).digest()
        return found[:size]


def program(home: Path, clock: Clock | None = None) -> InspectorApp:
    """The program on a home, with the quickest key derivation."""
    start = Start(folder=home, clock=clock or Clock(), randomness=Dice(), kdf="minimum")
    return InspectorApp(start)


@asynccontextmanager
async def walking(
    home: Path, size: tuple[int, int] = (80, 24), *, notifications: bool = False
) -> AsyncIterator[tuple[InspectorApp, Pilot[None]]]:
    """The program on a home, from its door on; when it ends, nothing may have gone wrong in it."""
    app = program(home)
    async with app.run_test(size=size, notifications=notifications) as pilot:
        yield app, pilot
    assert app.troubles == []


def set_up(home: Path, clock: Callable[[], datetime] | None = None) -> EvidenceBase:
    """A home with one inspection, opened."""
    vault = Vault.create(
        home, "Ann", PASSPHRASE, kdf="minimum", clock=clock or Clock(), randomness=Dice("home")
    )
    new = NewInspection("ilacs-2026", "standard", AUTHORITY, starts="2026-11-23")
    return create_inspection(vault, new)


async def until(pilot: Pilot[None], name: str) -> Screen[object]:
    """Wait until a screen of that name is shown."""
    for _ in range(400):
        await pilot.pause(0.02)
        if pilot.app.screen.name == name:
            await settled(pilot)
            return pilot.app.screen
    raise AssertionError(f"{pilot.app.screen.name} is shown, not {name}: {drawn(pilot.app)}")


async def settled(pilot: Pilot[None]) -> None:
    """Wait until no task runs any more."""
    for _ in range(400):
        await pilot.pause(0.02)
        if not any(not worker.is_finished for worker in pilot.app.workers):
            break
    await pilot.pause()


async def drafted(pilot: Pilot[None]) -> None:
    """Wait until all that was typed is kept as a draft and the title line is at rest again.

    A pause in the typing keeps what was typed until then; so the text is compared.
    """
    app = pilot.app
    assert isinstance(app, InspectorApp)
    editor = app.screen.query_one(NoteEditor)
    for _ in range(400):
        await pilot.pause(0.02)
        session = app.session
        if session is None or editor._handing.waiting or session.begun_sheet().text != editor.text:
            continue
        await session.last_draft()
        await settled(pilot)
        seen = drawn(app)
        assert "Draft kept" in seen
        assert "● saved" in seen
        return
    raise AssertionError(f"no draft was kept: {drawn(app)}")


async def unlock(pilot: Pilot[None], passphrase: str = PASSPHRASE) -> None:
    """Type the passphrase and wait for Today."""
    await until(pilot, "unlock")
    await type_text(pilot, passphrase)
    await pilot.press("enter")
    await until(pilot, "today")


async def unlock_at_once(pilot: Pilot[None]) -> None:
    """Unlock without typing letter by letter, for tests of something else."""
    await until(pilot, "unlock")
    pilot.app.screen.query_one(TextInput).value = PASSPHRASE
    await pilot.press("enter")
    await until(pilot, "today")


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type as a person would."""
    await pilot.press(*("space" if sign == " " else sign for sign in text))


def notices(app: App[None]) -> str:
    """The notices that are shown, one below the other."""
    return "\n".join(notification.message for notification in app._notifications)


def drawn(app: App[None]) -> str:
    """The characters on the screen, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)
