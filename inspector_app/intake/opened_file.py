"""A file that arrived, read once: what is hashed, looked through and read is the same bytes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from inspector_app.intake.limits import FILE_BYTES_MOST, RefusedFileError, too_large

__all__ = ["OpenedFile", "open_file", "shown_name"]

_UNSHOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, repr=False)
class OpenedFile:
    """A file's name as it is shown, without folders, and its bytes."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """Of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def open_file(path: Path) -> OpenedFile:
    """Reads a file whole.

    Raises:
        RefusedFileError: not there, not readable, empty or too large.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size, FILE_BYTES_MOST + 1))
    except FileNotFoundError:
        raise RefusedFileError("file-not-found", "There is no file of this name.") from None
    except IsADirectoryError:
        raise RefusedFileError("unsupported-type", "This is a folder, not a file.") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its name cannot be"
        message = f"The file could not be opened: {why}."
        raise RefusedFileError("file-not-readable", message) from None
    if not data:
        raise RefusedFileError("empty-file", "The file is empty: nothing stands in it.")
    if len(data) > FILE_BYTES_MOST:
        raise too_large(f"it has more than {FILE_BYTES_MOST // 1024**2:,} MiB")
    return OpenedFile(shown_name(path), data)


def shown_name(path: Path) -> str:
    """A file's name with a mark for what cannot be shown: bytes that are no text, line breaks."""
    return "".join(sign if sign.isprintable() else _UNSHOWN for sign in path.name)
