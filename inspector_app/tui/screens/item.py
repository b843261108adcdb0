"""One record of a type that has no screen of its own: notes and evidence above all."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.record_place import RecordPlace
from inspector_app.tui.widgets.notices import Severity


class ItemScreen(RecordPlace):
    """Shows one record of any type."""

    NAME = "item"
    TAB = "evidence"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("item")

    def action_edit(self) -> None:
        """Edit a note or evidence on its sheet."""
        from inspector_app.tui.screens.capture import CaptureScreen
        from inspector_app.tui.sheet import sheet_of

        item = self._item
        if item is None:
            return
        sheet = sheet_of(item.shown, item.views)
        if item.shown.record.withdrawn is not None:
            self.tell("It was withdrawn. B brings it back.", Severity.ATTENTION)
        elif sheet is not None:
            self.program.push_screen(CaptureScreen(sheet))
        else:
            self.tell("This is edited by the command line.")

    def action_make_evidence(self) -> None:
        """Begin a statement that comes from this note."""
        from inspector_app.tui.screens.capture import CaptureScreen
        from inspector_app.tui.sheet import Sheet

        item = self._item
        if item is None or item.type != "note":
            self.tell("Evidence is made from a note.", Severity.ATTENTION)
            return
        areas = item.shown.keys("areas")
        sheet = Sheet("evidence", item.text, areas=areas, notes=(item.shown.id,))
        self.program.push_screen(CaptureScreen(sheet))
