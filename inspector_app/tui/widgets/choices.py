"""Ticks and choices whose state is a sign and a word, not only a colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.widgets.typing_filter import TypingFilter
from inspector_app.tui.widgets.visible_text import fitted, shown_on_one_line

TICK_ON: Final = "[x]"
TICK_OFF: Final = "[ ]"
RADIO_ON: Final = "(•)"
RADIO_OFF: Final = "( )"


class Tick(Widget, can_focus=True):
    """One yes-or-no question.

    Args:
        label: Any text.
        value: Whether it is ticked at first.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "turn", "Tick or untick", show=False)
    ]

    value: reactive[bool] = reactive(False, init=False)
    """Whether it is ticked."""

    class Changed(Message):
        """It was ticked or unticked."""

        def __init__(self, tick: Tick, value: bool) -> None:
            self.tick = tick
            self.value = value
            super().__init__()

        @property
        def control(self) -> Tick:
            """The tick."""
            return self.tick

    def __init__(
        self,
        label: str,
        *,
        value: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.label = label
        self.set_reactive(Tick.value, value)

    def get_content_width(self, _container: Size, _viewport: Size) -> int:
        """Return the cells that sign and label take."""
        return cell_len(self._drawn)

    @property
    def _drawn(self) -> str:
        return f"{TICK_ON if self.value else TICK_OFF} {shown_on_one_line(self.label)}"

    def render_line(self, y: int) -> Strip:
        """Draw the sign and the label."""
        text = fitted(self._drawn if y == 0 else "", self.size.width)
        return Strip([Segment(text, self.rich_style)], self.size.width)

    def watch_value(self, value: bool) -> None:
        """Tell others."""
        self.post_message(self.Changed(self, value))

    def action_turn(self) -> None:
        """Tick or untick."""
        self.value = not self.value

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_turn()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose.

    Attributes:
        id: Names it in messages.
        label: Any text.
    """

    id: str
    label: str


class ChoiceList(ScrollView, can_focus=True):
    """One of several, or several of many; typing narrows the list.

    Args:
        choices: In the order shown.
        several: Whether more than one can be chosen.
        chosen: Ids chosen at first.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-list--cursor", "choice-list--filter"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move(-8)", "Page up", show=False),
        Binding("pagedown", "move(8)", "Page down", show=False),
        Binding("space,enter", "choose", "Choose", show=False),
    ]

    class Changed(Message):
        """Something was chosen or dropped; `chosen` holds all ids that are chosen now."""

        def __init__(self, choice_list: ChoiceList, chosen: tuple[str, ...]) -> None:
            self.choice_list = choice_list
            self.chosen = chosen
            super().__init__()

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.choice_list

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        several: bool = False,
        chosen: Iterable[str] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._several = several
        self._choices = tuple(choices)
        self._chosen = set(chosen)
        self._filter = TypingFilter()
        self._cursor = 0
        self._fit()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of what is chosen, in the order shown."""
        return tuple(choice.id for choice in self._choices if choice.id in self._chosen)

    def show(self, choices: Sequence[Choice], chosen: Iterable[str] = ()) -> None:
        """Show other choices; what was typed to narrow the list is kept."""
        self._choices, self._chosen = tuple(choices), set(chosen)
        self._fit()

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The choices that match what was typed."""
        wanted = self._filter.text.casefold()
        return tuple(c for c in self._choices if wanted in c.label.casefold())

    @property
    def _fixed(self) -> int:
        return int(self._filter.open)

    def _fit(self) -> None:
        choices = self.shown
        self._cursor = clamp(self._cursor, 0, max(0, len(choices) - 1))
        widths = [cell_len(shown_on_one_line(choice.label)) for choice in self._choices]
        rows = max(1, len(choices)) + self._fixed
        self.virtual_size = Size(max(widths, default=0) + 7, rows)
        self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        """Draw one choice, or what was typed to narrow the list."""
        width = self.size.width
        if y < self._fixed:
            style = self.get_component_rich_style("choice-list--filter")
            return Strip([Segment(fitted(f"  Filter: {self._filter.text}▏", width), style)], width)
        index = y - self._fixed + round(self.scroll_y)
        choices = self.shown
        if index >= len(choices):
            text = "  Nothing matches the filter." if index == 0 and self._choices else ""
            return Strip([Segment(fitted(text, width), self.rich_style)], width)
        pointed = self.has_focus and index == self._cursor
        return self._choice_strip(choices[index], width, pointed=pointed)

    def _choice_strip(self, choice: Choice, width: int, *, pointed: bool) -> Strip:
        on, off = (TICK_ON, TICK_OFF) if self._several else (RADIO_ON, RADIO_OFF)
        sign = on if choice.id in self._chosen else off
        style = self.rich_style
        if pointed:
            style = self.get_component_rich_style("choice-list--cursor")
        text = f"{'▸' if pointed else ' '} {sign} {choice.label}"
        return Strip([Segment(fitted(text, width), style)], width)

    def action_move(self, step: int) -> None:
        """Move `step` choices down."""
        self._cursor = clamp(self._cursor + step, 0, max(0, len(self.shown) - 1))
        rows = max(1, self.scrollable_content_region.height - self._fixed)
        top = round(self.scroll_y)
        if not top <= self._cursor < top + rows:
            target = self._cursor if self._cursor < top else self._cursor - rows + 1
            self.scroll_to(y=target, animate=False, force=True)
        self.refresh()

    def action_choose(self) -> None:
        """Choose what the pointer stands at; drop it if several may be chosen and it is."""
        choices = self.shown
        if not choices:
            return
        choice = choices[self._cursor].id
        before = set(self._chosen)
        if self._several:
            self._chosen ^= {choice}
        else:
            self._chosen = {choice}
        self.refresh()
        if self._chosen != before:
            self.post_message(self.Changed(self, self.chosen))

    async def _on_key(self, event: events.Key) -> None:
        if self._filter.took(event):
            event.stop()
            event.prevent_default()
            self._fit()

    async def _on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        index = offset.y - self._fixed + round(self.scroll_y)
        if offset.y >= self._fixed and index < len(self.shown):
            self._cursor = index
            self.action_choose()
