"""The encrypted files of a home and their keys: made, moved and destroyed, keys first.

Every file has a key of its own in the keystore, by its place within the home.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from inspector_app.errors import InspectorError
from inspector_app.vault.keystore import Secrets
from inspector_app.vault.sqlcipher import FileKey
from inspector_app.vault.trouble import system_in_words
from schemas.identifiers import Randomness

__all__ = ["KeyedFiles", "without"]

_Kept = TypeVar("_Kept")


class KeyedFiles:
    """The files of one home, by their places such as `bases/….db`.

    Args:
        home: the data folder.
        secrets: gives what the keystore holds now.
        save: applies an edit to the secrets on disk.
        randomness: for keys and salts.
    """

    def __init__(
        self,
        home: Path,
        secrets: Callable[[], Secrets],
        save: Callable[[Callable[[Secrets], Secrets]], None],
        randomness: Randomness,
    ) -> None:
        self.home = home
        self._secrets = secrets
        self._save = save
        self._randomness = randomness

    def keyed(self, start: str) -> tuple[str, ...]:
        """The places that begin so and that have a key, sorted."""
        return tuple(sorted(place for place in self._secrets().files if place.startswith(start)))

    def key(self, place: str) -> FileKey | None:
        """The key of a file; None where it has none."""
        return self._secrets().files.get(place)

    def path(self, place: str) -> Path:
        """Where a file lies."""
        return self.home / place

    def new(self, place: str) -> FileKey:
        """A key for a file; the one it has, if any: a second would lock the file for good."""
        fresh = FileKey(self._randomness(32), self._randomness(16))
        with system_in_words():
            self.path(place).parent.mkdir(mode=0o700, exist_ok=True)
        self._save(lambda secrets: replace(secrets, files={place: fresh, **secrets.files}))
        return self._secrets().files[place]

    def rename_keys(self, places: Mapping[str, str]) -> None:
        """Gives the keys of files to other places, all at once; the files stay where they are.

        Args:
            places: the new place by the old one; what had a key there loses it.

        Raises:
            KeyError: an old place has no key; then nothing was changed.
        """

        def renamed(secrets: Secrets) -> Secrets:
            moved = {new: secrets.files[old] for old, new in places.items()}
            return replace(secrets, files={**without(secrets.files, *places), **moved})

        self._save(renamed)

    def destroy(self, *places: str) -> None:
        """Destroys the keys of files, all at once, then the files and what lies beside them.

        Raises:
            InspectorError: `busy` when a file is in use; its key is gone, and it is tried again.
        """
        if not self._secrets().files.keys().isdisjoint(places):
            self._save(lambda secrets: replace(secrets, files=without(secrets.files, *places)))
        if not self._unlink(*places):
            raise InspectorError(
                "busy",
                "A file that has to go is in use by another program.",
                kept="Its key is destroyed, so nobody can read it any more.",
                next_step="Close other windows of Inspector, then do it again.",
            )

    def discard(self, place: str) -> None:
        """Does away with a file that was only begun: it first, since it may have filled the disk.

        Raises:
            InspectorError: as `destroy`.
        """
        self._unlink(place)
        self.destroy(place)

    def _unlink(self, *places: str) -> bool:
        """Whether the files went, and what lies beside them."""
        gone = True
        for place in places:
            path = self.path(place)
            for leftover in path.parent.glob(f"{path.name}*"):
                try:
                    leftover.unlink(missing_ok=True)
                except OSError:
                    gone = False
        return gone


def without(items: dict[str, _Kept], *keys: str) -> dict[str, _Kept]:
    """The same items but for some."""
    return {name: item for name, item in items.items() if name not in keys}
