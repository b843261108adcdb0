"""Drafts: what is being typed, on this device only, with what was on the screen when it began.

They lie in the encrypted file, are never in the log and never sealed, and go in the transaction
that saves them (`EvidenceBase.record(…, draft=id)`) or when they are discarded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.statements import RowOf, run
from schemas.canonical import Json, MalformedError, decode, encode

__all__ = ["Draft", "DraftContent", "discard_draft", "drafts", "load_draft", "save_draft"]


@dataclass(frozen=True, repr=False)
class DraftContent:
    """What stands in a form.

    Args:
        fields: what was typed or chosen, by field; a text, word, number or truth value.
        tags: chosen elements of sets, by field, such as `areas`.
        shown: by field, the write ids that were on the screen when editing began: the parents of
            what will be saved. A field that is not here was empty.
    """

    fields: Mapping[str, bool | int | str | None] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_text(self) -> str:
        """Canonical JSON."""
        value: dict[str, Json] = {
            "fields": dict(self.fields),
            "shown": {name: list(writes) for name, writes in self.shown.items()},
            "tags": {name: list(keys) for name, keys in self.tags.items()},
        }
        return encode(value).decode("utf-8")

    @classmethod
    def from_text(cls, text: str) -> DraftContent:
        """Reads what `to_text` wrote.

        Raises:
            MalformedError: when it is something else.
        """
        value = decode(text.encode("utf-8"))
        if not isinstance(value, dict) or set(value) != {"fields", "shown", "tags"}:
            raise MalformedError("not the content of a draft")
        fields = value["fields"]
        if not isinstance(fields, dict):
            raise MalformedError("not the content of a draft")
        plain = {name: of for name, of in fields.items() if of is None or isinstance(of, _PLAIN)}
        return cls(plain, _lists(value["tags"]), _lists(value["shown"]))


@dataclass(frozen=True, repr=False)
class Draft:
    """One draft.

    Args:
        id: any; of a record that is being edited, one draft is kept, so its id will do.
        record: the record that is being edited; None for a new one.
        type: of the record.
        content: what stands in the form.
        saved_at: when it was last kept, ISO 8601 with offset; set by `save_draft`.
    """

    id: str
    record: str | None
    type: str
    content: DraftContent
    saved_at: str = ""


def save_draft(base: EvidenceBase, draft: Draft) -> None:
    """Keeps a draft in place of its earlier state; it is on disk when this returns.

    Half of a surrogate pair, which a terminal may send, is kept as U+FFFD.
    """
    at = base.vault.clock().isoformat(timespec="seconds")
    with base.local() as connection:
        run(
            connection,
            "INSERT OR REPLACE INTO draft (id, record, type, content, saved_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (draft.id, draft.record, draft.type, _whole(draft.content).to_text(), at),
        )


def drafts(base: EvidenceBase) -> tuple[Draft, ...]:
    """Every draft of a form, the last kept first; drafts of another shape are left alone."""
    with base.reading() as session:
        rows = run(session.connection(), _QUERY + " ORDER BY saved_at DESC, id")
    return tuple(draft for row in rows if (draft := _draft(row)) is not None)


def load_draft(base: EvidenceBase, name: str) -> Draft | None:
    """One draft, if it is there."""
    with base.reading() as session:
        rows = run(session.connection(), _QUERY + " WHERE id = ?", (name,))
    return _draft(rows[0]) if rows else None


def discard_draft(base: EvidenceBase, name: str) -> None:
    """Wipes a draft; nothing happens if there is none."""
    with base.local() as connection:
        run(connection, "DELETE FROM draft WHERE id = ?", (name,))


_QUERY = "SELECT id, record, type, content, saved_at FROM draft"
_PLAIN = (bool, int, str)


def _draft(row: RowOf) -> Draft | None:
    name, record, kind, content, saved_at = row
    try:
        return Draft(name, record, kind, DraftContent.from_text(content), saved_at)
    except MalformedError:
        return None


def _lists(value: Json) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise MalformedError("not the content of a draft")
    return {
        name: tuple(str(item) for item in items)
        for name, items in value.items()
        if isinstance(items, list)
    }


def _whole(content: DraftContent) -> DraftContent:
    def mended(value: bool | int | str | None) -> bool | int | str | None:
        if not isinstance(value, str):
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    fields = {name: mended(value) for name, value in content.fields.items()}
    return DraftContent(fields, content.tags, content.shown)
