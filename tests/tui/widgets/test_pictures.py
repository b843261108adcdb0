"""Pictures of the widgets at 80 × 24; looked at with the eye before they were kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget

from inspector_app.tui.actions import GENERAL_ACTIONS, ActionRegistry
from inspector_app.tui.themes import DARK, LIGHT
from inspector_app.tui.widgets.completion_list import Completion, Sign
from inspector_app.tui.widgets.cover import Cover, PinDialog
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.matrix import Grid, Heading, Matrix
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.session_pin import SessionPin
from inspector_app.tui.widgets.table_layout import Column
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.title_line import Standing, TitleLine
from tests.tui.widgets.stage import Stage


class Compare(Protocol):
    """Draws a program and compares it with the picture that was kept."""

    def __call__(
        self,
        app: App[None],
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], object],
    ) -> bool: ...


NOTE = """Tracked @14 with the worker. Plan reviewed late [A1], twice.
Supervision is monthly; the manager's view is not on the file.

See [Smith v Jones] and the audit [/x]."""

CASES = [
    Completion(Sign.CASE, "14", "14 · girl 9 · CP"),
    Completion(Sign.CASE, "15", "15 · boy 3 · CIN"),
    Completion(Sign.CASE, "16", "16 · girl 15 · CLA [/x]"),
]


def zeros(count: int) -> bytes:
    return bytes(count)


def framed(widgets: Sequence[Widget]) -> list[Widget]:
    """Put widgets between title and key line, as every screen does."""
    title = TitleLine()
    title.place = ("Brambleshire", "standard", "on site day 3 of 10")
    title.standing = Standing(to_send=2, conflicts=1)
    return [title, KeyLine(ActionRegistry(GENERAL_ACTIONS).key_line("today")), *widgets]


def editor() -> list[Widget]:
    note = NoteEditor(NOTE, completions=lambda _sign, _prefix: CASES)
    note.cursor_blink = False
    return framed([note])


def table() -> list[Widget]:
    columns = [
        Column("case", "Case", 5, right=True),
        Column("what", "What was seen"),
        Column("where", "Team", 14),
        Column("when", "When", 11),
    ]
    return framed([RecordTable(columns, sort="when", descending=True)])


def rows() -> list[Row]:
    texts = ["Plan reviewed late", "see [A1] in [Smith v Jones]", "Seen alone, views recorded"]
    return [
        Row(
            str(n),
            (str(n + 1), texts[n % 3], "Assessment 2", f"{22 - n % 9} Nov 2026"),
            list(Tone)[n % 5],
        )
        for n in range(60)
    ]


def matrix() -> list[Widget]:
    areas = ["Help and protection", "Children in care", "Care leavers", "Impact of leaders"]
    kinds = ["strength", "concern", "mixed", "context"]
    counts = {(a, k): (len(a) * len(k)) % 7 for a in areas for k in kinds}
    counts |= {("Help and protection", "leaders"): 12, ("Care leavers", "none"): 1}
    return framed([Matrix(Grid(headings(areas), headings(kinds), counts))])


def headings(labels: Sequence[str]) -> list[Heading]:
    return [Heading(label, label) for label in labels]


async def type_a_sign(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+end", "enter", *"also ", "@", "down")
    await pilot.pause()


async def fill_the_table(pilot: Pilot[None]) -> None:
    pilot.app.query_one(RecordTable).show_window(0, rows(), 100_000)
    await pilot.press("down", "down", *"pla")
    await pilot.pause()


async def go_to_a_cell(pilot: Pilot[None]) -> None:
    await pilot.press("down", "right", "right")
    await pilot.pause()


async def cover_it(pilot: Pilot[None]) -> None:
    await pilot.app.push_screen(Cover(SessionPin.of("493827", zeros)))
    pilot.app.screen.query_one(TextInput).cursor_blink = False
    await pilot.press(*"111111", "1")
    await pilot.pause()


async def ask_for_a_pin(pilot: Pilot[None]) -> None:
    await pilot.app.push_screen(PinDialog(zeros))
    for field in pilot.app.screen.query(TextInput):
        field.cursor_blink = False
    await pilot.press(*"1234", "enter", "enter")
    await pilot.pause()


PICTURES = {
    "editor": (editor, type_a_sign),
    "table": (table, fill_the_table),
    "matrix": (matrix, go_to_a_cell),
    "cover": (editor, cover_it),
    "pin": (editor, ask_for_a_pin),
}


@pytest.mark.parametrize("theme", [LIGHT.name, DARK.name])
@pytest.mark.parametrize("name", list(PICTURES))
def test_a_widget_looks_as_it_did_when_it_was_looked_at(
    name: str, theme: str, snap_compare: Compare
) -> None:
    make, before = PICTURES[name]
    assert snap_compare(Stage(make, theme), terminal_size=(80, 24), run_before=before)
