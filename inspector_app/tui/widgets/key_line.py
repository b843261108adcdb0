"""The line at the bottom: buttons for what can be done here, each with its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.actions import Action, Group

MORE: Final = Action(
    "all-actions",
    "ctrl+p",
    "All",
    "Show everything that can be done here.",
    Group.PROGRAM,
    command="app.command_palette",
)
"""Stands at the end when there is no room for all."""


@dataclass(frozen=True, slots=True)
class _Button:
    action: Action
    start: int
    end: int


def buttons_that_fit(actions: Sequence[Action], width: int) -> list[_Button]:
    """Return the buttons of a line with their cells.

    Args:
        actions: The most important first.
        width: Cells of the line. If not all fit, the last button leads to the palette.
    """
    placed = _placed(actions)
    if not placed or placed[-1].end <= width:
        return placed
    count = len(actions)
    while count and _placed([*actions[:count], MORE])[-1].end > width:
        count -= 1
    return _placed([*actions[:count], MORE])


def _placed(actions: Sequence[Action]) -> list[_Button]:
    buttons, at = [], 0
    for action in actions:
        end = at + len(action.key_label) + len(action.label) + 3
        buttons.append(_Button(action, at, end))
        at = end
    return buttons


class KeyLine(Widget):
    """Clickable buttons made from the action registry.

    Args:
        actions: For example `registry.key_line("today")`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--hover"}

    def __init__(self, actions: Iterable[Action] = ()) -> None:
        super().__init__()
        self._actions = tuple(actions)
        self._hovered: Action | None = None

    def show(self, actions: Iterable[Action]) -> None:
        """Show other buttons."""
        self._actions = tuple(actions)
        self.refresh()

    def _button_at(self, x: int) -> Action | None:
        buttons = buttons_that_fit(self._actions, self.size.width)
        return next((b.action for b in buttons if b.start <= x < b.end), None)

    def render_line(self, y: int) -> Strip:
        """Draw the buttons."""
        width, base = self.size.width, self.rich_style
        if y:
            return Strip.blank(width, base)
        segments = []
        for button in buttons_that_fit(self._actions, width):
            hovered = button.action is self._hovered
            style = self.get_component_rich_style("key-line--hover") if hovered else base
            key = style if hovered else self.get_component_rich_style("key-line--key")
            segments.append(Segment(f" {button.action.key_label}", key))
            segments.append(Segment(f" {button.action.label} ", style))
        return Strip(segments).adjust_cell_length(width, base)

    def _on_mouse_move(self, event: events.MouseMove) -> None:
        hovered = self._button_at(event.x)
        if hovered is not self._hovered:
            self._hovered = hovered
            self.tooltip = Content(hovered.description) if hovered is not None else None
            self.refresh()

    def on_leave(self) -> None:
        """Forget the button the mouse rested on."""
        self._hovered = None
        self.refresh()

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        action = self._button_at(event.x)
        if action is not None:
            await self.screen.run_action(action.command)
