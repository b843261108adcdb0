"""The files of imported frames: one for the rows, one for the sealed chunks that travel."""

from __future__ import annotations

from sqlalchemy import Engine

from inspector_app.errors import InspectorError
from inspector_app.vault.files import KeyedFiles
from inspector_app.vault.sqlcipher import open_database

__all__ = ["FrameFiles"]


class FrameFiles:
    """The frames of one home.

    Args:
        files: of the home.
    """

    def __init__(self, files: KeyedFiles) -> None:
        self._files = files

    def create(self, frame: str) -> Engine:
        """A new encrypted file for one imported frame, with a key of its own."""
        place = _rows(frame)
        return open_database(self._files.path(place), self._files.new(place))

    def open(self, frame: str) -> Engine:
        """The encrypted file of a frame that was imported or fetched on this laptop.

        Raises:
            InspectorError: `frame-elsewhere` when it lies on other laptops only.
        """
        key = self._files.key(_rows(frame))
        if key is None:
            raise InspectorError(
                "frame-elsewhere",
                "The imported lists of that frame are not on this laptop.",
                kept="Nothing was changed.",
                next_step="See `inspector intake frames`: what was shared can be fetched.",
            )
        return open_database(self._files.path(_rows(frame)), key, read_only=True)

    def has(self, frame: str) -> bool:
        """Whether the rows of a frame lie on this laptop."""
        return self._files.key(_rows(frame)) is not None

    def create_arriving(self, frame: str) -> Engine:
        """A new encrypted file for the rows of a frame that another laptop imported.

        The frame is here only once `keep_arriving` has put the file, written to its end, in place.
        """
        place = _arriving(frame)
        self._files.destroy(place)
        return open_database(self._files.path(place), self._files.new(place))

    def keep_arriving(self, frame: str) -> None:
        """Puts an arrived file, closed, in the frame's place; its key goes with it."""
        place, there = _arriving(frame), _rows(frame)
        # A journal that an earlier file left behind must not be taken for this one's.
        self._files.destroy(there)
        self._files.path(place).replace(self._files.path(there))
        self._files.rename_keys({place: there})

    def drop_arriving(self, frame: str) -> None:
        """Destroys what has arrived of a frame, key first."""
        self._files.destroy(_arriving(frame))

    def has_chunks(self, frame: str) -> bool:
        """Whether sealed chunks of a frame lie on this laptop."""
        return self._files.key(_chunks(frame)) is not None

    def open_chunks(self, frame: str) -> Engine:
        """The encrypted file that keeps a frame's sealed chunks; made if there is none.

        They are encrypted once more, so that to destroy the file's key destroys them.
        """
        place = _chunks(frame)
        return open_database(self._files.path(place), self._files.new(place))

    def drop(self, frame: str) -> None:
        """Destroys everything of a frame: keys first, then files.

        Raises:
            InspectorError: `busy` when a file is in use; its key is gone, and it is tried again.
        """
        self._files.destroy(*self.places(frame))

    def holds_nothing_of(self, frame: str) -> bool:
        """Whether neither a key nor a file of a frame is left on this laptop."""
        return not self.places(frame)

    def places(self, frame: str) -> tuple[str, ...]:
        """Where something of a frame lies, by key or by file."""
        keyed = self._files.keyed(f"frames/{frame}.")
        folder = self._files.path("frames")
        lying = (f"frames/{each.name}" for each in folder.glob(f"{frame}.*"))
        return tuple(sorted({*keyed, *lying}))


def _rows(frame: str) -> str:
    return f"frames/{frame}.db"


def _arriving(frame: str) -> str:
    return f"frames/{frame}.arriving.db"


def _chunks(frame: str) -> str:
    return f"frames/{frame}.chunks.db"
