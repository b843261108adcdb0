"""A search with 20 hits in 50,000 notes, against the bare index query."""

from __future__ import annotations

from random import Random
from statistics import median
from time import perf_counter

from benchmarks.homes import a_base, a_text, new_note
from benchmarks.row import Row
from inspector_app.enquiries.search import search

_NOTES = 50_000
_QUERY = "supervision drift"


def measure() -> Row:
    """The same words, as a person types them and as FTS5 takes them."""
    random = Random(3)
    with a_base() as (_, base):
        for _start in range(0, _NOTES, 50):
            batch = [a_text(random, 300) for _ in range(50)]
            base.record(*(write for words in batch for write in new_note(base, words)))
        plain: list[float] = []
        ours: list[float] = []
        for _ in range(15):
            started = perf_counter()
            hits = search(base, _QUERY, limit=20)
            ours.append(perf_counter() - started)
            started = perf_counter()
            with base.reading() as session:
                session.connection().exec_driver_sql(
                    "SELECT rowid, snippet(search, 0, '', '', '…', 24) FROM search"
                    " WHERE search MATCH 'supervision drift*' ORDER BY rank LIMIT 20"
                ).all()
            plain.append(perf_counter() - started)
        assert len(hits) == 20
    return Row(
        "full-text search, 50,000 notes, 20 hits",
        "the bare FTS5 query with its snippets",
        median(plain) * 1000,
        median(ours) * 1000,
        2.0,
    )
