"""Line wrapping whose cost does not grow with the length of a paragraph.

Textual wraps the whole line again at each key; a pasted page without line ends then makes typing
crawl. Here only the rows around the change are wrapped, until the breaks are again where they
were.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final

from textual._wrap import compute_wrap_offsets
from textual.document._document import Location
from textual.document._wrapped_document import WrappedDocument

LONG_LINE: Final = 2_000
"""Characters from which a line is wrapped piece by piece."""

_ROWS_AT_A_TIME: Final = 32

_LAST_WORD: Final = re.compile(r"\S+\s*$|\s+$")


def common_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many characters two texts share at the start and, beyond those, at the end."""
    shortest = min(len(old), len(new))
    prefix = _longest(shortest, lambda n: old[:n] == new[:n])
    rest = shortest - prefix
    suffix = _longest(rest, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return prefix, suffix


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """Return the largest n up to `most` for which `holds`, which is true up to there."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low


def wrapped_again(old: str, breaks: list[int], new: str, width: int) -> list[int]:
    """Return where a changed line breaks, from where it broke before.

    Args:
        old: The line before; without tabs.
        breaks: The positions at which `old` was broken for this width.
        new: The line now; without tabs.
        width: Cells in a row; at least 1.

    Returns:
        The same positions that wrapping all of `new` would give.
    """
    prefix, suffix = common_ends(old, new)
    shift = len(new) - len(old)
    kept = _breaks_before(new, breaks, prefix, width)
    start = breaks[kept - 1] if kept else 0
    result = breaks[:kept]
    window = _ROWS_AT_A_TIME * width
    while True:
        piece = new[start : start + window]
        found = [start + at for at in compute_wrap_offsets(piece, width, 1)]
        for at in found:
            result.append(at)
            if at >= len(new) - suffix:
                same = bisect_left(breaks, at - shift)
                if same < len(breaks) and breaks[same] == at - shift:
                    result.extend(later + shift for later in breaks[same + 1 :])
                    return result
        if start + window >= len(new):
            return result
        if found:
            start = found[-1]
        else:  # nothing but characters without width
            window *= 2


def _breaks_before(new: str, breaks: list[int], changed: int, width: int) -> int:
    """Return how many of the old breaks a change at a position cannot have moved.

    A change can let the word it stands in go up into the row before. A word that already fills
    several rows up to the change stays where it is.
    """
    look_from = max(0, changed - 4 * width)
    word = _LAST_WORD.search(new, look_from, changed)
    if word is None:
        start = changed
    elif word.start() == look_from and look_from > 0:
        return bisect_right(breaks, max(0, changed - 1))
    else:
        start = word.start()
    return max(0, bisect_right(breaks, start) - 1)


class SteadyWrap(WrappedDocument):
    """The wrapped view of a document, kept up to date at a steady cost."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap all lines.

        Args:
            width: Cells in a row; 0 for no wrapping.
            tab_width: Cells between tab stops; unchanged if None.
        """
        super().wrap(width, tab_width)
        self._wrapped_lines = list(self.document.lines)

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Wrap what an edit touched; called after the document was changed."""
        row = start[0]
        lines = self.document.lines
        one_row = row == old_end[0] == new_end[0] and len(self._wrapped_lines) == len(lines)
        if one_row and self._width and self._is_long(row):
            self._rewrap_row(row)
            self._wrapped_lines[row] = lines[row]
        else:
            super().wrap_range(start, old_end, new_end)
            self._wrapped_lines = list(lines)

    def _is_long(self, row: int) -> bool:
        old, new = self._wrapped_lines[row], self.document.lines[row]
        return len(old) >= LONG_LINE and len(new) >= LONG_LINE and "\t" not in old + new

    def _rewrap_row(self, row: int) -> None:
        old = self._wrapped_lines[row]
        before = self._wrap_offsets[row]
        after = wrapped_again(old, before, self.document.lines[row], self._width)
        self._wrap_offsets[row] = after
        grown = len(after) - len(before)
        if not grown:
            return
        top = self._line_index_to_offsets[row][0]
        self._line_index_to_offsets[row] = list(range(top, top + len(after) + 1))
        self._offset_to_line_info[top : top + len(before) + 1] = [
            (row, section) for section in range(len(after) + 1)
        ]
        for below in range(row + 1, len(self._line_index_to_offsets)):
            moved = [offset + grown for offset in self._line_index_to_offsets[below]]
            self._line_index_to_offsets[below] = moved

    @property
    def height(self) -> int:
        """How many rows all lines take."""
        return len(self._offset_to_line_info)

    def section(self, row: int, index: int) -> tuple[int, int]:
        """Return where one wrapped row of a line starts and ends, in characters."""
        breaks = self._wrap_offsets[row]
        start = breaks[index - 1] if index else 0
        end = breaks[index] if index < len(breaks) else len(self.document.lines[row])
        return start, end

    def place(self, y: int) -> tuple[int, int] | None:
        """Return the line and the wrapped row of it that stand at a height; None below all."""
        return self._offset_to_line_info[y] if 0 <= y < len(self._offset_to_line_info) else None

    def get_sections(self, line_index: int) -> list[str]:
        """Return the wrapped rows of a line."""
        line = self.document.lines[line_index]
        edges = [0, *self._wrap_offsets[line_index], len(line)]
        return [line[start:end] for start, end in itertools.pairwise(edges)]
