"""What help says about the thing that has the cursor."""

from __future__ import annotations

from typing import Final

from textual.widget import Widget

from inspector_app.tui.case_help import CASE_PARTS
from inspector_app.tui.enquiry_help import ENQUIRY_PARTS
from inspector_app.tui.sample_help import SAMPLE_PARTS
from inspector_app.tui.widgets.choices import ChoiceList, Tick
from inspector_app.tui.widgets.matrix import Matrix
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.section_list import SectionList
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.toggle_strip import ToggleStrip

_WORDS: Final[dict[type[Widget], str]] = {
    NoteEditor: (
        "The text. Just type; a draft is kept at every pause, encrypted, on this laptop only.\n"
        "# offers areas and criteria, @ cases, ! lines of enquiry. Enter or Tab picks from the "
        "list; Esc leaves it as text.\n"
        "Ctrl+S saves. Esc closes and keeps the draft. Ctrl+Z and Ctrl+Y take back and do again."
    ),
    ToggleStrip: (
        "Choices. ← and → move, the space bar turns one on or off, its own key does so at once.\n"
        "Tab leads on; in a note, F4 leads back to the text."
    ),
    RecordTable: (
        "A list. ↑ and ↓ move, Enter opens, typing narrows the list, Esc shows all again.\n"
        "Ctrl+O sorts by the next column, Ctrl+R turns the order round; so do clicks on a heading."
    ),
    Matrix: (
        "The grid: how much evidence there is. The arrows move, Enter lists what a cell counts.\n"
        "A dot is a gap. Leaders always have a column; the last one is what stands in no other."
    ),
    SectionList: "A list in sections. ↑ and ↓ move, Enter opens what the cursor stands at.",
    ChoiceList: "A list to choose from. ↑ and ↓ move, Enter chooses, typing narrows it.",
    Tick: "A question to tick. The space bar ticks or unticks it.",
    TextInput: "A field. Enter leads on. Ctrl+Z and Ctrl+Y take back and do again.",
}


def words_about(widget: Widget | None) -> str:
    """Return what a widget is for and which keys it has of its own."""
    if widget is not None:
        for parts in (SAMPLE_PARTS, CASE_PARTS, ENQUIRY_PARTS):
            if widget.id in parts:
                return parts[widget.id]
        for kind, words in _WORDS.items():
            if isinstance(widget, kind):
                return words
    return "Tab leads to the next part of the screen, F6 too."
