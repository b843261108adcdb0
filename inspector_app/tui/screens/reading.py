"""Reading the authority's files: how far it is, and a way to stop."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from inspector_app.errors import InspectorError
from inspector_app.intake.models import Intake, Progress
from inspector_app.tui.sample_words import bar, refusal_words
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from inspector_app.tui.lists_reading import Sources

_LOOK_EVERY: Final = 0.1
"""Seconds between two looks at how far reading is."""

_BAR: Final = 40


class ReadingScreen(Dialog[Intake | None]):
    """Reads in a thread of its own and gives what was read; None if it was stopped.

    Args:
        sources: The files, and what was decided by hand.
    """

    NAME = "reading"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "Stop", show=False)]

    def __init__(self, sources: Sources) -> None:
        super().__init__()
        self._sources = sources
        self._stopped = threading.Event()
        self._latest: Progress | None = None

    def compose(self) -> ComposeResult:
        """Lay out what is read, a bar and a button."""
        with Vertical(classes="box"):
            yield PlainLabel("Reading the authority's lists", classes="question")
            yield PlainLabel("", id="what")
            yield PlainLabel("", id="bar")
            yield PlainLabel("", id="how-much", classes="more")
            with Horizontal(classes="buttons"):
                yield PlainButton("Stop", id="stop")

    def on_mount(self) -> None:
        """Begin to read."""
        self.set_interval(_LOOK_EVERY, self._show)
        self.in_background(self._read, "read")

    async def _read(self) -> None:
        from inspector_app.tui.lists_reading import read_sources

        today = self.program.start.clock().date()
        stop = self._stopped.is_set
        task = partial(read_sources, self.base, self._sources, self._note, stop, today)
        try:
            intake = await self.program.work.slow(task)
        except InspectorError as error:
            notice(self.program, refusal_words(error), Severity.ATTENTION)
            self.dismiss(None)
            return
        self.dismiss(intake)

    def _note(self, progress: Progress) -> None:
        # Called on the reading thread; the timer takes it from there.
        self._latest = progress

    def _show(self) -> None:
        latest = self._latest
        if latest is None:
            return
        self.program.still_busy()
        names = self._sources.names
        at = names.index(latest.file) + 1 if latest.file in names else 1
        which = f" (file {at} of {len(names)})" if len(names) > 1 else ""
        sheet = f" · {latest.sheet}" if latest.sheet else " · looking through the file"
        self.query_one("#what", PlainLabel).text = f"{latest.file}{which}{sheet}"
        total = f" of {latest.total:,}" if latest.total else ""
        rows = f"{latest.done:,}{total} rows" if latest.sheet else ""
        done = bar(latest.done, latest.total, _BAR)
        self.query_one("#bar", PlainLabel).text = done + "┄" * (_BAR - len(done))
        if not self._stopped.is_set():
            self.query_one("#how-much", PlainLabel).text = rows

    @on(Button.Pressed)
    def action_stop(self) -> None:
        """Stop; the thread ends at the next few thousand rows."""
        self._stopped.set()
        self.query_one("#how-much", PlainLabel).text = "Stopping…"

    def on_unmount(self) -> None:
        """Leave no thread reading for nobody."""
        self._stopped.set()
