"""Forms: what can be filled in of a record, and what was filled in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, unique
from typing import TypeAlias

from inspector_app.enquiries.moments import typed_day, typed_moment
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import Shown
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.tui.dates import moment_words, typed_date, typed_when
from inspector_app.tui.widgets.toggle_strip import Toggle
from schemas.fields import Record

__all__ = ["YES_NO", "Blank", "BlankKind", "Filled", "Form", "Save", "filled_from", "value_in"]


@unique
class BlankKind(Enum):
    """How a blank is filled in."""

    TEXT = "text"
    """Several lines."""

    LINE = "line"
    DAY = "day"
    """A day as people write it."""

    WHEN = "when"
    """A moment as people write it."""

    NUMBER = "number"

    ONE = "one"
    """One of its choices, or none."""

    SEVERAL = "several"


@dataclass(frozen=True)
class Blank:
    """One thing to fill in.

    Args:
        field: of the record.
        label: any text.
        kind: how it is filled in.
        hint: shown while it is empty.
        choices: of `ONE` and `SEVERAL`.
        shown_as: what stands in the blank in place of some values, such as ids.
    """

    field: str
    label: str
    kind: BlankKind = BlankKind.LINE
    hint: str = ""
    choices: tuple[Toggle, ...] = ()
    shown_as: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Filled:
    """What stands in a form.

    Args:
        texts: by field; empty ones are missing.
        chosen: ids by field; of `ONE` at most one.
        record: the record that is edited; None for a new one.
        views: its fields as they were shown when editing began.
        draft: id of the draft that keeps this.
    """

    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    record: str | None = None
    views: Views | None = None
    draft: str = ""

    def text(self, name: str) -> str | None:
        """What was typed into a blank; None if nothing."""
        return self.texts.get(name) or None

    def one(self, name: str) -> str | None:
        """What was chosen of a blank with one choice; None if nothing."""
        chosen = self.chosen.get(name, ())
        return chosen[0] if chosen else None

    def several(self, name: str) -> tuple[str, ...]:
        """What was chosen of a blank with several."""
        return self.chosen.get(name, ())

    def first_text(self, main: str) -> str:
        """The words by which it is known in a list of drafts."""
        texts = (self.texts.get(main, ""), *self.texts.values())
        return next((text for text in texts if text.strip()), "")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed that anybody would miss."""
        return not any(text.strip() for text in self.texts.values())

    def emptied(self) -> tuple[str, ...]:
        """What was there when editing began and is not any more: fields, members of sets."""
        shown = self.views or {}
        here = {name for name, text in self.texts.items() if text}
        here |= {name for name, ids in self.chosen.items() if ids}
        members = {f"{name}[{key}]" for name, ids in self.chosen.items() for key in ids}
        asked = {*self.texts, *self.chosen}
        return tuple(
            name
            for name, view in shown.items()
            if view.value not in (None, "")
            and name.partition("[")[0] in asked
            and name not in (members if "[" in name else here)
        )


Save: TypeAlias = Callable[[EvidenceBase, Filled], Saved]
"""Saves a form and wipes its draft in the same transaction."""


@dataclass(frozen=True)
class Form:
    """A form.

    Args:
        name: Names it among all forms, and its drafts.
        title: what it is for.
        editing: the same where something is there already.
        type: of the record.
        main: the field that cannot be left empty; empty where any one will do.
        blanks: from top to bottom; the cursor begins in the first.
        save: what is done with it.
        saved: what is said then.
        missing: what is said where that is missing.
    """

    name: str
    title: str
    editing: str
    type: str
    main: str
    blanks: tuple[Blank, ...]
    save: Save
    saved: str
    missing: str

    def has_what_it_needs(self, filled: Filled) -> bool:
        """Whether it can be saved as it is."""
        if self.main:
            return bool(filled.texts.get(self.main, "").strip())
        return not filled.is_blank or any(filled.chosen.values())

    def draft_of(self, about: str = "") -> str:
        """The id of the draft of this form about a record; of a new one if there is none."""
        return f"form:{self.name}:{about}"


def filled_from(form: Form, shown: Shown[Record], views: Views) -> Filled:
    """The form filled in with what a record holds, as it is shown now."""
    texts, chosen = {}, {}
    for blank in form.blanks:
        value = getattr(shown.record, blank.field, None)
        if blank.kind is BlankKind.SEVERAL:
            chosen[blank.field] = shown.keys(blank.field)
        elif blank.kind is BlankKind.ONE:
            known = {toggle.id for toggle in blank.choices}
            said = _YES_NO[bool(value)] if isinstance(value, int) else str(value)
            chosen[blank.field] = (said,) if said in known else ()
        else:
            texts[blank.field] = _shown(blank, str(value or ""))
    return Filled(texts, chosen, shown.id, views, form.draft_of(shown.id))


def _shown(blank: Blank, value: str) -> str:
    if blank.kind is BlankKind.DAY and value:
        return moment_words(value).rpartition(" ")[0] or value
    if blank.kind is BlankKind.WHEN and value:
        return moment_words(value, exact=True)
    return blank.shown_as.get(value, value)


def value_in(blank: Blank, filled: Filled, now: datetime) -> str | int | bool | None:
    """What was filled into a blank as the record holds it; None if nothing.

    A day or a moment that was not touched stays as it was, to the second.

    Args:
        blank: Of the form; not one with several choices.
        filled: What stands in it.
        now: What today is.

    Raises:
        InspectorError: `wrong-day` or `wrong-time`.
    """
    if blank.kind is BlankKind.ONE:
        said = filled.one(blank.field)
        return _YES_NO.index(said) == 1 if said in _YES_NO else said
    text = filled.text(blank.field)
    was = (filled.views or {}).get(blank.field)
    if text is None:
        return None
    if was is not None and was.value is not None and _shown(blank, str(was.value)) == text:
        return was.value
    match blank.kind:
        case BlankKind.DAY:
            return typed_date(text) or typed_day(text)
        case BlankKind.WHEN:
            when = typed_when(text, now)
            return typed_moment(text, now) if when is None else when.isoformat(timespec="seconds")
        case BlankKind.NUMBER:
            # What is no number is refused as one below zero is.
            return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        case _:
            return text


_YES_NO = ("no", "yes")
"""Ids of the choices of a truth."""

YES_NO = (Toggle("yes", "yes"), Toggle("no", "no"))
"""The choices of a truth."""
