"""A form over whatever is shown: what is filled in is kept as it is typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from inspector_app.enquiries.saving import Saved
from inspector_app.errors import InspectorError
from inspector_app.tui.form import Blank, BlankKind, Filled, Form
from inspector_app.tui.screen_actions import REGISTRY, dialog_bindings
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.title_line import TitleLine
from inspector_app.tui.widgets.toggle_strip import ToggleStrip

PAUSE: Final = 0.5
"""Seconds after a key before what stands in the form is kept."""

_KEYS: Final = ("child-not-safe", "save", "leave-form", "next-pane", "help")


class FormScreen(Dialog[str | None]):
    """Fills in a record; gives its id once it is saved.

    Args:
        form: What is asked.
        filled: What stands in it at first.
        begun: Whether that was typed earlier and kept.
    """

    NAME = "form"
    AUTO_FOCUS = "TextInput, NoteEditor"

    BINDINGS: ClassVar[list[BindingType]] = [
        *REGISTRY.bindings("form"),
        *dialog_bindings("save", "help", "next-theme", "next-pane"),
    ]

    def __init__(self, form: Form, filled: Filled, *, begun: bool = False) -> None:
        super().__init__()
        self._form = form
        self._filled = filled
        self._begun = begun
        self._done = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out one widget for each blank."""
        yield TitleLine()
        title = self._form.editing if self._filled.record is not None else self._form.title
        kept = "  ·  this is your kept draft, go on" if self._begun else ""
        yield PlainLabel(f"{title}{kept}", id="what")
        with VerticalScroll(id="blanks", can_focus=False):
            for blank in self._form.blanks:
                yield from self._blank(blank)
        yield KeyLine(REGISTRY[name] for name in _KEYS)

    def _blank(self, blank: Blank) -> ComposeResult:
        filled, name = self._filled, f"of-{blank.field}"
        text = filled.texts.get(blank.field, "")
        if blank.kind is BlankKind.TEXT:
            editor = NoteEditor(text, placeholder=blank.hint, id=name)
            editor.border_title = blank.label
            yield editor
        elif blank.kind not in (BlankKind.ONE, BlankKind.SEVERAL):
            yield TextInput(text, blank.hint, label=blank.label, id=name)
        else:
            yield ToggleStrip(
                blank.label,
                blank.choices,
                several=blank.kind is BlankKind.SEVERAL,
                chosen=filled.chosen.get(blank.field, ()),
                id=name,
            )

    def on_mount(self) -> None:
        """Begin behind what is written."""
        self.program.show_standing()
        for editor in self.query(NoteEditor):
            editor.move_cursor(editor.document.end)

    @property
    def filled(self) -> Filled:
        """What stands in the form now."""
        texts, chosen = {}, {}
        for blank in self._form.blanks:
            widget = self.query_one(f"#of-{blank.field}", Widget)
            if isinstance(widget, ToggleStrip):
                chosen[blank.field] = widget.chosen
            elif isinstance(widget, NoteEditor):
                texts[blank.field] = widget.text
            elif isinstance(widget, TextInput):
                texts[blank.field] = widget.value
        return replace(self._filled, texts=texts, chosen=chosen)

    # -- keeping ----------------------------------------------------------------------------

    @on(Input.Changed)
    @on(ToggleStrip.Changed)
    def _keep_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self.put_away)

    @on(NoteEditor.Paused)
    @on(NoteEditor.Journal)
    def put_away(self) -> None:
        """Keep what is typed."""
        session = self.program.session
        if session is not None and not self._done and self._changed:
            session.keep_form(self._form, self.filled)

    @property
    def _changed(self) -> bool:
        now, first = self.filled, self._filled
        return self._begun or (now.texts, now.chosen) != (
            {blank: first.texts.get(blank, "") for blank in now.texts},
            {blank: first.chosen.get(blank, ()) for blank in now.chosen},
        )

    def action_leave_form(self) -> None:
        """Close; what was typed is kept."""
        self.put_away()
        changed = self._changed and not self.filled.is_blank
        self._done = True
        self.dismiss(None)
        if changed:
            self.program.say("What you typed is kept. It stands on Today under Unfinished.")

    # -- saving -----------------------------------------------------------------------------

    @on(Input.Submitted)
    def lead_on(self) -> None:
        """Enter leads to the next blank."""
        self.focus_next()

    def save_shown(self) -> None:
        """Save and close."""
        filled = self.filled
        if not self._form.has_what_it_needs(filled):
            self.tell(self._form.missing, Severity.ATTENTION)
            self.query_one(f"#of-{self._form.main or self._form.blanks[0].field}").focus()
        elif not self._done:
            self._done = True
            self.in_background(partial(self._save, filled), "save")

    async def _save(self, filled: Filled) -> None:
        session = self.program.session
        if session is None:
            return
        try:
            saved = await session.save_form(self._form, filled)
        except InspectorError:
            self._done = False
            raise
        self.dismiss(saved.record)
        self._say_saved(saved)

    def _say_saved(self, saved: Saved) -> None:
        if saved.recorded is not None and saved.recorded.conflicts:
            self.program.show_conflict(saved.record)
        else:
            self.program.call_later(partial(self.program.say, self._form.saved))
