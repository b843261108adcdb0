"""The little about a child that goes into the log when a case is chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.intake.frame import DatedEvent, Frame
from inspector_app.intake.joins import split_joined
from schemas.annex_a import load_annex_a
from schemas.annex_a.workforce import load_workforce

__all__ = ["Extract", "ExtractField", "extract_for"]


@dataclass(frozen=True, order=True)
class ExtractField:
    """One value that the plan uses: from which list and column."""

    list: int
    column: str
    value: str


@dataclass(frozen=True)
class Extract:
    """Dated events and the plan's fields of one child; no identifier, name or address."""

    events: tuple[DatedEvent, ...]
    fields: tuple[ExtractField, ...]

    @property
    def open_fields(self) -> tuple[ExtractField, ...]:
        """The fields that may be shown to anybody in the team.

        Whoever took the extract left names, postcodes and unknown columns out; what comes from
        another laptop is not trusted to have done so.
        """
        return tuple(field for field in self.fields if _is_open(field.list, field.column))

    def to_text(self) -> str:
        """JSON with sorted keys and no blanks, the same bytes for the same extract."""
        document = {
            "events": [[each.day, each.list, each.title, each.what] for each in self.events],
            "fields": [[each.list, each.column, each.value] for each in self.fields],
        }
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Extract:
        """The extract that `to_text` wrote.

        Raises:
            ValueError: the text is none.
        """
        try:
            document = json.loads(text)
            events = tuple(
                DatedEvent(str(d), int(n), str(t), str(w)) for d, n, t, w in document["events"]
            )
            fields = tuple(ExtractField(int(n), str(c), str(v)) for n, c, v in document["fields"])
        except (TypeError, KeyError) as error:
            raise ValueError("this is no extract of a case") from error
        return cls(events, fields)


def extract_for(frame: Frame, child: str, columns: Iterable[tuple[int, str]]) -> Extract:
    """The extract of one child.

    Fields are those the plan uses, as (list, column). Left out, whatever the plan says: names of
    workers and advisers, placement postcodes, identifiers, and columns the form does not know,
    because nobody can say what they hold. Where a list has several rows of the child, the field
    is taken from the latest.

    Raises:
        InspectorError: `list-not-in-frame`, `column-unknown`.
    """
    latest = dict(frame.rows_of(child))
    fields: set[ExtractField] = set()
    for number, name in columns:
        there = frame.column(number, name)
        if there not in frame.list(number).columns:
            number, there = split_joined(there) or (number, there)
        if not _is_open(number, there) or number not in latest:
            continue
        value = latest[number][frame.list(number).columns.index(there)]
        fields.add(ExtractField(number, there, value))
    return Extract(frame.events_of(child), tuple(sorted(fields)))


def _is_open(number: int, name: str) -> bool:
    """Whether it is known what the column holds, and it is no person, address or identifier."""
    if name in {column.name for column in load_workforce().columns}:
        # Characteristics of the worker, who stays unnamed: supervisors are codes.
        return True
    spec = next((each for each in load_annex_a().lists if each.number == number), None)
    column = spec.column(name) if spec is not None else None
    return column is not None and column.sensitive is None
