"""Evidence: one evaluative statement each, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.saving import (
    Saved,
    cleared,
    closed_word,
    counted,
    elements,
    given,
    require_text,
    role_word,
    save_edit,
    save_new,
    typed,
)
from inspector_app.enquiries.tagging import Tags, checked_tags, require_records, tag_values
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.writing import NewValue, NewWrite
from schemas.records import Evidence, Note

__all__ = ["NewEvidence", "add_evidence", "checked_sources", "edit_evidence"]


@dataclass(frozen=True)
class NewEvidence:
    """A statement as it was typed; only the text is needed.

    Args:
        text: the evaluative statement.
        polarity: `strength`, `concern`, `mixed` or `context`; never read from the text.
        tags: areas, criteria, lines of enquiry.
        notes: ids of the notes it comes from.
        looked_in: ids of cases it was looked for in.
        found_in: ids of cases it was found in; they count as looked in.
        could_not_tell: ids of cases looked in without an answer.
        sources: kinds of source, each with or without a mode: `child`, `case-file:in-file`.
        place: team or place.
        agency: a word such as `police`, in joint inspections.
        impact: what it meant for children.
        level: `less-than-good` or `good-but-at-risk`.
        extent_found: for data: X of a typed X of N.
        extent_of: for data: N of it.
        extent_source: for data: its source and period.
    """

    text: str
    polarity: str | None = None
    tags: Tags = field(default_factory=Tags)
    notes: tuple[str, ...] = ()
    looked_in: tuple[str, ...] = ()
    found_in: tuple[str, ...] = ()
    could_not_tell: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    place: str | None = None
    agency: str | None = None
    impact: str | None = None
    level: str | None = None
    extent_found: int | None = None
    extent_of: int | None = None
    extent_source: str | None = None


def add_evidence(
    base: EvidenceBase, new: NewEvidence, also: Iterable[NewWrite] = (), *, draft: str | None = None
) -> Saved:
    """Saves one statement.

    Args:
        base: to write to.
        new: what was typed.
        also: writes of the same save, such as cases met for the first time (`cases.CaseFinder`).
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, or what is wrong with one of the other fields.
    """
    text = require_text(new.text, "text")
    return save_new(base, Evidence, {"text": text, **_values(base, new)}, also=also, draft=draft)


def edit_evidence(
    base: EvidenceBase,
    record: str,
    changes: NewEvidence,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    also: Iterable[NewWrite] = (),
    draft: str | None = None,
) -> Saved:
    """Saves what was changed on a statement; what is None or empty in `changes` stays as it is.

    Tags, notes, cases and sources are added; `tagging.untag_record` takes tags away.

    Args:
        base: to write to.
        record: the evidence.
        changes: with `text` empty where it stays.
        clear: fields to be emptied, members to be taken out of sets (`sources[worker]`).
        views: its fields as shown when editing began; as they are now if not given.
        also: writes of the same save to other records.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, or what is wrong with one of the fields.
    """
    text = {"text": require_text(changes.text, "text")} if changes.text else {}
    values = {**cleared(Evidence, clear), **text, **given(_values(base, changes))}
    return save_edit(base, Evidence, record, values, views=views, also=also, draft=draft)


def _values(base: EvidenceBase, new: NewEvidence) -> Mapping[str, NewValue]:
    require_records(base, Note, new.notes, "unknown-note")
    extent = _extent(new)
    return {
        "polarity": closed_word(Evidence, "polarity", new.polarity),
        "place": typed(new.place),
        "agency": None if new.agency is None else role_word(new.agency),
        "impact": typed(new.impact),
        "level": closed_word(Evidence, "level", new.level),
        **extent,
        **elements("notes", new.notes),
        **elements("looked_in", [*new.looked_in, *new.found_in, *new.could_not_tell]),
        **elements("found_in", new.found_in),
        **elements("could_not_tell", new.could_not_tell),
        **elements("sources", checked_sources(base, new.sources)),
        **tag_values(checked_tags(base, new.tags)),
    }


def _extent(new: NewEvidence) -> Mapping[str, NewValue]:
    found = counted(new.extent_found, "those found")
    out_of = counted(new.extent_of, "those looked at")
    if found is not None and out_of is not None and found > out_of:
        raise InspectorError(
            "wrong-number",
            "More were found than were looked at.",
            kept="Nothing was saved.",
            next_step="Give X of N with X no larger than N.",
        )
    source = typed(new.extent_source)
    return {"extent_found": found, "extent_of": out_of, "extent_source": source}


def checked_sources(base: EvidenceBase, sources: Iterable[str]) -> tuple[str, ...]:
    """Sources as `kind` or `kind:mode`, each word one of the framework's.

    Raises:
        InspectorError: `unknown-source`.
    """
    wanted = tuple(dict.fromkeys(sources))
    if not wanted:
        return ()
    framework = framework_of(base)
    kinds = [kind.id for kind in framework.sources]
    modes = [mode.id for mode in framework.modes]
    for source in wanted:
        kind, colon, mode = source.partition(":")
        if kind not in kinds or (colon and mode not in modes):
            raise InspectorError(
                "unknown-source",
                "The framework of this inspection has no such kind of source or mode.",
                kept="Nothing was saved.",
                next_step=f"Kinds: {', '.join(kinds)}. Modes, after a colon: {', '.join(modes)}.",
            )
    return wanted
