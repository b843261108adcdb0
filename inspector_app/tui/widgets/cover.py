"""The cover: nothing of the work is seen until the PIN of this session is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.session_pin import PIN_LENGTH, SessionPin, pin_problem
from inspector_app.tui.widgets.text_input import TextInput

MOST_WRONG: Final = 5
"""Wrong PINs after which the program is locked in full."""


class FullLockWanted(Message):
    """Five wrong PINs were typed: keys must be dropped and the base closed."""


class Cover(ModalScreen[None]):
    """A blank screen with a field for the PIN; dismissed by the right one.

    It has no content of the inspection, hides notices and closes the palette to keys and mouse.
    The program must not open anything above it, and must take it away itself on a full lock.

    Args:
        pin: The PIN of this session.
    """

    def __init__(self, pin: SessionPin) -> None:
        super().__init__()
        self._pin = pin
        self._wrong = 0
        self._palette_allowed = True

    def compose(self) -> ComposeResult:
        """Lay out the field and the line below it."""
        with Vertical(id="cover-box"):
            yield PlainLabel("The screen is covered.")
            yield TextInput(label="PIN", password=True, max_length=PIN_LENGTH, id="cover-pin")
            yield PlainLabel("Type your six digits.", id="cover-message")

    def on_mount(self) -> None:
        """Shut the palette, whose key would otherwise work above any dialog."""
        self._palette_allowed = self.app.use_command_palette
        self.app.use_command_palette = False
        self.query_one(TextInput).focus()

    def on_unmount(self) -> None:
        """Give the palette back."""
        self.app.use_command_palette = self._palette_allowed

    @on(Input.Submitted)
    @on(Input.Changed)
    def check_pin(self, event: Input.Submitted | Input.Changed) -> None:
        """Compare as soon as six digits stand there."""
        event.stop()
        digits = event.value
        if self._wrong >= MOST_WRONG or len(digits) < PIN_LENGTH:
            return
        if self._pin.matches(digits):
            self.dismiss(None)
            return
        self._wrong += 1
        field = self.query_one(TextInput)
        field.value = ""
        message = self.query_one("#cover-message", PlainLabel)
        left = MOST_WRONG - self._wrong
        if left:
            times = "once" if left == 1 else f"{left} times"
            message.text = f"✗ That is not the PIN. You can try {times} more."
        else:
            message.text = "✗ Locked. Your passphrase is needed now."
            field.disabled = True
            self.post_message(FullLockWanted())


class PinDialog(ModalScreen[SessionPin | None]):
    """Asks for the PIN of this session, twice; gives None if it was put off.

    Args:
        randomness: Gives so many random bytes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_off", "Not now", show=False),
    ]

    def __init__(self, randomness: Callable[[int], bytes]) -> None:
        super().__init__()
        self._randomness = randomness

    def compose(self) -> ComposeResult:
        """Lay out two fields and two buttons."""
        with Vertical(id="pin-box"):
            yield PlainLabel("Choose six digits for this session. They uncover the screen.")
            yield TextInput(label="PIN", password=True, max_length=PIN_LENGTH, id="pin-first")
            yield TextInput(
                label="The same again", password=True, max_length=PIN_LENGTH, id="pin-second"
            )
            yield PlainLabel("", id="pin-message")
            yield PlainButton("Set the PIN", "primary", id="pin-set")
            yield PlainButton("Not now", id="pin-later")

    @on(Input.Submitted, "#pin-first")
    def go_on(self, event: Input.Submitted) -> None:
        """Enter leads to the second field."""
        event.stop()
        self.query_one("#pin-second", TextInput).focus()

    @on(Input.Submitted, "#pin-second")
    @on(Button.Pressed, "#pin-set")
    def set_pin(self, event: Input.Submitted | Button.Pressed) -> None:
        """Take the PIN or say what is wrong with it."""
        event.stop()
        first = self.query_one("#pin-first", TextInput)
        second = self.query_one("#pin-second", TextInput)
        problem = pin_problem(first.value, second.value)
        if problem is None:
            self.dismiss(SessionPin.of(first.value, self._randomness))
            return
        self.query_one("#pin-message", PlainLabel).text = f"✗ {problem}"
        first.value = second.value = ""
        first.focus()

    @on(Button.Pressed, "#pin-later")
    def action_put_off(self) -> None:
        """Close without a PIN."""
        self.dismiss(None)
