"""A child is not safe: what to do first, then what is to be written down."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button

from inspector_app.errors import InspectorError
from inspector_app.tui.general_actions import TELL_A_MANAGER
from inspector_app.tui.screen_actions import REGISTRY, dialog_bindings
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.toggle_strip import Toggle, ToggleStrip

_KINDS: Final = (
    Toggle("child-at-risk", "Child at risk", "1"),
    Toggle("disclosure", "Disclosure", "2"),
    Toggle("adult-at-risk", "Adult at risk", "3"),
    Toggle("allegation-about-a-worker", "Allegation about a worker", "4"),
    Toggle("systemic", "Danger in the system", "5"),
)


class ConcernScreen(Dialog[None]):
    """Writes down a safety concern; only the text is needed.

    Args:
        draft: What was typed before and not saved.
    """

    NAME = "concern"
    AUTO_FOCUS = "NoteEditor"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_away", "Close", show=False),
        *dialog_bindings("save", "help", "next-theme", "next-pane"),
    ]

    def __init__(self, draft: str = "") -> None:
        super().__init__()
        self._draft = draft
        self._done = False

    def compose(self) -> ComposeResult:
        """Lay out the words, the text and who was told."""
        yield PlainLabel(TELL_A_MANAGER, id="first")
        with VerticalScroll(id="concern"):
            yield NoteEditor(
                self._draft, placeholder="What you saw or heard, in the person's own words."
            )
            yield ToggleStrip("Kind", _KINDS, several=False, id="kind")
            with Horizontal(id="told"):
                yield TextInput(label="Manager told (role)", id="told-to")
                yield TextInput(label="Told when", placeholder="10:15", id="told-at")
                yield TextInput(label="How", placeholder="in person", id="told-how")
            with Horizontal(id="more"):
                yield TextInput(label="Case, if on the list", placeholder="14", id="case")
                yield TextInput(label="Lead told when", placeholder="10:20", id="lead-told-at")
                yield PlainButton("Save", "primary", id="save")
        yield KeyLine(REGISTRY[name] for name in ("save", "put-away", "help"))

    def on_mount(self) -> None:
        """Put the cursor behind what was typed before."""
        editor = self.query_one(NoteEditor)
        editor.move_cursor(editor.document.end)

    @on(NoteEditor.Paused)
    @on(NoteEditor.Journal)
    def put_away(self) -> None:
        """Keep what is typed."""
        if not self._done and self.program.session is not None:
            self.program.session.keep_concern(self.query_one(NoteEditor).text)

    def action_put_away(self) -> None:
        """Close; the draft is kept."""
        self.put_away()
        if self.query_one(NoteEditor).text.strip():
            self.tell("Not saved yet. Your draft is kept: F8 brings it back.", Severity.ATTENTION)
        self._done = True
        self.dismiss(None)

    @on(Button.Pressed, "#save")
    def save_shown(self) -> None:
        """Save and close."""
        if not self.query_one(NoteEditor).text.strip():
            self.tell("Write a few words first. A manager comes before.", Severity.ATTENTION)
        elif not self._done:
            self._done = True
            self.in_background(self._save, "save")

    def _typed(self, name: str) -> str | None:
        return self.query_one(f"#{name}", TextInput).value.strip() or None

    async def _save(self) -> None:
        from inspector_app.tui.concern_saving import TypedConcern, save_concern

        kind = self.query_one("#kind", ToggleStrip).chosen
        typed = TypedConcern(
            text=self.query_one(NoteEditor).text,
            kind=kind[0] if kind else None,
            told_to=self._typed("told-to"),
            told_at=self._typed("told-at"),
            told_how=self._typed("told-how"),
            lead_told_at=self._typed("lead-told-at"),
            case=self._typed("case"),
        )
        try:
            await self.program.work.write(partial(save_concern, self.base, typed))
        except InspectorError:
            self._done = False
            raise
        if self.program.session is not None:
            self.program.session.concern_draft = ""
        self.dismiss(None)
        told = "" if typed.told_to or typed.told_at else " Nobody is named as told: tell a manager."
        say = partial(self.program.say, f"Saved, and first on Today.{told}")
        self.program.call_later(say)
