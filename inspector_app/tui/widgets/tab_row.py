"""The row of main screens under the title, each with its number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.actions import Action


class TabRow(Widget):
    """Clickable names of the main screens.

    Args:
        actions: From the registry's `tabs`.
        here: Id of the action that leads to the screen shown.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-row--here", "tab-row--key"}

    def __init__(self, actions: Iterable[Action], here: str) -> None:
        super().__init__()
        self._actions = tuple(actions)
        self._here = here

    def render_line(self, y: int) -> Strip:
        """Draw the names; the one shown stands in brackets as well as in colour."""
        width, base = self.size.width, self.rich_style
        if y:
            return Strip.blank(width, base)
        segments = []
        for action in self._actions:
            if action.id == self._here:
                style = self.get_component_rich_style("tab-row--here")
                segments.append(Segment(f"[{action.key_label} {action.label}]", style))
            else:
                key = self.get_component_rich_style("tab-row--key")
                segments.append(Segment(f" {action.key_label}", key))
                segments.append(Segment(f" {action.label} ", base))
            segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(width, base)

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        at = 0
        for action in self._actions:
            end = at + len(action.key_label) + len(action.label) + 3
            if at <= event.x < end:
                await self.screen.run_action(action.command)
                return
            at = end + 1
