"""The door of a home that was set up: the passphrase, calmly."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Input

from inspector_app.errors import InspectorError
from inspector_app.tui.screen_actions import BEFORE_OPENING, REGISTRY
from inspector_app.tui.screens.place import Place
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.title_line import TitleLine


class DoorScreen(Place[None]):
    """A screen before an inspection is open: a box in the middle, and what it is doing now."""

    def compose(self) -> ComposeResult:
        """Lay out the box between the title and the few keys that work here."""
        title = TitleLine()
        title.discreet = True
        yield title
        with Vertical(classes="door"):
            yield from self.inside()
        yield KeyLine(REGISTRY[name] for name in BEFORE_OPENING)

    def inside(self) -> ComposeResult:
        """Lay out what is in the box."""
        yield PlainLabel("")

    def say(self, text: str, *, problem: bool = False) -> None:
        """Show a line below the fields."""
        label = self.query_one("#said", PlainLabel)
        label.text = f"✗ {text}" if problem else text
        label.set_class(problem, "problem")

    def refuse(self, error: InspectorError) -> None:
        """Show what was refused and what to do."""
        self.say(f"{error.message} {error.next_step}", problem=True)

    def busy(self, text: str) -> None:
        """Say what is going on and let nothing be pressed twice."""
        self.say(text)
        self._enable(on=False)

    def ready(self) -> None:
        """Let buttons and fields be used again."""
        self._enable(on=True)

    def _enable(self, *, on: bool) -> None:
        for button in self.query(PlainButton):
            button.disabled = not on


class UnlockScreen(DoorScreen):
    """Asks for the passphrase.

    Args:
        why: Why it is locked; empty at the start.
    """

    NAME = "unlock"

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self._why = why
        self._trying = False

    def inside(self) -> ComposeResult:
        """Lay out one field and one button."""
        yield PlainLabel("Inspector is locked", classes="heading")
        yield PlainLabel(self._why or "Your work on this laptop is encrypted.", classes="hint")
        yield TextInput(label="Passphrase", password=True, id="passphrase")
        yield PlainLabel("", id="said")
        yield PlainButton("Unlock", "primary", id="unlock")

    @on(Input.Submitted)
    @on(Button.Pressed, "#unlock")
    def unlock(self) -> None:
        """Try the passphrase in the background."""
        field = self.query_one(TextInput)
        if self._trying:
            return
        if not field.value:
            self.say("Type your passphrase.")
            field.focus()
            return
        self._trying = True
        self.busy("◌ Unlocking… this takes about a second, so that nobody can guess quickly.")
        self.program.run_apart(self._try(field.value))

    async def _try(self, passphrase: str) -> None:
        try:
            await self.program.doors.unlock(passphrase)
        except InspectorError as error:
            self._trying = False
            self.ready()
            field = self.query_one(TextInput)
            if error.code == "wrong-passphrase":
                field.value = ""
            field.focus()
            self.refuse(error)
