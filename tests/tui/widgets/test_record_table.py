"""A table of any length draws what is seen and never loses the selected record."""

from __future__ import annotations

from collections.abc import Sequence

from textual.pilot import Pilot

from inspector_app.tui.widgets.record_rows import BLOCK, Row, RowWindows
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.table_layout import Column
from tests.tui.widgets.stage import Heard, Stage, drawn

COLUMNS = [Column("id", "Case", 6, right=True), Column("what", "What"), Column("who", "Who", 8)]


def row(number: int) -> Row:
    return Row(f"key-{number}", (str(number), f"record {number}", "W07"))


class Owner:
    """Answers a table from a list, as a screen does from the database."""

    def __init__(self, pilot: Pilot[None], heard: Heard, rows: Sequence[Row]) -> None:
        self.pilot = pilot
        self.heard = heard
        self.rows = list(rows)
        self.answered = 0

    @property
    def table(self) -> RecordTable:
        return self.pilot.app.query_one(RecordTable)

    async def answer(self) -> None:
        await self.pilot.pause()
        while len(wanted := self.heard.of(RecordTable.WindowWanted)) > self.answered:
            for question in wanted[self.answered :]:
                self.answered += 1
                keys = [one.key for one in self.rows]
                selected = question.selected_key
                self.table.show_window(
                    question.offset,
                    self.rows[question.offset : question.offset + question.limit],
                    len(self.rows),
                    generation=question.generation,
                    selected_at=keys.index(selected) if selected in keys else None,
                )
            await self.pilot.pause()


def stage() -> Stage:
    return Stage(lambda: [RecordTable(COLUMNS, sort="id")])


async def test_rows_are_asked_for_and_drawn_when_they_come() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(500)])
        await pilot.pause()
        assert "Reading…" in drawn(app)
        await owner.answer()
        assert "record 0 " in drawn(app)
        assert "record 22" in drawn(app)
        assert "Reading…" not in drawn(app)


async def test_paging_through_a_hundred_thousand_rows_reads_windows_only() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(100_000)])
        await owner.answer()
        for _ in range(12):
            await pilot.press("pagedown")
            await owner.answer()
        assert owner.table.cursor_row == 12 * 23
        assert owner.table.selected_key == "key-276"
        await pilot.press("end")
        await owner.answer()
        assert "record 99999" in drawn(app)
        assert owner.table.selected_key == "key-99999"
        questions = heard.of(RecordTable.WindowWanted)
        assert sum(question.limit for question in questions) < 1_000


async def test_rows_not_yet_read_have_something_in_their_place() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(5_000)])
        await owner.answer()
        await pilot.press("end")
        assert "…" in drawn(app)
        assert owner.table.cursor_row == 4_999
        await owner.answer()
        assert owner.table.selected_key == "key-4999"


async def test_the_selected_record_stays_selected_and_in_place_when_others_come_before_it() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(1_000)])
        await owner.answer()
        for _ in range(9):
            await pilot.press("pagedown")
            await owner.answer()
        key, top = owner.table.selected_key, owner.table.scroll_y
        line = owner.table.cursor_row - top
        owner.rows = [row(n) for n in range(-150, 1_000)]
        owner.table.reload()
        await owner.answer()
        assert owner.table.selected_key == key
        assert owner.table.cursor_row == 9 * 23 + 150
        assert owner.table.cursor_row - owner.table.scroll_y == line
        assert f"▸    {9 * 23} record {9 * 23}" in drawn(app)


async def test_when_the_selected_record_is_gone_the_next_one_is_selected() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(10)])
        await owner.answer()
        await pilot.press("down", "down", "down")
        owner.rows = [one for one in owner.rows if one.key != "key-3"]
        owner.table.reload()
        await owner.answer()
        assert owner.table.selected_key == "key-4"
        owner.rows = []
        owner.table.reload()
        await owner.answer()
        assert owner.table.selected_key is None
        assert "Nothing here yet." in drawn(app)


async def test_an_answer_to_an_older_question_is_dropped() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        table = app.query_one(RecordTable)
        await pilot.pause()
        old = table.generation
        table.reload()
        table.show_window(0, [row(1)], 1, generation=old)
        assert table.total == 0


async def test_headers_and_keys_ask_for_an_order() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(10)])
        await owner.answer()
        await pilot.click(RecordTable, offset=(12, 0))
        await pilot.click(RecordTable, offset=(12, 0))
        await pilot.press("ctrl+o", "ctrl+r")
        orders = [(m.column, m.descending) for m in heard.of(RecordTable.SortWanted)]
        assert orders == [("what", False), ("what", True), ("who", False), ("who", True)]
        assert owner.table.order == ("who", True)


async def test_typing_narrows_the_list_and_escape_shows_all() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(10)])
        await owner.answer()
        await pilot.press("a", "1", "backspace")
        assert owner.table.filter_text == "a"
        assert "Filter: a" in drawn(app)
        await pilot.press("escape")
        assert owner.table.filter_text == ""
        assert "Filter" not in drawn(app)
        texts = [message.text for message in heard.of(RecordTable.FilterChanged)]
        assert texts == ["a", "a1", "a", ""]


async def test_a_digit_is_left_to_the_program_until_the_filter_is_open() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        table = app.query_one(RecordTable)
        await pilot.press("5")
        assert table.filter_text == ""
        await pilot.press("/", "5")
        assert table.filter_text == "5"


async def test_enter_and_double_click_open_a_record_and_a_click_selects_it() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        owner = Owner(pilot, heard, [row(n) for n in range(10)])
        await owner.answer()
        await pilot.click(RecordTable, offset=(10, 4))
        assert owner.table.selected_key == "key-3"
        assert heard.of(RecordTable.RowChosen) == []
        await pilot.press("enter")
        await pilot.click(RecordTable, offset=(10, 6), times=2)
        await pilot.pause()
        assert [m.key for m in heard.of(RecordTable.RowChosen)] == ["key-3", "key-5"]


async def test_a_narrow_table_scrolls_sideways() -> None:
    wide = [Column(str(n), f"Column {n}", 20) for n in range(8)]
    app = Stage(lambda: [RecordTable(wide)])
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(RecordTable)
        table.show_window(0, [Row("k", tuple(f"cell {n}" for n in range(8)))], 1)
        await pilot.pause()
        assert "cell 7" not in drawn(app)
        table.scroll_to(x=999, animate=False)
        await pilot.pause()
        assert "cell 7" in drawn(app)
        assert "Column 7" in drawn(app)


def test_old_rows_stand_until_new_ones_come() -> None:
    windows = RowWindows()
    windows.put(0, [row(n) for n in range(BLOCK)], BLOCK)
    windows.expire()
    assert windows.row(3) == row(3)
    assert windows.wanted(0, 10) == (0, BLOCK)
    assert windows.wanted(0, 10) is None


def test_a_list_that_became_shorter_has_no_rows_beyond_its_end() -> None:
    windows = RowWindows()
    windows.put(0, [row(n) for n in range(200)], 200)
    windows.expire()
    windows.put(0, [row(n) for n in range(70)], 70)
    assert windows.row(69) == row(69)
    assert windows.row(70) is None
    assert windows.row(199) is None


def test_rows_far_from_the_screen_are_forgotten() -> None:
    windows = RowWindows()
    for block in range(100):
        offset = block * BLOCK
        windows.put(offset, [row(offset + n) for n in range(BLOCK)], 100 * BLOCK)
    assert windows.row(0) is None
    assert windows.row(99 * BLOCK) == row(99 * BLOCK)
    assert windows.wanted(0, 10) == (0, BLOCK)
