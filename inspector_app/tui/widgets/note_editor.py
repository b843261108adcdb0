"""The editor of a note: never in the way of typing, faithful to every character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.document._document import EditResult, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from inspector_app.tui.widgets.completion_list import (
    STEPS,
    Completion,
    CompletionList,
    CompletionSource,
    Sign,
)
from inspector_app.tui.widgets.faithful_document import FaithfulDocument
from inspector_app.tui.widgets.hand_over import HandOver, TimerFactory
from inspector_app.tui.widgets.row_drawing import Mark, drawn_row
from inspector_app.tui.widgets.steady_wrapping import SteadyWrap
from inspector_app.tui.widgets.typed_text import pasted_lines, typed_character
from inspector_app.tui.widgets.visible_text import plain
from inspector_app.tui.widgets.word_keys import WORD_BINDINGS

_SIGN: Final = re.compile(r"(?:^|(?<=[\s(\"'‘“/]))([#@!])([^\s#@!]{0,40})$")
"""A sign at the start of a word and what was typed after it, up to the cursor."""


class NoteEditor(TextArea, inherit_bindings=False):
    """A text of many lines with inline signs.

    `#` offers areas and criteria, `@` cases, `!` lines of enquiry. A sign becomes a tag only when
    something is chosen from the list (Enter, Tab or the mouse); otherwise it stays text.

    Args:
        text: Any text; `text` gives back every character of it.
        completions: Answers what a sign can become; None for no list at all.
        placeholder: Any text, shown while there is nothing else.
        timer: Starts the timers; Textual's own if None.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    BINDINGS: ClassVar[list[BindingType]] = WORD_BINDINGS

    class _Handed(Message):
        """The text at one moment; it is not part of the message's printed form."""

        def __init__(self, editor: NoteEditor, text: str) -> None:
            self.editor = editor
            self.text = text
            super().__init__()

        @property
        def control(self) -> NoteEditor:
            """The editor."""
            return self.editor

    class Paused(_Handed):
        """Nothing was typed for half a second, or the cursor left the editor."""

    class Journal(_Handed):
        """Five seconds of typing without a pause have gone by."""

    class SignChosen(Message):
        """A completion was chosen; its text now stands in the note.

        Attributes:
            editor: The editor.
            completion: What was chosen.
            start: Row and column of the sign.
        """

        def __init__(self, editor: NoteEditor, completion: Completion, start: Location) -> None:
            self.editor = editor
            self.completion = completion
            self.start = start
            super().__init__()

        @property
        def control(self) -> NoteEditor:
            """The editor."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        completions: CompletionSource | None = None,
        placeholder: str = "",
        timer: TimerFactory | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            text,
            soft_wrap=True,
            max_checkpoints=500,
            highlight_cursor_line=False,
            placeholder=plain(placeholder),
            id=id,
            classes=classes,
        )
        # Looking for the partner of a bracket walks through the whole text at each key.
        self.match_cursor_bracket = False
        self.completions = completions
        self._handing = HandOver(
            timer or self.set_timer,
            lambda: self._post(self.Paused),
            lambda: self._post(self.Journal),
        )
        self._list: CompletionList | None = None
        self._sign_at: Location | None = None
        self._refused_at: Location | None = None

    # -- faithful text ----------------------------------------------------------------------

    def _set_document(self, text: str, language: str | None) -> None:  # noqa: ARG002
        # Textual's own method would put its own kind of document here.
        self.document = FaithfulDocument(text)
        self.wrapped_document = SteadyWrap(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def edit(self, edit: Edit) -> EditResult:
        """Carry out one change of the text."""
        result = super().edit(edit)
        self._text_changed()
        return result

    def _undo_batch(self, edits: Sequence[Edit]) -> None:
        super()._undo_batch(edits)
        self._text_changed()

    def _redo_batch(self, edits: Sequence[Edit]) -> None:
        super()._redo_batch(edits)
        self._text_changed()

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if not self.read_only and event.text:
            self._replace_via_keyboard(pasted_lines(event.text), *self.selection)

    def action_text_start(self) -> None:
        """Go to the start of the text."""
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end)

    def _recompute_cursor_offset(self) -> None:
        # While a long paste is being undone the cursor still stands where the text was; when the
        # scrollbar goes at that moment, Textual looks the place up and fails.
        location = self.clamp_visitable(self.cursor_location)
        self._cursor_offset = self.wrapped_document.location_to_offset(location)

    def _render_line(self, y: int) -> Strip:
        # Textual's own method styles and divides the whole line for each of its rows.
        base = self.rich_style
        width = self.scrollable_content_region.width
        wrapped = self.wrapped_document
        place = wrapped.place(y + self.scroll_offset.y) if isinstance(wrapped, SteadyWrap) else None
        if not isinstance(wrapped, SteadyWrap) or place is None:
            return Strip.blank(width, base)
        row, index = place
        line, tabs = self.document.get_line(row), wrapped.get_tab_widths(row)
        strip = drawn_row(line, wrapped.section(row, index), tabs, self._marks(row), base)
        return strip.adjust_cell_length(width, base)

    def _marks(self, row: int) -> list[Mark]:
        """Return where selection and cursor stand in a line."""
        marks = []
        length = len(self.document.get_line(row))
        (top_row, top), (bottom_row, bottom) = sorted(self.selection)
        if not self.selection.is_empty and top_row <= row <= bottom_row:
            start = top if row == top_row else 0
            # One cell past the end shows that the line break is selected too.
            end = bottom if row == bottom_row else length + 1
            marks.append(Mark(start, end, self.get_component_rich_style("text-area--selection")))
        at_row, at = self.cursor_location
        if row == at_row and self._draw_cursor:
            style = self.get_component_rich_style("text-area--cursor")
            marks.append(Mark(at, at + 1, style))
        return marks

    # -- handing over -----------------------------------------------------------------------

    def _text_changed(self) -> None:
        self._handing.changed()
        self._follow_sign(typed=True)

    def _post(self, kind: type[Paused] | type[Journal]) -> None:
        self.post_message(kind(self, self.text))

    def hand_over(self) -> None:
        """Post `Paused` now if something was typed since the last time."""
        self._handing.now()

    def _on_blur(self, _event: events.Blur) -> None:
        self._close_list()
        self.hand_over()

    # -- inline signs -----------------------------------------------------------------------

    def _sign_before_cursor(self) -> tuple[Sign, str, Location] | None:
        row, column = self.cursor_location
        if self.completions is None or not self.selection.is_empty:
            return None
        found = _SIGN.search(self.document.get_line(row), max(0, column - 60), column)
        return (Sign(found[1]), found[2], (row, found.start(1))) if found else None

    def _follow_sign(self, *, typed: bool) -> None:
        """Open, refine or close the list after the text or the cursor moved."""
        found = self._sign_before_cursor()
        if found is None or not self.is_mounted or self.completions is None:
            self._refused_at = None
            self._close_list()
            return
        sign, prefix, start = found
        wanted = start != self._refused_at and (typed or start == self._sign_at)
        entries = self.completions(sign, prefix) if wanted else ()
        if not entries:
            self._close_list()
            return
        self._sign_at = start
        if self._list is None:
            self._list = CompletionList(self)
            self.screen.mount(self._list)
        self._list.offer(entries, self.cursor_screen_offset)

    def _close_list(self) -> None:
        self._sign_at = None
        if self._list is not None:
            self._list.remove()
            self._list = None

    def _choose(self, completion: Completion) -> None:
        start = self._sign_at
        if start is None:
            return
        end = self.cursor_location
        self._close_list()
        self._refused_at = start
        self.history.checkpoint()
        self.replace(completion.text + " ", start, end, maintain_selection_offset=False)
        self._close_list()
        self.post_message(self.SignChosen(self, completion, start))

    @property
    def offered(self) -> tuple[Completion, ...]:
        """What the open list offers; empty if there is none."""
        return self._list.entries if self._list is not None else ()

    def _on_text_area_selection_changed(self) -> None:
        if self._list is not None:
            self._follow_sign(typed=False)

    def _on_completion_list_picked(self, event: CompletionList.Picked) -> None:
        event.stop()
        self._choose(event.completion)

    async def _on_key(self, event: events.Key) -> None:
        if self._list is not None and self._list_took(event.key):
            event.stop()
            event.prevent_default()
            return
        character = typed_character(event)
        if character is not None and not event.is_printable and not self.read_only:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard(character, *self.selection)

    def _list_took(self, key: str) -> bool:
        """Let the open list have a key; tell whether it took it."""
        shown = self._list
        if shown is None:
            return False
        if key in STEPS:
            shown.move(STEPS[key])
        elif key in ("enter", "tab") and shown.highlighted is not None:
            self._choose(shown.highlighted)
        elif key == "escape":
            self._refused_at = self._sign_at
            self._close_list()
        else:
            return False
        return True
