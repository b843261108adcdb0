"""Filtering a list by typing, the same way in every list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import events

from inspector_app.tui.widgets.typed_text import typed_character

START_KEY: Final = "/"
"""Opens the filter without adding to it, so that it can begin with a digit."""


@dataclass(slots=True)
class TypingFilter:
    """What was typed to narrow a list.

    Letters start it. Digits go to the main screens as long as nothing was typed.

    Attributes:
        text: What was typed.
        open: Whether the filter is shown.
        by_slash: Whether only `/` starts it, because letters do something else.
    """

    text: str = ""
    open: bool = False
    by_slash: bool = False

    def took(self, event: events.Key) -> bool:
        """Change the filter by a key press; tell whether the key was meant for it."""
        if event.key == "escape" and self.open:
            self.text, self.open = "", False
        elif event.key == "backspace" and self.open:
            self.text = self.text[:-1]
            self.open = bool(self.text)
        elif event.character == START_KEY and not self.open:
            self.open = True
        else:
            return self._took_character(event)
        return True

    def _took_character(self, event: events.Key) -> bool:
        character = typed_character(event)
        if character is None:
            return False
        if not self.open and (self.by_slash or character.isdigit() or character.isspace()):
            return False
        self.text += character
        self.open = True
        return True
