"""Choices side by side in one or a few lines, each with a key of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.widgets.choices import RADIO_OFF, RADIO_ON, TICK_OFF, TICK_ON
from inspector_app.tui.widgets.visible_text import fitted, shown_on_one_line

_GAP: Final = 2
_LONGEST: Final = 44
"""Cells of a label; a long title is cut."""


@dataclass(frozen=True, slots=True)
class Toggle:
    """One choice.

    Attributes:
        id: Names it in messages.
        label: Any text.
        key: Turns it while the strip has the cursor; empty for none.
    """

    id: str
    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    line: int
    start: int
    text: str


class ToggleStrip(Widget, can_focus=True):
    """A heading and its choices; they wrap to the width.

    Args:
        heading: Any text, at the left.
        toggles: In the order shown.
        several: Whether more than one can be chosen; a single choice can be dropped again.
        chosen: Ids chosen at first.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "toggle-strip--heading",
        "toggle-strip--on",
        "toggle-strip--cursor",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Left", show=False),
        Binding("right", "move(1)", "Right", show=False),
        Binding("space,enter", "turn_here", "Turn on or off", show=False),
    ]

    class Changed(Message):
        """Something was turned on or off; `chosen` holds all that is on now."""

        def __init__(self, strip: ToggleStrip, chosen: tuple[str, ...]) -> None:
            self.strip = strip
            self.chosen = chosen
            super().__init__()

        @property
        def control(self) -> ToggleStrip:
            """The strip."""
            return self.strip

    def __init__(
        self,
        heading: str,
        toggles: Sequence[Toggle] = (),
        *,
        several: bool = True,
        chosen: Iterable[str] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._heading = shown_on_one_line(heading)
        self._toggles = tuple(toggles)
        self._several = several
        self._chosen = set(chosen)
        self._at = 0

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of what is on, in the order shown."""
        return tuple(toggle.id for toggle in self._toggles if toggle.id in self._chosen)

    def show(self, toggles: Sequence[Toggle], chosen: Iterable[str]) -> None:
        """Show other choices."""
        self._toggles, self._chosen = tuple(toggles), set(chosen)
        self._at = clamp(self._at, 0, max(0, len(self._toggles) - 1))
        self.refresh(layout=True)

    def turn(self, toggle_id: str) -> None:
        """Turn one choice on or off and tell others."""
        if self._several:
            self._chosen ^= {toggle_id}
        else:
            self._chosen = set() if toggle_id in self._chosen else {toggle_id}
        self.refresh()
        self.post_message(self.Changed(self, self.chosen))

    # -- drawing ----------------------------------------------------------------------------

    def _label(self, toggle: Toggle) -> str:
        on, off = (TICK_ON, TICK_OFF) if self._several else (RADIO_ON, RADIO_OFF)
        sign = on if toggle.id in self._chosen else off
        label = shown_on_one_line(toggle.label)
        if cell_len(label) > _LONGEST:
            label = fitted(label, _LONGEST)
        return f"{sign} {toggle.key} {label}" if toggle.key else f"{sign} {label}"

    def _places(self, width: int) -> list[_Place]:
        """Lay the choices out under each other's start, right of the heading."""
        left = cell_len(self._heading) + _GAP if self._heading else 0
        line, at, places = 0, left, []
        for toggle in self._toggles:
            text = self._label(toggle)
            length = cell_len(text)
            if at > left and at + length > width:
                line, at = line + 1, left
            places.append(_Place(line, at, text))
            at += length + _GAP
        return places

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """Return the lines needed in so many cells."""
        return max((place.line for place in self._places(width)), default=0) + 1

    def render_line(self, y: int) -> Strip:
        """Draw the heading and the choices of one line."""
        width, base = self.size.width, self.rich_style
        heading = self.get_component_rich_style("toggle-strip--heading")
        segments = [Segment(self._heading if y == 0 else "", heading)]
        at = cell_len(segments[0].text)
        for index, place in enumerate(self._places(width)):
            if place.line != y:
                continue
            segments.append(Segment(" " * (place.start - at), base))
            segments.append(Segment(place.text, self._style(index)))
            at = place.start + cell_len(place.text)
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, index: int) -> Style:
        if self.has_focus and index == self._at:
            return self.get_component_rich_style("toggle-strip--cursor")
        if self._toggles[index].id in self._chosen:
            return self.get_component_rich_style("toggle-strip--on")
        return self.rich_style

    # -- keys and mouse ---------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Move the cursor; it stops at the ends."""
        self._at = clamp(self._at + step, 0, max(0, len(self._toggles) - 1))
        self.refresh()

    def action_turn_here(self) -> None:
        """Turn what the cursor stands at."""
        if self._toggles:
            self.turn(self._toggles[self._at].id)

    async def _on_key(self, event: events.Key) -> None:
        for index, toggle in enumerate(self._toggles):
            if toggle.key and event.character == toggle.key:
                event.stop()
                event.prevent_default()
                self._at = index
                self.turn(toggle.id)

    async def _on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        for index, place in enumerate(self._places(self.size.width)):
            if place.line == offset.y and place.start <= offset.x < place.start + cell_len(
                place.text
            ):
                self._at = index
                self.turn(self._toggles[index].id)
                return
