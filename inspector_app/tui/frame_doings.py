"""What is done with imported lists from the Sample screen: blocking, for threads of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.frame_records import frame_on_its_way
from inspector_app.intake.purging import purge_frame
from inspector_app.intake.travelling import open_copy, share_frame
from inspector_app.sampling.plan_life import unfinished_plans
from inspector_app.tui.sample_words import count_words

if TYPE_CHECKING:
    import httpx

__all__ = ["fetch", "offer", "purge", "purge_warning"]


def offer(base: EvidenceBase, frame: str) -> str:
    """Offer imported lists to the team as a sealed copy; return what was done.

    Raises:
        InspectorError: as `share_frame`.
    """
    shared = share_frame(base, frame)
    pieces = count_words(shared.chunks, "sealed piece", "sealed pieces")
    return f"Offered in {pieces}, which leave with the next sync. Whoever needs them fetches them."


def fetch(base: EvidenceBase, frame: str, transport: httpx.BaseTransport | None = None) -> str:
    """Fetch lists that somebody offered; return what was done. Cut off, it goes on where it was.

    Raises:
        InspectorError: as `open_copy` and `fetch_chunks`.
    """
    from inspector_app.sync.client import ServerClient
    from inspector_app.sync.frames import fetch_chunks
    from inspector_app.sync.whereabouts import inspection_server

    try:
        # From here, or from pieces that a bundle brought.
        return f"{open_copy(base, frame):,} rows are on this laptop."
    except InspectorError as error:
        if error.code != "frame-on-its-way":
            raise
    client = ServerClient.to(base.vault.device, inspection_server(base), transport)
    try:
        here, of = fetch_chunks(base, client, frame)
    finally:
        client.close()
    if here < of or not of:
        raise frame_on_its_way(here, of)
    return f"{open_copy(base, frame):,} rows are on this laptop."


def purge_warning(base: EvidenceBase, frame: str) -> str:
    """Return what stands against destroying lists; empty if nothing does."""
    unfinished = unfinished_plans(base, frame)
    if not unfinished:
        return ""
    plans = count_words(unfinished, "sample is", "samples are")
    return f"⚠ {plans} not complete: without these lists nothing can be replaced or checked. "


def purge(base: EvidenceBase, frame: str, reason: str) -> str:
    """Destroy the rows of lists for good, although a sample may be unfinished: that was said.

    Raises:
        InspectorError: as `purge_frame`.
    """
    done = purge_frame(base, frame, unfinished=0, reason=reason)
    said = "The rows and their key are destroyed on this laptop." if done.destroyed else "Purged."
    if done.left:
        said = "⚠ Rows or pieces of them are still here. Close other windows, purge again."
    more = " Sync: the server and every laptop destroy theirs when they hear of it."
    return f"{said}{more if done.ordered else ''}"
