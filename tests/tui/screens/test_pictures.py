"""Pictures of the screens at three sizes; looked at with the eye before they were kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from inspector_app.tui.app import InspectorApp
from tests.tui.program import drafted, program, set_up, settled, type_text, unlock, until
from tests.tui.screens.full_base import fill

SIZES = [(80, 24), (120, 36), (160, 48)]


class Compare(Protocol):
    """Draws a program and compares it with the picture that was kept."""

    def __call__(
        self,
        app: App[None],
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


async def first_run(pilot: Pilot[None]) -> None:
    await until(pilot, "welcome")
    await type_text(pilot, "Ann")


async def begin(pilot: Pilot[None]) -> None:
    await until(pilot, "welcome")
    await type_text(pilot, "Ann")
    await pilot.press("enter")
    words = getattr(pilot.app.screen.query_one(".words"), "text", "")
    await type_text(pilot, words)
    await pilot.press("enter")
    await until(pilot, "begin")
    await type_text(pilot, "Brambleshire")


async def locked(pilot: Pilot[None]) -> None:
    await until(pilot, "unlock")
    await type_text(pilot, "wrong passphrase")
    await pilot.press("enter")
    await settled(pilot)


async def today(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await settled(pilot)


async def capture(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await pilot.press("f2")
    await until(pilot, "capture")
    await type_text(pilot, "Seen with the worker @")
    await pilot.press("enter")
    await type_text(pilot, "and the plan [A1] about #le")
    await drafted(pilot)


async def writing_evidence(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await pilot.press("f2")
    await until(pilot, "capture")
    await type_text(pilot, "Leaders know practice !neg")
    await pilot.press("enter", "ctrl+e", "ctrl+l", "f4", "tab", "+", "tab", "right", "space")
    await drafted(pilot)


async def grid(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await pilot.press("5")
    await until(pilot, "evidence")
    await pilot.press("right", "right")
    await settled(pilot)


async def evidence_list(pilot: Pilot[None]) -> None:
    await grid(pilot)
    await pilot.press("a")
    await until(pilot, "evidence-list")
    await pilot.press("down")
    await settled(pilot)


async def item(pilot: Pilot[None]) -> None:
    await evidence_list(pilot)
    await type_text(pilot, "drift")
    await settled(pilot)
    await pilot.press("enter")
    await until(pilot, "item")
    await settled(pilot)


async def clash(pilot: Pilot[None]) -> None:
    await evidence_list(pilot)
    await type_text(pilot, "seven")
    await settled(pilot)
    await pilot.press("enter")
    await until(pilot, "item")
    await settled(pilot)


async def concern(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await pilot.press("f8")
    await until(pilot, "concern")
    await type_text(pilot, "She said she is afraid to go home.")
    await settled(pilot)


async def search(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await pilot.press("f3")
    await until(pilot, "search")
    await type_text(pilot, "super")
    await pilot.pause(0.3)
    await settled(pilot)


async def help_(pilot: Pilot[None]) -> None:
    await grid(pilot)
    await pilot.press("f1")
    await until(pilot, "help")


async def tagging(pilot: Pilot[None]) -> None:
    await item(pilot)
    await pilot.press("f4")
    await until(pilot, "tagging")


STORIES: dict[str, tuple[str, Callable[[Pilot[None]], Awaitable[None]]]] = {
    "first-run": ("none", first_run),
    "begin": ("none", begin),
    "unlock": ("empty", locked),
    "today-empty": ("empty", today),
    "today-full": ("full", today),
    "capture": ("full", capture),
    "evidence": ("full", writing_evidence),
    "grid": ("full", grid),
    "list": ("full", evidence_list),
    "item": ("full", item),
    "clash": ("full", clash),
    "concern": ("full", concern),
    "search": ("full", search),
    "help": ("full", help_),
    "tagging": ("full", tagging),
}


def prepared(home: Path, kind: str) -> InspectorApp:
    """The program on a home of that kind."""
    if kind == "empty":
        set_up(home).close()
    elif kind == "full":
        fill(home)
    return program(home)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", list(STORIES))
def test_a_screen_looks_as_it_did_when_it_was_looked_at(
    name: str, size: tuple[int, int], snap_compare: Compare, tmp_path: Path
) -> None:
    kind, story = STORIES[name]
    app = prepared(tmp_path / "home", kind)

    async def before(pilot: Pilot[None]) -> None:
        await story(pilot)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        for text in pilot.app.screen.query(TextArea):
            text.cursor_blink = False
        pilot.app.clear_notifications()
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
    assert app.troubles == []
