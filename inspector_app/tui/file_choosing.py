"""Finding the authority's files: paths as people type them, and what lies in a folder."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import set_setting, setting
from inspector_app.tui.completing import alike

__all__ = [
    "READABLE",
    "Found",
    "completed",
    "in_folder",
    "last_folder",
    "matching",
    "remember_folder",
    "split_path",
    "typed_path",
]

READABLE: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt"})
"""Endings of files that may hold the authority's lists."""

_MOST: Final = 900
"""Entries of a folder that are listed."""

_FOLDER: Final = "import-folder"


@dataclass(frozen=True)
class Found:
    """Something in a folder.

    Args:
        name: Without the folder.
        folder: Whether it is a folder itself.
        size: Bytes.
        changed: Seconds since 1970.
    """

    name: str
    folder: bool
    size: int
    changed: float


def typed_path(typed: str) -> str:
    """Return a path as it is meant: a file that was dragged or copied arrives in quotes."""
    tidy = typed.strip()
    if len(tidy) > 1 and tidy[0] == tidy[-1] and tidy[0] in "'\"":
        tidy = tidy[1:-1]
    return tidy


def split_path(typed: str, flavour: ModuleType = os.path) -> tuple[str, str]:
    """Return the folder of a typed path with its last separator, and what was typed after it.

    Args:
        typed: As it stands in the field.
        flavour: `posixpath` or `ntpath`: what separates folders on this laptop.
    """
    tidy = typed_path(typed)
    at = max((tidy.rfind(sign) for sign in (flavour.sep, flavour.altsep) if sign), default=-1)
    # 'C:' alone means the drive, not something beside us that is called so.
    drive = len(flavour.splitdrive(tidy)[0])
    at = max(at + 1, drive)
    return tidy[:at], tidy[at:]


def in_folder(folder: str, endings: Collection[str] = READABLE) -> tuple[Found, ...]:
    """Return folders and files, folders first, the newest file first.

    Args:
        folder: As typed; `~` is the person's own, empty the one the program runs in.
        endings: Of the files that are looked for; with none of them, every file.

    Raises:
        OSError: It is none, or may not be looked into.
    """
    found = []
    with os.scandir(Path(folder or ".").expanduser()) as entries:
        for entry in entries:
            try:
                is_folder, about = entry.is_dir(), entry.stat()
            except OSError:
                continue
            ending = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122  scandir gives names
            fits = is_folder or not endings or ending in endings
            if entry.name.startswith((".", "~$")) or not fits:
                continue
            found.append(Found(entry.name, is_folder, about.st_size, about.st_mtime))
    found.sort(key=lambda each: (not each.folder, each.name.casefold() if each.folder else ""))
    files = sorted((each for each in found if not each.folder), key=lambda each: -each.changed)
    return (*(each for each in found if each.folder), *files)[:_MOST]


def matching(found: Iterable[Found], start: str) -> tuple[Found, ...]:
    """Return what begins as it was typed, whatever the capitals."""
    wanted = start.casefold()
    return tuple(each for each in found if each.name.casefold().startswith(wanted))


def completed(typed: str, found: Sequence[Found], flavour: ModuleType = os.path) -> str:
    """Return a typed path completed as far as it is clear what is meant.

    Args:
        typed: As it stands in the field.
        found: What lies in its folder.
        flavour: As for `split_path`.
    """
    folder, start = split_path(typed, flavour)
    fitting = matching(found, start)
    if not fitting:
        return typed
    if len(fitting) == 1:
        only = fitting[0]
        return folder + only.name + (flavour.sep if only.folder else "")
    clear = alike([each.name for each in fitting])
    return folder + fitting[0].name[:clear] if clear > len(start) else typed


def last_folder(base: EvidenceBase) -> str:
    """Return the folder from which lists were imported last; the person's own at first."""
    with base.local() as connection:
        kept = setting(connection, _FOLDER)
    if kept and Path(kept).is_dir():
        return kept
    return str(Path.home())


def remember_folder(base: EvidenceBase, folder: Path) -> None:
    """Keep the folder for the next time, in the encrypted file of the inspection."""
    with base.local() as connection:
        set_setting(connection, _FOLDER, str(folder))
