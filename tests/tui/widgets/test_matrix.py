"""The grid shows gaps, always has leadership, and opens a cell."""

from __future__ import annotations

from inspector_app.tui.widgets.matrix import NONE, Grid, Heading, Matrix, two_lines
from tests.tui.widgets.stage import Heard, Stage, drawn

AREAS = [Heading("help", "Help and protection"), Heading("care", "Children in care")]
POLARITY = [Heading("strength", "strength"), Heading("concern", "concern")]
GRID = Grid(AREAS, POLARITY, {("help", "strength"): 5, ("care", "leaders"): 1234})


def test_leadership_is_a_column_whatever_the_sides_and_none_is_last() -> None:
    assert [c.id for c in GRID.all_columns] == ["leaders", "strength", "concern", "none"]
    areas = Grid(POLARITY, [*AREAS, Heading("leaders", "Leaders"), NONE], {})
    assert [c.id for c in areas.all_columns] == ["help", "care", "leaders", "none"]
    assert [c.id for c in Grid().all_columns] == ["leaders", "none"]


async def test_counts_gaps_and_the_cursor_are_seen() -> None:
    app = Stage(lambda: [Matrix(GRID)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = drawn(app).split("\n")
        assert lines[2].split() == ["Help", "and", "protection", "[·]", "5", "·", "·"]
        assert lines[3].split() == ["Children", "in", "care", "1,234", "·", "·", "·"]
        assert "Impact of" in lines[0]
        assert "leaders" in lines[1]


async def test_keys_move_and_open_cells() -> None:
    app, heard = Stage(lambda: [Matrix(GRID)]), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        await pilot.press("right", "enter", "down", "home", "enter", "end", "enter", "down")
        await pilot.pause()
        opened = [(m.row_id, m.column_id) for m in heard.of(Matrix.CellOpened)]
        assert opened == [("help", "strength"), ("care", "leaders"), ("care", "none")]
        assert app.query_one(Matrix).cell == ("care", "none")


async def test_a_click_opens_the_cell_under_it() -> None:
    app, heard = Stage(lambda: [Matrix(GRID)]), Heard()
    async with app.run_test(size=(80, 24), message_hook=heard) as pilot:
        await pilot.pause()
        x = drawn(app).split("\n")[2].index("5")
        await pilot.click(Matrix, offset=(x, 2))
        await pilot.click(Matrix, offset=(3, 2))
        await pilot.click(Matrix, offset=(x, 0))
        await pilot.click(Matrix, offset=(x, 9))
        opened = [(m.row_id, m.column_id) for m in heard.of(Matrix.CellOpened)]
        assert opened == [("help", "strength")]


async def test_a_grid_larger_than_the_screen_scrolls_both_ways_under_its_headings() -> None:
    rows = [Heading(f"r{n}", f"row {n}") for n in range(60)]
    columns = [Heading(f"c{n}", f"column {n}") for n in range(30)]
    app = Stage(lambda: [Matrix(Grid(rows, columns, {("r59", "none"): 7}))])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", *["pagedown"] * 6)
        await pilot.pause()
        assert "[7]" in drawn(app)
        lines = drawn(app).split("\n")
        assert "none" in lines[1]
        assert any(line.startswith(" row 59") for line in lines)
        await pilot.press("home", *["pageup"] * 6)
        await pilot.pause()
        assert drawn(app).split("\n")[2].startswith(" row 0")
        assert "leaders" in drawn(app).split("\n")[1]


async def test_new_counts_leave_the_cursor_at_its_row_and_column() -> None:
    app = Stage(lambda: [Matrix(GRID)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "right", "right")
        matrix = app.query_one(Matrix)
        matrix.show(Grid([Heading("new", "new"), *AREAS], POLARITY, {}))
        assert matrix.cell == ("care", "concern")
        matrix.show(Grid([Heading("new", "new")], POLARITY, {}))
        assert matrix.cell == ("new", "concern")
        matrix.show(Grid())
        assert matrix.cell is None
        await pilot.press("enter", "down")
        await pilot.pause()
        assert "Nothing to show yet." in drawn(app)


def test_a_long_heading_is_broken_between_words() -> None:
    assert two_lines("Impact of leaders", 10) == (" Impact of", "   leaders")
    assert two_lines("none", 6) == ("      ", "  none")
    assert two_lines("Safeguarding", 6) == ("Safeg…", "      ")
