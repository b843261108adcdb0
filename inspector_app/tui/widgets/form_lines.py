"""Lines of a form one cell high: a label and what is filled in, sometimes two beside each other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from inspector_app.tui.widgets.plain_label import PlainLabel


class FormCell(Horizontal):
    """A label and its field.

    Args:
        label: Any text.
        fields: The field; several stand beside each other.
        id: The id in the tree of widgets.
    """

    def __init__(self, label: str, *fields: Widget, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label
        self._fields = fields

    def compose(self) -> ComposeResult:
        """Lay out the label before the field."""
        yield PlainLabel(self._label, classes="label")
        yield from self._fields


class FormLine(Horizontal):
    """One line; it goes when none of its cells is shown.

    Args:
        cells: From left to right.
    """

    def __init__(self, *cells: FormCell) -> None:
        super().__init__(*cells)

    def show_cells(self, shown: frozenset[str]) -> None:
        """Show the cells with these ids and hide the others."""
        cells = self.query(FormCell)
        for cell in cells:
            cell.display = cell.id is None or cell.id in shown
        self.display = any(cell.display for cell in cells)
