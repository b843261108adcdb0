"""Fields that hold several values, as they are settled on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspector_app.enquiries.word_diff import Run, compared
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import Conflict, FieldView, ShownValue
from inspector_app.evidence_base.membership import members_named
from inspector_app.tui.dates import moment_words
from inspector_app.tui.item_view import field_words, value_words
from inspector_app.tui.queries import title_of
from schemas.changes import field_and_key
from schemas.fields import field_kinds
from schemas.records import RECORD_TYPES

__all__ = ["Clash", "Side", "clash_line", "read_clashes"]

_STANDS: Final = "Keep it: what was changed stands, the withdrawal does not."


@dataclass(frozen=True, repr=False)
class Side:
    """One of the values.

    Args:
        write: its id; None for bringing a withdrawn record back.
        author: who wrote it and when.
        runs: what it says; what the others lack is marked.
    """

    write: str | None
    author: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, repr=False)
class Clash:
    """A field with everything that settling it needs.

    Args:
        record: its id.
        type: of the record.
        field: with its bracket.
        title: which record and which field, in words.
        sides: the values, oldest first.
        is_text: whether both can be joined, or a third one be written.
        views: all fields of the record as they were read, so that a later value is not settled.
    """

    record: str
    type: str
    field: str
    title: str
    sides: tuple[Side, ...]
    is_text: bool
    views: Mapping[str, FieldView]

    @property
    def both(self) -> str:
        """All values, one below the other."""
        return "\n\n".join(side.text for side in self.sides)


def read_clashes(base: EvidenceBase) -> tuple[Clash, ...]:
    """Every field that holds several values, in a steady order."""
    names = members_named(base)
    return tuple(_clash(base, conflict, names) for conflict in base.conflicts())


def clash_line(base: EvidenceBase, conflict: Conflict) -> str:
    """A conflict on one line: which field of what."""
    title = " ".join(title_of(base, conflict.record, conflict.type)[:120].split())
    return f"{_what(conflict)}: {title}" if title else _what(conflict)


def _clash(base: EvidenceBase, conflict: Conflict, names: Mapping[str, str]) -> Clash:
    views = base.fields(conflict.record)
    written = sorted(conflict.values, key=lambda write: write.at)
    plain, key = field_and_key(conflict.field)
    of = field_kinds(RECORD_TYPES[conflict.type]).get(plain)
    runs = compared([_words(base, of, write.value) for write in written])
    sides = [
        Side(
            write.write,
            f"{names.get(write.by or '') or 'somebody'} · {moment_words(write.at, exact=True)}",
            each,
        )
        for write, each in zip(written, runs, strict=True)
    ]
    withdrawal = conflict.field == "withdrawn"
    if withdrawal:
        sides.append(Side(None, "changed meanwhile by a colleague", (Run(_STANDS, alone=False),)))
    is_text = of == "text" and key is None and not withdrawal
    return Clash(
        conflict.record,
        conflict.type,
        conflict.field,
        _what(conflict) if is_text else clash_line(base, conflict),
        tuple(sides),
        is_text,
        views,
    )


def _what(conflict: Conflict) -> str:
    return f"{field_words(conflict.field)} of {_a(conflict.type)}"


def _words(base: EvidenceBase, of: str | None, value: ShownValue) -> str:
    if of == "text" and isinstance(value, str):
        return value
    if of == "reference" and isinstance(value, str):
        return title_of(base, value, base.type_of(value)) or value
    return value_words(value)


def _a(kind: str) -> str:
    if kind == "evidence":
        return "a piece of evidence"
    words = kind.replace("-", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
