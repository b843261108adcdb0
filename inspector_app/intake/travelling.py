"""Imported lists travel: offered by who has them, opened by who asked for them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.frame_copies import SealedCopy
from inspector_app.evidence_base.writing import Typed
from inspector_app.intake.frame_content import frame_lines, write_lines
from inspector_app.intake.frame_places import whole_here
from inspector_app.intake.frame_records import (
    find_frame,
    frame_on_its_way,
    standing_unless_purged,
)
from inspector_app.vault.trouble import in_words
from schemas.canonical import MalformedError
from schemas.frame_copies import (
    chunk_name,
    chunk_names_text,
    open_chunks,
    packed,
    seal_chunks,
    unpacked,
)
from schemas.records import CaseFrame

__all__ = [
    "Shared",
    "open_copy",
    "share_frame",
]

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each chunk how many are done, and how many there are if that is known, else 0."""


@dataclass(frozen=True)
class Shared:
    """What was offered: how many chunks, and whether it had been before."""

    chunks: int
    before: bool


def share_frame(base: EvidenceBase, frame: str, progress: Progress | None = None) -> Shared:
    """Offers the rows of a frame to the team: seals a copy, which leaves with the next sync.

    The copy lies whole on this laptop before its key and chunks are recorded, in one change, and
    only what is recorded is ever sent. So whatever is cut off, nothing is promised that nobody
    has, and nothing lies at a server that a purge would not name.

    Raises:
        InspectorError: `unknown-frame`, `frame-purged`, `frame-elsewhere`, `frame-too-large`, and
            what `EvidenceBase.record` refuses; then nothing was offered.
    """
    record = find_frame(base, frame)
    standing = standing_unless_purged(base, frame)
    engine = base.vault.frames.open(frame)
    try:
        there = next(iter(whole_here(base, standing)), None)
        if there is not None and record.chunks is not None:
            return Shared(len(there.chunks), before=True)
        with in_words("frames"):
            content = packed(frame_lines(engine))
    finally:
        engine.dispose()
    return Shared(len(_offer(base, frame, standing.copies, content, progress)), before=False)


def open_copy(base: EvidenceBase, frame: str) -> int:
    """Writes the rows of a frame from a sealed copy that lies whole on this laptop.

    Into an encrypted file with a key of its own, which takes the frame's place only when every
    row is in it. Where the rows are here already, nothing is done.

    Returns:
        The number of rows.

    Raises:
        InspectorError: `unknown-frame`, `frame-purged`; `frame-not-shared`, `frame-on-its-way`
            when no copy is whole here; `copy-not-good`, `needs-newer`; then the frame is not here,
            and its chunks stay.
    """
    record = find_frame(base, frame)
    standing = standing_unless_purged(base, frame)
    if base.vault.frames.has(frame):
        return record.rows or 0
    whole = whole_here(base, standing)
    if not whole:
        copies = standing.copies
        raise frame_on_its_way(0, len(copies[0].chunks) if copies else 0)
    for copy in whole:
        try:
            return _written(base, record, copy, standing.content)
        except MalformedError:
            continue
    raise InspectorError(
        "copy-not-good",
        "The sealed copy is not one of these lists: its rows are not those that are recorded.",
        kept="Nothing was written; what was fetched stays here, sealed.",
        next_step="Tell the lead inspector, and ask whoever imported the lists to share them.",
    )


def _offer(
    base: EvidenceBase,
    frame: str,
    copies: Collection[SealedCopy],
    content: bytes,
    progress: Progress | None,
) -> list[str]:
    """Seals content under a new key, keeps the chunks and records them; their names."""
    key = base.vault.randomness(32)
    names: list[str] = []
    with opened_chunks(base.vault, frame) as store:
        # What an attempt that was cut off left here was never recorded.
        store.drop(store.names() - {name for copy in copies for name in copy.chunks})
        try:
            for chunk in seal_chunks(key, base.inspection, frame, content):
                store.put([chunk])
                names.append(chunk_name(chunk))
                if progress is not None:
                    progress(len(names), 0)
        except MalformedError:
            store.drop(names)
            raise InspectorError(
                "frame-too-large",
                "These lists are too large to travel: more than 256 MiB when compressed.",
                kept="They are here as before; nothing was offered.",
                next_step="Import the lists that the team needs as frames of their own.",
            ) from None
        copy = SealedCopy("", key, tuple(names), base.vault.device.id, None)
        store.remember_own(copy.mark, names)
        views = base.fields(frame)
        try:
            base.record(
                edit(views, frame, "case-frame", "key", Typed(key.hex())),
                edit(views, frame, "case-frame", "chunks", Typed(chunk_names_text(names))),
            )
        except BaseException:
            store.drop(names)
            raise
    return names


def _written(base: EvidenceBase, record: CaseFrame, copy: SealedCopy, content: str | None) -> int:
    """Writes the rows of one copy and puts them in the frame's place; how many there are.

    Every member can seal what he likes and say that it is a copy of these lists. So what came is
    held against the hash that the import recorded of all of it; without one it is called unchecked.
    """
    vault, frame = base.vault, record.id
    with opened_chunks(vault, frame) as store:
        try:
            engine = vault.frames.create_arriving(frame)
            try:
                chunks = store.read(copy.chunks)
                pieces = open_chunks(
                    copy.key or b"", base.inspection, frame, len(copy.chunks), chunks
                )
                with in_words("frames"):
                    came = write_lines(engine, unpacked(pieces))
            finally:
                engine.dispose()
            if content is None:
                good = (came.sha256, came.rows) == (record.sha256, record.rows)
            else:
                good = came.content == content
            if not good:
                raise MalformedError("not the rows that are recorded")
            # Before the rows are here, so that they are always known to have come from it.
            store.remember_own(copy.mark, copy.chunks)
            vault.frames.keep_arriving(frame)
        except BaseException:
            vault.frames.drop_arriving(frame)
            raise
    return came.rows
