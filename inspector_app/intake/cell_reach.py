"""How far the cells of a sheet reach, told by a search instead of a parser."""

from __future__ import annotations

import re
from functools import lru_cache

from inspector_app.intake.flags import column_letter
from inspector_app.intake.limits import CELLS_MOST, ROWS_MOST, RefusedFileError, too_large

__all__ = ["Reach", "column_number", "outside", "too_far"]


class Reach:
    """The block of cells of one sheet that a reader holds; rows and columns from 0."""

    def __init__(self) -> None:
        self._top = self._left = -1
        self._bottom = self._right = -1

    def add(self, row: int, column: int) -> None:
        """One cell that holds something.

        Raises:
            RefusedFileError: the block has become too large.
        """
        if self._top < 0:
            self._top, self._left = row, column
        self._top, self._left = min(self._top, row), min(self._left, column)
        self._bottom, self._right = max(self._bottom, row), max(self._right, column)
        height, width = self._bottom - self._top + 1, self._right - self._left + 1
        if self._bottom >= ROWS_MOST or height * width > CELLS_MOST:
            raise too_far()


def too_far() -> RefusedFileError:
    """The refusal of a sheet whose cells lie too far apart."""
    return too_large(
        f"a sheet reaches beyond row {ROWS_MOST:,}, or has more than {CELLS_MOST // 10**6} million"
        " cells between its first and its last. Delete the rows below and the columns beside the"
        " list, save, and try again"
    )


def column_number(letters: str) -> int:
    """The position of a column from its letters, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@lru_cache(maxsize=32)
def outside(width: int, height: int) -> re.Pattern[bytes]:
    """Finds a cell that holds something outside a block from the corner, or is written oddly.

    Every spreadsheet program writes cells as <c r="A1" …>. One without content ends at once. A
    second `r` among the others would be the one that the reader proper believes.
    """
    columns = "|".join(_letters_up_to(column_letter(width - 1)))
    rows = "|".join(_digits_up_to(str(height)))
    others = r'(?:>| t="s">| s="\d+">|(?: (?!r)[a-z]+="\w*")*/?>)'
    inside = rf' r="(?:{columns})(?:{rows})"{others}'
    empty = r' r="[A-Z]{1,3}\d{1,7}"(?: s="\d+")?/>'
    return re.compile(rf"<c(?!{inside})(?![a-zA-Z])(?!{empty})".encode())


def _letters_up_to(last: str) -> list[str]:
    """Patterns for the columns A to `last`."""
    shorter = [f"[A-Z]{{{length}}}" for length in range(1, len(last))]
    below = [
        f"{last[:at]}[A-{chr(ord(letter) - 1)}]" + "[A-Z]" * (len(last) - at - 1)
        for at, letter in enumerate(last[:-1])
        if letter > "A"
    ]
    return [*shorter, *below, f"{last[:-1]}[A-{last[-1]}]"]


def _digits_up_to(last: str) -> list[str]:
    """Patterns for the numbers 1 to `last`, which have no leading noughts."""
    shorter = [rf"\d{{1,{len(last) - 1}}}"] if len(last) > 1 else []
    below = [
        rf"{last[:at]}[0-{int(digit) - 1}]" + r"\d" * (len(last) - at - 1)
        for at, digit in enumerate(last[:-1])
        if digit > "0"
    ]
    return [*shorter, *below, f"{last[:-1]}[0-{last[-1]}]"]
