"""Short lists under headings, with one cursor; a heading without entries says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.visible_text import fitted, shown_on_one_line

_DETAIL: Final = (2, 5)
"""The detail at the right takes at most two fifths of the width."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a section.

    Attributes:
        key: Names it in messages; empty for a line that leads nowhere.
        text: Any text.
        detail: Any text, at the right.
        tone: How it looks; its words must say the same.
    """

    key: str
    text: str
    detail: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its entries.

    Attributes:
        title: Any text.
        entries: From top to bottom.
        hint: Shown where there are none: what to do next.
        count: Whether the heading says how many there are.
    """

    title: str
    entries: tuple[Entry, ...] = ()
    hint: str = ""
    count: bool = True


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: str
    entry: Entry | None = None


class SectionList(ScrollView, can_focus=True):
    """Sections one below the other.

    Args:
        sections: What is shown at first.
        id: The id in the tree of widgets.
        classes: Style classes, separated by blanks.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "section-list--title",
        "section-list--hint",
        "section-list--cursor",
        "section-list--cursor-blurred",
        *(f"section-list--{tone.value}" for tone in Tone),
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("home", "move(-99999)", "First", show=False),
        Binding("end", "move(99999)", "Last", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    class Opened(Message):
        """An entry is to be opened: Enter or a click; `key` names it."""

        def __init__(self, section_list: SectionList, key: str) -> None:
            self.section_list = section_list
            self.key = key
            super().__init__()

        @property
        def control(self) -> SectionList:
            """The list."""
            return self.section_list

    def __init__(
        self,
        sections: Sequence[Section] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._sections = tuple(sections)
        self._lines: list[_Line] = []
        self._key = ""
        self._at = 0

    @property
    def sections(self) -> tuple[Section, ...]:
        """What is shown."""
        return self._sections

    @property
    def selected_key(self) -> str:
        """Key of the entry under the cursor; empty if there is none."""
        return self._key

    def show(self, sections: Sequence[Section]) -> None:
        """Show other entries; the cursor stays at its entry if that is still there."""
        self._sections = tuple(sections)
        self._lay_out()

    def _lay_out(self) -> None:
        lines: list[_Line] = []
        for section in self._sections:
            if lines:
                lines.append(_Line("", "hint"))
            count = f"  {len(section.entries):,}" if section.count and section.entries else ""
            lines.append(_Line(f"{section.title}{count}", "title"))
            lines += [_Line(e.text, e.tone.value, e) for e in section.entries]
            if not section.entries and section.hint:
                lines.append(_Line(section.hint, "hint"))
        self._lines = lines
        self._follow()
        self.virtual_size = Size(max(1, self.scrollable_content_region.width), max(1, len(lines)))
        self.refresh()

    def _follow(self) -> None:
        places = self._places()
        same = [n for n in places if (e := self._lines[n].entry) and e.key == self._key]
        if same:
            self._at = same[0]
        elif places:
            self._at = min(places, key=lambda n: abs(n - self._at))
        self._note_key()

    def _places(self) -> list[int]:
        """The lines where the cursor can stand."""
        return [n for n, line in enumerate(self._lines) if line.entry and line.entry.key]

    def _note_key(self) -> None:
        here = self._lines[self._at].entry if self._at < len(self._lines) else None
        self._key = here.key if here is not None else ""

    def _on_resize(self) -> None:
        self._lay_out()

    def on_mount(self) -> None:
        """Lay out what was given at first."""
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        """Draw a heading, a hint or an entry."""
        width, index = self.size.width, y + round(self.scroll_y)
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[index]
        style = self.get_component_rich_style(f"section-list--{line.style}")
        if line.entry is None:
            text = line.text if line.style == "title" else f"  {line.text}"
            return Strip([Segment(fitted(f" {text}", width), style)], width)
        pointed = bool(line.entry.key) and index == self._at
        if pointed:
            name = "cursor" if self.has_focus else "cursor-blurred"
            style = self.get_component_rich_style(f"section-list--{name}")
        return Strip([Segment(self._entry_text(line.entry, width, pointed=pointed), style)], width)

    def _entry_text(self, entry: Entry, width: int, *, pointed: bool) -> str:
        mark = " ▸ " if pointed else "   "
        room = width - len(mark) - 1
        detail = shown_on_one_line(entry.detail)
        cells = min(cell_len(detail), room * _DETAIL[0] // _DETAIL[1])
        if not cells:
            return mark + fitted(entry.text, room) + " "
        return f"{mark}{fitted(entry.text, room - cells - 2)}  {fitted(detail, cells)} "

    def action_move(self, step: int) -> None:
        """Move the cursor by entries; it stops at both ends."""
        places = self._places()
        if not places:
            self.scroll_to(y=clamp(round(self.scroll_y) + step, 0, self.max_scroll_y))
            return
        here = places.index(self._at) if self._at in places else 0
        at = clamp(here + step, 0, len(places) - 1)
        self._at = places[at]
        self._note_key()
        rows, top = max(1, self.scrollable_content_region.height), round(self.scroll_y)
        # At the first entry its heading is shown, too.
        above = 0 if at == 0 else self._at
        if above < top:
            self.scroll_to(y=above, animate=False, force=True)
        elif self._at >= top + rows:
            self.scroll_to(y=self._at - rows + 1, animate=False, force=True)
        self.refresh()

    def action_open(self) -> None:
        """Open the entry under the cursor."""
        if self._key:
            self.post_message(self.Opened(self, self._key))

    async def _on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        index = offset.y + round(self.scroll_y)
        if index in self._places():
            self._at = index
            self._note_key()
            self.refresh()
            self.action_open()
