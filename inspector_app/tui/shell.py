"""The bare program: background tasks whose failures are said calmly, and screens one on another."""

from __future__ import annotations

from collections.abc import Coroutine

from rich.text import Text
from textual import on
from textual.app import App
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from inspector_app.errors import InspectorError
from inspector_app.tui.start import Start
from inspector_app.tui.troubles import trouble_words
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.work import Work


class Shell(App[None]):
    """Runs tasks apart from the screens and never prints what anybody typed.

    Args:
        start: Where the data are, clocks and randomness.
    """

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.start = start
        self.work = Work()
        self.troubles: list[str] = []

    async def told(self, task: Coroutine[object, object, None]) -> None:
        """Wait for a task; what is refused in it is told in a notice."""
        try:
            await task
        except InspectorError as error:
            said = f"{error.message} {error.kept} {error.next_step}"
            notice(self, said, Severity.PROBLEM, seconds=12)

    def run_apart(self, task: Coroutine[object, object, None], group: str = "apart") -> None:
        """Run a task of the program, which outlives the screen it was begun on."""
        self.run_worker(self.told(task), group=group, exit_on_error=False)

    def say(self, text: str) -> None:
        """Show a notice that something was done."""
        notice(self, text)

    async def show_only(self, screen: Screen[None] | str) -> None:
        """Take away every screen and show one; to be called from a task that runs apart."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.push_screen(screen)

    @on(Worker.StateChanged)
    def note_trouble(self, event: Worker.StateChanged) -> None:
        """Say calmly that a task failed; nothing typed is in the words."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.troubles.append(trouble_words(event.worker.error))
            notice(self, self.troubles[-1], Severity.PROBLEM, seconds=20)

    def _handle_exception(self, error: Exception) -> None:
        # Textual's own way prints the values of local variables: notes, passphrases.
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.panic(Text(trouble_words(error)))

    def on_unmount(self) -> None:
        """Let the threads end."""
        self.work.close()
