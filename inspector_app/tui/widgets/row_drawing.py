"""Draws one wrapped row of an editor: the characters, the selection and the cursor."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a line that is drawn in another style; later marks lie over earlier ones.

    Attributes:
        start: First character.
        end: One past the last; may lie one past the end of the line, for the cursor there.
        style: What is added to the style of the row.
    """

    start: int
    end: int
    style: Style


def drawn_row(
    line: str, row: tuple[int, int], tabs: Sequence[int], marks: Sequence[Mark], base: Style
) -> Strip:
    """Return the picture of one wrapped row.

    Args:
        line: The whole line, in characters that are safe to draw.
        row: Where the row starts and ends in it, in characters.
        tabs: Cells that each tab of the whole line takes, in order.
        marks: Selection and cursor, as positions in the line.
        base: The style of the text.
    """
    start, end = row
    past_end = any(mark.end > len(line) for mark in marks) and end == len(line)
    text = line[start:end] + (" " if past_end else "")
    widths = iter(tabs[line.count("\t", 0, start) :]) if "\t" in text else iter(())
    segments = []
    for first, last in _stretches(start, start + len(text), marks):
        style = base
        for mark in marks:
            if mark.start <= first and last <= mark.end:
                style += mark.style
        piece = _without_tabs(text[first - start : last - start], widths)
        segments.append(Segment(piece, style))
    return Strip(segments)


def _stretches(start: int, end: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Cut a row where a mark starts or ends."""
    cuts = {start, end}
    cuts.update(at for mark in marks for at in (mark.start, mark.end) if start < at < end)
    edges = sorted(cuts)
    return list(itertools.pairwise(edges))


def _without_tabs(piece: str, widths: Iterator[int]) -> str:
    if "\t" not in piece:
        return piece
    first, *others = piece.split("\t")
    return first + "".join(" " * next(widths, 1) + part for part in others)
