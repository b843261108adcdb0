"""Tags on notes, evidence, lines and challenges: checked against the framework and the lines.

Anybody in the team may tag and untag; a tag has an author of its own and never touches the words.
A criterion belongs to an area, so that tagging with it tags with the area, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.saving import Saved, elements
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views, edits
from inspector_app.evidence_base.writing import NewValue
from schemas.fields import Record, type_name
from schemas.records import RECORD_TYPES, LineOfEnquiry

__all__ = ["Tags", "checked_tags", "require_records", "tag_record", "tag_values", "untag_record"]

_NOTHING_SAVED = "Nothing was saved."


@dataclass(frozen=True)
class Tags:
    """What something is about.

    Args:
        areas: ids of judgement areas of the framework.
        criteria: ids of its criteria.
        enquiries: ids of lines of enquiry.
    """

    areas: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    enquiries: tuple[str, ...] = ()


def checked_tags(base: EvidenceBase, tags: Tags) -> Tags:
    """The tags, each once, with the areas of the criteria added.

    Raises:
        InspectorError: `unknown-area`, `unknown-criterion` or `unknown-enquiry`.
    """
    areas = list(tags.areas)
    if tags.areas or tags.criteria:
        framework = framework_of(base)
        known = [area.id for area in framework.areas if not area.overall]
        for area in areas:
            if area not in known:
                raise _unknown("area", "judgement area", known)
        for criterion in tags.criteria:
            try:
                areas.append(framework.area_of(criterion).id)
            except KeyError:
                every = [each.id for each in framework.criteria]
                raise _unknown("criterion", "criterion", every) from None
    require_records(base, LineOfEnquiry, tags.enquiries, "unknown-enquiry")
    return Tags(_once(areas), _once(tags.criteria), _once(tags.enquiries))


def tag_values(tags: Tags) -> dict[str, NewValue]:
    """Checked tags as values by field with bracket."""
    return {
        **elements("areas", tags.areas),
        **elements("criteria", tags.criteria),
        **elements("enquiries", tags.enquiries),
    }


def tag_record(base: EvidenceBase, record: str, tags: Tags, views: Views | None = None) -> Saved:
    """Adds tags to any record that takes them; those it has are left as they are.

    Raises:
        InspectorError: `unknown-record`, `cannot-be-tagged`, or an unknown tag.
    """
    return _save(base, record, tag_values(checked_tags(base, tags)), views)


def untag_record(base: EvidenceBase, record: str, tags: Tags, views: Views | None = None) -> Saved:
    """Takes tags away, whoever gave them; the rest of the record stays as it is.

    Tags are not checked against the framework: one that it does not know can be taken away.

    Raises:
        InspectorError: `unknown-record`, `cannot-be-tagged`, or `no-such-tag` when one of them
            is not there.
    """
    shown = base.fields(record) if views is None else views
    values: dict[str, NewValue] = dict.fromkeys(tag_values(tags))
    if any(field not in shown or not shown[field].value for field in values):
        raise InspectorError(
            "no-such-tag",
            "That record does not have all of these tags.",
            kept="Nothing was changed.",
            next_step="See `inspector history` for the tags it has.",
        )
    return _save(base, record, values, shown)


def require_records(
    base: EvidenceBase, kind: type[Record], ids: Sequence[str], code: str = "unknown-record"
) -> None:
    """Refuses ids under which there is no record of that type.

    Raises:
        InspectorError: with `code`.
    """
    if not ids:
        return
    with base.reading() as session:
        found = set(session.exec(select(kind.id).where(col(kind.id).in_(list(ids)))))
    if set(ids) - found:
        what = type_name(kind).replace("-", " ")
        raise InspectorError(
            code,
            f"There is no {what} of one of the ids given.",
            kept=_NOTHING_SAVED,
            next_step="Check the id; `list` commands print whole ids.",
        )


def _save(
    base: EvidenceBase, record: str, values: dict[str, NewValue], views: Views | None
) -> Saved:
    kind = base.type_of(record)
    takes = RECORD_TYPES[kind].keyed if kind in RECORD_TYPES else {}
    if any(field.partition("[")[0] not in takes for field in values):
        raise InspectorError(
            "cannot-be-tagged",
            f"A {kind.replace('-', ' ')} does not take these tags.",
            kept="Nothing was changed.",
            next_step="Tag the note or evidence instead.",
        )
    writes = edits(base.fields(record) if views is None else views, record, kind, values)
    return Saved(record, base.record(*writes) if writes else None)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _unknown(code: str, what: str, known: Sequence[str]) -> InspectorError:
    return InspectorError(
        f"unknown-{code}",
        f"The framework of this inspection has no such {what}.",
        kept=_NOTHING_SAVED,
        next_step=f"Use one of: {', '.join(known)}.",
    )
