"""Meetings: what was asked of the authority and the analyst, who met whom, what came of it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import ChooseScreen
from inspector_app.tui.screens.place import MainPlace
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.section_list import SectionList

_NEW: Final = (
    Choice("request", "Request to the authority: people, a document, a visit"),
    Choice("question", "Question or challenge to the authority"),
    Choice("meeting", "Meeting: set-up, team, KIT, feedback, partners"),
    Choice("analysis", "Question to the analyst"),
    Choice("voice", "Contact with a child, parent or carer"),
    Choice("document", "Document"),
    Choice("summary", "Summary of an area or a line, by me"),
    Choice("handover", "Handover: I leave early"),
)


class MeetingsScreen(MainPlace):
    """What is asked, met and heard."""

    NAME = "meetings"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("meetings")

    def body(self) -> ComposeResult:
        """Lay out two lists, beside each other where there is room."""
        with Container(id="meetings"):
            yield SectionList(id="asked")
            yield SectionList(id="met")

    def read_again(self) -> None:
        """Read everything again."""
        self.in_background(self._read, "meetings")

    async def _read(self) -> None:
        from inspector_app.tui.meeting_sections import met, sections

        seen = await self.program.work.read(partial(met, self.base))
        asked, came = sections(seen)
        self.query_one("#asked", SectionList).show(asked)
        self.query_one("#met", SectionList).show(came)

    @on(SectionList.Opened)
    def open_entry(self, event: SectionList.Opened) -> None:
        """Show one record."""
        self.program.show_record(event.key)

    def action_new_here(self) -> None:
        """Choose what is to be written down, then open its form."""
        from inspector_app.tui.form_opening import fill_in_new

        def chosen(name: str | None) -> None:
            if name is not None:
                fill_in_new(self, name)

        self.program.push_screen(ChooseScreen("What is to be written down?", _NEW, ""), chosen)
