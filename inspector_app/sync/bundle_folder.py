"""The folder that bundles are exchanged by: whether they can be read and written there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.files import write_new
from inspector_app.sync.steps import Look
from schemas.bundles import is_bundle

__all__ = ["look_at_folder"]

_MOST_FILES = 1000
"""Looked into; more of them are no exchange of bundles."""


def look_at_folder(look: Look, folder: Path) -> None:
    """Tells whether the folder is there, how many bundles lie in it, and that one more could.

    Raises:
        InspectorError: what is in the way.
    """
    look.begin("folder")
    if not folder.is_dir():
        raise _in_the_way("There is no such folder now.", "Connect the drive, or name another.")
    look.well("The folder is there.")
    look.begin("bundles")
    try:
        count = sum(is_bundle(start) for start in _starts(folder))
    except OSError:
        raise _in_the_way("The folder cannot be read.", "Ask whose folder it is.") from None
    look.well(f"Bundle files in it: {count:,}.", _import(count))
    look.begin("writing")
    trial = folder / f".inspector-{secrets.token_hex(8)}.part"
    write_new(trial, b"")
    trial.unlink(missing_ok=True)
    look.well("This laptop can write there.")


def _starts(folder: Path) -> Iterator[bytes]:
    """The first bytes of each file."""
    for count, path in enumerate(folder.iterdir()):
        if count == _MOST_FILES:
            return
        if path.is_file():
            with path.open("rb") as file:
                yield file.read(64)


def _import(count: int) -> str | None:
    return "Take them in with `inspector bundle import FILE`." if count else None


def _in_the_way(said: str, next_step: str) -> InspectorError:
    return InspectorError("no-such-file", said, kept="Nothing was changed.", next_step=next_step)
