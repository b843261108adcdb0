"""What of an inspection can still be read in damaged files: each row proven before it counts.

Records, changes, parts and sealed parts are named by their hashes, so a row proves itself; entries
are signed, which a merge checks. Drafts, sealed answers and invitations stand on pages whose own
proof is right, and are read as what they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from inspector_app.evidence_base.drafts import DraftContent
from inspector_app.evidence_base.taking_back import KeptWork
from inspector_app.vault.pages import Pages
from inspector_app.vault.rows import Row, rows_of
from inspector_app.vault.sqlcipher import FileKey
from schemas.canonical import MalformedError
from schemas.changes import Part, change_id
from schemas.entries import Entry, Header
from schemas.records import RECORD_TYPES
from schemas.signing import SealedAnswer
from schemas.team_records import SignedRecord, read_record

__all__ = ["Salvage"]

_SETTINGS = frozenset({"hlc", "swept"})


@dataclass(repr=False)
class Salvage:
    """What was read so far; of what stands in several files, the first one read counts.

    Args:
        records: of the team, by id and signature.
    """

    records: dict[tuple[str, bytes], SignedRecord] = field(default_factory=dict)
    _entries: dict[bytes, tuple[Header, bytes, bytes]] = field(default_factory=dict)
    _sealed: dict[str, bytes] = field(default_factory=dict)
    _changes: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    _parts: dict[str, Part] = field(default_factory=dict)
    _local: dict[str, dict[str, Row]] = field(default_factory=dict)

    def read(self, path: Path, file_key: FileKey) -> int:
        """Adds what a file and its write-ahead log hold; neither is written to.

        Returns:
            How many pages could not be read.
        """
        pages = Pages(path, file_key)
        for row in rows_of(pages):
            # A page that is proven holds what this program wrote; which table's, its form says.
            take = _take(_form(row))
            if take is not None:
                with suppress(MalformedError):
                    take(self, row)
        return len(pages.lost)

    def entries(self) -> list[bytes]:
        """The entries as they travel, with the sealed parts that were found."""
        return [
            Entry(
                encoded,
                body,
                signature,
                tuple(self._sealed.get(line.sealed_sha256) for line in header.parts),
            ).to_bytes()
            for encoded, (header, body, signature) in self._entries.items()
        ]

    def kept(self) -> KeptWork:
        """Changes in the order they were made, parts, and what never leaves the laptop."""
        changes = [body for _, body in sorted(self._changes.values(), key=lambda each: each[0])]
        local = {table: tuple(rows.values()) for table, rows in self._local.items()}
        return KeptWork(tuple(changes), tuple(self._parts.values()), local)

    def _record(self, row: Row) -> None:
        record = SignedRecord(_bytes(row[2]), _bytes(row[1]))
        read_record(record.body)
        # Under the name that its bytes have; who signed it, the merge finds out.
        self.records[record.id, record.signature] = record

    def _entry(self, row: Row) -> None:
        header, body, signature = map(_bytes, row[1:])
        self._entries.setdefault(header, (Header.from_bytes(header), body, signature))

    def _sealed_part(self, row: Row) -> None:
        sealed = _bytes(row[3])
        self._sealed[hashlib.sha256(sealed).hexdigest()] = sealed

    def _change(self, row: Row) -> None:
        name, at, body = _text(row[1]), _text(row[2]), _bytes(row[9])
        if change_id(body) == name:
            self._changes.setdefault(name, (at, body))

    def _part(self, row: Row) -> None:
        part = Part(_bytes(row[1]), _text(row[2]))
        if part.name == row[0]:
            self._parts[part.name] = part

    def _draft(self, row: Row) -> None:
        name, _, kind, content, _ = row
        if kind in RECORD_TYPES:
            DraftContent.from_text(_text(content))
            self._keep("draft", _text(name), row)

    def _answer(self, row: Row) -> None:
        SealedAnswer.from_text(_text(row[2]))
        self._keep("answer", _text(row[0]), row)

    def _invitation(self, row: Row) -> None:
        self._keep("invitation", _text(row[0]), row)

    def _setting(self, row: Row) -> None:
        if row[0] in _SETTINGS:
            self._keep("setting", _text(row[0]), row)

    def _keep(self, table: str, name: str, row: Row) -> None:
        self._local.setdefault(table, {}).setdefault(name, row)


_FORMS: tuple[tuple[str, Callable[[Salvage, Row], None]], ...] = (
    ("tbb", Salvage._record),
    ("[in]bbb", Salvage._entry),
    ("iitb", Salvage._sealed_part),
    ("[in]ttiit[tn]iib", Salvage._change),
    ("tbt", Salvage._part),
    ("t[tn]ttt", Salvage._draft),
    ("ttt", Salvage._answer),
    ("tttti[tn]i", Salvage._invitation),
    ("tt", Salvage._setting),
)
"""The columns of `team_record`, `entry_bytes`, `entry_part`, `change`, `part`, `draft`, `answer`,
`invitation` and `setting`, which copies have in the same order."""


@cache
def _take(form: str) -> Callable[[Salvage, Row], None] | None:
    return next((take for pattern, take in _FORMS if re.fullmatch(pattern, form)), None)


def _form(row: Row) -> str:
    """The kinds of a row's values: b bytes, t text, i whole number, n nothing."""
    kinds = {bytes: "b", str: "t", int: "i", float: "f"}
    return "".join(kinds.get(type(value), "n") for value in row)


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise MalformedError("not bytes")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedError("not a text")
    return value
