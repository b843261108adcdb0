"""What the server asks of the system at its start, so that little of it is left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

__all__ = ["end_with_parent", "keep_to_ourselves"]

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that comes when the parent has ended, however it did."""

_PR_SET_DUMPABLE = 4
"""prctl(2): not dumpable, and no other process of the same user may look into the memory."""


def keep_to_ourselves() -> None:
    """Nothing of this process's memory is dumped to disk; what it writes, its owner alone reads.

    Windows has neither: there dumps are a setting of the system, and new files take the rights of
    the folder.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.umask(0o077)
    if sys.platform == "linux":
        # A limit of nought does not hold where dumps are piped to a program that collects them.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """Has this process told to stop when its parent ends; only Linux knows how.

    Args:
        parent: its process, which may have ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
