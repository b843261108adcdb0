"""A one-line field that behaves as people know it from Word and shows any text as typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input
from textual.widgets.input import Selection

from inspector_app.tui.widgets.typed_text import pasted_on_one_line, typed_character
from inspector_app.tui.widgets.visible_text import shown_on_one_line

MOST_STEPS: Final = 200
"""How many steps can be taken back."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A state of the field that can be gone back to."""

    value: str
    selection: Selection


class TextInput(Input, inherit_bindings=False):
    """A text field: Ctrl+Z and Ctrl+Y, Ctrl+A for all, pasted lines joined by spaces.

    It posts `Input.Changed` and `Input.Submitted`. Setting `value` from the program starts a new
    history; a password field keeps none, so that no earlier passphrase stays in memory.

    Args:
        value: The first value.
        placeholder: Any text, shown while the field is empty.
        label: Any text, shown in the frame; empty for none.
        password: Draw dots instead of characters.
        max_length: Most characters; 0 for no limit.
        restrict: Regular expression that the whole value must match.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
        disabled: Whether it can be typed in.
        compact: One line high, without a frame.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor_left", "Left", show=False),
        Binding("right", "cursor_right", "Right", show=False),
        Binding("shift+left", "cursor_left(True)", "Select left", show=False),
        Binding("shift+right", "cursor_right(True)", "Select right", show=False),
        Binding("ctrl+left", "cursor_left_word", "Word left", show=False),
        Binding("ctrl+right", "cursor_right_word", "Word right", show=False),
        Binding("ctrl+shift+left", "cursor_left_word(True)", "Select word left", show=False),
        Binding("ctrl+shift+right", "cursor_right_word(True)", "Select word right", show=False),
        Binding("home", "home", "To the start", show=False),
        Binding("end", "end", "To the end", show=False),
        Binding("shift+home", "home(True)", "Select to the start", show=False),
        Binding("shift+end", "end(True)", "Select to the end", show=False),
        Binding("ctrl+a", "select_all", "Select all", show=False),
        Binding("backspace", "delete_left", "Delete left", show=False),
        Binding("delete", "delete_right", "Delete right", show=False),
        # Many terminals send Ctrl+W or Alt+Backspace when Ctrl+Backspace is pressed.
        Binding(
            "ctrl+backspace,ctrl+w,alt+backspace", "delete_left_word", "Delete word", show=False
        ),
        Binding("ctrl+delete", "delete_right_word", "Delete word right", show=False),
        Binding("enter", "submit", "Submit", show=False),
        Binding("ctrl+x", "cut", "Cut", show=False),
        Binding("ctrl+c,super+c", "copy", "Copy", show=False),
        Binding("ctrl+v", "paste", "Paste", show=False),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("ctrl+y", "redo", "Redo", show=False),
    ]

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        label: str = "",
        password: bool = False,
        max_length: int = 0,
        restrict: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
        compact: bool = False,
    ) -> None:
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._editing = False
        self._typed_until: int | None = None
        self._shown: tuple[str, str] = ("", "")
        super().__init__(
            value,
            shown_on_one_line(placeholder),
            password=password,
            max_length=max_length,
            restrict=restrict,
            select_on_focus=False,
            id=id,
            classes=classes,
            disabled=disabled,
            compact=compact,
        )
        if label:
            self.border_title = Content(shown_on_one_line(label))

    # -- drawing ----------------------------------------------------------------------------

    @property
    def shown_value(self) -> str:
        """The value as it is drawn, one visible character for each real one."""
        value, drawn = self._shown
        if value != self.value:
            drawn = shown_on_one_line(self.value)
            self._shown = (self.value, drawn)
        return "•" * len(drawn) if self.password else drawn

    @property
    def _value(self) -> Text:
        return Text(self.shown_value, no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(self.shown_value[:position])

    # -- editing ----------------------------------------------------------------------------

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace the characters from `start` to before `end`; can be taken back."""
        before = _Step(self.value, self.selection)
        self._editing = True
        try:
            super().replace(text, start, end)
        finally:
            self._editing = False
        if self.value == before.value or self.password:
            return
        typed = len(text) == 1 and start == end
        if not (typed and not text.isspace() and start == self._typed_until):
            self._done.append(before)
            del self._done[:-MOST_STEPS]
        self._typed_until = start + 1 if typed else None
        self._undone.clear()

    def watch_value(self) -> None:
        """Start a new history when the program, not the person, sets the value."""
        if not self._editing:
            self._done.clear()
            self._undone.clear()
            self._typed_until = None

    def undo(self) -> None:
        """Take back the last step: a word typed, a paste, a deletion."""
        self._go(self._done, self._undone)

    def redo(self) -> None:
        """Do again the step that was taken back last."""
        self._go(self._undone, self._done)

    def action_undo(self) -> None:
        """Take back the last step."""
        self.undo()

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self.redo()

    def _go(self, source: list[_Step], other: list[_Step]) -> None:
        if not source:
            return
        step = source.pop()
        other.append(_Step(self.value, self.selection))
        self._editing = True
        try:
            self.value = step.value
        finally:
            self._editing = False
        self.selection = step.selection
        self._typed_until = None

    async def _on_key(self, event: events.Key) -> None:
        character = typed_character(event)
        if character is not None and not event.is_printable:
            event.stop()
            event.prevent_default()
            self.replace(character, *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        # Textual would go on to its own handler, which keeps the first line only.
        event.prevent_default()
        event.stop()
        if event.text:
            self.replace(pasted_on_one_line(event.text), *self.selection)

    def action_paste(self) -> None:
        """Paste what was copied in this program."""
        self.replace(pasted_on_one_line(self.app.clipboard), *self.selection)
