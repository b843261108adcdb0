"""One record: what it says, what it rests on, who wrote what when, and what clashes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from inspector_app.tui.screens.ask import ReasonScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.section_list import SectionList
from inspector_app.tui.widgets.visible_text import plain

if TYPE_CHECKING:
    from inspector_app.tui.item_view import Item


class RecordPlace(AbovePlace):
    """Shows one record.

    Args:
        record: Its id.
    """

    PARTS = ""
    """Id of the list below the text, by which help knows it."""

    TAGS = True
    AUTO_FOCUS = "SectionList"

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = record
        self._item: Item | None = None

    def body(self) -> ComposeResult:
        """Lay out the text, values that clash beside each other, and the rest below."""
        yield PlainLabel("", id="heading")
        with VerticalScroll(id="words"):
            yield PlainLabel("", id="text")
        yield Horizontal(id="clashes")
        yield SectionList(id=self.PARTS or None)

    def read_again(self) -> None:
        """Read the record again."""
        self.in_background(self._read, "item")

    def _reading(self) -> Callable[[], Item]:
        from inspector_app.tui.item_view import read_item

        return partial(read_item, self.base, self.opened.framework, self._record)

    async def _read(self) -> None:
        self._item = item = await self.program.work.read(self._reading())
        self.query_one("#heading", PlainLabel).text = item.heading
        self.query_one("#text", PlainLabel).text = item.text
        self.query_one(SectionList).show(item.sections)
        await self._show_clashes(item)

    async def _show_clashes(self, item: Item) -> None:
        from inspector_app.tui.dates import moment_words

        place = self.query_one("#clashes", Horizontal)
        await place.remove_children()
        labels = []
        for view in (view for field, view in item.clashes if field in ("text", item.main)):
            for write in view.current[:4]:
                by = item.names.get(write.by or "", "") or "somebody"
                label = PlainLabel(str(write.value or "(emptied)"), classes="value")
                label.border_title = plain(f"{by} · {moment_words(write.at, exact=True)}")
                labels.append(label)
        await place.mount_all(labels)
        # Both texts stand there in full; the newest alone would look like the only one.
        place.display = bool(labels)
        self.query_one("#words").display = not labels

    @on(SectionList.Opened)
    def open_entry(self, event: SectionList.Opened) -> None:
        """Follow a link, or settle a conflict."""
        from inspector_app.tui.item_view import TAKE

        if event.key.startswith(TAKE):
            field, _, write = event.key.removeprefix(TAKE).rpartition("|")
            self.in_background(partial(self._settle, field, write), "save")
        else:
            self.program.show_record(event.key)

    async def _settle(self, field: str, write: str) -> None:
        from inspector_app.evidence_base.editing import resolve

        item, base = self._item, self.base
        if item is None:
            return
        views = item.views

        def settle() -> None:
            base.record(resolve(base, self._record, field, take=write, views=views))

        await self.program.work.write(settle)
        self.tell("Settled. The other value stays in the history.")

    # -- actions ----------------------------------------------------------------------------

    def action_settle(self) -> None:
        """Look at values that clash beside each other."""
        if self._item is None or not self._item.shown.record.in_conflict:
            self.tell("Nothing here has two values.")
        else:
            self.program.settle(self._record)

    def action_withdraw(self) -> None:
        """Ask for the reason, then withdraw."""
        if self._item is not None and self._item.shown.record.withdrawn is None:
            question = "Withdraw this? It stays in the history and can come back."
            self.program.push_screen(ReasonScreen(question, "Withdraw"), self._withdraw)

    def _withdraw(self, reason: str | None) -> None:
        item, base = self._item, self.base
        if reason is None or item is None:
            return
        from inspector_app.evidence_base.editing import withdraw

        def save() -> None:
            base.record(withdraw(base, self._record, reason, views=item.views))

        self.in_background(partial(self._write, save, "Withdrawn. B brings it back."), "save")

    def action_restore(self) -> None:
        """Bring back what was withdrawn."""
        from inspector_app.evidence_base.editing import restore

        base = self.base

        def save() -> None:
            base.record(restore(base, self._record))

        self.in_background(partial(self._write, save, "Brought back."), "save")

    async def _write(self, save: Callable[[], None], said: str) -> None:
        await self.program.work.write(save)
        self.tell(said)

    def tag_shown(self) -> None:
        """Tag this record."""
        from inspector_app.tui.screens.tagging import ask_for_tags

        ask_for_tags(self, self._record)
