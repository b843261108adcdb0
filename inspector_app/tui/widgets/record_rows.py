"""The rows a table knows: windows of a long list that somebody else reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

BLOCK: Final = 64
"""Rows are asked for in blocks of this many."""

MOST_BLOCKS: Final = 64
"""Blocks kept; those farthest from the screen are dropped first."""


@unique
class Tone(Enum):
    """How a row looks; its words must say the same."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        key: Names the record for good, however the list is ordered.
        cells: Any texts, one a column.
        tone: How it looks.
    """

    key: str
    cells: tuple[str, ...]
    tone: Tone = Tone.PLAIN


class RowWindows:
    """Rows by their place in the list, as far as they are known.

    Attributes:
        total: Rows in the whole list; None until the first window came.
        generation: Grows with each `expire`; answers to older questions are dropped.
    """

    def __init__(self) -> None:
        self.total: int | None = None
        self.generation = 0
        self._blocks: dict[int, list[Row | None]] = {}
        self._current: set[int] = set()
        self._asked: set[int] = set()

    def row(self, index: int) -> Row | None:
        """Return the row at a place, also one that is being read again; None if not known."""
        block = self._blocks.get(index // BLOCK)
        return block[index % BLOCK] if block is not None else None

    def expire(self) -> None:
        """Take it that the list changed; old rows are shown until new ones come."""
        self.generation += 1
        self._current.clear()
        self._asked.clear()

    def wanted(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the window to ask for so that the rows from `first` to `last` are known.

        Returns:
            Offset and number of rows; None if all are known or asked for.
        """
        end = last if self.total is None else min(last, self.total - 1)
        blocks = range(max(0, first) // BLOCK, max(0, end) // BLOCK + 1)
        missing = [b for b in blocks if b not in self._current and b not in self._asked]
        if not missing or (self.total == 0 and self._current):
            return None
        self._asked.update(range(missing[0], missing[-1] + 1))
        return missing[0] * BLOCK, (missing[-1] - missing[0] + 1) * BLOCK

    def put(self, offset: int, rows: Sequence[Row], total: int) -> None:
        """Take in a window.

        Args:
            offset: Place of its first row in the list.
            rows: Its rows; fewer than asked for only at the end of the list.
            total: Rows in the whole list.
        """
        self.total = total
        for place, row in enumerate(rows, offset):
            self._blocks.setdefault(place // BLOCK, [None] * BLOCK)[place % BLOCK] = row
        end = offset + len(rows)
        done = range(-(-offset // BLOCK), -(-end // BLOCK) if end >= total else end // BLOCK)
        self._current.update(done, {0} if total == 0 else ())
        self._asked.difference_update(done)
        self._drop_far(offset // BLOCK)
        last_block = (total - 1) // BLOCK
        for block in [b for b in self._blocks if b > last_block]:
            del self._blocks[block]
        if total and last_block in self._blocks:
            kept = (total - 1) % BLOCK + 1
            self._blocks[last_block][kept:] = [None] * (BLOCK - kept)

    def _drop_far(self, near: int) -> None:
        far = sorted(self._blocks, key=lambda block: abs(block - near))[MOST_BLOCKS:]
        for block in far:
            del self._blocks[block]
            self._current.discard(block)
