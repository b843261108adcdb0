"""What was read, before it is frozen: lists, refusals, and flags that one can walk through."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll

from inspector_app.errors import InspectorError
from inspector_app.intake.mapping import (
    Decision,
    HeadingDecision,
    ListMapping,
    ValueDecision,
    with_decision,
    without_decision,
)
from inspector_app.intake.mapping_choices import open_headings, open_values
from inspector_app.intake.models import Intake
from inspector_app.tui import review_rows
from inspector_app.tui.lists_reading import Sources
from inspector_app.tui.sample_words import refusal_words
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import AskScreen, ChooseScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.screens.reading import ReadingScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.section_list import SectionList
from inspector_app.tui.widgets.table_layout import Column

_AGAIN: Final = "The files are read again without it."


class ReviewScreen(AbovePlace):
    """The last look before an import.

    Args:
        intake: What was read.
        sources: From which files, so that they can be read again.
    """

    NAME = "review"
    TAB = "sample"
    AUTO_FOCUS = "SectionList"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("review")

    def __init__(self, intake: Intake, sources: Sources) -> None:
        super().__init__()
        self._intake = intake
        self._sources = sources
        self._freezing = False

    def body(self) -> ComposeResult:
        """Lay out what was found, and beside or below it the flags with the one selected."""
        with Horizontal(id="top"):
            yield PlainLabel("", id="summary")
            yield PlainButton(" Freeze these lists ", action="screen.freeze", compact=True, id="go")
        with VerticalScroll(id="refused", can_focus=False):
            yield PlainLabel("", id="refused-text")
        with Container(id="review"):
            yield SectionList(id="found")
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
        """Show what was read."""
        super().on_mount()
        self._show_intake()

    def _show_intake(self) -> None:
        self.query_one("#go").display = bool(self._intake.lists)
        self.query_one("#summary", PlainLabel).text = review_rows.summary(self._intake)
        refused = review_rows.refused_text(self._intake)
        self.query_one("#refused").display = bool(refused)
        self.query_one("#refused-text", PlainLabel).text = refused
        self.in_background(self._show_found, "found")
        self._walk(review_rows.ALL)

    async def _show_found(self) -> None:
        task = partial(review_rows.found_sections, self._intake)
        self.query_one("#found", SectionList).show(await self.program.work.slow(task))

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
        """Walk through the flags of one kind or of one list; or decide something by hand."""
        kind, colon, place = event.key.partition(":")
        if colon and f"{kind}:" in (review_rows.HEADING, review_rows.VALUE, review_rows.DECIDED):
            self.in_background(partial(self._decide, f"{kind}:", int(place)), "decide")
            return
        self._walk(event.key)
        self.query_one("#flags", RowList).focus()

    # -- deciding by hand -------------------------------------------------------------------

    async def _decide(self, kind: str, place: int) -> None:
        """Ask what a heading or a value is, or take a decision back; then read again."""
        mapping = self._intake.mapping
        if kind == review_rows.DECIDED:
            decision = review_rows.decisions(mapping)[place]
            if await self.program.push_screen_wait(AskScreen("Take this decision back?", _AGAIN)):
                self._read_again(without_decision(mapping, decision))
            return
        made = await (self._heading if kind == review_rows.HEADING else self._value)(place)
        if made is not None:
            self._read_again(with_decision(mapping, made))

    async def _heading(self, place: int) -> Decision | None:
        heading = open_headings(self._intake)[place]
        if not heading.candidates:
            self.tell("This list has every column of the form already.", Severity.ATTENTION)
            return None
        choices = [Choice(column, column) for column in heading.candidates]
        question = f"Which column of list {heading.list} is '{heading.heading}'?"
        column = await self.program.push_screen_wait(ChooseScreen(question, choices, ""))
        return HeadingDecision(heading.list, heading.heading, column) if column else None

    async def _value(self, place: int) -> Decision | None:
        value = open_values(self._intake)[place]
        choices = [Choice(code, code) for code in value.codes]
        question = f"What does '{value.value}' mean under {value.column} on list {value.list}?"
        code = await self.program.push_screen_wait(ChooseScreen(question, choices, ""))
        return ValueDecision(value.list, value.column, value.value, code) if code else None

    def _read_again(self, mapping: ListMapping) -> None:
        sources = replace(self._sources, mapping=mapping)

        def taken(intake: Intake | None) -> None:
            if intake is not None:
                self._intake, self._sources = intake, sources
                self._show_intake()

        self.program.push_screen(ReadingScreen(sources), taken)

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
