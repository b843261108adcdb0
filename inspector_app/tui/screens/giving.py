"""Giving one case to people beside those who have it, each to look at a side of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput


@dataclass(frozen=True)
class Given:
    """Who gets a case.

    Args:
        members: ids.
        angle: what they look at; empty for the case as a whole.
    """

    members: tuple[str, ...]
    angle: str


class GiveScreen(Dialog[Given | None]):
    """Asks who else looks at a case.

    Args:
        called: What people call the case.
        team: To choose from.
        having: Ids of those who have it.
    """

    NAME = "giving"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "no", "No", show=False),
        Binding("ctrl+s", "give", "Give", show=False),
    ]
    AUTO_FOCUS = "ChoiceList"

    def __init__(self, called: str, team: Sequence[Choice], having: Sequence[str]) -> None:
        super().__init__()
        self._called = called
        self._team = tuple(team)
        self._having = tuple(having)

    def compose(self) -> ComposeResult:
        """Lay out the team and the angle."""
        with Vertical(classes="box"):
            yield PlainLabel(f"Who looks at {self._called}?", classes="question")
            yield ChoiceList(self._team, several=True, chosen=self._having)
            yield TextInput(label="At which side of it; empty for the whole case", id="angle")
            yield PlainLabel("Space ticks; Ctrl+S gives. Nobody loses the case.", classes="more")
            with Horizontal(classes="buttons"):
                yield PlainButton("Give it", "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def action_give(self) -> None:
        """Give what was chosen if anybody was."""
        members = self.query_one(ChoiceList).chosen
        if members:
            self.dismiss(Given(members, self.query_one("#angle", TextInput).value.strip()))
        else:
            self.query_one(ChoiceList).focus()

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
