"""One question or challenge to the authority, with what it answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.record_place import RecordPlace
from inspector_app.tui.widgets.notices import Severity
from schemas.records import Challenge

if TYPE_CHECKING:
    from inspector_app.tui.item_view import Item


class ChallengeScreen(RecordPlace):
    """Shows one question."""

    NAME = "challenge"
    TAB = "enquiries"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("challenge")

    def _reading(self) -> Callable[[], Item]:
        from inspector_app.tui.enquiry_view import read_question

        return partial(read_question, self.base, self.opened.framework, self._record)

    @property
    def _question(self) -> Challenge | None:
        """What is shown, if it is read and stands; else it is said why nothing can be done."""
        record = self._item.shown.record if self._item is not None else None
        if not isinstance(record, Challenge):
            return None
        if record.withdrawn is not None:
            self.tell("It was withdrawn. B brings it back.", Severity.ATTENTION)
            return None
        return record

    # -- actions ----------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Open the form of the question."""
        from inspector_app.tui.form_opening import fill_in

        if self._question is not None:
            fill_in(self, "question", self._record)

    def action_answer(self) -> None:
        """Open the form of the answer."""
        from inspector_app.tui.form_opening import fill_in

        if self._question is not None:
            fill_in(self, "answer", self._record)

    def action_move_question(self) -> None:
        """Say what became of the question."""
        from inspector_app.tui.line_moving import move_question_on

        item, question = self._item, self._question
        if item is not None and question is not None:
            move_question_on(self, question, dict(item.views))
