"""10,000 notes taken in from a colleague, against inserting the same final rows and their index."""

from __future__ import annotations

import os
from random import Random
from time import perf_counter

from sqlalchemy import text

from benchmarks.homes import a_base, a_text, new_note
from benchmarks.row import Row
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.vault.sqlcipher import FileKey, open_database

_NOTES = 10_000


def measure() -> Row:
    """The log is replayed into a second base of the same device, as after a restored laptop."""
    random = Random(2)
    texts = [a_text(random) for _ in range(_NOTES)]
    with a_base() as (folder, base):
        for start in range(0, _NOTES, 50):
            batch = texts[start : start + 50]
            base.record(*(write for words in batch for write in new_note(base, words)))
        base.seal()
        entries = [entry.to_bytes() for entry in base.entries_missing_from({})]
        records = base.team.chain.records
        path = base.vault.base_path(base.inspection)
        base.close()
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        again = EvidenceBase(base.vault, base.inspection)
        try:
            started = perf_counter()
            again.merge(entries, records=records)
            ours = perf_counter() - started
        finally:
            again.close()
        bare = open_database(folder / "bare.db", FileKey(os.urandom(32), os.urandom(16)))
        with bare.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT, occasion TEXT, minutes INT)"
                )
            )
            connection.execute(text("CREATE VIRTUAL TABLE search USING fts5(text)"))
        rows = [(str(number), words, "worker", 30) for number, words in enumerate(texts)]
        started = perf_counter()
        with bare.begin() as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES (?, ?, ?, ?)", rows)
            connection.exec_driver_sql(
                "INSERT INTO search (text) VALUES (?)", [(words,) for words in texts]
            )
        plain = perf_counter() - started
        bare.dispose()
    return Row(
        "replay of the log of 10,000 notes",
        "executemany of the same final rows and index",
        plain * 1000,
        ours * 1000,
        2.5,
    )
