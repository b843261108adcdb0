"""Real homes with real encrypted bases, made in a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import create_base
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.vault.vault import Vault

__all__ = ["a_base", "a_text", "new_note"]

_WORDS = [
    "visit",
    "child",
    "worker",
    "plan",
    "review",
    "supervision",
    "school",
    "carer",
    "placement",
    "meeting",
    "risk",
    "home",
    "voice",
    "oversight",
    "drift",
    "timely",
    "record",
    "chronology",
    "decision",
    "impact",
    "family",
    "network",
    "help",
    "protection",
]


@contextmanager
def a_base() -> Iterator[tuple[Path, EvidenceBase]]:
    """A folder, and the lead's base of a new inspection in it."""
    with TemporaryDirectory(prefix="inspector-bench-") as name:
        folder = Path(name)
        passphrase = "correct horse battery staple"  # noqa: S105  # of a home that holds nothing
        vault = Vault.create(folder / "home", "Ann", passphrase, kdf="minimum")
        base = create_base(vault)
        try:
            yield folder, base
        finally:
            base.close()


def a_text(random: Random, size: int = 1200) -> str:
    """A note's text of about `size` characters."""
    words: list[str] = []
    length = 0
    while length < size:
        word = random.choice(_WORDS)
        words.append(word)
        length += len(word) + 1
    return " ".join(words)


def new_note(base: EvidenceBase, text: str) -> tuple[NewWrite, ...]:
    """A note as quick capture saves it: text, occasion, minutes, an area."""
    record = base.new_id()
    return (
        NewWrite(record, "note", "text", Typed(text)),
        NewWrite(record, "note", "occasion", "worker"),
        NewWrite(record, "note", "minutes", 30),
        NewWrite(record, "note", "areas[leaders]", True),
    )
