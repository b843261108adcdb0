"""Writing a file that a person named: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from inspector_app.errors import InspectorError

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file through to the disk, then puts it in place of what was there.

    Raises:
        InspectorError: `cannot-write`; what was there before is still there.
    """
    fresh = path.with_name(path.name + ".part")
    try:
        try:
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
    except OSError:
        raise InspectorError(
            "cannot-write",
            "The file cannot be written there.",
            kept="Nothing was lost, and nothing left this laptop.",
            next_step="Choose another folder or make room.",
        ) from None
