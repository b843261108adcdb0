"""Asking where a file is, or where one is to be written."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput


class AskPathScreen(Dialog[str | None]):
    """Asks for the name of a file; gives None if it is left.

    Args:
        question: Any text.
        suggested: What stands in the field at first.
        button: On the button that goes on.
    """

    NAME = "ask-path"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", "No", show=False)]

    def __init__(self, question: str, suggested: str, button: str) -> None:
        super().__init__()
        self._question = question
        self._suggested = suggested
        self._button = button

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield TextInput(self._suggested, label="File · ~ is your own folder")
            with Horizontal(classes="buttons"):
                yield PlainButton(self._button, "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def give(self) -> None:
        """Give the path if there is one."""
        typed = self.query_one(TextInput).value.strip()
        if typed:
            self.dismiss(typed)
        else:
            self.query_one(TextInput).focus()

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
