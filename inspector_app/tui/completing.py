"""How far it is clear what somebody has begun to type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile


def alike(texts: Sequence[str]) -> int:
    """Return how many characters all texts begin with, whatever the capitals."""
    columns = zip(*(text.casefold() for text in texts), strict=False)
    return sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, columns))
