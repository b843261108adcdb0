"""One note saved: durable, logged, projected and searchable, against a bare durable insert."""

from __future__ import annotations

import os
from random import Random
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import text

from benchmarks.homes import a_base, a_text, new_note
from benchmarks.row import Row
from inspector_app.vault.sqlcipher import FileKey, open_database

_SAVES = 600


def measure() -> Row:
    """Interleaved, so that both meet the same disk and the same neighbours."""
    random = Random(1)
    with a_base() as (folder, base):
        bare = open_database(folder / "bare.db", FileKey(os.urandom(32), os.urandom(16)))
        with bare.begin() as connection:
            connection.execute(text("CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT)"))
        plain: list[float] = []
        ours: list[float] = []
        for number in range(_SAVES):
            words = a_text(random)
            writes = new_note(base, words)
            started = perf_counter()
            base.record(*writes)
            ours.append(perf_counter() - started)
            started = perf_counter()
            with bare.begin() as connection:
                connection.exec_driver_sql("INSERT INTO note VALUES (?, ?)", (str(number), words))
            plain.append(perf_counter() - started)
        bare.dispose()
    last = quantiles(ours, n=100)[98] * 1000
    return Row(
        "save of one note (median)",
        "an SQLCipher insert of the same text, synchronous=FULL",
        median(plain) * 1000,
        median(ours) * 1000,
        4.0,
        f"p99 {last:.1f} ms (under 10 wanted)",
    )
