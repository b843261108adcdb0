"""A label that draws any text as it was typed."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from inspector_app.tui.widgets.visible_text import plain


class PlainLabel(Widget):
    """Text that is never read as markup; wraps to its width.

    Args:
        text: Any text.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    text: reactive[str] = reactive("", layout=True)
    """What is shown."""

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(PlainLabel.text, text)

    def render(self) -> Content:
        """Draw the text."""
        return plain(self.text)
