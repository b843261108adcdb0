"""Help: about what has the cursor, then the keys of the screen."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button

from inspector_app.tui.help_words import words_about
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.plain_label import PlainLabel


class HelpScreen(Dialog[None]):
    """Explains.

    Args:
        focused: What has the cursor.
        screen: Name of the screen below.
    """

    NAME = "help"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "close", "Close", show=False),
    ]

    def __init__(self, focused: Widget | None, screen: str) -> None:
        super().__init__()
        self._about = words_about(focused)
        self._screen = screen

    def compose(self) -> ComposeResult:
        """Lay out the words and the keys."""
        with Vertical(id="help"):
            with VerticalScroll():
                yield PlainLabel("About this", classes="heading")
                yield PlainLabel(self._about)
                yield PlainLabel("Keys here", classes="heading")
                yield PlainLabel(REGISTRY.help_text(self._screen))
            yield PlainButton("Close", "primary")

    @on(Button.Pressed)
    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
