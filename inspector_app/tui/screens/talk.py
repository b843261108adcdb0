"""'Can we talk?': every server that this laptop knows, and the folder, step by step."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.path import PathScreen
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.screens.plan_asks import WordsScreen
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.section_list import SectionList

if TYPE_CHECKING:
    from inspector_app.sync.talking import Talk, Trying
    from schemas.team_records import Server


class TalkScreen(AbovePlace):
    """Tries every way to the others, and says at which step it ends and what to do."""

    NAME = "talk"
    TAB = "team"
    AUTO_FOCUS = "SectionList"
    BINDINGS: ClassVar[list[BindingType]] = REGISTRY.bindings("talk")

    class Heard(Message):
        """A step is tried, or done."""

        def __init__(self, trying: Trying) -> None:
            self.trying = trying
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._folder: Path | None = None
        self._tried: dict[Server | None, Trying] = {}
        self._at_it = False

    def body(self) -> ComposeResult:
        """Lay out what came of it above the steps."""
        yield PlainLabel("Can we talk?", id="heading")
        yield SectionList()

    def on_mount(self) -> None:
        """Begin at once."""
        super().on_mount()
        self.action_try_again()

    def action_try_again(self) -> None:
        """Try everything once more."""
        if not self._at_it:
            self._at_it = True
            self.in_background(self._try, "talk")

    async def _try(self) -> None:
        from inspector_app.sync.talking import can_we_talk
        from inspector_app.tui.bundle_doings import bundle_folder
        from inspector_app.tui.talk_sections import outcome, talk_sections

        base = self.base
        self._tried = {}
        self._say("Trying… it takes ten seconds at most.")
        try:
            if self._folder is None:
                self._folder = await self.program.work.read(partial(bundle_folder, base))
            talks: tuple[Talk, ...] = await self.program.work.slow(
                partial(can_we_talk, base.vault, [base], self._folder, self._heard)
            )
        except BaseException:
            self._say("It could not be tried.")
            raise
        finally:
            self._at_it = False
        self._say(outcome(talks))
        self.query_one(SectionList).show(talk_sections(talks))

    def _heard(self, trying: Trying) -> None:
        # Called on threads of their own; a message is the only way to the screen.
        self.post_message(self.Heard(trying))

    @on(Heard)
    def show_step(self, event: Heard) -> None:
        """Show a step while others are under way."""
        from inspector_app.tui.talk_sections import trying_sections

        if self._at_it:
            self._tried[event.trying.server] = event.trying
            self.query_one(SectionList).show(trying_sections(self._tried.values()))

    def _say(self, words: str) -> None:
        self.query_one("#heading", PlainLabel).text = f"Can we talk?  {words}"

    @on(SectionList.Opened)
    def read_whole(self, event: SectionList.Opened) -> None:
        """Show a step that is longer than its line."""
        entries = [each for s in self.query_one(SectionList).sections for each in s.entries]
        at = next(n for n, each in enumerate(entries) if each.key == event.key)
        said = [entries[at].text]
        if at + 1 < len(entries) and not entries[at + 1].key:
            said.append(entries[at + 1].text.strip())
        self.program.push_screen(WordsScreen("Can we talk?", "\n\n".join(said)))

    def action_name_folder(self) -> None:
        """Ask for the folder that bundles go by, and try it with the rest."""
        more = "A folder on a stick or a shared drive. It is looked into; nothing stays in it."
        suggested = str(self._folder or Path.home())
        screen = PathScreen("By which folder do bundles go?", "Try it", suggested, more)
        self.program.push_screen(screen, self._try_folder)

    def _try_folder(self, typed: str | None) -> None:
        from inspector_app.tui.file_choosing import typed_path

        if typed is not None:
            self._folder = Path(typed_path(typed)).expanduser()
            self.action_try_again()
