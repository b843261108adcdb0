"""Adds a case under the authority's identifier; everything else may stay empty."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from inspector_app.errors import InspectorError
from inspector_app.tui.screen_actions import dialog_bindings
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput


class NewCaseScreen(Dialog[str | None]):
    """A form; gives the id of the case, or None if none was added."""

    NAME = "new-case"
    AUTO_FOCUS = "TextInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        *dialog_bindings("save", "help"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._done = False

    def compose(self) -> ComposeResult:
        """Lay out four fields and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel("Add a case. Never a name.", classes="question")
            yield TextInput(label="The authority's identifier", id="identifier")
            yield TextInput(label="In a few words", placeholder="girl 9 · CP", id="label")
            with Horizontal(classes="pair"):
                yield TextInput(label="Team", id="team")
                yield TextInput(label="Place", id="place")
            yield PlainLabel(
                "To put it into a sample plan, with how it came, use Sample (3).", classes="more"
            )
            with Horizontal(classes="buttons"):
                yield PlainButton("Add", "primary", id="add")
                yield PlainButton("Leave it", id="leave")

    def _typed(self, name: str) -> str | None:
        return self.query_one(f"#{name}", TextInput).value.strip() or None

    @on(Input.Submitted)
    @on(Button.Pressed, "#add")
    def save_shown(self) -> None:
        """Add the case."""
        if self._typed("identifier") is None:
            self.query_one("#identifier").focus()
            self.tell("Type the identifier as it stands in their lists.", Severity.ATTENTION)
        elif not self._done:
            self._done = True
            self.in_background(self._save, "save")

    async def _save(self) -> None:
        from inspector_app.enquiries.cases import NewCase, add_case

        new = NewCase(
            self._typed("identifier") or "",
            label=self._typed("label"),
            team=self._typed("team"),
            place=self._typed("place"),
        )
        try:
            saved = await self.program.work.write(partial(add_case, self.base, new))
        except InspectorError:
            self._done = False
            raise
        self.dismiss(saved.record)
        known = "It was here already." if saved.recorded is None else "Case saved."
        self.program.call_later(partial(self.program.say, f"{known} F2 begins a note on it."))

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Close without a case."""
        self.dismiss(None)
