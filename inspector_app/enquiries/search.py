"""Search over every text of the evidence base.

The index finds records and keeps no text; the words around what was found are read from the record.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from inspector_app.evidence_base.base import EvidenceBase
from schemas.changes import field_and_key
from schemas.fields import ElementRow, Record, field_kinds
from schemas.records import RECORD_TYPES

__all__ = ["Hit", "match_words", "search"]

_WORDS_BEFORE, _WORDS_AFTER = 4, 10
"""Words of a snippet around the first one found."""

_LONGEST = 300
"""Characters of a snippet, where words are long or far apart."""

_WORD = re.compile(r"[^\W_]+")
"""A word as the index sees it: letters and digits."""


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
        offset = 0
        while len(hits) < limit:
            page = _page(session.connection(), wanted, limit, offset)
            standing = _standing(session, page)
            hits.extend(
                Hit(record, kind, _snippet(standing[record], text))
                for record, kind in page
                if record in standing
            )
            offset += limit
            if len(page) < limit:
                break
    return tuple(_with_others(base, hit, text) for hit in hits[:limit])


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


def _page(connection: Connection, wanted: str, limit: int, offset: int) -> list[tuple[str, str]]:
    rows = connection.exec_driver_sql(
        "SELECT r.id, r.type FROM search JOIN record r ON r.number = search.rowid"
        " WHERE search MATCH ? ORDER BY rank LIMIT ? OFFSET ?",
        (wanted, limit, offset),
    )
    return [(record, kind) for record, kind in rows]


def _standing(session: Session, found: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The texts of those records that were not withdrawn."""
    by_type: dict[str, list[str]] = {}
    for record, name in found:
        by_type.setdefault(name, []).append(record)
    texts: dict[str, list[str]] = {}
    for name, records in by_type.items():
        kind = RECORD_TYPES[name]
        fields = [field for field, of in field_kinds(kind).items() if of == "text"]
        wanted = select(kind).where(col(kind.id).in_(records), col(kind.withdrawn).is_(None))
        for row in session.exec(wanted):
            texts[row.id] = [text for field in fields if (text := getattr(row, field))]
        if any(keyed.holds == "text" for keyed in kind.keyed.values()):
            _add_maps(session, kind, texts)
    return texts


def _add_maps(session: Session, kind: type[Record], texts: dict[str, list[str]]) -> None:
    maps = [field for field, keyed in kind.keyed.items() if keyed.holds == "text"]
    wanted = select(ElementRow).where(
        col(ElementRow.record).in_(list(texts)), col(ElementRow.field).in_(maps)
    )
    for row in session.exec(wanted):
        texts[row.record].append(row.value or "")


def _with_others(base: EvidenceBase, hit: Hit, text: str) -> Hit:
    """The hit with a snippet from the other values of a conflict, where only these hold a word."""
    if hit.snippet:
        return hit
    texts = [
        write.value
        for field, view in base.fields(hit.record).items()
        if field_and_key(field)[0] != "withdrawn"
        for write in view.current
        if isinstance(write.value, str)
    ]
    return Hit(hit.record, hit.type, _snippet(texts, text) or _shortened("".join(texts[:1])))


def _snippet(texts: Iterable[str], wanted: str) -> str:
    """The words around the first one that was looked for; empty where none is there."""
    words = [_folded(word) for word in _WORD.findall(wanted)]
    for text in texts:
        spans = [match.span() for match in _WORD.finditer(text)]
        for place, (start, end) in enumerate(spans):
            word = _folded(text[start:end])
            if word in words or (words and word.startswith(words[-1])):
                return _cut(text, spans, place)
    return ""


def _cut(text: str, spans: Sequence[tuple[int, int]], place: int) -> str:
    first, last = max(0, place - _WORDS_BEFORE), min(len(spans) - 1, place + _WORDS_AFTER)
    start = spans[first][0] if first else 0
    end = spans[last][1] if last < len(spans) - 1 else len(text)
    shown = _shortened(text[start:end])
    return f"{'…' if first else ''}{shown}{'…' if last < len(spans) - 1 else ''}"


def _shortened(text: str) -> str:
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _folded(word: str) -> str:
    """A word without case and accents, as the index compares it."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
