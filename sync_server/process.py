"""What the server asks of the system at its start, so that little of it is left behind."""

from __future__ import annotations

import os
import sys

__all__ = ["keep_to_ourselves"]


def keep_to_ourselves() -> None:
    """Nothing of this process's memory is dumped to disk; what it writes, its owner alone reads.

    Windows has neither: there dumps are a setting of the system, and new files take the rights of
    the folder.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.umask(0o077)
