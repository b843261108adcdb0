"""Tagging any record: areas, criteria and lines on one sheet of ticks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from inspector_app.tui.screen_actions import dialog_bindings
from inspector_app.tui.screens.place import Dialog, Place, R
from inspector_app.tui.sheet_toggles import area_toggles
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList
from inspector_app.tui.widgets.completion_list import Sign
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.toggle_strip import ToggleStrip

if TYPE_CHECKING:
    from inspector_app.evidence_base.history import FieldView

_SETS = ("areas", "criteria", "enquiries")


class TagScreen(Dialog[None]):
    """Ticks for one record; anybody in the team may tag.

    Args:
        record: Its id.
        views: Its fields as they are shown now.
    """

    NAME = "tagging"
    AUTO_FOCUS = "ToggleStrip"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        *dialog_bindings("save", "help"),
    ]

    def __init__(self, record: str, views: dict[str, FieldView]) -> None:
        super().__init__()
        self._record = record
        self._views = views

    def _had(self, field: str) -> list[str]:
        start = f"{field}["
        on = [name for name, view in self._views.items() if view.value is True]
        return [name[len(start) : -1] for name in on if name.startswith(start)]

    def compose(self) -> ComposeResult:
        """Lay out the areas, then all criteria and lines in a list."""
        session = self.program.session
        areas = area_toggles(self.opened.framework)
        numbers = {toggle.id for toggle in areas}
        every = session.completions if session is not None else ()
        choices = [
            Choice(c.id, f"{c.sign.value} {c.label}")
            for c in every
            if c.sign is not Sign.CASE and c.id not in numbers
        ]
        with Vertical(classes="box"):
            yield PlainLabel("Tags. They have authors of their own.", classes="question")
            yield ToggleStrip("Areas", areas, chosen=self._had("areas"), id="areas")
            yield PlainLabel("Criteria and lines of enquiry", classes="more")
            chosen = [*self._had("criteria"), *self._had("enquiries")]
            yield ChoiceList(choices, several=True, chosen=chosen)
            with Horizontal(classes="buttons"):
                yield PlainButton("Save tags", "primary", id="save")
                yield PlainButton("Leave them", id="leave")

    @on(Button.Pressed, "#save")
    def save_shown(self) -> None:
        """Save what was ticked and unticked."""
        self.in_background(self._save, "save")

    async def _save(self) -> None:
        from inspector_app.tui.tag_saving import save_tags

        session = self.program.session
        lines = {c.id for c in session.completions if c.sign is Sign.ENQUIRY} if session else set()
        areas = self.query_one("#areas", ToggleStrip).chosen
        ticked = self.query_one(ChoiceList).chosen
        wanted = {
            "areas": areas,
            "criteria": tuple(t for t in ticked if t not in lines),
            "enquiries": tuple(t for t in ticked if t in lines),
        }
        had = {field: tuple(self._had(field)) for field in _SETS}
        task = partial(save_tags, self.base, self._record, wanted, had, self._views)
        await self.program.work.write(task)
        self.dismiss(None)
        self.program.call_later(partial(self.program.say, "Tags saved."))

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)


def ask_for_tags(place: Place[R], record: str) -> None:
    """Open the ticks of a record, with its fields as they are now."""

    async def read() -> None:
        views = await place.program.work.read(partial(place.base.fields, record))
        place.program.push_screen(TagScreen(record, views))

    place.in_background(read, "tags")
