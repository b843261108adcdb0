"""Pictures of the Sample screens; looked at with the eye before they were kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from inspector_app.intake.importing import import_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.plan_choices import choices_of_frame
from inspector_app.sampling.plans import draw_plan
from inspector_app.tui.lists_reading import Sources
from inspector_app.tui.plan_doings import allocate
from inspector_app.tui.plan_form import first_form
from inspector_app.tui.screens.review import ReviewScreen
from inspector_app.tui.widgets.row_list import RowList
from tests.tui.program import Clock, program, set_up, settled, unlock_at_once, until
from tests.tui.screens.authority_file import write_file

Story = Callable[[Pilot[None]], Awaitable[None]]


class Compare(Protocol):
    """Draws a program and compares it with the picture that was kept."""

    def __call__(
        self, app: App[None], terminal_size: tuple[int, int], run_before: Story
    ) -> bool: ...


async def main(pilot: Pilot[None]) -> None:
    """Go to the Sample screen."""
    await unlock_at_once(pilot)
    await pilot.press("3")
    await until(pilot, "sample")
    await settled(pilot)


async def planning(pilot: Pilot[None]) -> None:
    await main(pilot)
    await pilot.press("p")
    await until(pilot, "planning")
    table = pilot.app.screen.query_one("#strata", RowList)
    for _ in range(400):
        await pilot.pause(0.02)
        if table.total:
            break


async def plan(pilot: Pilot[None]) -> None:
    await main(pilot)
    await pilot.press("enter")
    await until(pilot, "plan")
    await settled(pilot)


async def against_list(pilot: Pilot[None]) -> None:
    await plan(pilot)
    await pilot.press("b")
    await until(pilot, "against-list")
    await settled(pilot)


def review_of(file: Path) -> Story:
    async def review(pilot: Pilot[None]) -> None:
        await main(pilot)
        pilot.app.push_screen(ReviewScreen(inspect_files([file]), Sources((file,))))
        await until(pilot, "review")
        await settled(pilot)

    return review


def filled(home: Path, file: Path) -> None:
    """An inspection with lists and one sample that is shared out."""
    base = set_up(home, Clock())
    frame = import_frame(base, inspect_files([file]))
    form = replace(first_form(frame, choices_of_frame(base, frame)), why="Teams differ [A1]")
    allocate(base, draw_plan(base, form.new_plan()).plan, [base.member])
    base.close()


PICTURES = [
    ("main", (80, 24)),
    ("main", (200, 60)),
    ("review", (80, 24)),
    ("review", (120, 36)),
    ("planning", (80, 24)),
    ("planning", (120, 36)),
    ("plan", (80, 24)),
    ("plan", (120, 36)),
    ("against-list", (80, 24)),
]


@pytest.mark.parametrize(
    ("name", "size"), PICTURES, ids=[f"{name}-{size[0]}x{size[1]}" for name, size in PICTURES]
)
def test_a_screen_looks_as_it_did_when_it_was_looked_at(
    name: str, size: tuple[int, int], snap_compare: Compare, tmp_path: Path
) -> None:
    file = write_file(tmp_path / "Annex A.xlsx")
    filled(tmp_path / "home", file)
    stories: dict[str, Story] = {
        "main": main,
        "review": review_of(file),
        "planning": planning,
        "plan": plan,
        "against-list": against_list,
    }
    app = program(tmp_path / "home")

    async def before(pilot: Pilot[None]) -> None:
        await stories[name](pilot)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        pilot.app.clear_notifications()
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
    assert app.troubles == []
