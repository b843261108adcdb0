"""One of several texts, with what the others lack underlined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.widget import Widget

from inspector_app.enquiries.word_diff import Run
from inspector_app.tui.widgets.visible_text import plain

_ALONE: Final = "bold underline"
"""Seen without colour, too."""


class ComparedText(Widget):
    """Any text, never read as markup; wraps to its width.

    Args:
        runs: The text, with what stands in it alone.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        super().__init__()
        self._runs = tuple(runs)

    def render(self) -> Content:
        """Draw the text."""
        return Content("").join(plain(run.text, _ALONE if run.alone else "") for run in self._runs)
