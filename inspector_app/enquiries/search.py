"""Search over every text of the evidence base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import col, select

from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import RECORD_TYPES

__all__ = ["Hit", "search"]

_WORDS_AROUND = 12
"""Words in a snippet."""


@dataclass(frozen=True)
class Hit:
    """A record whose texts hold what was looked for.

    Args:
        record: its id.
        type: such as `note`.
        snippet: the words around, on one line, as plain text.
    """

    record: str
    type: str
    snippet: str


def search(base: EvidenceBase, text: str, *, limit: int = 50) -> tuple[Hit, ...]:
    """The records that hold all of these words, best first; withdrawn ones are left out.

    What was typed is words and nothing else: no sign in it is an instruction to the index. Case and
    accents do not matter; the last word may be unfinished.

    Args:
        base: to search.
        text: words, as typed.
        limit: how many at most.
    """
    wanted = match_words(text)
    hits: list[Hit] = []
    if not wanted or limit < 1:
        return ()
    with base.reading() as session:
        connection = session.connection()
        offset = 0
        while len(hits) < limit:
            page = _page(connection, wanted, limit, offset)
            gone = _withdrawn(connection, page)
            hits.extend(hit for hit in page if hit.record not in gone)
            offset += limit
            if len(page) < limit:
                break
    return tuple(hits[:limit])


def match_words(text: str) -> str:
    """An FTS5 query for all words of a text: each quoted, the last one as the start of a word.

    Quoting is that of SQLite's documentation (FTS5, section 3.1): in double quotes, doubled within.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    words = [word for word in plain.split() if any(sign.isalnum() for sign in word)]
    if not words:
        return ""
    quoted = ['"{}"'.format(word.replace('"', '""')) for word in words]
    return " AND ".join(quoted) + " *"


def _page(connection: Connection, wanted: str, limit: int, offset: int) -> list[Hit]:
    rows = connection.exec_driver_sql(
        "SELECT r.id, r.type, snippet(search, 0, '', '', '…', ?)"
        " FROM search JOIN record r ON r.number = search.rowid"
        " WHERE search MATCH ? ORDER BY rank LIMIT ? OFFSET ?",
        (_WORDS_AROUND, wanted, limit, offset),
    )
    return [Hit(record, kind, " ".join(snippet.split())) for record, kind, snippet in rows]


def _withdrawn(connection: Connection, hits: Iterable[Hit]) -> frozenset[str]:
    by_type: dict[str, list[str]] = {}
    for hit in hits:
        by_type.setdefault(hit.type, []).append(hit.record)
    gone: set[str] = set()
    for name, records in by_type.items():
        kind = RECORD_TYPES[name]
        rows = connection.execute(
            select(kind.id).where(col(kind.id).in_(records), col(kind.withdrawn).is_not(None))
        )
        gone.update(row[0] for row in rows)
    return frozenset(gone)
