"""Records as commands print them: current values, conflicts, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from inspector_app.cli.output import print_json, say, show_table
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import Shown, shown_record
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import Conflict
from schemas.fields import Record, field_kinds, type_name
from schemas.records import RECORD_TYPES

__all__ = [
    "Json",
    "conflict_json",
    "conflicts_of",
    "current_json",
    "item_json",
    "print_items",
    "print_saved",
]

Json: TypeAlias = dict[str, Any]
"""One JSON object, as it is printed."""


def current_json(shown: Shown[Any]) -> Json:
    """Every field of a record: values, sets as sorted lists, maps as objects; empty ones too."""
    record = shown.record
    kind_of_record: type[Record] = type(record)
    kinds = field_kinds(kind_of_record)
    current: Json = {}
    for field, kind in kinds.items():
        value = getattr(record, field)
        current[field] = bool(value) if kind == "yes-no" and value is not None else value
    for field, keyed in type(record).keyed.items():
        entries = shown.keyed.get(field, {})
        is_set = keyed.holds == "member"
        current[field] = sorted(entries) if is_set else dict(sorted(entries.items()))
    return current


def item_json(shown: Shown[Any]) -> Json:
    """A record in a list: its id, who wrote it when, and every field."""
    record = shown.record
    return {
        "id": record.id,
        "type": type_name(type(record)),
        "by": record.author,
        "at": record.created_at,
        "changed_at": record.changed_at,
        "in_conflict": record.in_conflict,
        **current_json(shown),
    }


def conflict_json(conflict: Conflict) -> Json:
    """A field with several values, each with its write."""
    return {
        "record": conflict.record,
        "type": conflict.type,
        "field": conflict.field,
        "values": [
            {"write": each.write, "value": each.value, "by": each.by, "at": each.at}
            for each in conflict.values
        ],
    }


def conflicts_of(base: EvidenceBase, record: str) -> list[Json]:
    """The fields of one record that hold several values."""
    return [conflict_json(each) for each in base.conflicts() if each.record == record]


def print_saved(
    base: EvidenceBase,
    saved: Saved,
    *,
    as_json: bool,
    done: str,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """What a save left: the record as it stands and its conflicts.

    Args:
        base: holds the record.
        saved: what was saved.
        as_json: for scripts.
        done: the sentence for people.
        extra: further keys for scripts.
    """
    kind: type[Record] = RECORD_TYPES[base.type_of(saved.record)]
    shown: Shown[Record] = shown_record(base, kind, saved.record)
    conflicts = conflicts_of(base, saved.record)
    if as_json:
        print_json(
            {
                "id": saved.record,
                "current": current_json(shown),
                "conflicts": conflicts,
                **(extra or {}),
            }
        )
        return
    say(done if saved.recorded is not None else "Nothing was different; nothing was saved.")
    say(saved.record)
    for conflict in conflicts:
        say(f"{conflict['field']} holds several values: see `inspector conflicts list`.")


def print_items(
    items: Sequence[Shown[Any]],
    *,
    as_json: bool,
    columns: Mapping[str, str],
    extra: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """A list of records.

    Args:
        items: in order.
        as_json: for scripts; people get a table.
        columns: headings of the table by key of an item; the id stands last.
        extra: further keys of items, by id.
    """
    rows = [{**item_json(item), **(extra or {}).get(item.id, {})} for item in items]
    if as_json:
        print_json({"items": rows})
        return
    show_table(
        [*columns, "Id"],
        [[*(_cell(row[key]) for key in columns.values()), row["id"]] for row in rows],
    )


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)
