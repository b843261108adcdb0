"""Several inspections on this laptop: which one?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from inspector_app.errors import InspectorError
from inspector_app.tui.screens.unlock import DoorScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList
from inspector_app.tui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from inspector_app.tui.opening import Listed
    from inspector_app.vault.vault import Vault
    from schemas.joining import Invitation


class ChooseInspectionScreen(DoorScreen):
    """Lets an inspection be chosen, or another one be begun.

    Args:
        vault: Unlocked.
        found: What this home holds.
        waiting: Invitations that the lead has not approved yet.
    """

    NAME = "choose-inspection"

    def __init__(
        self, vault: Vault, found: Sequence[Listed], waiting: Sequence[Invitation]
    ) -> None:
        super().__init__()
        self._vault = vault
        self._found = tuple(found)
        self._waiting = {invitation.inspection: invitation for invitation in waiting}

    def inside(self) -> ComposeResult:
        """Lay out the list."""
        yield PlainLabel("Which inspection?", classes="heading")
        choices = [Choice(listed.inspection, listed.label) for listed in self._found]
        choices += [
            Choice(name, f"waiting for the lead's approval · {name[:8]}") for name in self._waiting
        ]
        yield ChoiceList(choices)
        yield PlainLabel("", id="said")
        with Horizontal(classes="buttons"):
            yield PlainButton("Begin or join another", id="another")

    @on(ChoiceList.Changed)
    def choose(self, event: ChoiceList.Changed) -> None:
        """Open what was chosen."""
        if event.chosen:
            self.busy("◌ Opening…")
            self.program.run_apart(self._open(event.chosen[0]))

    @on(Button.Pressed, "#another")
    def begin_another(self) -> None:
        """Go where an inspection is created or joined."""
        self.program.run_apart(self.program.doors.begin_another(self._vault))

    async def _open(self, inspection: str) -> None:
        try:
            if inspection in self._waiting:
                await self.program.doors.wait(self._vault, self._waiting[inspection])
            else:
                await self.program.doors.open(self._vault, inspection)
        except InspectorError as error:
            self.ready()
            self.refuse(error)
