"""Columns share the room there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tui.widgets.table_layout import Column, TableLayout, column_widths


@given(
    st.lists(st.tuples(st.sampled_from([0, 0, 6, 12]), st.integers(1, 4)), min_size=1, max_size=8),
    st.integers(0, 250),
)
def test_a_row_fills_the_room_or_takes_the_fewest_cells(
    shapes: list[tuple[int, int]], room: int
) -> None:
    columns = [
        Column(str(key), "", width=width, share=share) for key, (width, share) in enumerate(shapes)
    ]
    widths = column_widths(columns, room)
    fewest = sum(column.width or column.minimum for column in columns) + len(columns) - 1
    taken = sum(widths) + len(widths) - 1
    if any(not column.width for column in columns):
        assert taken == max(room, fewest)
    assert all(w >= (c.width or c.minimum) for w, c in zip(widths, columns, strict=True))


def test_a_click_finds_the_column_it_stands_over() -> None:
    layout = TableLayout([Column("a", "A", 4), Column("b", "B", 6)])
    layout.fit(40)
    found = [layout.column_at(x) for x in (0, 2, 7, 12, 30)]
    assert [column.key if column else None for column in found] == [None, "a", "b", "b", None]


def test_the_header_shows_the_order_by_an_arrow() -> None:
    layout = TableLayout([Column("a", "A", 4), Column("b", "B", 6)])
    assert layout.header("b", descending=True) == "  A    ▼ B   "
    assert layout.header("b", descending=False) == "  A    ▲ B   "
