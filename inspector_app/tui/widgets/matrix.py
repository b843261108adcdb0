"""The evidence grid: how much there is for each row and column, with the gaps in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspector_app.tui.widgets.visible_text import fitted, shown_on_one_line

GAP: Final = "·"
"""Stands where there is nothing."""

_HEAD: Final = 2
"""Lines of column headings."""

_NARROWEST, _WIDEST = 7, 14
"""Cells of a column."""

_ROW_NARROWEST, _ROW_WIDEST = 10, 30
"""Cells of the row headings."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or a column.

    Attributes:
        id: Names it in messages and counts.
        label: Any text.
    """

    id: str
    label: str


LEADERSHIP: Final = Heading("leaders", "Impact of leaders")
"""Leadership is a column of every grid, whatever the sides are (¶93)."""

NONE: Final = Heading("none", "none")
"""The last column: what stands in no other."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Two sides and the counts where they meet.

    Attributes:
        rows: From top to bottom.
        columns: From left to right; leadership and none are added where they are missing.
        counts: Items by row id and column id; a pair that is missing counts 0.
        leadership: The column for leadership, as the framework words it.
        none: The column for what stands in no other.
    """

    rows: Sequence[Heading] = ()
    columns: Sequence[Heading] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    leadership: Heading = LEADERSHIP
    none: Heading = NONE

    @property
    def all_columns(self) -> tuple[Heading, ...]:
        """The columns as drawn: leadership always among them, none always last."""
        own = [heading for heading in self.columns if heading.id != self.none.id]
        if all(heading.id != self.leadership.id for heading in own):
            own.insert(0, self.leadership)
        return (*own, self.none)


def two_lines(label: str, width: int) -> tuple[str, str]:
    """Return a heading on two lines of `width` cells, broken between words where possible."""
    text = shown_on_one_line(label)
    words, first = text.split(" "), ""
    while words and cell_len(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if not first:
        return fitted(text, width, right=True), " " * width
    if not rest:
        return " " * width, fitted(first, width, right=True)
    return fitted(first, width, right=True), fitted(rest, width, right=True)


def needed(label: str) -> int:
    """Return the cells of the narrowest column in which a heading is not cut."""
    for width in range(_NARROWEST, _WIDEST):
        lines = two_lines(label, width - 1)
        if "…" not in lines[0] + lines[1]:
            return width
    return _WIDEST


class Matrix(ScrollView, can_focus=True):
    """A grid of counts with a cursor; scrolls both ways under headings that stay.

    Args:
        grid: What is shown at first.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "matrix--heading",
        "matrix--heading-here",
        "matrix--gap",
        "matrix--cursor",
        "matrix--cursor-blurred",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False),
        Binding("down", "move(1, 0)", "Down", show=False),
        Binding("left", "move(0, -1)", "Left", show=False),
        Binding("right", "move(0, 1)", "Right", show=False),
        Binding("home", "move(0, -999)", "First column", show=False),
        Binding("end", "move(0, 999)", "Last column", show=False),
        Binding("pageup", "move(-10, 0)", "Page up", show=False),
        Binding("pagedown", "move(10, 0)", "Page down", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    class CellOpened(Message):
        """The items of one cell are wanted.

        Attributes:
            matrix: The grid.
            row_id: Row heading.
            column_id: Column heading.
        """

        def __init__(self, matrix: Matrix, row_id: str, column_id: str) -> None:
            self.matrix = matrix
            self.row_id = row_id
            self.column_id = column_id
            super().__init__()

        @property
        def control(self) -> Matrix:
            """The grid."""
            return self.matrix

    def __init__(
        self,
        grid: Grid | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._grid = grid or Grid()
        self._at = (0, 0)
        self._row_width = _ROW_NARROWEST
        self._widths = [_NARROWEST] * len(self._grid.all_columns)

    @property
    def grid(self) -> Grid:
        """What is shown."""
        return self._grid

    @property
    def cell(self) -> tuple[str, str] | None:
        """Row id and column id where the cursor stands; None if there are no rows."""
        if not self._grid.rows:
            return None
        row, column = self._at
        return self._grid.rows[row].id, self._grid.all_columns[column].id

    def show(self, grid: Grid) -> None:
        """Show a grid; the cursor stays at its row and column if they are still there."""
        before = self.cell
        self._grid = grid
        rows, columns = [r.id for r in grid.rows], [c.id for c in grid.all_columns]
        row, column = self._at
        if before is not None:
            row = rows.index(before[0]) if before[0] in rows else row
            column = columns.index(before[1]) if before[1] in columns else column
        self._at = (clamp(row, 0, max(0, len(rows) - 1)), clamp(column, 0, len(columns) - 1))
        self._fit()

    def _fit(self) -> None:
        """Work out widths: row headings as wide as needed, columns as wide as there is room."""
        room = self.scrollable_content_region.width
        labels = [cell_len(shown_on_one_line(row.label)) for row in self._grid.rows]
        widest = min(_ROW_WIDEST, max(_ROW_NARROWEST, room // 3))
        self._row_width = clamp(max(labels, default=0) + 2, _ROW_NARROWEST, widest)
        columns = self._grid.all_columns
        each = min((room - self._row_width) // len(columns), _WIDEST)
        self._widths = [max(each, needed(column.label)) for column in columns]
        width = self._row_width + sum(self._widths)
        self.virtual_size = Size(width, len(self._grid.rows) + _HEAD)
        self.refresh()

    def _on_resize(self) -> None:
        self._fit()

    def _watch_show_vertical_scrollbar(self) -> None:
        self._fit()

    def render_line(self, y: int) -> Strip:
        """Draw the headings of the columns or one row."""
        if y < _HEAD:
            return self._heading_strip(y)
        index = y - _HEAD + round(self.scroll_y)
        if index < len(self._grid.rows):
            return self._row_strip(index)
        text = "" if self._grid.rows or y > _HEAD else " Nothing to show yet."
        return Strip([Segment(fitted(text, self.size.width), self.rich_style)])

    def _heading_strip(self, y: int) -> Strip:
        segments = []
        for at, (heading, width) in enumerate(
            zip(self._grid.all_columns, self._widths, strict=True)
        ):
            here = "-here" if at == self._at[1] else ""
            style = self.get_component_rich_style(f"matrix--heading{here}")
            segments.append(Segment(two_lines(heading.label, width - 1)[y] + " ", style))
        corner = Segment(" " * self._row_width, self.get_component_rich_style("matrix--heading"))
        return self._joined(corner, segments, "matrix--heading")

    def _row_strip(self, index: int) -> Strip:
        heading = self._grid.rows[index]
        here = "-here" if index == self._at[0] else ""
        style = self.get_component_rich_style(f"matrix--heading{here}")
        label = Segment(f" {fitted(heading.label, self._row_width - 2)} ", style)
        cells = [
            self._cell(index, at, self._grid.counts.get((heading.id, column.id), 0))
            for at, column in enumerate(self._grid.all_columns)
        ]
        return self._joined(label, cells, None)

    def _cell(self, row: int, column: int, count: int) -> Segment:
        text = f"{count:,}" if count else GAP
        width = self._widths[column]
        if (row, column) == self._at:
            name = "cursor" if self.has_focus else "cursor-blurred"
            style = self.get_component_rich_style(f"matrix--{name}")
            return Segment(fitted(f"[{text}]", width, right=True), style)
        style = self.rich_style if count else self.get_component_rich_style("matrix--gap")
        return Segment(fitted(text, width - 1, right=True) + " ", style)

    def _joined(self, fixed: Segment, cells: list[Segment], name: str | None) -> Strip:
        """Put the scrolled cells right of what does not scroll."""
        style = self.get_component_rich_style(name) if name else self.rich_style
        left = round(self.scroll_x)
        room = max(0, self.size.width - self._row_width)
        scrolled = Strip(cells).crop(left, left + room).adjust_cell_length(room, style)
        return Strip.join([Strip([fixed]), scrolled])

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor by rows and columns; it stops at the edges."""
        row = clamp(self._at[0] + rows, 0, max(0, len(self._grid.rows) - 1))
        column = clamp(self._at[1] + columns, 0, len(self._grid.all_columns) - 1)
        self._at = (row, column)
        self._scroll_to_cursor()
        self.refresh()

    def _scroll_to_cursor(self) -> None:
        row, column = self._at
        seen = self.scrollable_content_region.size
        left = sum(self._widths[:column])
        right = left + self._widths[column] - (seen.width - self._row_width)
        top, below = row, row - (seen.height - _HEAD) + 1
        self.scroll_to(
            x=clamp(round(self.scroll_x), min(right, left), left),
            y=clamp(round(self.scroll_y), min(below, top), top),
            animate=False,
            force=True,
        )

    def action_open(self) -> None:
        """Ask for the items of the cell."""
        if (cell := self.cell) is not None:
            self.post_message(self.CellOpened(self, *cell))

    async def _on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        row = offset.y - _HEAD + round(self.scroll_y)
        x = offset.x - self._row_width + round(self.scroll_x)
        if offset.y < _HEAD or row >= len(self._grid.rows) or offset.x < self._row_width:
            return
        for column, width in enumerate(self._widths):
            if x < width:
                self._at = (row, column)
                self.refresh()
                self.action_open()
                return
            x -= width
