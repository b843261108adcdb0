"""Takes the write-ahead log back into its database beside the saves, not within one.

SQLite by itself does this at the end of the save that happens to fill the log, and lets that one
wait. A passive checkpoint on a connection of its own stops nobody.
"""

from __future__ import annotations

import threading
from contextlib import closing

from sqlalchemy import Engine

from inspector_app.errors import InspectorError
from inspector_app.vault.sqlcipher import BUSY_TIMEOUT
from inspector_app.vault.trouble import in_words

__all__ = ["Checkpoints"]

_OFTEN_ENOUGH = 64
"""Saves, or records merged, after which the log is worth taking back: some megabytes."""

_PATIENCE = 250
"""Milliseconds that a checkpoint waits for readers."""


class Checkpoints:
    """Looks after the write-ahead log of one file.

    Args:
        engine: a writing one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._since = 0
        self._running: threading.Thread | None = None
        self._wipe_due = False

    def due(self, written: int) -> None:
        """Begins to take the log back, if much was written since and that is not under way.

        Args:
            written: records written to by the transaction that has just ended.
        """
        self._since += written
        if self._since < _OFTEN_ENOUGH and not self._wipe_due:
            return
        if self._running is None or not self._running.is_alive():
            self._since = 0
            self._running = threading.Thread(target=self._take_back, name="checkpoint", daemon=True)
            self._running.start()

    def wipe(self) -> None:
        """Takes all of the log back and cuts it to nothing; it held text that was erased.

        Where a reader is in the way it is tried again after each save, and the log goes in any case
        when the last connection closes.
        """
        self._wait()
        self._wipe_due = True
        self._take_back()

    def close(self) -> None:
        """Waits for what is under way."""
        self._wait()

    def _wait(self) -> None:
        if self._running is not None:
            self._running.join()
            self._running = None

    def _take_back(self) -> None:
        if self._wipe_due:
            self._wipe_due = not self._checkpoint("TRUNCATE")
        else:
            self._checkpoint("PASSIVE")

    def _checkpoint(self, how: str) -> bool:
        """Whether all of the log was taken back.

        Where it could not be, the log stays and nothing is lost: a save that has just ended must
        not be told that it failed.
        """
        try:
            # Not through the engine's own transactions: these would take the write lock.
            with in_words(), closing(self._engine.raw_connection()) as connection:
                cursor = connection.cursor()
                # While it waits for readers, every save waits for it.
                cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
                try:
                    rows = cursor.execute(f"PRAGMA wal_checkpoint({how})").fetchall()
                finally:
                    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
        except InspectorError:
            return False
        return int(rows[0][0]) == 0
