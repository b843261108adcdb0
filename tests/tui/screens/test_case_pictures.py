"""Pictures of the Cases screens at three sizes; looked at with the eye before they were kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.program import program, settled, unlock, until
from tests.tui.screens.case_base import fill_cases
from tests.tui.screens.test_sample_pictures import Compare


async def cases(pilot: Pilot[None]) -> None:
    await unlock(pilot)
    await pilot.press("4")
    await until(pilot, "cases")
    await settled(pilot)


async def case(pilot: Pilot[None]) -> None:
    await cases(pilot)
    await pilot.press("enter")
    await until(pilot, "case")
    await settled(pilot)


async def line(pilot: Pilot[None]) -> None:
    await case(pilot)
    await pilot.press("ctrl+d", "down", "down")
    await settled(pilot)


SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 60)


@pytest.mark.parametrize(
    ("story", "size"),
    [
        (cases, LARGE),
        (case, SMALL),
        (line, SMALL),
        (line, MIDDLE),
    ],
    ids=lambda value: value.__name__ if callable(value) else f"{value[0]}x{value[1]}",
)
def test_a_screen_looks_as_it_did_when_it_was_looked_at(
    story: Callable[[Pilot[None]], Awaitable[None]],
    size: tuple[int, int],
    snap_compare: Compare,
    tmp_path: Path,
) -> None:
    fill_cases(tmp_path / "home")
    app = program(tmp_path / "home")

    async def before(pilot: Pilot[None]) -> None:
        await story(pilot)
        pilot.app.clear_notifications()
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
    assert app.troubles == []
