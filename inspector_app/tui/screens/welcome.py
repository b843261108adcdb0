"""The first start on this laptop: a name and a passphrase."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input

from inspector_app.errors import InspectorError
from inspector_app.tui.screens.unlock import DoorScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Tick
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput


class WelcomeScreen(DoorScreen):
    """Sets the laptop up.

    Args:
        words: Six random words that may become the passphrase.
    """

    NAME = "welcome"

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._trying = False

    def inside(self) -> ComposeResult:
        """Lay out the name, the words offered, and the fields."""
        yield PlainLabel("Welcome to Inspector", classes="heading")
        yield PlainLabel(
            "What you write stays on this laptop, encrypted. Without the passphrase nobody can "
            "read it: not your employer, not us.",
            classes="hint",
        )
        yield TextInput(label="Your name, as colleagues know you", id="name")
        yield PlainLabel(
            "Your passphrase: six random words. Write them on paper.", classes="offered"
        )
        yield PlainLabel(self._words, classes="words offered")
        yield TextInput(label="Type the six words once", id="typed", classes="offered")
        yield TextInput(
            label="Your own passphrase, 15 characters or more",
            password=True,
            id="first",
            classes="own",
        )
        yield TextInput(label="The same again", password=True, id="second", classes="own")
        yield Tick("Use a passphrase of my own instead", id="own")
        yield PlainLabel("", id="said")
        yield PlainButton("Set up this laptop", "primary", id="set-up")

    @on(Tick.Changed)
    def own_or_offered(self, event: Tick.Changed) -> None:
        """Show the fields for one or the other."""
        self.set_class(event.value, "-own")
        self.query_one("#first" if event.value else "#typed", TextInput).focus()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Enter leads to the next field, from the last to the end."""
        if event.input.id in ("typed", "second"):
            self.set_up()
        else:
            self.focus_next()

    @on(Button.Pressed, "#set-up")
    def set_up(self) -> None:
        """Take name and passphrase, or say what is missing."""
        if self._trying:
            return
        name = self.query_one("#name", TextInput)
        field, passphrase, problem = self._passphrase()
        if not name.value.strip():
            field, problem = name, "Type your name first."
        if problem:
            self.say(problem, problem=True)
            field.focus()
            return
        self._trying = True
        self.busy("◌ Setting up… this takes a second or two.")
        self.program.run_apart(self._try(name.value.strip(), passphrase))

    def _passphrase(self) -> tuple[TextInput, str, str]:
        """Return the field to mend, the passphrase, and what is wrong with it."""
        if self.query_one("#own", Tick).value:
            first, second = (
                self.query_one("#first", TextInput),
                self.query_one("#second", TextInput),
            )
            same = first.value == second.value
            return first, first.value, "" if same else "The two passphrases are not the same."
        typed = self.query_one("#typed", TextInput)
        same = " ".join(typed.value.lower().split()) == self._words
        return typed, self._words, "" if same else "These are not the six words. Compare them."

    async def _try(self, name: str, passphrase: str) -> None:
        try:
            await self.program.doors.set_up(name, passphrase)
        except InspectorError as error:
            self._trying = False
            self.ready()
            self.refuse(error)
