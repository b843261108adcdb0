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
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.compared_text import ComparedText
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.visible_text import plain

if TYPE_CHECKING:
    from inspector_app.evidence_base.writing import NewValue
    from inspector_app.tui.clash_view import Clash, Side

_EXPLAINED = (
    "What the others lack is underlined. Nothing is lost: what is not taken stays in the history."
)
_NONE = "Nothing has two values now. Escape goes back."


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
        self._clashes: tuple[Clash, ...] = ()
        self._shown: Clash | None = None
        self._writing = False

    def body(self) -> ComposeResult:
        """Lay out what it is, the values, and below them what is written instead."""
        yield PlainLabel("", id="heading")
        yield PlainLabel(_EXPLAINED, id="explained")
        yield Horizontal(id="sides")
        with Vertical(id="third"):
            yield PlainLabel("In place of all of them. Ctrl+S saves; Escape keeps it as a draft.")
            yield NoteEditor()

    def read_again(self) -> None:
        """Read again, unless something is being written: then the values stay in place."""
        if not self._writing:
            self.in_background(self._read, "settle")

    async def _read(self) -> None:
        from inspector_app.tui.clash_view import read_clashes

        self._clashes = await self.program.work.read(partial(read_clashes, self.base))
        await self._show(self._first())

    def _first(self) -> Clash | None:
        record, field = self._wanted
        for each in self._clashes:
            if each.record == record and field in ("", each.field):
                return each
        return self._clashes[0] if self._clashes else None

    async def _show(self, clash: Clash | None) -> None:
        self._shown = clash
        sides = self.query_one("#sides", Horizontal)
        await sides.remove_children()
        heading = self.query_one("#heading", PlainLabel)
        self.query_one("#explained").display = clash is not None
        if clash is None:
            heading.text = _NONE
            return
        self._wanted = (clash.record, clash.field)
        place = self._clashes.index(clash) + 1
        heading.text = f"⚠ {place} of {len(self._clashes):,} · {clash.title}"
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
        if self._joinable():
            clash = self._shown
            self._settle(None if clash is None else clash.both)

    def action_write_third(self) -> None:
        """Write what stands in place of all of them."""
        if self._joinable() and not self._writing:
            self.in_background(self._begin, "settle")

    def action_next_clash(self) -> None:
        """Look at the next one."""
        if self._shown in self._clashes and not self._writing:
            following = (self._clashes.index(self._shown) + 1) % len(self._clashes)
            self._wanted = (self._clashes[following].record, self._clashes[following].field)
            self.read_again()

    def action_back(self) -> None:
        """Leave the editor, keeping what was typed; then the screen."""
        if self._writing:
            self.put_away()
            self._stop_writing()
            self.tell("Kept as a draft. W brings it back; it stands on Today, too.")
            self.read_again()
        else:
            super().action_back()

    def save_shown(self) -> None:
        """Save what was written."""
        if self._writing:
            self._settle(self.query_one(NoteEditor).text)
        else:
            super().save_shown()

    @on(NoteEditor.Paused)
    @on(NoteEditor.Journal)
    def put_away(self) -> None:
        """Keep what is typed."""
        clash, session = self._shown, self.program.session
        if self._writing and clash is not None and session is not None:
            text = self.query_one(NoteEditor).text
            session.keep_settling(clash.record, clash.type, clash.field, text)

    # -- settling ---------------------------------------------------------------------------

    def _joinable(self) -> bool:
        if self._shown is not None and not self._shown.is_text:
            self.tell("Only texts are joined or written anew. Take one of these.")
            return False
        return self._shown is not None

    async def _begin(self) -> None:
        from inspector_app.tui import draft_box

        clash = self._shown
        if clash is None:
            return
        name = draft_box.settling(clash.record, clash.field)
        kept = await self.program.work.read(partial(draft_box.kept_text, self.base, name))
        editor = self.query_one(NoteEditor)
        editor.text = clash.both if kept is None else kept
        self._writing = True
        self.add_class("writing")
        editor.focus()

    def _stop_writing(self) -> None:
        self._writing = False
        self.remove_class("writing")

    def _take(self, at: int) -> None:
        clash = self._shown
        if clash is None or at >= len(clash.sides):
            return
        from inspector_app.evidence_base.editing import resolve

        take, base = clash.sides[at].write, self.base
        write = partial(resolve, base, clash.record, clash.field, take=take, views=clash.views)
        self._save(clash, lambda: base.record(write()))

    def _settle(self, text: str | None) -> None:
        clash = self._shown
        if clash is None:
            return
        from inspector_app.evidence_base.editing import resolve
        from inspector_app.evidence_base.writing import Typed
        from inspector_app.tui import draft_box

        base = self.base
        value: NewValue = Typed(text) if text else None
        write = partial(resolve, base, clash.record, clash.field, value=value, views=clash.views)
        draft = draft_box.settling(clash.record, clash.field)
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
        await self._read()
        left = len(self._clashes)
        more = f"{left:,} left." if left else "Nothing has two values now."
        self.tell(f"Settled: {clash.title}. {more}")
        if not left:
            self.dismiss(None)
