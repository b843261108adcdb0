"""The way in: unlocking or setting up, choosing or beginning an inspection, and coming back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from inspector_app.enquiries.inspections import NewInspection
    from inspector_app.tui.app import InspectorApp
    from inspector_app.tui.opening import Opened
    from inspector_app.vault.vault import Vault
    from schemas.joining import Invitation


class Doors:
    """Leads from the keystore to an opened inspection.

    Everything here that takes long runs in a thread of its own; files are opened by the thread
    that writes.

    Args:
        program: The program.
    """

    def __init__(self, program: InspectorApp) -> None:
        self._program = program
        self._last: str | None = None
        self._was_writing: str | None = None

    async def begin(self) -> None:
        """Show the door that this home has."""
        from inspector_app.tui.screens.unlock import UnlockScreen
        from inspector_app.tui.screens.welcome import WelcomeScreen

        known, words = await self._program.work.slow(self._look)
        await self._program.show_only(UnlockScreen() if known else WelcomeScreen(words))

    def _look(self) -> tuple[bool, str]:
        from inspector_app.tui import opening

        start = self._program.start
        known = opening.is_set_up(start)
        return known, "" if known else opening.offered_words(start)

    async def unlock(self, passphrase: str) -> None:
        """Open the keystore and go on.

        Raises:
            InspectorError: `wrong-passphrase`, `wait` or `damaged-keystore`.
        """
        from inspector_app.tui import opening

        task = partial(opening.unlock, self._program.start, passphrase)
        await self.go_on(await self._program.work.slow(task))

    async def set_up(self, name: str, passphrase: str) -> None:
        """Make a keystore and go on.

        Raises:
            InspectorError: `weak-passphrase` or `already-set-up`.
        """
        from inspector_app.tui import opening

        task = partial(opening.set_up, self._program.start, name, passphrase)
        await self.go_on(await self._program.work.slow(task))

    async def go_on(self, vault: Vault) -> None:
        """Open the only inspection, or let one be chosen, begun or waited for."""
        from inspector_app.tui import opening

        found = await self._program.work.write(partial(opening.inspections_of, vault))
        ids = [listed.inspection for listed in found]
        waiting = [i for i in vault.invitations if i.inspection not in ids]
        if self._last in ids:
            await self.open(vault, str(self._last))
        elif len(found) == 1 and not waiting:
            await self.open(vault, found[0].inspection)
        elif found:
            from inspector_app.tui.screens.choose_inspection import ChooseInspectionScreen

            await self._program.show_only(ChooseInspectionScreen(vault, found, waiting))
        elif waiting:
            await self.wait(vault, waiting[0])
        else:
            await self.begin_another(vault)

    async def begin_another(self, vault: Vault) -> None:
        """Show where an inspection is created or joined."""
        from inspector_app.tui import opening
        from inspector_app.tui.screens.begin import BeginScreen

        task = partial(opening.frameworks_in, self._program.start)
        frameworks = await self._program.work.read(task)
        await self._program.show_only(BeginScreen(vault, frameworks))

    async def create(self, vault: Vault, new: NewInspection) -> None:
        """Begin an inspection and open it.

        Raises:
            InspectorError: What is wrong with what was typed.
        """
        from inspector_app.tui import opening

        inspection = await self._program.work.write(partial(opening.create, vault, new))
        await self.open(vault, inspection)

    async def join(self, vault: Vault, file: str) -> None:
        """Ask to join by an invitation file, then wait for the lead.

        Raises:
            InspectorError: `no-such-file`, `not-an-invitation`, `expired`.
        """
        from inspector_app.tui import joining

        transport = self._program.start.transport
        task = partial(joining.ask, vault, file, transport)
        await self.wait(vault, await self._program.work.slow(task))

    async def ask_again(self, vault: Vault, invitation: Invitation) -> None:
        """Ask once more by an invitation that was accepted: the first time may not have arrived.

        Raises:
            InspectorError: When the server is away or refuses; the invitation is kept.
        """
        from inspector_app.sync.joining import ask_to_join

        transport = self._program.start.transport
        await self._program.work.slow(partial(ask_to_join, vault, invitation, transport))

    async def wait(self, vault: Vault, invitation: Invitation) -> None:
        """Show the words to read to the lead."""
        from inspector_app.tui.screens.waiting import WaitingScreen

        await self._program.show_only(WaitingScreen(vault, invitation))

    async def look_for_approval(self, vault: Vault, invitation: Invitation) -> bool:
        """Open a joined inspection if the lead has approved us; tell whether it opened.

        Raises:
            InspectorError: `no-server`, or when the server is away or refuses.
        """
        from inspector_app.tui import joining

        task = partial(joining.open_if_approved, vault, invitation, self._program.start.transport)
        try:
            inspection = await self._program.work.slow(task)
        except InspectorError as error:
            if error.code != "not-approved-yet":
                raise
            return False
        await self.open(vault, inspection)
        return True

    async def open(self, vault: Vault, inspection: str) -> None:
        """Open an inspection.

        Raises:
            InspectorError: `damaged-file`, `needs-newer` or `bad-framework`.
        """
        from inspector_app.tui import opening

        task = partial(opening.open_inspection, vault, inspection)
        opened = await self._program.work.write(task)
        self._last = inspection
        await self._program.enter(opened)

    # -- locking and coming back ------------------------------------------------------------

    def remember(self, screens: Sequence[Screen[object]]) -> None:
        """Remember whether something was being written, to go on there."""
        from inspector_app.tui.screens.capture import CaptureScreen

        written = [screen.sheet for screen in screens if isinstance(screen, CaptureScreen)]
        self._was_writing = written[-1].begun_on if written else None

    async def lock(self, why: str, opened: Opened, unsent: int) -> None:
        """Show the door of an inspection that was just closed."""
        from inspector_app.tui.screens.unlock import UnlockScreen

        self._last = opened.base.inspection
        lines = [why]
        if unsent:
            lines.append(f"{unsent:,} to send: they go out after unlocking.")
        await self._program.show_only(UnlockScreen(" ".join(lines)))

    def resume(self) -> None:
        """Go on writing where a lock came in between."""
        if self._was_writing is not None:
            self._program.resume_writing(self._was_writing)
            self._was_writing = None
