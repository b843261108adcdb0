"""The keys of a text editor as people know them from Word."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

_CHANGED_KEYS: Final = frozenset(
    {
        *("f6", "f7", "home", "ctrl+a", "end", "ctrl+e", "ctrl+d", "ctrl+u", "ctrl+k"),
        *("ctrl+w", "ctrl+backspace", "alt+backspace", "ctrl+shift+k", "super+backspace"),
    }
)
"""Keys of Textual's editor that Word users do not expect, or that mean something else here."""


def _word_bindings() -> list[BindingType]:
    """Return Textual's bindings without those that differ in Word, and Word's instead."""
    kept: list[BindingType] = [
        binding.with_key(key)
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
        if key not in _CHANGED_KEYS
    ]
    return [
        *kept,
        Binding("ctrl+a", "select_all", "Select all", show=False),
        Binding("home", "cursor_line_start", "Start of the line", show=False),
        Binding("end", "cursor_line_end", "End of the line", show=False),
        Binding("ctrl+home", "text_start", "Start of the text", show=False),
        Binding("ctrl+end", "text_end", "End of the text", show=False),
        # Many terminals send Ctrl+W or Alt+Backspace when Ctrl+Backspace is pressed.
        Binding(
            "ctrl+backspace,ctrl+w,alt+backspace", "delete_word_left", "Delete word", show=False
        ),
        Binding("ctrl+delete", "delete_word_right", "Delete word right", show=False),
    ]


WORD_BINDINGS: Final = _word_bindings()
"""All keys of an editor of many lines."""
