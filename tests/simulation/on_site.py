"""One person at a laptop who writes, edits what is there and syncs, until killed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random

from inspector_app.enquiries.shown import shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.whereabouts import inspection_server
from schemas.records import Note
from tests.simulation.typing_away import Place, open_place

__all__ = ["Exchanged", "Missed", "Recorded", "be_on_site", "sync_once"]

PAUSE = 0.15
"""Seconds at most between two saves of somebody who is quick."""

_ONE_IN = 4
"""Saves between two syncs, about."""


@dataclass(frozen=True)
class Recorded:
    """`record` has returned for this change."""

    change: str


@dataclass(frozen=True)
class Exchanged:
    """An exchange came to its end."""


@dataclass(frozen=True)
class Missed:
    """An exchange did not, and was refused in words; nothing waits for it."""

    code: str


def sync_once(base: EvidenceBase) -> None:
    """One exchange as the program makes it.

    Raises:
        InspectorError: when the server is away.
    """
    client = ServerClient.to(base.vault.device, inspection_server(base))
    try:
        exchange(base, client)
    finally:
        client.close()


def be_on_site(place: Place, life: int, tell: Connection) -> None:
    """Goes on until it is killed."""
    base, dice = open_place(place), Random(f"{place.home}/{life}")
    paused, number = threading.Event(), 0
    while True:
        number += 1
        tell.send(Recorded(base.record(*_writes(base, dice, f"life {life}, {number}")).change))
        if dice.randrange(_ONE_IN) == 0:
            try:
                sync_once(base)
            except InspectorError as error:
                tell.send(Missed(error.code))
            else:
                tell.send(Exchanged())
        paused.wait(dice.uniform(0, PAUSE))


def _writes(base: EvidenceBase, dice: Random, words: str) -> list[NewWrite]:
    """A note of one's own, or another text for one that is here, whoever wrote it."""
    notes = shown_records(base, Note)
    if notes and dice.random() < 0.4:
        note = dice.choice(notes).id
        return [edit(base.fields(note), note, "note", "text", Typed(f"{words}: otherwise"))]
    note = base.new_id()
    return [
        NewWrite(note, "note", "text", Typed(f"{words}: a visit that was late")),
        NewWrite(note, "note", "areas[leaders]", True),
    ]
