"""A button whose label may be any text."""

from __future__ import annotations

from typing import Literal

from textual.content import Content, ContentText
from textual.widgets import Button

from inspector_app.tui.widgets.visible_text import shown_on_one_line

Variant = Literal["default", "primary", "success", "warning", "error"]


class PlainButton(Button):
    """Textual's button without markup: the label is drawn as it was typed.

    Args:
        label: Any text; line feeds show as ⏎.
        variant: The look.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
        disabled: Whether it can be pressed.
        tooltip: Any text, shown when the mouse rests on the button.
        action: Textual action to run instead of posting `Button.Pressed`.
        compact: One line high, without a frame.
    """

    def __init__(
        self,
        label: str,
        variant: Variant = "default",
        *,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
        tooltip: str | None = None,
        action: str | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__(
            Content(shown_on_one_line(label)),
            variant,
            id=id,
            classes=classes,
            disabled=disabled,
            action=action,
            compact=compact,
        )
        if tooltip is not None:
            self.tooltip = Content(shown_on_one_line(tooltip))

    def validate_label(self, label: ContentText) -> Content:
        """Take a new label as it stands."""
        return label if isinstance(label, Content) else Content(shown_on_one_line(str(label)))
