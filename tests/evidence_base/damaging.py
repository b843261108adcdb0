"""The files of an inspection, and harm that comes to them."""

from __future__ import annotations

from pathlib import Path

from inspector_app.evidence_base.mending import Mended, mend
from tests.evidence_base.laptops import Laptop

__all__ = ["LONG", "flip", "log_of", "mended", "path_of"]

LONG = "A long account of the blackthorn, told over several pages. " * 400


def path_of(laptop: Laptop) -> Path:
    """The inspection's file."""
    return laptop.home / "bases" / f"{laptop.inspection}.db"


def log_of(laptop: Laptop) -> Path:
    """The write-ahead log beside it."""
    return path_of(laptop).with_name(f"{laptop.inspection}.db-wal")


def flip(path: Path, place: int) -> None:
    """Turns one bit."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def mended(laptop: Laptop) -> Mended:
    """What became of it, with nothing of the home open."""
    laptop.close()
    return mend(laptop.vault(), laptop.inspection)
