"""The line at the top: which inspection this is, and whether the work is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.widgets.visible_text import fitted, shown_on_one_line

PROGRAM: Final = "Inspector"

_FEWEST_LEFT: Final = 12
"""Cells that the left half keeps when the line is short."""


@unique
class Saved(Enum):
    """Whether what was typed is on the disk; each word has a sign of its own."""

    SAVED = "● saved"
    SAVING = "○ saving"
    NOT_SAVED = "✗ not saved"


@unique
class Link(Enum):
    """What the line to the server is doing."""

    QUIET = ""
    SENDING = "⇅ sending"
    AWAY = "✗ server away"
    REFUSED = "✗ server refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of the work.

    Attributes:
        saved: Whether what was typed is on the disk.
        to_send: Entries that no other laptop has yet.
        conflicts: Records with two values.
        link: What the line to the server is doing.
    """

    saved: Saved = Saved.SAVED
    to_send: int = 0
    conflicts: int = 0
    link: Link = Link.QUIET

    def parts(self) -> list[str]:
        """Return the words shown, the least important first."""
        parts = [self.link.value] if self.link.value else []
        parts.append(self.saved.value)
        if self.to_send:
            parts.append(f"{self.to_send:,} to send")
        if self.conflicts:
            word = "conflict" if self.conflicts == 1 else "conflicts"
            parts.append(f"⚠ {self.conflicts:,} {word}")
        return parts


def _left(place: Sequence[str], room: int) -> str:
    """Return as much of the place as fits: authority and day stay longest."""
    parts = [shown_on_one_line(part) for part in place]
    text = f"{PROGRAM} ─ {' · '.join(parts)}" if parts else PROGRAM
    if parts and cell_len(text) > room:
        text = " · ".join(parts)
    while len(parts) > 2 and cell_len(text) > room:
        del parts[1]
        text = " · ".join(parts)
    return fitted(text, room)


def title_halves(place: Sequence[str], standing: Standing, width: int) -> tuple[str, str]:
    """Return the two halves of the line, together exactly `width` cells.

    Args:
        place: Authority, type and day; any texts; empty when no inspection is open.
        standing: What stands at the right. It stays whole as long as the left keeps a few cells;
            then its least important words go first.
        width: Cells.
    """
    parts = standing.parts()
    while len(parts) > 1 and cell_len(" · ".join(parts)) > width - _FEWEST_LEFT - 3:
        parts = parts[1:]
    right = fitted(f" {' · '.join(parts)} ", min(width, cell_len(" · ".join(parts)) + 2))
    room = width - cell_len(right)
    return fitted(f" {_left(place, room - 1)}", room), right


class TitleLine(Widget):
    """The line at the top of every screen.

    Attributes:
        place: Authority, type and day; any texts; empty when no inspection is open.
        standing: What stands at the right.
        discreet: Beside someone: neither place nor counts are shown.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title-line--attention"}

    place: reactive[tuple[str, ...]] = reactive(())
    standing: reactive[Standing] = reactive(Standing())
    discreet: reactive[bool] = reactive(False)

    def render_line(self, y: int) -> Strip:
        """Draw the line; the right half stands out when somebody has to look at something."""
        width = self.size.width
        style = self.rich_style
        if y:
            return Strip.blank(width, style)
        if self.discreet:
            return Strip([Segment(fitted(f" {PROGRAM}", width), style)], width)
        left, right = title_halves(self.place, self.standing, width)
        urgent = self.standing.conflicts or self.standing.saved is Saved.NOT_SAVED
        attention = self.get_component_rich_style("title-line--attention")
        return Strip([Segment(left, style), Segment(right, attention if urgent else style)], width)
