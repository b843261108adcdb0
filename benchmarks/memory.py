"""Memory of the program with 50,000 notes, every screen visited, against an empty inspection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.big_base import take_in_notes
from benchmarks.row import Row
from inspector_app.enquiries.inspections import NewInspection, create_inspection
from inspector_app.vault.vault import Vault

if TYPE_CHECKING:
    from textual.pilot import Pilot

_NOTES = 50_000
_PASSPHRASE = "correct horse battery staple"  # noqa: S105  # of homes that hold nothing
_SCREENS = "12345"
_ALLOWED = 100.0
"""MiB that the notes may take on top."""


def measure() -> Row:
    """Each in a process of its own, what the kernel counts as its own memory at the end."""
    with TemporaryDirectory(prefix="inspector-bench-") as folder:
        empty, full = Path(folder) / "empty", Path(folder) / "full"
        for home, notes in ((empty, 0), (full, _NOTES)):
            _alone(_prepare, home, notes)
        bare = _alone(_visited, empty)
        ours = _alone(_visited, full)
    return Row(
        f"memory with {_NOTES:,} notes open",
        f"the program with an empty inspection ({bare:.0f} MiB), and {_ALLOWED:.0f} MiB",
        bare + _ALLOWED,
        ours,
        1.0,
        unit="MiB",
    )


def _alone(work: Callable[..., float], *values: object) -> float:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, values)


def _prepare(home: Path, notes: int) -> float:
    vault = Vault.create(home, "Ann", _PASSPHRASE, kdf="minimum")
    base = create_inspection(vault, NewInspection("ilacs-2026", "standard", "Brambleshire"))
    take_in_notes(base, notes, size=1_200)
    base.close()
    return 0.0


def _visited(home: Path) -> float:
    return asyncio.run(_visit(home))


async def _visit(home: Path) -> float:
    from inspector_app.tui.app import InspectorApp
    from inspector_app.tui.start import Start
    from inspector_app.tui.widgets.text_input import TextInput

    app = InspectorApp(Start(folder=home, kdf="minimum"))
    async with app.run_test(size=(120, 36)) as pilot:
        await _until(pilot, "unlock")
        app.screen.query_one(TextInput).value = _PASSPHRASE
        await pilot.press("enter")
        await _until(pilot, "today")
        for key in _SCREENS:
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
        return _resident()


async def _until(pilot: Pilot[None], name: str) -> None:
    while pilot.app.screen.name != name or not pilot.app.screen.children:
        await pilot.pause(0.02)
    # A screen has its widgets only once what it was sent is worked off.
    await pilot.pause()


def _resident() -> float:
    """MiB of this process that lie in memory and are its own; Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return int(status["RssAnon"].split()[0]) / 1024
