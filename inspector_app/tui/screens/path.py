"""Asks for a file: a path that completes as it is typed, or that is dragged here."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from inspector_app.tui.file_choosing import completed, in_folder, split_path
from inspector_app.tui.screens.ask import LineScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.completing_input import CompletingInput
from inspector_app.tui.widgets.plain_label import PlainLabel


class PathScreen(LineScreen):
    """Asks for the path of a file; gives None if there is none after all.

    Args:
        question: Any text.
        button: On the button that goes on.
        suggested: What stands in the field at first.
        more: Any text, below the field.
    """

    NAME = "path"
    AUTO_FOCUS = "CompletingInput"

    def __init__(self, question: str, button: str, suggested: str, more: str) -> None:
        label = "File · Tab completes · a file can be dragged here"
        super().__init__(question, button, label, suggested)
        self._more = more

    def compose(self) -> ComposeResult:
        """Lay out the question, the field, what more is to be known, and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield CompletingInput(self._suggested, label=self._label)
            yield PlainLabel(self._more, classes="more")
            with Horizontal(classes="buttons"):
                yield PlainButton(self._button, "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    def on_mount(self) -> None:
        """Complete what is typed by what lies in the folder."""
        self.query_one(CompletingInput).completes = _complete


def _complete(typed: str) -> str:
    folder, _ = split_path(typed)
    try:
        return completed(typed, in_folder(folder, ()))
    except (OSError, ValueError):
        return typed
