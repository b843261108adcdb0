"""Where an inspection's file lies, its copies, and how another file takes its place.

A file that is to take another's place is written to its end first. That the keystore then gives its
key to the place is what decides; files are moved afterwards, and cut off there, it is gone on with
when the inspection is next opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.files import sync_folder
from inspector_app.vault.files import KeyedFiles
from inspector_app.vault.home_use import HomeUse
from inspector_app.vault.locks import lock_alone
from inspector_app.vault.sqlcipher import FileKey, make_private
from inspector_app.vault.trouble import disk_trouble, system_in_words

__all__ = ["BaseFiles", "erased_meanwhile"]

_STAMP = "%Y%m%dT%H%M%SZ"
_OUTGOING = "outgoing"
"""Stands where a replaced file's moment would, if it is not to be kept."""

_BEGUN = "begun"
"""The same for a copy that is being written."""


class BaseFiles:
    """The files of inspections in one home.

    Args:
        files: of the home.
        use: of the home.
    """

    def __init__(self, files: KeyedFiles, use: HomeUse) -> None:
        self._files = files
        self._use = use

    # --- copies -------------------------------------------------------------------------------

    @contextmanager
    def copying(self) -> Iterator[None]:
        """Lets one copy be made at a time in this home, by whichever program.

        Raises:
            InspectorError: `busy` while another one is being made.
        """
        with system_in_words():
            descriptor = os.open(self._files.path("copying"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                lock_alone(descriptor)
            except BlockingIOError:
                raise InspectorError(
                    "busy",
                    "Another window of Inspector is making a copy at this moment.",
                    kept="Nothing was changed.",
                    next_step="Wait a little; `inspector file list` shows that copy then.",
                ) from None
            yield
        finally:
            os.close(descriptor)

    def begin_copy(self, inspection: str) -> tuple[Path, FileKey]:
        """A place and a key for a copy that is about to be written."""
        return self._begin(_copy(inspection, _BEGUN))

    def keep_copy(self, inspection: str, at: datetime, most: int) -> None:
        """Counts the copy that was begun, closed and on the disk, and destroys all but the newest.

        One that seems to be of the future, since the clock was put back, is older than this one.

        Args:
            inspection: whose copy.
            at: when it was made.
            most: how many are kept.

        Raises:
            InspectorError: `copy-dropped` when something was erased meanwhile.
        """
        begun, kept = _copy(inspection, _BEGUN), _copy(inspection, _word(at))
        try:
            self._files.rename_keys({begun: kept})
        except KeyError:
            raise erased_meanwhile() from None
        with system_in_words():
            self._files.path(begun).replace(self._files.path(kept))
            sync_folder(self._files.path(kept).parent)
        held = sorted(self.copies(inspection), key=lambda each: (each <= at, each))
        older = held[:-most]
        self._files.destroy(*(_copy(inspection, _word(each)) for each in older))

    def drop_begun_copy(self, inspection: str) -> None:
        """Does away with a copy that could not be written to its end."""
        self._files.discard(_copy(inspection, _BEGUN))

    def copies(self, inspection: str) -> tuple[datetime, ...]:
        """When the copies that are here were made, oldest first."""
        return self._moments(_copy(inspection, ""))

    def copy(self, inspection: str, at: datetime) -> tuple[Path, FileKey | None]:
        """A copy's file and its key."""
        place = _copy(inspection, _word(at))
        return self._files.path(place), self._files.key(place)

    # --- another file in the place of an inspection's -----------------------------------------

    def begin_new(self, inspection: str) -> tuple[Path, FileKey]:
        """A place and a key for a file that is to take the place of an inspection's file."""
        return self._begin(_new(inspection))

    def drop_new(self, inspection: str) -> None:
        """Does away with what was begun."""
        self._files.discard(_new(inspection))

    def replace(self, inspection: str, aside: datetime | None = None) -> None:
        """Puts the new file, closed and on the disk, in the place of the old one.

        Args:
            inspection: alone with the home.
            aside: when; the old file is kept with its key. Without it the old file is destroyed.

        Raises:
            InspectorError: `disk-trouble` when not all of the new one went into its file; it is
                thrown away, and the old one stands.
        """
        place, new = _place(inspection), _new(inspection)
        self._require_closed(inspection)
        # Who took a kept file away by hand left its key: the next one must not be taken for it.
        kept = self._files.keyed(f"aside/{inspection}.")
        self._files.destroy(*(each for each in kept if not self._files.path(each).exists()))
        with system_in_words():
            self._files.path("aside").mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._files.path(new).parent)
        word = _OUTGOING if aside is None else _word(aside)
        self._files.rename_keys({place: _aside(inspection, word), new: place})
        self._finish(inspection)

    def settle(self, inspection: str) -> None:
        """Goes on with a replacement that was cut off, or does away with one that was only begun.

        Raises:
            InspectorError: `busy` while it is under way elsewhere.
        """
        places = (_new(inspection), _aside(inspection, _OUTGOING))
        if any(self._files.path(place).exists() for place in places):
            with self._use.alone():
                if self._files.key(_new(inspection)) is not None:
                    self.drop_new(inspection)
                self._finish(inspection)

    def asides(self, inspection: str) -> tuple[datetime, ...]:
        """When files of an inspection were replaced that are kept, oldest first."""
        return self._moments(_aside(inspection, ""))

    def aside(self, inspection: str, at: datetime) -> tuple[Path, FileKey | None]:
        """A file that was replaced, and its key."""
        place = _aside(inspection, _word(at))
        return self._files.path(place), self._files.key(place)

    def drop_beside(self, inspection: str) -> None:
        """Destroys every copy and every replaced file of an inspection, keys first."""
        self._files.destroy(
            *self._files.keyed(f"copies/{inspection}."), *self._files.keyed(f"aside/{inspection}.")
        )

    def _begin(self, place: str) -> tuple[Path, FileKey]:
        self._files.destroy(place)
        key, path = self._files.new(place), self._files.path(place)
        # Before the database does, which would make an attached file for everybody.
        make_private(path)
        return path, key

    def _require_closed(self, inspection: str) -> None:
        """Refuses a new file whose write-ahead log could not be taken back, as on a full disk.

        Closing it does not say so, and only the file takes the other's place.
        """
        new = self._files.path(_new(inspection))
        log = new.with_name(f"{new.name}-wal")
        if log.exists() and log.stat().st_size:
            self.drop_new(inspection)
            raise disk_trouble()

    def _finish(self, inspection: str) -> None:
        """Moves the files to where the keystore says that they are."""
        new, there = self._files.path(_new(inspection)), self._files.path(_place(inspection))
        if new.exists():
            with system_in_words():
                for place in self._files.keyed(f"aside/{inspection}."):
                    if not (kept := self._files.path(place)).exists():
                        _move(there, kept)
                new.replace(there)
                sync_folder(there.parent)
        outgoing = _aside(inspection, _OUTGOING)
        if self._files.key(outgoing) is not None or self._files.path(outgoing).exists():
            self._files.destroy(outgoing)

    def _moments(self, place: str) -> tuple[datetime, ...]:
        start = place.removesuffix("db")
        words = (each.removeprefix(start).removesuffix(".db") for each in self._files.keyed(start))
        return tuple(
            datetime.strptime(word, _STAMP).replace(tzinfo=UTC)
            for word in sorted(words)
            if word not in (_BEGUN, _OUTGOING) and self._files.path(f"{start}{word}.db").exists()
        )


def erased_meanwhile() -> InspectorError:
    """A copy that was being made when something was erased."""
    return InspectorError(
        "copy-dropped",
        "Something was erased while the copy was being made, so the copy was thrown away.",
        kept="The inspection is as it was.",
        next_step="Make another one: `inspector file copy`.",
    )


def _move(there: Path, kept: Path) -> None:
    """The log first: it may hold what is nowhere else, and without its file it is left alone."""
    for end in ("-wal", ""):
        if (one := there.with_name(f"{there.name}{end}")).exists():
            one.replace(kept.with_name(f"{kept.name}{end}"))
    there.with_name(f"{there.name}-shm").unlink(missing_ok=True)
    if not kept.exists():
        # The file itself was gone: what is kept of it is its log.
        kept.touch(mode=0o600)
    sync_folder(kept.parent)


def _word(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_STAMP)


def _place(inspection: str) -> str:
    return f"bases/{inspection}.db"


def _new(inspection: str) -> str:
    return f"replacing/{inspection}.db"


def _aside(inspection: str, word: str) -> str:
    return f"aside/{inspection}.{word}{'.' if word else ''}db"


def _copy(inspection: str, word: str) -> str:
    return f"copies/{inspection}.{word}{'.' if word else ''}db"
