"""The evidence grid: any two sides, leadership always a column, a cell opens its list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import ChooseScreen
from inspector_app.tui.screens.place import MainPlace
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.matrix import Grid, Heading, Matrix
from inspector_app.tui.widgets.notices import Severity

if TYPE_CHECKING:
    from inspector_app.enquiries.grid import Count, Side

_SIDES: Final[dict[str, str]] = {
    "area": "Judgement area",
    "criterion": "Criterion",
    "polarity": "Polarity",
    "source": "Source",
    "enquiry": "Line of enquiry",
    "inspector": "Inspector",
    "day": "Day",
    "place": "Place",
    "case": "Case",
    "agency": "Agency",
}

_LEADERS: Final = "leaders"


class EvidenceGridScreen(MainPlace):
    """How much evidence there is, and where the gaps are."""

    NAME = "evidence"
    AUTO_FOCUS = "Matrix"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("evidence")

    def __init__(self) -> None:
        super().__init__()
        self._sides = {"rows": "area", "columns": "polarity"}
        self._count = "evidence"

    def body(self) -> ComposeResult:
        """Lay out the choice of sides above the grid."""
        with Horizontal(id="sides"):
            for name in ("grid-rows", "grid-columns", "grid-count"):
                action = REGISTRY[name]
                yield PlainButton(
                    action.label,
                    id=name,
                    tooltip=action.description,
                    action=action.command,
                    compact=True,
                )
        yield Matrix()

    def on_mount(self) -> None:
        """Name the sides."""
        super().on_mount()
        self._name_sides()

    def _name_sides(self) -> None:
        for side, name in (("rows", "grid-rows"), ("columns", "grid-columns")):
            action = REGISTRY[name]
            label = f" {action.key_label} {action.label}: {_SIDES[self._sides[side]]} "
            self.query_one(f"#{name}", PlainButton).label = label
        counted = "evidence" if self._count == "evidence" else "cases behind it"
        self.query_one("#grid-count", PlainButton).label = f" N Count: {counted} "

    def read_again(self) -> None:
        """Count again; the cursor stays where it is."""
        self.in_background(self._read, "grid")

    async def _read(self) -> None:
        from inspector_app.enquiries.grid import grid
        from inspector_app.enquiries.grid_labels import grid_labels

        base = self.base
        rows, columns = cast("Side", self._sides["rows"]), cast("Side", self._sides["columns"])
        counted = cast("Count", self._count)

        def read() -> Grid:
            found = grid(base, rows, columns, counted)
            down = _headings(found.rows, grid_labels(base, rows, found.rows))
            across = _headings(found.columns, grid_labels(base, columns, found.columns))
            counts = {
                (row, column): found.cells[y][x]
                for y, row in enumerate(found.rows)
                for x, column in enumerate(found.columns)
            }
            if found.leaders is not None:
                leaders = zip(found.rows, found.leaders, strict=True)
                counts |= {(row, _LEADERS): number for row, number in leaders}
            return Grid(down, across, counts)

        self.query_one(Matrix).show(await self.program.work.read(read))

    def action_choose_side(self, which: str) -> None:
        """Choose what the rows or the columns are."""
        choices = [Choice(side, words) for side, words in _SIDES.items()]
        question = f"What are the {which}?"
        dialog = ChooseScreen(question, choices, self._sides[which])
        self.program.push_screen(dialog, partial(self._take_side, which))

    def _take_side(self, which: str, side: str | None) -> None:
        if side is not None:
            self._sides[which] = side
            self._name_sides()
            self.read_again()

    def action_grid_count(self) -> None:
        """Count evidence or cases."""
        self._count = "cases" if self._count == "evidence" else "evidence"
        self._name_sides()
        self.read_again()

    def action_list_all(self) -> None:
        """List all evidence."""
        self._list((), "All evidence")

    @on(Matrix.CellOpened)
    def open_cell(self, event: Matrix.CellOpened) -> None:
        """List what a cell counts."""
        grid = event.matrix.grid
        rows = {heading.id: heading.label for heading in grid.rows}
        columns = {heading.id: heading.label for heading in grid.all_columns}
        across = self._sides["columns"]
        # Leadership is a column beside every grid, also where the columns are something else.
        own = {heading.id for heading in grid.columns}
        if event.column_id == _LEADERS and _LEADERS not in own:
            across = "area"
        if not grid.counts.get((event.row_id, event.column_id)):
            self.tell("A gap: nothing here yet. F2, then Ctrl+E writes evidence.", Severity.DONE)
            return
        cell = ((self._sides["rows"], event.row_id), (across, event.column_id))
        title = f"{rows[event.row_id]} × {columns[event.column_id]}"
        self._list(cell, title)

    def _list(self, cell: tuple[tuple[str, str], ...], title: str) -> None:
        from inspector_app.tui.screens.evidence_list import EvidenceListScreen

        self.program.push_screen(EvidenceListScreen(cell, title))


def _headings(keys: tuple[str, ...], labels: tuple[str, ...]) -> tuple[Heading, ...]:
    pairs = zip(keys, labels, strict=True)
    return tuple(Heading(key, _capital(label) if key == label else label) for key, label in pairs)


def _capital(word: str) -> str:
    return word if word == "none" else word.capitalize()
