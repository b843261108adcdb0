"""What was read, before it is frozen: lists, refusals, and flags that one can walk through."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll

from inspector_app.errors import InspectorError
from inspector_app.intake.models import Intake
from inspector_app.tui import review_rows
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.section_list import SectionList
from inspector_app.tui.widgets.table_layout import Column


class ReviewScreen(AbovePlace):
    """The last look before an import.

    Args:
        intake: What was read.
    """

    NAME = "review"
    TAB = "sample"
    AUTO_FOCUS = "SectionList"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("review")

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._freezing = False

    def body(self) -> ComposeResult:
        """Lay out what was found, and beside or below it the flags with the one selected."""
        with Horizontal(id="top"):
            yield PlainLabel(review_rows.summary(self._intake), id="summary")
            yield PlainButton(" Freeze these lists ", action="screen.freeze", compact=True, id="go")
        refused = review_rows.refused_text(self._intake)
        with VerticalScroll(id="refused", can_focus=False) as scroll:
            scroll.display = bool(refused)
            yield PlainLabel(refused)
        with Container(id="review"):
            yield SectionList(review_rows.found_sections(self._intake), id="found")
            with Vertical(id="walk"):
                yield RowList(
                    [
                        Column("list", "List", 4, right=True),
                        Column("row", "Row", 7, right=True),
                        Column("column", "Col", 3),
                        Column("what", "What is odd", share=3, minimum=18),
                        Column("was", "There stood", share=2, minimum=12),
                        Column("used", "Made of it", share=2, minimum=12),
                    ],
                    empty="Nothing is odd. Ctrl+S freezes the lists.",
                    id="flags",
                )
                yield PlainLabel("", id="flag")

    def on_mount(self) -> None:
        """Show all flags."""
        super().on_mount()
        self.query_one("#go").display = bool(self._intake.lists)
        self._walk(review_rows.ALL)

    def _walk(self, which: str) -> None:
        async def show() -> None:
            # Some workbooks have a hundred thousand flags.
            task = partial(review_rows.flag_rows, self._intake, which)
            rows = await self.program.work.slow(task)
            self.query_one("#flags", RowList).show_rows(rows)
            if not rows:
                self.query_one("#flag", PlainLabel).text = ""

        self.in_background(show, "flags")

    @on(SectionList.Opened, "#found")
    def narrow(self, event: SectionList.Opened) -> None:
        """Walk through the flags of one kind or of one list."""
        self._walk(event.key)
        self.query_one("#flags", RowList).focus()

    @on(RecordTable.RowSelected, "#flags")
    def tell_flag(self, event: RecordTable.RowSelected) -> None:
        """Say everything about the selected flag."""
        table = self.query_one("#flags", RowList)
        flag = self._intake.flags[int(event.key)]
        words = review_rows.about_flag(self._intake, flag, table.cursor_row + 1, table.total)
        self.query_one("#flag", PlainLabel).text = words

    def action_walk(self, step: int) -> None:
        """Go to the next or the previous flag."""
        self.query_one("#flags", RowList).action_move(step)

    # -- freezing ---------------------------------------------------------------------------

    def action_freeze(self) -> None:
        """Import what was read."""
        if self._freezing:
            return
        self._freezing = True
        self.query_one("#summary", PlainLabel).text = "◌ Freezing the lists, encrypted…"
        self.in_background(self._freeze, "freeze")

    async def _freeze(self) -> None:
        from inspector_app.intake.importing import import_frame
        from inspector_app.tui.screens.sample import SampleScreen

        try:
            frame = await self.program.work.slow(partial(import_frame, self.base, self._intake))
        except InspectorError as error:
            self.tell(refusal_words(error), Severity.PROBLEM)
            return
        finally:
            self._freezing = False
            self.query_one("#summary", PlainLabel).text = review_rows.summary(self._intake)
        sample = self.program.get_screen("sample", SampleScreen)
        sample.point_at(frame)
        self.program.run_apart(self.program.show_only("sample"))
        notice(self.program, "The lists are frozen on this laptop. P plans a sample from them.")

    def action_back(self) -> None:
        """Go back to the files; not while the lists are being frozen."""
        if not self._freezing:
            super().action_back()
