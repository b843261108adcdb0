"""`inspector demo`: an invented authority and team to try everything on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.output import say
from inspector_app.errors import InspectorError

__all__ = ["register"]

_STARTS = date(2026, 11, 16)
"""The tour's first Monday, so that it tells the same story on any day."""


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("demo")(demo)


def demo(
    home: Annotated[
        Path | None,
        typer.Option(help="An empty folder to keep everything in; a temporary one otherwise."),
    ] = None,
    children: Annotated[
        int | None, typer.Option(help="On the invented authority's list of children in need.")
    ] = None,
    tour: Annotated[
        bool, typer.Option("--tour", help="Plays the whole story and prints what it did.")
    ] = False,
) -> None:
    """An inspection of an authority that does not exist, with a server on this machine."""
    from inspector_app.demo.authority import DEFAULT_CHILDREN

    wanted = children or DEFAULT_CHILDREN
    with _folder(home) as folder:
        if tour:
            _tour(folder, wanted)
        else:
            _screens(folder, wanted)


def _tour(folder: Path, children: int) -> None:
    from inspector_app.demo.tour import TourFailedError, play_tour

    try:
        play_tour(folder, children=children, starts=_STARTS, tell=say)
    except TourFailedError as failed:
        raise InspectorError(
            "tour-failed",
            f"The tour is not as it must be: {failed}.",
            kept="Nothing of yours was touched.",
            next_step="Please report the line above.",
        ) from None


@contextmanager
def _folder(home: Path | None) -> Iterator[Path]:
    """The named empty folder, or one that is gone afterwards."""
    if home is None:
        with tempfile.TemporaryDirectory(
            prefix="inspector-demo-", ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)
        return
    home.mkdir(parents=True, exist_ok=True)
    if any(home.iterdir()):
        raise InspectorError(
            "not-empty",
            "The folder for the demonstration is not empty.",
            kept="Nothing in it was touched.",
            next_step="Name a new folder with --home, or leave it out.",
        )
    yield home


def _screens(folder: Path, children: int) -> None:
    """The lead's laptop in mid-inspection, with the server and the team's work behind it."""
    from inspector_app.demo.story import begun_story
    from inspector_app.demo.story_team import DEMO_PASSPHRASE
    from inspector_app.tui.app import run_screens

    today = date.today()  # noqa: DTZ011  # the laptop's own day, as its clock shows it
    starts = _lately(today)
    with begun_story(folder, children=children, starts=starts, tell=say) as story:
        say("Playing the first days on site…")
        story.play_until((today - starts).days - 1)
        story.team["lead"].close()
        say(f"The passphrase of this laptop is: {DEMO_PASSPHRASE}")
        typer.prompt("Press Enter to open it", default="", show_default=False)
        run_screens(folder / "lead")


def _lately(today: date) -> date:
    """A Monday that makes today the third day on site or a later one."""
    monday = today - timedelta(days=today.weekday())
    return monday if today.weekday() >= 2 else monday - timedelta(days=7)
