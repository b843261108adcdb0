"""Pictures of a program that goes on running, each compared with the one that was kept."""

from __future__ import annotations

import pickle
from typing import Final

import pytest
from pytest_textual_snapshot import (
    PseudoApp,
    PseudoConsole,
    SVGImageExtension,
    node_to_report_path,
)
from rich.console import ConsoleDimensions
from syrupy.assertion import SnapshotAssertion
from textual.app import App
from textual.notifications import Notifications
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.widgets._toast import ToastRack

from tests.tui.program import settled

_CONSOLE: Final = PseudoApp(PseudoConsole(False, ConsoleDimensions(80, 25)))


class Album:
    """The pictures of one test.

    `snap_compare` starts a program for each picture. Here one program is walked through, so what
    a picture shows must not hang on the pictures before.

    Args:
        snapshot: Finds and compares what was kept.
        node: The test.
    """

    def __init__(self, snapshot: SnapshotAssertion, node: pytest.Item) -> None:
        self._kept = snapshot.use_extension(SVGImageExtension)
        self._node = node
        self.looked_at: list[str] = []
        self.differing: list[str] = []
        """Names of the pictures that are not as they were."""

    async def take(self, pilot: Pilot[None], name: str) -> None:
        """Take a picture once everything is at rest, and compare it.

        Args:
            pilot: Drives the program.
            name: What the picture is called within the test.
        """
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        for text in pilot.app.screen.query(TextArea):
            text.cursor_blink = False
            # A line drawn while the cursor was in the dark half of its blinking is remembered.
            text._line_cache.clear()
            text.refresh()
        pilot.app.clear_notifications()
        # A screen that lies below shows the notices that were given while it lay on top.
        for screen in pilot.app.screen_stack:
            for rack in screen.query(ToastRack):
                rack.show(Notifications())
        await settled(pilot)
        await pilot.wait_for_scheduled_animations()
        self.compare(pilot.app, name)

    def compare(self, app: App[None], name: str) -> None:
        """Compare what is shown now with the picture of that name."""
        picture = app.export_screenshot(title=app.title, simplify=True)
        same = self._kept(name=name) == picture
        self.looked_at.append(name)
        if not same:
            self.differing.append(name)
        self._report(name, picture, same)

    def _report(self, name: str, picture: str, same: bool) -> None:
        """Hand the picture to the report that shows what differs, as `snap_compare` does."""
        result = self._kept.executions[self._kept.num_executions - 1]
        path, line, test = self._node.reportinfo()
        kept = result.recalled_data
        shown = (same, str(kept or ""), picture, _CONSOLE, path, line, f"{test} {name}", "", "")
        report = node_to_report_path(self._node)
        report.with_name(f"{report.name}{name}").write_bytes(
            pickle.dumps((*shown, kept is not None))
        )
