"""Every widget takes any text: it does not crash, does not change it, and shows it as typed."""

from __future__ import annotations

import os
from collections.abc import Callable

from rich.cells import cell_len
from textual import events
from textual.widget import Widget

from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList, Tick
from inspector_app.tui.widgets.completion_list import Completion, CompletionList, Sign
from inspector_app.tui.widgets.cover import Cover, PinDialog
from inspector_app.tui.widgets.matrix import Grid, Heading, Matrix
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.session_pin import SessionPin
from inspector_app.tui.widgets.table_layout import Column
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.title_line import TitleLine
from inspector_app.tui.widgets.visible_text import shown_on_one_line
from tests.tui.widgets.stage import Stage, drawn

FEW = 9
"""Cells of a text that must be seen in narrow places."""


def start_of(text: str, cells: int = FEW) -> str:
    """The first cells of a text as they must be drawn."""
    line = shown_on_one_line(text)
    while cell_len(line) > cells:
        line = line[: max(0, min(len(line) - 1, cells * 2))] if len(line) > 400 else line[:-1]
    return line.rstrip()


async def shows(text: str, make: Callable[[], Widget], *keys: str, cells: int = FEW) -> Stage:
    """Show one widget, press keys, and see the start of the text drawn as typed."""
    app = Stage(lambda: [make()])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert start_of(text, cells) in drawn(app)
        assert all(ord(character) >= 0x20 or character == "\n" for character in drawn(app))
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
    return app


async def test_a_label_shows_it(hostile: str) -> None:
    first_line = hostile.split("\n")[0].replace("\t", " ")
    app = Stage(lambda: [PlainLabel(first_line)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert start_of(first_line) in drawn(app)


async def test_a_button_shows_it_and_can_be_given_it_later(hostile: str) -> None:
    await shows(hostile, lambda: PlainButton(hostile, tooltip=hostile), "enter")
    app = Stage(lambda: [PlainButton("first")])
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(PlainButton).label = hostile
        await pilot.pause()
        assert start_of(hostile) in drawn(app)


async def test_a_tick_shows_it(hostile: str) -> None:
    await shows(hostile, lambda: Tick(hostile), "space")


async def test_choices_show_it(hostile: str) -> None:
    await shows(hostile, lambda: ChoiceList([Choice(hostile, hostile)]), "enter")


async def test_a_field_keeps_and_shows_it_as_value_label_and_placeholder(hostile: str) -> None:
    await shows(hostile, lambda: TextInput(hostile), "home")
    await shows(hostile, lambda: TextInput(label=hostile), cells=6)
    await shows(hostile, lambda: TextInput(placeholder=hostile))
    app = Stage(lambda: [TextInput()])
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.query_one(TextInput)
        field.post_message(events.Paste(hostile))
        await pilot.pause()
        lines = hostile.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert field.value == " ".join(lines)
        await pilot.press("left", "x", "ctrl+z", "end", "ctrl+backspace", "ctrl+z")
        assert field.value == " ".join(lines)


async def test_the_editor_shows_it_and_its_placeholder(hostile: str) -> None:
    first_line = hostile.split("\n")[0].split("\t")[0].removesuffix("\r")
    await shows(first_line, lambda: NoteEditor(hostile), "ctrl+a", "ctrl+end", "ctrl+home")
    await shows(first_line, lambda: NoteEditor(placeholder=hostile), cells=6)


async def test_completions_show_it_and_put_it_into_the_text(hostile: str) -> None:
    entries = [Completion(Sign.CASE, hostile, hostile)]
    app = Stage(lambda: [NoteEditor(completions=lambda _sign, _prefix: entries)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("@")
        await pilot.pause()
        assert start_of(hostile) in drawn(app)
        await pilot.click(CompletionList, offset=(2, 0))
        await pilot.pause()
        assert app.query_one(NoteEditor).text == f"@{hostile} "


async def test_a_table_shows_it_in_cells_headers_filter_and_for_no_rows(hostile: str) -> None:
    columns = [Column("a", hostile), Column("b", "What", 20)]
    await shows(hostile, lambda: RecordTable(columns, empty=hostile), cells=6)
    app = Stage(lambda: [RecordTable([Column("a", "A"), Column("b", "B", 20)])])
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(RecordTable)
        table.show_window(0, [Row(hostile, (hostile, hostile)), Row("2", ())], 2)
        for character in "q[/x] שלום 漢":
            table.post_message(events.Key("special", character))
        await pilot.pause()
        line = drawn(app).split("\n")[2]
        assert line.startswith("▸ " + start_of(hostile))
        assert "Filter: q[/x] שלום 漢▏" in drawn(app)
        assert all(cell_len(line) == 80 for line in drawn(app).split("\n"))


async def test_the_grid_shows_it_in_rows_and_columns(hostile: str) -> None:
    heading = Heading("x", hostile)
    grid = Grid([heading], [heading], {("x", "x"): 3}, Heading("leaders", hostile))
    await shows(hostile, lambda: Matrix(grid), "right", "enter")


async def test_the_title_line_shows_it(hostile: str) -> None:
    app = Stage(lambda: [TitleLine()])
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(TitleLine).place = (hostile, hostile)
        await pilot.pause()
        assert start_of(hostile) in drawn(app)


async def test_a_notice_shows_it(hostile: str) -> None:
    app = Stage(list)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for severity in Severity:
            notice(app, f"> {hostile}", severity)
        await pilot.pause()
        words = f"> {hostile}".split("\n")[0].split("\t")[0]
        if hostile.strip("x"):
            assert start_of(words, 6) in drawn(app)
        assert "✗ Problem" in drawn(app)


async def test_cover_and_pin_dialog_take_it_as_a_wrong_pin(hostile: str) -> None:
    app = Stage(lambda: [PlainLabel("secret")])
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(Cover(SessionPin.of("493827", os.urandom)))
        app.screen.query_one(TextInput).value = hostile
        await pilot.pause()
        assert isinstance(app.screen, Cover)
        await app.push_screen(PinDialog(os.urandom))
        app.screen.query_one("#pin-first", TextInput).value = hostile
        app.screen.query_one("#pin-second", TextInput).value = hostile
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert "six digits." in drawn(app)
