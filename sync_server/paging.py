"""Cutting what a laptop lacks into answers of about a page, each read from the store in slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.wire import PAGE_BYTES
from sync_server.ledger import Place

__all__ = ["Page", "paged"]

_SLICE_BYTES = 256 * 1024
"""Entries read from the store at a time while they stream."""


@dataclass(frozen=True)
class Page:
    """The entries of one answer: their numbers in slices, and where the next answer begins."""

    slices: tuple[tuple[int, ...], ...]
    next: int | None


def paged(wanted: Sequence[Place]) -> Page:
    """Cuts a list of entries where about a page of bytes is full; a larger one stands alone."""
    slices: list[tuple[int, ...]] = []
    current: list[int] = []
    total = in_slice = sent = 0
    for place in wanted:
        if total and total + place.size > PAGE_BYTES:
            break
        sent, total, in_slice = sent + 1, total + place.size, in_slice + place.size
        current.append(place.number)
        if in_slice >= _SLICE_BYTES:
            slices.append(tuple(current))
            current, in_slice = [], 0
    if current:
        slices.append(tuple(current))
    return Page(tuple(slices), wanted[sent - 1].number if sent < len(wanted) else None)
