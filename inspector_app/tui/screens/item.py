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
        """Edit the text and tags of a note or of evidence."""
        from inspector_app.tui.screens.capture import CaptureScreen
        from inspector_app.tui.sheet import sheet_of

        item = self._item
        sheet = sheet_of(item.shown, item.views) if item is not None else None
        if item is None or sheet is None:
            self.tell("Notes and evidence are edited here, other records by the command line.")
        elif item.shown.record.withdrawn is not None:
            self.tell("It was withdrawn. B brings it back.", Severity.ATTENTION)
        else:
            self.program.push_screen(CaptureScreen(sheet))

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
