"""Writing a file that a person named: whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from inspector_app.errors import InspectorError

__all__ = ["sync_folder", "write_new", "write_whole"]

_BINARY = getattr(os, "O_BINARY", 0)
"""Windows would else turn line ends."""


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file through to the disk, then puts it in place of what was there.

    Only its owner reads it. It is begun under a name that nobody can foresee and that must be new:
    in a folder that others write to, a link laid in its way leads nowhere. A link at `path` itself
    is replaced, not followed.

    Raises:
        InspectorError: `cannot-write`; what was there before is still there.
    """
    try:
        fresh = path.with_name(f".inspector-{secrets.token_hex(8)}.part")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    except (OSError, ValueError):  # a path without a name, such as `.`, is a ValueError
        raise _cannot_write() from None


def write_new(path: Path, data: bytes) -> None:
    """Writes a file that must not be there yet, through to the disk; only its owner reads it.

    Raises:
        InspectorError: `file-exists`, or `cannot-write`; then there is none of that name from us.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    except FileExistsError:
        raise InspectorError(
            "file-exists",
            "There is a file of that name already.",
            kept="It was left as it is.",
            next_step="Choose another name, or put that file away first.",
        ) from None
    except (OSError, ValueError):
        raise _cannot_write() from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise _cannot_write() from None


def _cannot_write() -> InspectorError:
    return InspectorError(
        "cannot-write",
        "The file cannot be written there.",
        kept="Nothing was lost, and nothing left this laptop.",
        next_step="Choose another folder or make room.",
    )


def sync_folder(folder: Path) -> None:
    """Brings a file that was put in place or renamed through to the disk.

    Windows does so by itself, and lets nobody ask for it.
    """
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
