"""A lock that processes share and that the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["exclusive", "lock_alone", "lock_shared"]

_PLACES = 1024
"""Bytes of the lock file that holders share on Windows, which has no shared locks: one each."""


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Holds the lock file at `path` while the block runs, waiting for other processes."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        try:
            yield
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def lock_shared(descriptor: int) -> None:
        """Locks an open file together with others, until it is closed.

        Raises:
            BlockingIOError: when somebody holds it alone for too long.
        """
        for place in range(_PLACES):
            os.lseek(descriptor, place, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError:
                continue
            return
        raise BlockingIOError

    def lock_alone(descriptor: int) -> None:
        """Locks an open file for its holder alone, until it is closed.

        Raises:
            BlockingIOError: when somebody else holds it.
        """
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _PLACES)
        except OSError:
            raise BlockingIOError from None

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock_shared(descriptor: int) -> None:
        """Locks an open file together with others, until it is closed; waits for one alone."""
        fcntl.flock(descriptor, fcntl.LOCK_SH)

    def lock_alone(descriptor: int) -> None:
        """Locks an open file for its holder alone, until it is closed.

        Raises:
            BlockingIOError: when somebody else holds it.
        """
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
