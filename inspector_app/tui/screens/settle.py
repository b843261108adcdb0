"""Values that clash, beside each other: take one, take both, or write another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.ask import AskScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.compared_text import ComparedText
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.visible_text import plain

if TYPE_CHECKING:
    from inspector_app.evidence_base.writing import NewValue
    from inspector_app.tui.clash_view import Clash, Settling, Side

_EXPLAINED = (
    "What the others lack is underlined. Nothing is lost: what is not taken stays in the history."
)
_SETTLED = "It has one value by now. W shows what you had begun to write; D throws that away."
_NONE = "Nothing has two values now. Escape goes back."
_WRITING = "You are writing: Ctrl+S saves it, Escape keeps it as a draft."


class SettleScreen(AbovePlace):
    """Shows one field after the other.

    Args:
        record: Whose field comes first.
        field: Which; the first one of the record if empty.
    """

    NAME = "settle"
    TAB = "evidence"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("settle")

    def __init__(self, record: str, field: str = "") -> None:
        super().__init__()
        self._wanted = (record, field)
        self._seen: Settling | None = None
        self._writing = False

    def body(self) -> ComposeResult:
        """Lay out what it is, the values, and below them what is written instead."""
        yield PlainLabel("", id="heading")
        yield PlainLabel("", id="explained")
        yield Horizontal(id="sides")
        with Vertical(id="third"):
            yield PlainLabel("In place of all of them. Ctrl+S saves; Escape keeps it as a draft.")
            yield NoteEditor()

    def read_again(self) -> None:
        """Read again, unless something is being written: then the values stay in place."""
        if not self._writing:
            self.in_background(self._read, "settle")

    async def _read(self) -> None:
        from inspector_app.tui.clash_view import read_settling

        seen = await self.program.work.read(partial(read_settling, self.base, *self._wanted))
        self._seen = seen
        if seen.clash is not None:
            self._wanted = (seen.clash.at.record, seen.clash.at.field)
        await self._show(seen)

    async def _show(self, seen: Settling) -> None:
        sides, clash = self.query_one("#sides", Horizontal), seen.clash
        await sides.remove_children()
        heading, explained = self.query_one("#heading", PlainLabel), self.query_one("#explained")
        explained.display = clash is not None
        if clash is None:
            heading.text = _NONE
            return
        if seen.settled:
            heading.text = f"✓ {clash.title}"
        else:
            place, of = seen.waiting.index(clash.at) + 1, len(seen.waiting)
            heading.text = f"⚠ {place:,} of {of:,} · {clash.title}"
        self.query_one("#explained", PlainLabel).text = _SETTLED if seen.settled else _EXPLAINED
        await sides.mount_all(self._side(side, at) for at, side in enumerate(clash.sides))
        sides.query(VerticalScroll).first().focus()

    @staticmethod
    def _side(side: Side, at: int) -> Vertical:
        button = PlainButton("Take this one", "primary", id=f"take-{at}", compact=True)
        text = VerticalScroll(ComparedText(side.runs), can_focus=True)
        box = Vertical(text, button, classes="side")
        box.border_title = plain(side.author)
        return box

    # -- actions ----------------------------------------------------------------------------

    @on(Button.Pressed)
    def take_pressed(self, event: Button.Pressed) -> None:
        """Take the value above the button."""
        self._take(int(str(event.button.id).removeprefix("take-")))

    def action_take_this(self) -> None:
        """Take the value that has the cursor."""
        for at, box in enumerate(self.query(".side")):
            if box.has_focus_within:
                self._take(at)
                return
        self.tell("Go to one of the values first: Tab or F6.", Severity.ATTENTION)

    def action_take_both(self) -> None:
        """Keep all texts, one below the other."""
        clash = self._open_clash()
        if clash is not None and self._is_text(clash):
            self._settle(clash, clash.both)

    def action_write_third(self) -> None:
        """Write what stands in place of all of them, or go on with it."""
        seen = self._seen
        if seen is None or seen.clash is None or self._writing or not self._is_text(seen.clash):
            return
        editor = self.query_one(NoteEditor)
        editor.text = seen.clash.both if seen.draft is None else seen.draft
        self._writing = True
        self.add_class("writing")
        editor.focus()

    def action_next_clash(self) -> None:
        """Look at the next one."""
        seen = self._seen
        if seen is None or seen.clash is None or not seen.waiting or self._refused_writing():
            return
        at = seen.clash.at
        place = seen.waiting.index(at) + 1 if at in seen.waiting else 0
        self._wanted = seen.waiting[place % len(seen.waiting)][::2]
        self.read_again()

    def action_throw_away(self) -> None:
        """Ask whether the draft goes."""
        if self._refused_writing() or self._seen is None:
            return
        if self._seen.draft is None:
            self.tell("There is no draft of this.")
        else:
            question = AskScreen("Throw away what you had begun to write?", self._seen.draft[:400])
            self.program.push_screen(question, self._thrown_away)

    def _thrown_away(self, yes: bool | None) -> None:
        if yes and self._seen is not None and self._seen.clash is not None:
            self.in_background(partial(self._discard, self._seen.clash), "save")

    async def _discard(self, clash: Clash) -> None:
        from inspector_app.tui import draft_box

        name = draft_box.settling(clash.at.record, clash.at.field)
        await self.program.work.write(partial(draft_box.discard_draft, self.base, name))
        await self._go_on("The draft is thrown away.")

    def action_back(self) -> None:
        """Leave the editor, keeping what was typed; then the screen."""
        if self._writing:
            self.put_away()
            self._stop_writing()
            self.tell("Kept as a draft. W brings it back; it stands on Today, too.")
            self.in_background(self._read_kept, "settle")
        else:
            super().action_back()

    async def _read_kept(self) -> None:
        if self.program.session is not None:
            await self.program.session.last_draft()
        await self._read()

    def save_shown(self) -> None:
        """Save what was written."""
        if self._writing and self._seen is not None and self._seen.clash is not None:
            self._settle(self._seen.clash, self.query_one(NoteEditor).text)
        else:
            super().save_shown()

    @on(NoteEditor.Paused)
    @on(NoteEditor.Journal)
    def put_away(self) -> None:
        """Keep what is typed."""
        seen, session = self._seen, self.program.session
        if self._writing and seen is not None and seen.clash is not None and session is not None:
            at = seen.clash.at
            session.keep_settling(at.record, at.type, at.field, self.query_one(NoteEditor).text)

    # -- settling ---------------------------------------------------------------------------

    def _refused_writing(self) -> bool:
        """Whether something is being written, which is said: it must be saved or put away first."""
        if self._writing:
            self.tell(_WRITING, Severity.ATTENTION)
        return self._writing

    def _open_clash(self) -> Clash | None:
        """What is shown, if it may be settled now; else says why not."""
        if self._refused_writing() or self._seen is None:
            return None
        if self._seen.settled:
            self.tell(_SETTLED)
            return None
        return self._seen.clash

    def _is_text(self, clash: Clash) -> bool:
        if not clash.is_text:
            self.tell("Only texts are joined or written anew. Take one of these.")
        return clash.is_text

    def _stop_writing(self) -> None:
        self._writing = False
        self.remove_class("writing")

    def _take(self, place: int) -> None:
        clash = self._open_clash()
        if clash is None or place >= len(clash.sides):
            return
        from inspector_app.evidence_base.editing import resolve

        take, base, at = clash.sides[place].write, self.base, clash.at
        write = partial(resolve, base, at.record, at.field, take=take, views=clash.views)
        self._save(clash, lambda: base.record(write()))

    def _settle(self, clash: Clash, text: str) -> None:
        from inspector_app.evidence_base.editing import resolve
        from inspector_app.evidence_base.writing import Typed
        from inspector_app.tui import draft_box

        base, at = self.base, clash.at
        value: NewValue = Typed(text) if text else None
        write = partial(resolve, base, at.record, at.field, value=value, views=clash.views)
        draft = draft_box.settling(at.record, at.field)
        self._save(clash, lambda: base.record(write(), draft=draft))

    def _save(self, clash: Clash, save: Callable[[], object]) -> None:
        self.in_background(partial(self._saved, clash, save), "save")

    async def _saved(self, clash: Clash, save: Callable[[], object]) -> None:
        session = self.program.session
        if session is not None:
            await session.last_draft()
        await self.program.work.write(save)
        self._stop_writing()
        self.query_one(NoteEditor).text = ""
        await self._go_on(f"Settled: {clash.title}.")

    async def _go_on(self, said: str) -> None:
        """Show what is next; leave where there is nothing."""
        await self._read()
        left = len(self._seen.waiting) if self._seen is not None else 0
        self.tell(f"{said} {f'{left:,} left.' if left else 'Nothing has two values now.'}")
        if self._seen is None or self._seen.clash is None:
            self.dismiss(None)
