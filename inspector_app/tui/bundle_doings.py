"""What is done with bundles from the Team screen: blocking; each says what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import set_setting, setting
from inspector_app.evidence_base.erasures import to_confirm
from inspector_app.judgement.answers import publish_openings
from inspector_app.sync.bundles import export_bundle, merge_bundle, read_bundle
from inspector_app.sync.frames import chunks_for_bundle
from inspector_app.sync.report import SyncReport
from inspector_app.sync.status import sync_status
from inspector_app.tui.file_choosing import in_folder, typed_path
from inspector_app.tui.sample_words import count_words
from schemas.bundles import is_bundle

__all__ = [
    "Progress",
    "bundle_folder",
    "lists_travel",
    "new_bundle",
    "newest_bundle",
    "take_in",
    "write",
]

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""

_FOLDER: Final = "bundle-folder"
_MOST_LOOKED_INTO: Final = 100


def bundle_folder(base: EvidenceBase) -> Path | None:
    """The folder that bundles were exchanged by last; None if it is not there, or never was."""
    with base.local() as connection:
        kept = setting(connection, _FOLDER)
    if kept is None:
        return None
    return Path(kept) if Path(kept).is_dir() else None


def new_bundle(base: EvidenceBase, now: datetime) -> str:
    """A path for a bundle that is written now. The name tells no stranger whose it is."""
    folder = bundle_folder(base) or Path.home()
    return str(folder / f"inspector-{now:%Y-%m-%d-%H%M}.bundle")


def newest_bundle(base: EvidenceBase) -> str:
    """The newest bundle in the folder that was used last; else a folder to begin in."""
    folder = bundle_folder(base)
    if folder is None:
        return _inside(Path.home())
    try:
        files = [each for each in in_folder(str(folder), ()) if not each.folder]
        for each in files[:_MOST_LOOKED_INTO]:
            with (folder / each.name).open("rb") as file:
                if is_bundle(file.read(64)):
                    return str(folder / each.name)
    except OSError:
        """A drive that was pulled out: the person names another."""
    return _inside(folder)


def lists_travel(base: EvidenceBase) -> bool:
    """Whether sealed copies of the authority's lists lie here that a bundle could take along."""
    return any(True for _ in chunks_for_bundle(base))


def write(base: EvidenceBase, typed: str, member: str | None, *, with_lists: bool) -> str:
    """Write a bundle into a file that is new, or was a bundle.

    Args:
        base: Ours.
        typed: Path of the file, or of a folder in which a name is found for it.
        member: Whom it is for; None for everybody.
        with_lists: Whether the sealed copies of the authority's lists go along.

    Raises:
        InspectorError: `file-exists`, or as `export_bundle`.
    """
    path = _path(typed)
    if path.is_dir():
        path /= Path(new_bundle(base, base.vault.clock())).name
    if path.exists() and not _holds_a_bundle(path):
        raise InspectorError(
            "file-exists",
            "There is a file of that name already, and it is no bundle.",
            kept="It is as it was.",
            next_step="Choose another name.",
        )
    report = export_bundle(base, path, member=member, with_frames=with_lists)
    _remember(base, path)
    pieces = count_words(report.sent, "piece of work", "pieces of work")
    lists = count_words(report.chunks_sent, "piece", "pieces")
    along = f", and {lists} of imported lists" if with_lists else ""
    return (
        f"{path.name} holds {pieces}{along}. Hand it over; it is sealed, and safe to lose."
        " What is in it stays 'to send' until a bundle comes back."
    )


def take_in(base: EvidenceBase, typed: str, progress: Progress) -> str:
    """Take in a bundle of this inspection.

    Raises:
        InspectorError: `no-such-file`, `not-a-bundle`, `another-inspection`.
    """
    path = _path(typed)
    bundle = read_bundle(path)
    if bundle.inspection != base.inspection:
        raise _of_another(base, bundle.inspection)
    report = merge_bundle(base, bundle, progress)
    publish_openings(base)
    _remember(base, path)
    return " ".join(_what_came(base, report))


def _what_came(base: EvidenceBase, report: SyncReport) -> list[str]:
    if report.received:
        said = [f"{count_words(report.received, 'piece', 'pieces')} of work came in."]
    else:
        said = ["Nothing in it was new."]
    if report.unsent:
        saves = count_words(report.unsent, "save is", "saves are")
        said.append(f"{saves} only on this laptop: hand a bundle back.")
    if report.conflicts:
        said.append(f"{count_words(report.conflicts, 'field has', 'fields have')} two values.")
    if report.purged:
        said.append("Imported lists were destroyed here, as the lead ordered.")
    if report.overruled:
        said.append("Somebody else changed the team at the same moment, and that stands.")
    if held := sync_status(base).held:
        said.append(f"{count_words(held, 'piece is', 'pieces are')} held, and not counted.")
    refused = sum(reason != "held" for reason in report.set_aside.values())
    if refused:
        pieces = count_words(refused, "piece", "pieces")
        said.append(f"⚠ {pieces} in it cannot be used and lie aside; all else is in.")
    if to_confirm(base):
        said.append("Somebody proposes to erase a text.")
    return said


def _of_another(base: EvidenceBase, inspection: str) -> InspectorError:
    ours = inspection in base.vault.inspections()
    return InspectorError(
        "another-inspection",
        "That bundle is of another inspection.",
        kept="Nothing of it was taken in, and nothing was changed.",
        next_step="Open that inspection first, then take it in there."
        if ours
        else "This laptop was not let into that one: ask its lead for an invitation.",
    )


def _holds_a_bundle(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_bundle(file.read(64))
    except OSError:
        return False


def _inside(folder: Path) -> str:
    return os.path.join(folder, "")  # noqa: PTH118  pathlib drops the separator


def _path(typed: str) -> Path:
    return Path(typed_path(typed)).expanduser()


def _remember(base: EvidenceBase, path: Path) -> None:
    with base.local() as connection:
        set_setting(connection, _FOLDER, str(path.absolute().parent))
