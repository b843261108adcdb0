"""One record of the team's day: a request, a meeting, a contact, a document, a summary."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from inspector_app.tui.item_view import Item
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.record_place import RecordPlace
from inspector_app.tui.widgets.notices import Severity


class WorkingRecordScreen(RecordPlace):
    """Shows one of them."""

    NAME = "working-record"
    TAB = "meetings"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("working-record")

    @property
    def _standing(self) -> Item | None:
        """What is shown, if it is read and stands; else it is said what can be done."""
        item = self._item
        if item is not None and item.shown.record.withdrawn is not None:
            self.tell("It was withdrawn. B brings it back.", Severity.ATTENTION)
            return None
        return item

    def action_edit(self) -> None:
        """Open its form."""
        from inspector_app.tui.form_opening import edit_form

        item = self._standing
        if item is not None and not edit_form(self, item.type, item.shown.id):
            self.tell("This is edited by the command line.")

    def action_move_record(self) -> None:
        """Say where it stands now."""
        from inspector_app.tui.state_moving import move_record_on

        item = self._standing
        if item is not None and not move_record_on(self, item):
            self.tell("This has no states: it is there, or withdrawn.")
