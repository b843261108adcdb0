"""One person at one laptop who types, saves and seals until the process is killed.

Each keystroke goes into the draft as the program's own screens keep it, on its writing thread;
each note that is complete is saved, and takes its draft along. What has happened is told over a
pipe once it has happened.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.tui.draft_box import QUICK, keep_sheet
from inspector_app.tui.sheet import Sheet
from inspector_app.tui.work import Work
from inspector_app.vault.keystore import Keystore
from inspector_app.vault.vault import Vault, local_clock

__all__ = ["LENGTH", "Kept", "Place", "Saved", "Struck", "open_place", "type_away"]

LENGTH = 9
"""Keystrokes of a note after those of its beginning."""


@dataclass(frozen=True)
class Place:
    """Where is typed: a home with its opened keystore."""

    home: Path
    inspection: str
    keystore: Keystore


@dataclass(frozen=True)
class Struck:
    """A key was struck; the text is now this.

    Args:
        at: seconds of the machine's monotonic clock.
    """

    text: str
    at: float


@dataclass(frozen=True)
class Kept:
    """The draft with this text is on the disk."""

    text: str


@dataclass(frozen=True)
class Saved:
    """`record` has returned for the note with this text."""

    note: str
    text: str


def open_place(place: Place) -> EvidenceBase:
    vault = Vault(place.home, place.keystore, clock=local_clock, randomness=os.urandom)
    return EvidenceBase(vault, place.inspection)


def type_away(place: Place, life: int, tell: Connection) -> None:
    """Goes on until it is killed."""
    asyncio.run(_type_away(open_place(place), life, tell))


async def _type_away(base: EvidenceBase, life: int, tell: Connection) -> None:
    work, number = Work(), 0
    while True:
        number += 1
        begun = f"life {life} note {number} "
        for length in range(1, LENGTH + 1):
            text = begun + "abcdefghi"[:length]
            tell.send(Struck(text, time.monotonic()))
            await work.write(partial(keep_sheet, base, Sheet(text=text)))
            tell.send(Kept(text))
        note = base.new_id()
        write = NewWrite(note, "note", "text", Typed(text))
        await work.write(partial(base.record, write, draft=QUICK))
        tell.send(Saved(note, text))
        if number % 2:
            await work.write(base.seal)
