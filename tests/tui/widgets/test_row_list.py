"""A table of rows in memory: narrowed after a slash, sorted by what the cells stand for."""

from __future__ import annotations

from inspector_app.tui.widgets.record_rows import Row
from inspector_app.tui.widgets.row_list import Listed, RowList
from inspector_app.tui.widgets.table_layout import Column
from tests.tui.program import drawn
from tests.tui.widgets.stage import Stage

ROWS = [
    Listed(Row("a", ("North [x]", "9")), ("north", 9)),
    Listed(Row("b", ("East", "10")), ("east", 10), more="hidden words"),
    Listed(Row("c", ("West", "1,000")), ("west", 1000)),
]


def table() -> RowList:
    columns = [Column("team", "Team"), Column("count", "Count", 8, right=True)]
    return RowList(columns, empty="None yet.", by_slash=True)


async def test_letters_are_left_to_the_screen_until_a_slash_was_typed() -> None:
    rows = table()
    app = Stage(lambda: [rows])
    async with app.run_test(size=(40, 8)) as pilot:
        assert "Reading…" in drawn(app)
        rows.show_rows(ROWS)
        rows.focus()
        await pilot.press("e")
        assert [row.key for row in rows.rows] == ["a", "b", "c"]
        await pilot.press("/", "s", "t")
        assert [row.key for row in rows.rows] == ["b", "c"]
        assert rows.total == 2
        await pilot.press("escape")
        await pilot.press("/", *"hidden")
        assert [row.key for row in rows.rows] == ["b"]
        rows.show_rows([])
        await pilot.press("escape")
        await pilot.pause()
        assert "None yet." in drawn(app)


async def test_numbers_sort_as_numbers_and_the_cursor_stays_at_its_record() -> None:
    rows = table()
    app = Stage(lambda: [rows])
    async with app.run_test(size=(40, 8)) as pilot:
        rows.show_rows(ROWS)
        rows.focus()
        await pilot.press("down")
        assert rows.selected_key == "b"
        await pilot.press("ctrl+o", "ctrl+o", "ctrl+r")
        await pilot.pause()
        assert [row.key for row in rows.rows] == ["c", "b", "a"]
        assert (rows.selected_key, rows.cursor_row) == ("b", 1)
        rows.show_rows([*ROWS, Listed(Row("d", ("South", "2,000")), ("south", 2000))])
        await pilot.pause()
        assert (rows.selected_key, rows.cursor_row) == ("b", 2)
        rows.show_rows(ROWS, select="a")
        await pilot.pause()
        assert (rows.selected_key, rows.cursor_row) == ("a", 2)
