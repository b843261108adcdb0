"""Tables of grades, from files and from literals, as the judges' program reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from inspector_app.judgement.judges import Ratings
from inspector_app.judgement.judges_file import read_ratings
from schemas.frameworks import load_framework

__all__ = ["RATINGS", "from_counts", "from_rows", "from_square", "rated", "read"]

RATINGS = Path(__file__).parent / "ratings"
_SCALES = (load_framework("ilacs-2026").grades[::-1],)


def rated(name: str) -> Ratings:
    """One of the files beside these tests."""
    return read((RATINGS / f"{name}.csv").read_bytes())


def read(content: bytes | str, own: Sequence[str] = ()) -> Ratings:
    """What stands in a file."""
    return read_ratings(content.encode() if isinstance(content, str) else content, _SCALES, own)


def from_rows(rows: Iterable[Sequence[object]], own: Sequence[str] = ()) -> Ratings:
    """A row per unit, a column per judge; None where a judge did not grade it."""
    lines = [
        f"{unit},judge {judge},{grade}"
        for unit, row in enumerate(rows)
        for judge, grade in enumerate(row)
        if grade is not None
    ]
    return read("\n".join(["unit,judge,grade", *lines]), own)


def from_square(square: Sequence[Sequence[int]]) -> Ratings:
    """Counts of pairs: a row per grade of the first judge, a column per grade of the second."""
    size = range(len(square))
    scale = [str(grade) for grade in size]
    return from_rows([(c, k) for c in size for k in size for _ in range(square[c][k])], scale)


def from_counts(counts: Sequence[Sequence[int]]) -> Ratings:
    """A row per unit: how many judges gave each grade."""
    scale = [str(grade) for grade in range(len(counts[0]))]
    return from_rows([[k for k, n in enumerate(row) for _ in range(n)] for row in counts], scale)
