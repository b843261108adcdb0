"""Fields that hold several values, as they are settled on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspector_app.enquiries.word_diff import Run, compared
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import Clashing, FieldView, ShownValue
from inspector_app.evidence_base.membership import members_named
from inspector_app.tui.dates import moment_words
from inspector_app.tui.draft_box import kept_text, settling
from inspector_app.tui.item_view import field_words, value_words
from inspector_app.tui.queries import title_of
from schemas.changes import field_and_key
from schemas.fields import field_kinds
from schemas.records import RECORD_TYPES

__all__ = ["Clash", "Settling", "Side", "clash_line", "read_settling"]

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
        at: which field of which record.
        title: the same in words.
        sides: the values, oldest first.
        is_text: whether both can be joined, or a third one be written.
        views: all fields of the record as they were read, so that a later value is not settled.
    """

    at: Clashing
    title: str
    sides: tuple[Side, ...]
    is_text: bool
    views: Mapping[str, FieldView]

    @property
    def both(self) -> str:
        """All values, one below the other."""
        return "\n\n".join(side.text for side in self.sides)


@dataclass(frozen=True, repr=False)
class Settling:
    """What stands on the screen where values are settled.

    Args:
        waiting: every field with several values.
        clash: the one that is shown; None where there is nothing to show.
        draft: what was written in place of its values and not saved yet.
    """

    waiting: tuple[Clashing, ...]
    clash: Clash | None
    draft: str | None

    @property
    def settled(self) -> bool:
        """Whether what is shown has one value by now, and only its draft is left."""
        return self.clash is not None and self.clash.at not in self.waiting


def read_settling(base: EvidenceBase, record: str, field: str) -> Settling:
    """Read a field that holds several values, or had them when a draft of it was written.

    Args:
        base: Ours.
        record: Whose field is wanted.
        field: Which; the first one of the record if empty. Where it has one value and no draft,
            the first field that has several is read.
    """
    waiting = base.clashing()
    wanted = [each for each in waiting if each.record == record and field in ("", each.field)]
    at = next(iter(wanted), None)
    draft = kept_text(base, settling(record, field)) if at is None and field else None
    if draft is not None:
        at = Clashing(record, base.type_of(record), field)
    elif at is None and waiting:
        at = waiting[0]
    if at is None:
        return Settling(waiting, None, None)
    if draft is None:
        draft = kept_text(base, settling(at.record, at.field))
    return Settling(waiting, _read(base, at), draft)


def clash_line(base: EvidenceBase, at: Clashing) -> str:
    """A conflict on one line: which field of what."""
    title = " ".join(title_of(base, at.record, at.type)[:120].split())
    return f"{_what(at)}: {title}" if title else _what(at)


def _read(base: EvidenceBase, at: Clashing) -> Clash:
    views, names = base.fields(at.record), members_named(base)
    written = sorted(views[at.field].current, key=lambda write: write.at)
    plain, key = field_and_key(at.field)
    of = field_kinds(RECORD_TYPES[at.type]).get(plain)
    runs = compared([_words(base, of, write.value) for write in written])
    sides = [
        Side(
            write.write,
            f"{names.get(write.by or '') or 'somebody'} · {moment_words(write.at, exact=True)}",
            each,
        )
        for write, each in zip(written, runs, strict=True)
    ]
    withdrawal = at.field == "withdrawn"
    if withdrawal:
        sides.append(Side(None, "changed meanwhile by a colleague", (Run(_STANDS, alone=False),)))
    is_text = of == "text" and key is None and not withdrawal
    title = _what(at) if is_text else clash_line(base, at)
    return Clash(at, title, tuple(sides), is_text, views)


def _what(at: Clashing) -> str:
    return f"{field_words(at.field)} of {_a(at.type)}"


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
