"""Short notices that are safe with any text and say in words how serious they are."""

from __future__ import annotations

from enum import Enum, unique
from typing import Final, TypeVar

from textual.app import App
from textual.widget import Widget

from inspector_app.tui.widgets.visible_text import shown

Result = TypeVar("Result")

LONGEST_NOTICE: Final = 600
"""Characters shown; a notice is not the place to read a whole text."""


@unique
class Severity(Enum):
    """How serious a notice is."""

    DONE = "information"
    ATTENTION = "warning"
    PROBLEM = "error"


_TITLES: Final = {
    Severity.DONE: "✓ Done",
    Severity.ATTENTION: "⚠ Please note",
    Severity.PROBLEM: "✗ Problem",
}


def notice(
    place: App[Result] | Widget,
    text: str,
    severity: Severity = Severity.DONE,
    *,
    seconds: float | None = None,
) -> None:
    """Show a notice for a few seconds.

    Args:
        place: The program, a screen or any widget.
        text: Any text, also what people typed; drawn as it stands.
        severity: Chooses the word, the sign and the colour.
        seconds: How long; the program's default if None.
    """
    app = place if isinstance(place, App) else place.app
    said = text if len(text) <= LONGEST_NOTICE else text[: LONGEST_NOTICE - 1] + "…"
    app.notify(
        shown(said),
        title=_TITLES[severity],
        severity=severity.value,
        timeout=seconds,
        markup=False,
    )
