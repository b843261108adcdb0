"""The files and folders of a folder, which hands a path that is begun in it to the field above."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.message import Message

from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.typing_filter import TypingFilter

_BEGINS_A_PATH: Final = ("/", "~", "\\")


class FolderList(RowList):
    """A row list in which typing narrows, and what can only be a path is not taken for that."""

    class PathBegun(Message):
        """A path was begun or dropped here; `typed` is what there is of it."""

        def __init__(self, folder_list: FolderList, typed: str) -> None:
            self.folder_list = folder_list
            self.typed = typed
            super().__init__()

        @property
        def control(self) -> FolderList:
            """The list."""
            return self.folder_list

    def on_key(self, event: events.Key) -> None:
        """Hand over '/', '~', a backslash, and the colon after the letter of a drive."""
        character = event.character or ""
        drive = character == ":" and len(self.filter_text) == 1 and self.filter_text.isalpha()
        if character not in _BEGINS_A_PATH and not drive:
            return
        event.stop()
        event.prevent_default()
        typed = self.filter_text + character if drive else character
        self._forget_filter()
        self.post_message(self.PathBegun(self, typed))

    def on_paste(self, event: events.Paste) -> None:
        """Hand over a file that was dragged here: terminals paste its path."""
        event.stop()
        event.prevent_default()
        self.post_message(self.PathBegun(self, event.text.strip()))

    def _forget_filter(self) -> None:
        if self._filter.open:
            self._filter = TypingFilter()
            self._fit()
            self.post_message(self.FilterChanged(self, ""))
