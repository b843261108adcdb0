"""A table of any length that draws only what is seen and reads nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspector_app.tui.widgets.record_rows import Row, RowWindows, Tone
from inspector_app.tui.widgets.table_layout import Column, TableLayout
from inspector_app.tui.widgets.typing_filter import TypingFilter
from inspector_app.tui.widgets.visible_text import fitted


class RecordTable(ScrollView, can_focus=True):
    """Rows of records: sorted by header or key, filtered by typing, selected by key.

    The table never reads. It posts `WindowWanted`; its owner reads in a worker and answers with
    `show_window`. Until then blank rows stand in. When records change, the owner calls `reload`:
    old rows stay until new ones come, and the selected record stays selected and in its place on
    the screen.

    Args:
        columns: From left to right.
        empty: Any text, shown when the list has no rows.
        sort: Key of the column the list is sorted by at first; empty for none.
        descending: Whether that order runs downwards.
        filterable: Whether typing narrows the list.
        by_slash: Whether it does so after `/` only, because letters do something else.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--header",
        "record-table--cursor",
        "record-table--cursor-blurred",
        "record-table--filter",
        *(f"record-table--{tone.value}" for tone in Tone),
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Row up", show=False),
        Binding("down", "move(1)", "Row down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,ctrl+home", "first", "First row", show=False),
        Binding("end,ctrl+end", "last", "Last row", show=False),
        Binding("left", "scroll_left", "Scroll left", show=False),
        Binding("right", "scroll_right", "Scroll right", show=False),
        Binding("enter", "choose", "Open", show=False),
        Binding("ctrl+o", "sort_next", "Sort by the next column", show=False),
        Binding("ctrl+r", "sort_turned", "Turn the order round", show=False),
    ]

    class _Told(Message):
        def __init__(self, table: RecordTable) -> None:
            self.table = table
            super().__init__()

        @property
        def control(self) -> RecordTable:
            """The table."""
            return self.table

    class WindowWanted(_Told):
        """Rows are needed; answer with `show_window`.

        Attributes:
            offset: Place of the first row.
            limit: How many rows.
            generation: To be given back with the answer.
            selected_key: The selected record, whose new place may be told with the answer.
        """

        def __init__(self, table: RecordTable, offset: int, limit: int) -> None:
            super().__init__(table)
            self.offset = offset
            self.limit = limit
            self.generation = table.generation
            self.selected_key = table.selected_key

    class RowSelected(_Told):
        """Another record is selected; `key` names it."""

        def __init__(self, table: RecordTable, key: str) -> None:
            super().__init__(table)
            self.key = key

    class RowChosen(_Told):
        """A record is to be opened: Enter or a double click; `key` names it."""

        def __init__(self, table: RecordTable, key: str) -> None:
            super().__init__(table)
            self.key = key

    class SortWanted(_Told):
        """Another order is wanted; sort, then call `reload`."""

        def __init__(self, table: RecordTable, column: str, *, descending: bool) -> None:
            super().__init__(table)
            self.column = column
            self.descending = descending

    class FilterChanged(_Told):
        """Something was typed to narrow the list; filter, then call `reload`."""

        def __init__(self, table: RecordTable, text: str) -> None:
            super().__init__(table)
            self.text = text

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "Nothing here yet.",
        sort: str = "",
        descending: bool = False,
        filterable: bool = True,
        by_slash: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._table_layout = TableLayout(columns)
        self._empty = empty
        self._sort = sort
        self._descending = descending
        self._filterable = filterable
        self._filter = TypingFilter(by_slash=by_slash)
        self._windows = RowWindows()
        self._cursor = 0
        self._key: str | None = None
        self._to_follow: str | None = None

    # -- what the owner reads and calls -----------------------------------------------------

    @property
    def selected_key(self) -> str | None:
        """The key of the selected record; None while there is none."""
        return self._key

    @property
    def cursor_row(self) -> int:
        """The place of the selected record in the list, from 0."""
        return self._cursor

    @property
    def total(self) -> int:
        """Rows in the list; 0 until the first window came."""
        return self._windows.total or 0

    @property
    def filter_text(self) -> str:
        """What was typed to narrow the list."""
        return self._filter.text

    @property
    def order(self) -> tuple[str, bool]:
        """Key of the column sorted by, empty for none, and whether downwards."""
        return self._sort, self._descending

    @property
    def generation(self) -> int:
        """Grows with each `reload`."""
        return self._windows.generation

    def say_when_empty(self, text: str) -> None:
        """Say something else where the list has no rows."""
        self._empty = text
        self.refresh()

    def reload(self) -> None:
        """Ask for the rows again because the list, its order or its filter changed."""
        self._windows.expire()
        self._to_follow = self._key
        self._ask()

    def show_window(
        self,
        offset: int,
        rows: Sequence[Row],
        total: int,
        *,
        generation: int | None = None,
        selected_at: int | None = None,
    ) -> None:
        """Take in rows that were asked for.

        Args:
            offset: Place of the first of them.
            rows: The rows; fewer than asked for only at the end of the list.
            total: Rows in the whole list.
            generation: From the question; an answer to an older question is dropped.
            selected_at: Where the selected record stands now, if that is known.
        """
        if generation is not None and generation != self.generation:
            return
        self._windows.put(offset, rows, total)
        found = [place for place, row in enumerate(rows, offset) if row.key == self._key]
        # What was told is about the record that was selected when the list changed; by now
        # somebody may have gone on to another.
        told = selected_at if self._key is not None and self._to_follow == self._key else None
        place = found[0] if found else told
        if place is not None:
            self._to_follow = None
            if place != self._cursor:
                self._follow(place)
        self._cursor = clamp(self._cursor, 0, max(0, total - 1))
        self._fit()
        self._note_key()
        self._ask()

    def select(self, index: int) -> None:
        """Select the record at a place and scroll it into view."""
        self._cursor = clamp(index, 0, max(0, self.total - 1))
        top, rows = round(self.scroll_y), self._rows_seen
        if self._cursor < top:
            self._scroll(self._cursor)
        elif self._cursor >= top + rows:
            self._scroll(self._cursor - rows + 1)
        self._key = None
        self._note_key()
        self.refresh()
        self._ask()

    # -- inner workings ---------------------------------------------------------------------

    @property
    def _fixed(self) -> int:
        """Lines at the top that do not scroll."""
        return 2 if self._filter.open else 1

    @property
    def _rows_seen(self) -> int:
        return max(1, self.scrollable_content_region.height - self._fixed)

    def _follow(self, place: int) -> None:
        """Move with the selected record so that it stays where it is on the screen."""
        moved = place - self._cursor
        self._cursor = place
        self._fit()
        self._scroll(round(self.scroll_y) + moved)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _note_key(self) -> None:
        row = self._windows.row(self._cursor) if self.total else None
        key = row.key if row is not None else None
        if key is not None and key != self._key:
            self.post_message(self.RowSelected(self, key))
        if key is not None or not self.total:
            self._key = key

    def _fit(self) -> None:
        """Work out the widths and how far the table scrolls."""
        self._table_layout.fit(self.scrollable_content_region.width)
        self.virtual_size = Size(self._table_layout.width, self.total + self._fixed)
        self.refresh()

    def _ask(self) -> None:
        if not self.is_mounted:
            return
        top, rows = round(self.scroll_y), self._rows_seen
        window = self._windows.wanted(top - rows, top + 2 * rows)
        if window is not None:
            self.post_message(self.WindowWanted(self, *window))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for rows that came into view."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def _on_resize(self) -> None:
        self._fit()
        self._ask()

    def _watch_show_vertical_scrollbar(self) -> None:
        self._fit()

    # -- drawing ----------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw the header, the filter, a row or what stands for it."""
        width = self.size.width
        if y == 0:
            header = self._table_layout.header(self._sort, descending=self._descending)
            return self._strip(header, "header")
        if y < self._fixed:
            text = f"  Filter: {self._filter.text}▏  (Esc shows all)"
            return self._strip(fitted(text, width + round(self.scroll_x)), "filter")
        index = y - self._fixed + round(self.scroll_y)
        if index < self.total:
            return self._row_strip(index)
        return self._note_strip(y - self._fixed)

    def _note_strip(self, line: int) -> Strip:
        """Say on the first line below the header why there are no rows."""
        text = ""
        if line == 0 and not self.total:
            waiting = self._windows.total is None
            nothing = "Nothing matches the filter." if self._filter.text else self._empty
            text = "  Reading…" if waiting else f"  {nothing}"
        return self._strip(fitted(text, self.size.width), "muted")

    def _row_strip(self, index: int) -> Strip:
        row = self._windows.row(index)
        columns = self._table_layout
        cells = row.cells if row is not None else ("…",) * len(columns.columns)
        selected = index == self._cursor
        names = [row.tone.value if row is not None else "muted"]
        if selected:
            names.append("cursor" if self.has_focus else "cursor-blurred")
        return self._strip(columns.line(cells, pointed=selected), *names)

    def _strip(self, line: str, *styles: str) -> Strip:
        """Draw a line in one or several component styles, scrolled sideways."""
        names = [f"record-table--{name}" for name in styles]
        style = self.get_component_rich_style(*names)
        left, width = round(self.scroll_x), self.size.width
        strip = Strip([Segment(line, style)]).crop(left, left + width)
        return strip.adjust_cell_length(width, style)

    # -- keys and mouse ---------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Select the record `step` rows further down."""
        self.select(self._cursor + step)

    def action_page(self, step: int) -> None:
        """Select the record `step` pages further down."""
        self.select(self._cursor + step * self._rows_seen)

    def action_first(self) -> None:
        """Select the first record."""
        self.select(0)

    def action_last(self) -> None:
        """Select the last record."""
        self.select(self.total - 1)

    def action_choose(self) -> None:
        """Open the selected record."""
        if self._key is not None:
            self.post_message(self.RowChosen(self, self._key))

    def action_sort_next(self) -> None:
        """Sort by the next column that can be sorted by."""
        keys = [column.key for column in self._table_layout.columns if column.sortable]
        if keys:
            at = keys.index(self._sort) + 1 if self._sort in keys else 0
            self._sort_by(keys[at % len(keys)], descending=False)

    def action_sort_turned(self) -> None:
        """Turn the order round."""
        if self._sort:
            self._sort_by(self._sort, descending=not self._descending)

    def _sort_by(self, key: str, *, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.refresh()
        self.post_message(self.SortWanted(self, key, descending=descending))

    async def _on_key(self, event: events.Key) -> None:
        before = self._filter.text
        if self._filterable and self._filter.took(event):
            event.stop()
            event.prevent_default()
            self._fit()
            if self._filter.text != before:
                self.post_message(self.FilterChanged(self, self._filter.text))

    async def _on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if offset.y == 0:
            column = self._table_layout.column_at(offset.x + round(self.scroll_x))
            if column is not None and column.sortable:
                turned = column.key == self._sort and not self._descending
                self._sort_by(column.key, descending=turned)
            return
        index = offset.y - self._fixed + round(self.scroll_y)
        if offset.y >= self._fixed and index < self.total:
            self.select(index)
            if event.chain > 1:
                self.action_choose()
