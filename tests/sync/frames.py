"""Imported lists in the hands of a team: importing, looking into files, looking for words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import inspect

from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.intake.frame_places import FramePlace, frame_places
from inspector_app.intake.importing import import_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sync.client import ServerClient
from inspector_app.sync.frames import fetch_chunks
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.laptops import Laptop, give
from tests.intake.workbooks import CONTACT, row_for, write_contacts

__all__ = [
    "CANARY",
    "contents",
    "fetch",
    "file_keys",
    "imported",
    "meet",
    "place",
    "words_in_homes",
]

CANARY = "KESTREL-4471"
"""A child's identifier that is in every imported list here."""


def imported(laptop: Laptop, path: Path, rows: int = 30) -> str:
    """A frame of so many contacts, one of them the canary's; its id."""
    children = [CANARY, *(f"C{number}" for number in range(1, rows))]
    write_contacts(path, *(row_for(1, CONTACT, Child_Unique_ID=child) for child in children))
    return import_frame(laptop.base, inspect_files([path]))


def meet(*laptops: Laptop) -> None:
    """Everybody hands everybody what they have, obeys what came, and hands on that they did."""
    for _ in range(2):
        for giver in laptops:
            for taker in laptops:
                if taker is not giver:
                    give(giver, taker)
        for laptop in laptops:
            obey_purges(laptop.base)


def place(laptop: Laptop, frame: str) -> FramePlace:
    """Where a frame is, seen from a laptop."""
    return next(each for each in frame_places(laptop.base) if each.record.id == frame)


def fetch(laptop: Laptop, url: str, server: EmbeddedServer, frame: str) -> tuple[int, int]:
    """Fetches a frame's chunks from an address; how many are here, of how many."""
    client = ServerClient(laptop.base.vault.device, url, None, server.server)
    try:
        return fetch_chunks(laptop.base, client, frame)
    finally:
        client.close()


def contents(laptop: Laptop, frame: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a frame file."""
    engine = laptop.base.vault.frames.open(frame)
    try:
        with engine.connect() as connection:
            return {
                name: sorted(
                    map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"')),  # noqa: S608
                    key=repr,
                )
                for name in inspect(connection).get_table_names()
            }
    finally:
        engine.dispose()


def file_keys(laptop: Laptop) -> dict[str, bytes]:
    """The key of every encrypted file of a home, by its path."""
    return {path: key.key for path, key in laptop.base.vault._refreshed().files.items()}


def words_in_homes(
    laptops: Iterable[Laptop], keys: Iterable[bytes], words: Iterable[bytes]
) -> set[tuple[str, str]]:
    """In which files one of the words stands, plainly or under one of the keys.

    Every file of every home is tried with every key, journals and leftovers too.
    """
    known, wanted = set(keys), tuple(words)
    found = set()
    for laptop in laptops:
        for path in laptop.home.rglob("*"):
            if not path.is_file():
                continue
            seen = [path.read_bytes()]
            if ".db" in path.name:
                seen += [decrypted(path, key) for key in known]
            if any(word in each for word in wanted for each in seen):
                found.add((laptop.name, path.relative_to(laptop.home).as_posix()))
    return found
