"""Asked to join: the words to read to the lead, and looking whether they have approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from inspector_app.errors import InspectorError
from inspector_app.tui.screens.unlock import DoorScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from inspector_app.vault.vault import Vault
    from schemas.joining import Invitation

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the server."""


class WaitingScreen(DoorScreen):
    """Waits for the lead.

    Args:
        vault: Unlocked.
        invitation: That was accepted.
    """

    NAME = "waiting"

    def __init__(self, vault: Vault, invitation: Invitation) -> None:
        super().__init__()
        self._vault = vault
        self._invitation = invitation
        self._looking = False

    def inside(self) -> ComposeResult:
        """Lay out the words."""
        yield PlainLabel("You asked to join", classes="heading")
        yield PlainLabel("Read these six words to the lead, who sees the same ones:")
        yield PlainLabel(self._vault.device.card.words, classes="words")
        yield PlainLabel(
            "If they are the same, the lead approves you, and the inspection opens here by itself.",
            classes="hint",
        )
        yield PlainLabel("", id="said")
        with Horizontal(classes="buttons"):
            yield PlainButton("Look now", "primary", id="look")
            yield PlainButton("Ask again", id="ask")
            yield PlainButton("Another inspection", id="another")

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(LOOK_EVERY, self.look)

    @on(Button.Pressed, "#look")
    def look(self) -> None:
        """Look whether the lead has approved."""
        if not self._looking:
            self._looking = True
            self.program.run_apart(self._look())

    @on(Button.Pressed, "#ask")
    def ask_again(self) -> None:
        """Send the request once more: the first may have found the server away."""
        if not self._looking:
            self._looking = True
            self.program.run_apart(self._ask())

    @on(Button.Pressed, "#another")
    def begin_another(self) -> None:
        """Go where an inspection is created or joined."""
        self.program.run_apart(self.program.doors.begin_another(self._vault))

    async def _ask(self) -> None:
        try:
            await self.program.doors.ask_again(self._vault, self._invitation)
        except InspectorError as error:
            self.refuse(error)
        else:
            self.say("Asked again. The lead sees it after their next sync.")
        finally:
            self._looking = False

    async def _look(self) -> None:
        try:
            opened = await self.program.doors.look_for_approval(self._vault, self._invitation)
        except InspectorError as error:
            self.refuse(error)
        else:
            if not opened:
                self.say("◌ Not approved yet. Looking again every few seconds.")
        finally:
            self._looking = False
