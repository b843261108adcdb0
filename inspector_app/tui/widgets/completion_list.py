"""The small list under the cursor from which an inline sign becomes a tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Offset, clamp
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.widgets.visible_text import fitted, shown_on_one_line

MOST_ROWS: Final = 8
"""Rows shown at a time; the list scrolls under the highlight."""

WIDEST: Final = 60
"""Cells."""

_EDGE: Final = 4
"""Cells beside the label: a pointer, a blank, a blank and the position mark."""


class Sign(StrEnum):
    """The inline signs and what they stand for."""

    AREA = "#"
    CASE = "@"
    ENQUIRY = "!"


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing a sign can become.

    Attributes:
        sign: Which sign it belongs to.
        id: The record or area it stands for.
        label: What the list shows; any text.
        insert: What stands in the text after the sign; the label if empty.
    """

    sign: Sign
    id: str
    label: str
    insert: str = ""

    @property
    def text(self) -> str:
        """What is written into the note in place of what was typed."""
        return f"{self.sign.value}{self.insert or self.label}"


CompletionSource = Callable[[Sign, str], Sequence[Completion]]
"""Takes a sign and what was typed after it; answers from memory, at once, best first."""


class CompletionList(Widget, can_focus=False):
    """A list that never takes the cursor away from the text it belongs to.

    Args:
        owner: The editor that is told what was picked with the mouse.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion-list--highlight"}

    class Picked(Message):
        """A line was clicked.

        Attributes:
            completion: What was picked.
        """

        def __init__(self, completion: Completion) -> None:
            self.completion = completion
            super().__init__()

    def __init__(self, owner: Widget) -> None:
        super().__init__()
        self._owner = owner
        self._entries: tuple[Completion, ...] = ()
        self._at = 0
        self._top = 0

    @property
    def highlighted(self) -> Completion | None:
        """What Enter would choose."""
        return self._entries[self._at] if self._entries else None

    @property
    def entries(self) -> tuple[Completion, ...]:
        """All that is offered."""
        return self._entries

    def offer(self, entries: Sequence[Completion], cursor: Offset) -> None:
        """Show entries beside the cursor.

        Args:
            entries: At least one.
            cursor: Where the text cursor is on the screen, in cells.
        """
        self._entries = tuple(entries)
        self._at = self._top = 0
        width = max(cell_len(shown_on_one_line(entry.label[:WIDEST])) for entry in self._entries)
        screen = self.screen.size
        width = min(width + _EDGE, WIDEST, screen.width)
        rows = min(len(self._entries), MOST_ROWS)
        below = cursor.y + 1
        y = below if below + rows <= screen.height else max(0, cursor.y - rows)
        self.styles.width, self.styles.height = width, rows
        self.absolute_offset = Offset(clamp(cursor.x, 0, screen.width - width), y)
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Move the highlight by `step` lines; it stops at both ends."""
        self._at = clamp(self._at + step, 0, len(self._entries) - 1)
        self._top = clamp(self._top, self._at - MOST_ROWS + 1, self._at)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line; the highlighted one also has a pointer, for those who see no colour."""
        index = self._top + y
        width = self.size.width
        if index >= len(self._entries):
            return Strip.blank(width, self.rich_style)
        chosen = index == self._at
        mark = "▲" if y == 0 and self._top else "▼" if self._more_below(y) else " "
        text = (
            f"{'▸' if chosen else ' '} {fitted(self._entries[index].label, width - _EDGE)} {mark}"
        )
        name = "completion-list--highlight"
        style = self.get_component_rich_style(name) if chosen else self.rich_style
        return Strip([Segment(text, style)], width)

    def _more_below(self, y: int) -> bool:
        return y == MOST_ROWS - 1 and self._top + MOST_ROWS < len(self._entries)

    def _on_mouse_move(self, event: events.MouseMove) -> None:
        self.move(self._top + event.y - self._at)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move(1)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move(-1)

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        index = self._top + event.y
        if 0 <= index < len(self._entries):
            self._owner.post_message(self.Picked(self._entries[index]))


STEPS: Final[dict[str, int]] = {"up": -1, "down": 1, "pageup": -MOST_ROWS, "pagedown": MOST_ROWS}
"""Keys that move the highlight, and by how many lines."""
