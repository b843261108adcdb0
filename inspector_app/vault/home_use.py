"""Who has a home open: many at once to work in it, or one alone to mend or dispose of it.

A lock on one file of the home, which the system lets go of when its holder dies.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.vault.locks import lock_alone, lock_shared
from inspector_app.vault.trouble import system_in_words

__all__ = ["HomeUse", "Part"]


class Part:
    """One part in the use of a home, until it is closed or forgotten.

    Args:
        descriptor: of the locked file; None where nothing is held.
    """

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        """Leaves; a second time nothing happens."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __del__(self) -> None:
        self.close()


class HomeUse:
    """The use of one home by this vault.

    Args:
        home: the data folder.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "in-use"
        self._alone: int | None = None
        """The thread that is alone with it: what others open meanwhile is not part of that."""

    def enter(self) -> Part:
        """Takes part in the use of the home; waits while somebody is alone with it.

        A folder that cannot be written cannot be mended either: there nothing is held.

        Raises:
            InspectorError: `busy` when it takes too long.
        """
        if self._alone == threading.get_ident():
            return Part(None)
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return Part(None)
        try:
            lock_shared(descriptor)
        except BlockingIOError:
            os.close(descriptor)
            raise _in_use("Another window of Inspector is alone with this home.") from None
        return Part(descriptor)

    def nobody_else(self) -> bool:
        """Whether no inspection of this home is open anywhere at this moment."""
        try:
            with self.alone():
                return True
        except InspectorError:
            return False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps everybody else out while the block runs; what is opened in it counts as ours.

        Within such a block another one is part of it.

        Raises:
            InspectorError: `busy` when an inspection of this home is open anywhere.
        """
        if self._alone == threading.get_ident():
            yield
            return
        with system_in_words():
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                lock_alone(descriptor)
            except BlockingIOError:
                raise _in_use("This home is open in another window of Inspector.") from None
            self._alone = threading.get_ident()
            try:
                yield
            finally:
                self._alone = None
        finally:
            os.close(descriptor)


def _in_use(what: str) -> InspectorError:
    return InspectorError(
        "busy",
        what,
        kept="Nothing was changed.",
        next_step="Close other windows and commands of Inspector, then do it again.",
    )
