"""Harm to one file of a home, and that the others are left alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.evidence_base.damaging import flip
from tests.story.laptops import Laptop

__all__ = ["PAGE", "Harm", "cut_to", "flipped", "gone", "left_alone", "the"]

PAGE = 4096
Harm = Callable[[Path], None]


def flipped(place: int) -> Harm:
    return lambda path: flip(path, place)


def cut_to(size: int) -> Harm:
    return lambda path: os.truncate(path, size if size >= 0 else path.stat().st_size + size)


def gone(path: Path) -> None:
    path.unlink()


def the(kind: str, laptop: Laptop) -> Path:
    [found] = (laptop.home / kind).glob("*.db")
    return found


@contextmanager
def left_alone(laptop: Laptop) -> Iterator[None]:
    """No file that is there is another afterwards; what SQLite and locks lay beside may come."""
    before = laptop.files()
    yield
    after = laptop.files()
    beside = {name for name, data in before.items() if name.endswith("-shm") or not data}
    assert {name for name in before.keys() - beside if after.get(name) != before[name]} == set()
