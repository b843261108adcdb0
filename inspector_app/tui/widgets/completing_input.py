"""A one-line field in which Tab completes what was begun."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from inspector_app.tui.widgets.text_input import TextInput

Completes = Callable[[str], str]
"""Takes what stands in the field and returns it completed; unchanged where nothing is clear."""


class CompletingInput(TextInput):
    """A field that completes on Tab; where there is nothing to complete, Tab leads on.

    It takes the arguments of `TextInput`. `completes` is set by the owner and answers at once.
    """

    completes: Completes | None = None

    async def _on_key(self, event: events.Key) -> None:
        # The cursor at the end is where something was begun; elsewhere Tab only leads on.
        if event.key == "tab" and self.completes and self.cursor_position == len(self.value):
            whole = self.completes(self.value)
            if whole != self.value:
                event.stop()
                event.prevent_default()
                self.replace(whole, 0, len(self.value))
                self.cursor_position = len(whole)
