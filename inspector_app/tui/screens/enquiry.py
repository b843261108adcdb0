"""One line of enquiry: what it is about, what was found on it, what was asked, its life."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.record_place import RecordPlace
from inspector_app.tui.widgets.notices import Severity

if TYPE_CHECKING:
    from inspector_app.enquiries.line_page import LinePage
    from inspector_app.tui.item_view import Item


class EnquiryScreen(RecordPlace):
    """Shows one line of enquiry."""

    NAME = "enquiry"
    TAB = "enquiries"
    PARTS = "line-parts"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("enquiry")

    def _reading(self) -> Callable[[], Item]:
        from inspector_app.tui.enquiry_view import read_line

        return partial(read_line, self.base, self.opened.framework, self._record)

    @property
    def _page(self) -> LinePage | None:
        """What is on the line, if it is read and stands; else it is said what can be done."""
        item = self._item
        if item is not None and item.shown.record.withdrawn is not None:
            self.tell("It was withdrawn. B brings it back.", Severity.ATTENTION)
            return None
        return None if item is None else item.page

    # -- actions ----------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Open the form of the line."""
        from inspector_app.tui.form_opening import fill_in

        if self._page is not None:
            fill_in(self, "line", self._record)

    def action_move_on(self) -> None:
        """Say where the line stands now."""
        from inspector_app.tui.line_moving import move_line_on

        page, item = self._page, self._item
        if page is not None and item is not None:
            move_line_on(self, page, dict(item.views))

    def action_ask_authority(self) -> None:
        """Put a question on this line."""
        from inspector_app.tui.form import Filled
        from inspector_app.tui.form_opening import fill_in_new

        if (page := self._page) is not None:
            areas = page.line.keys("areas")
            given = Filled(chosen={"areas": areas, "enquiries": (self._record,)})
            fill_in_new(self, "question", given)
