"""Texts held against each other, word by word: what stands in one and not in the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

__all__ = ["Run", "compared"]

_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")

_MOST_WORDS: Final = 4_000
"""Words that differ in the middle of two texts; with more, comparing takes longer than reading."""


@dataclass(frozen=True)
class Run:
    """A stretch of a text.

    Args:
        text: as it was typed.
        alone: whether it does not stand in some other of the texts.
    """

    text: str
    alone: bool


def compared(texts: Sequence[str]) -> tuple[tuple[Run, ...], ...]:
    """Each text in runs that come to the text again; white space alone is no difference.

    What is longer than can be compared while somebody waits is one run that stands alone.
    """
    words = [_WORD.findall(text) for text in texts]
    marks = [[False] * len(each) for each in words]
    for left in range(len(words)):
        for right in range(left + 1, len(words)):
            _mark(words[left], words[right], marks[left], marks[right])
    return tuple(map(_runs, words, marks))


def _mark(left: list[str], right: list[str], in_left: list[bool], in_right: list[bool]) -> None:
    """Marks the words of two texts that the other lacks."""
    start = 0
    shortest = min(len(left), len(right))
    while start < shortest and left[start] == right[start]:
        start += 1
    end = 0
    while end < shortest - start and left[-1 - end] == right[-1 - end]:
        end += 1
    ours, theirs = left[start : len(left) - end], right[start : len(right) - end]
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        in_left[start : len(left) - end] = [True] * len(ours)
        in_right[start : len(right) - end] = [True] * len(theirs)
        return
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            in_left[start + i : start + j] = [True] * (j - i)
            in_right[start + k : start + m] = [True] * (m - k)


def _runs(words: list[str], marks: list[bool]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for place, word in enumerate(words):
        alone = marks[place]
        if word.isspace():
            # White space between two marked words belongs to them; elsewhere it is no difference.
            before = place > 0 and marks[place - 1]
            alone = before and place + 1 < len(words) and marks[place + 1]
        if runs and runs[-1].alone == alone:
            runs[-1] = Run(runs[-1].text + word, alone)
        else:
            runs.append(Run(word, alone))
    return tuple(runs)
