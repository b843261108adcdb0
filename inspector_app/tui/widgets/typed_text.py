"""What a key press or a paste adds to a text: exactly what was meant, nothing dropped."""

from __future__ import annotations

import re
from typing import Final

from textual import events

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")

_FIRST_BEYOND_CONTROLS: Final = 0xA0


def typed_character(event: events.Key) -> str | None:
    """Return the character a key press adds to a text, or None for a command key.

    Textual asks Python's `str.isprintable`, which says no to characters that people do type:
    the non-breaking space, the joiner inside family emoji, marks of Arabic and Persian.
    """
    character = event.character
    if character is None or len(character) != 1:
        return None
    if event.is_printable or ord(character) >= _FIRST_BEYOND_CONTROLS:
        return character
    return None


def pasted_lines(pasted: str) -> str:
    """Return a paste for a text of many lines.

    Most terminals send the line feeds of a paste as carriage returns, as if Enter was pressed.
    A paste with returns and no line feed came that way; in any other nothing is changed.
    """
    return pasted if "\n" in pasted else pasted.replace("\r", "\n")


def pasted_on_one_line(pasted: str) -> str:
    """Return a paste for a field of one line: each line break is a space, the rest unchanged."""
    return _LINE_BREAK.sub(" ", pasted)
