"""Today: safety concerns first, then what is open, what waits and what is new."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from inspector_app.tui.screens.place import MainPlace
from inspector_app.tui.widgets.section_list import SectionList

if TYPE_CHECKING:
    from inspector_app.tui.sheet import Sheet


class TodayScreen(MainPlace):
    """What the day begins with."""

    NAME = "today"

    def body(self) -> ComposeResult:
        """Lay out two lists, beside each other where there is room."""
        with Container(id="today"):
            yield SectionList(id="needs")
            yield SectionList(id="new")

    def read_again(self) -> None:
        """Read everything again."""
        self.in_background(self._read, "today")

    async def _read(self) -> None:
        from inspector_app.tui.today_sections import overview, sections

        seen = await self.program.work.write(partial(overview, self.base))
        needs, new = sections(seen)
        self.query_one("#needs", SectionList).show(needs)
        self.query_one("#new", SectionList).show(new)

    def on_screen_suspend(self) -> None:
        """What was shown has been seen."""
        if self.program.session is not None:
            from inspector_app.tui.queries import looked

            base = self.base
            self.program.run_apart(self._looked(partial(looked, base)))

    async def _looked(self, task: partial[None]) -> None:
        await self.program.work.write(task)

    @on(SectionList.Opened)
    def open_entry(self, event: SectionList.Opened) -> None:
        """Go where an entry leads."""
        from inspector_app.tui.today_sections import CLASH, DRAFT

        if event.key.startswith(DRAFT):
            self._open_draft(event.key.removeprefix(DRAFT))
        elif event.key.startswith(CLASH):
            record, _, field = event.key.removeprefix(CLASH).partition(":")
            self.program.settle(record, field)
        else:
            self.program.show_record(event.key)

    def _open_draft(self, draft: str) -> None:
        from inspector_app.tui import draft_box
        from inspector_app.tui.form_drafts import form_of_draft
        from inspector_app.tui.form_opening import open_form_draft

        settled = draft_box.settled_by(draft)
        if form_of_draft(draft) is not None:
            self.in_background(partial(open_form_draft, self, draft), "draft")
        elif settled is not None:
            self.program.settle(*settled)
        elif draft == draft_box.QUICK:
            self.program.action_new_note()
        elif draft == draft_box.CONCERN:
            self.program.action_child_not_safe()
        else:
            self.in_background(partial(self._open_edit, draft), "draft")

    async def _open_edit(self, draft: str) -> None:
        from inspector_app.tui import draft_box
        from inspector_app.tui.screens.capture import CaptureScreen

        task = partial(draft_box.kept_sheet, self.base, draft)
        sheet: Sheet | None = await self.program.work.read(task)
        if sheet is not None:
            self.program.push_screen(CaptureScreen(sheet))
