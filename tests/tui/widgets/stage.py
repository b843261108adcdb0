"""A bare program that shows given widgets with the real themes and style sheets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from inspector_app.tui.styles import WIDGET_STYLES
from inspector_app.tui.themes import LIGHT, install_themes

MessageType = TypeVar("MessageType", bound=Message)


class Stage(App[None]):
    """Shows the widgets that a function makes."""

    CSS_PATH = WIDGET_STYLES
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, make: Callable[[], list[Widget]], theme: str = LIGHT.name) -> None:
        super().__init__()
        self._make = make
        install_themes(self, theme)

    def compose(self) -> ComposeResult:
        yield from self._make()


class Heard:
    """Messages that went through the program, for `run_test(message_hook=...)`."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    def __call__(self, message: Message) -> None:
        if message not in self._messages:
            self._messages.append(message)

    def of(self, kind: type[MessageType]) -> list[MessageType]:
        return [message for message in self._messages if isinstance(message, kind)]


def drawn(app: App[None]) -> str:
    """Return the characters on the screen, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)
