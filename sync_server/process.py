"""What the server asks of the system at its start, so that little of it is left behind."""

from __future__ import annotations

import ctypes
import os
import sys

__all__ = ["keep_to_ourselves"]

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
