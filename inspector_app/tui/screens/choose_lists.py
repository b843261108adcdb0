"""Choosing the authority's files: a typed path that completes, and the folder below it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from inspector_app.intake.models import Intake
from inspector_app.tui import file_choosing
from inspector_app.tui.dates import moment_words
from inspector_app.tui.file_choosing import Found
from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.screens.place import AbovePlace
from inspector_app.tui.screens.reading import ReadingScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import TICK_OFF, TICK_ON
from inspector_app.tui.widgets.completing_input import CompletingInput
from inspector_app.tui.widgets.folder_list import FolderList
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.row_list import Listed, RowList
from inspector_app.tui.widgets.table_layout import Column

if TYPE_CHECKING:
    from inspector_app.tui.lists_reading import Sources

_UP: Final = ".."
_WORKERS: Final = "[w]"
_KILOBYTE: Final = 1024
_NAMED: Final = 3


class ChooseListsScreen(AbovePlace):
    """Which files the authority's lists are in."""

    NAME = "choose-lists"
    TAB = "sample"
    AUTO_FOCUS = "FolderList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *REGISTRY.bindings("choose-lists"),
        Binding("down", "to_folder", "To the folder", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._folder: str | None = None
        self._found: tuple[Found, ...] = ()
        self._ticked: dict[str, None] = {}
        self._workers: str | None = None

    def body(self) -> ComposeResult:
        """Lay out the field above the folder."""
        yield PlainLabel("Import the authority's lists", classes="title")
        yield CompletingInput(
            label="File or folder · Tab completes · a file can be dragged here", id="path"
        )
        yield FolderList(
            [
                Column("name", "Name", share=3, minimum=20, sortable=False),
                Column("size", "Size", 10, right=True, sortable=False),
                Column("changed", "Changed", 17, sortable=False),
            ],
            empty="No workbook, CSV file or folder here. Type another folder above.",
            id="folder",
        )
        with Horizontal(id="ready"):
            yield PlainButton(
                " Read the lists ", "primary", action="screen.read_lists", compact=True
            )
            yield PlainLabel("", id="chosen")

    def on_mount(self) -> None:
        """Begin in the folder that was used last."""
        super().on_mount()
        self.query_one("#path", CompletingInput).completes = self._complete
        self.in_background(self._begin, "begin")

    async def _begin(self) -> None:
        folder = await self.program.work.write(partial(file_choosing.last_folder, self.base))
        self._go_to(folder)

    # -- the folder -------------------------------------------------------------------------

    def _go_to(self, folder: str) -> None:
        """Show a folder, and its path in the field."""
        field = self.query_one("#path", CompletingInput)
        # 'join' ends it with the separator, also where the folder is a drive or the root.
        field.value = os.path.join(folder, "")  # noqa: PTH118  pathlib drops the separator
        field.cursor_position = len(field.value)
        self._look(field.value)

    def _look(self, typed: str) -> None:
        """List what lies in the folder of a typed path and begins as typed."""
        folder, start = file_choosing.split_path(typed)
        other = folder != self._folder
        if other:
            try:
                self._found = file_choosing.in_folder(folder)
            except (OSError, ValueError):
                self._found = ()
            self._folder = folder
        self._show(file_choosing.matching(self._found, start), from_top=other)

    def _show(self, found: tuple[Found, ...], *, from_top: bool) -> None:
        files = [self._row(each) for each in found if not each.folder]
        folders = [self._row(each) for each in found if each.folder]
        rows = [*files, Listed(Row(_UP, ("↑ the folder above", "", ""), Tone.MUTED)), *folders]
        first = rows[0].row.key if from_top else None
        self.query_one("#folder", RowList).show_rows(rows, select=first)
        names = [Path(path).name for path in self._ticked]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        chosen = ", ".join(names[:_NAMED]) + more
        words = f"Ticked: {chosen}" if names else "Enter reads one file; Space ticks several."
        if self._workers is not None:
            words = f"Workers: {Path(self._workers).name} · {words}"
        self.query_one("#chosen", PlainLabel).text = words

    def _row(self, found: Found) -> Listed:
        if found.folder:
            return Listed(Row(found.name, (f"▸ {found.name}", "folder", "")))
        path = self._path_of(found.name)
        sign = TICK_ON if path in self._ticked else TICK_OFF
        sign = _WORKERS if path == self._workers else sign
        changed = datetime.fromtimestamp(found.changed, UTC).astimezone().isoformat()
        size = f"{max(1, found.size // _KILOBYTE):,} KB"
        return Listed(
            Row(found.name, (f"{sign} {found.name}", size, moment_words(changed, exact=True)))
        )

    def _path_of(self, name: str) -> str:
        return str(Path((self._folder or "") + name).expanduser())

    def _complete(self, typed: str) -> str:
        return file_choosing.completed(typed, self._found)

    @on(Input.Changed, "#path")
    def typed_on(self, event: Input.Changed) -> None:
        """Narrow the folder by what is typed."""
        self._look(event.value)

    @on(FolderList.PathBegun, "#folder")
    def begin_path(self, event: FolderList.PathBegun) -> None:
        """Go on in the field with what was typed or dropped in the folder."""
        field = self.query_one("#path", CompletingInput)
        field.value = event.typed
        field.cursor_position = len(field.value)
        field.focus()

    def action_to_folder(self) -> None:
        """Go from the field to the folder below."""
        self.query_one("#folder", RowList).focus()

    def action_folder_above(self) -> None:
        """Go to the folder above."""
        folder = Path(self._folder or ".").expanduser().resolve()
        self._go_to(str(folder.parent))

    @property
    def _here(self) -> str | None:
        """The path of the file under the cursor; None where it stands at a folder."""
        key = self.query_one("#folder", RowList).selected_key
        files = {each.name for each in self._found if not each.folder}
        return self._path_of(str(key)) if key in files else None

    def action_tick_file(self) -> None:
        """Tick or untick the file under the cursor."""
        path = self._here
        if path is None:
            self.tell("Only files are ticked. Enter opens a folder.", Severity.ATTENTION)
            return
        if path in self._ticked:
            del self._ticked[path]
        else:
            self._ticked[path] = None
        self._look(self.query_one("#path", CompletingInput).value)

    def action_tick_workers(self) -> None:
        """Take the file under the cursor as the list of workers, or no longer."""
        path = self._here
        if path is None:
            self.tell("Put the cursor on the file with the workers first.", Severity.ATTENTION)
            return
        self._workers = None if path == self._workers else path
        self._ticked.pop(path, None)
        self._look(self.query_one("#path", CompletingInput).value)

    # -- reading ----------------------------------------------------------------------------

    @on(RecordTable.RowChosen, "#folder")
    def choose(self, event: RecordTable.RowChosen) -> None:
        """Open a folder, or read a file."""
        if event.key == _UP:
            self.action_folder_above()
        elif any(each.name == event.key and each.folder for each in self._found):
            self._go_to((self._folder or "") + event.key)
        else:
            self._read([*self._ticked, self._path_of(event.key)])

    @on(Input.Submitted, "#path")
    def enter_path(self, event: Input.Submitted) -> None:
        """Read the typed file, or go into the typed folder."""
        path = Path(file_choosing.typed_path(event.value)).expanduser()
        if path.is_dir():
            self._go_to(str(path))
            self.action_to_folder()
        else:
            self._read([*self._ticked, str(path)])

    def action_read_lists(self) -> None:
        """Read what is ticked; else the file under the cursor."""
        if self._ticked:
            self._read(list(self._ticked))
            return
        path = self._here
        if path is not None and path != self._workers:
            self._read([path])
        else:
            self.tell("Choose a file first: the authority's workbook.", Severity.ATTENTION)

    def _read(self, paths: list[str]) -> None:
        wanted = [Path(path) for path in dict.fromkeys(paths)]
        missing = [path.name for path in wanted if not path.is_file()]
        if missing:
            self.tell(
                f"There is no file '{missing[0]}' here. Choose one from the list.",
                Severity.PROBLEM,
            )
            return
        from inspector_app.tui.lists_reading import Sources

        workers = Path(self._workers) if self._workers is not None else None
        sources = Sources(tuple(path for path in wanted if path != workers), workers)
        self.program.push_screen(ReadingScreen(sources), partial(self._review, sources))

    def _review(self, sources: Sources, intake: Intake | None) -> None:
        if intake is None:
            return
        from inspector_app.tui.screens.review import ReviewScreen

        folder = sources.paths[0].resolve().parent
        task = partial(file_choosing.remember_folder, self.base, folder)
        self.program.run_apart(self._remember(task))
        self.program.push_screen(ReviewScreen(intake, sources))

    async def _remember(self, task: partial[None]) -> None:
        await self.program.work.write(task)
