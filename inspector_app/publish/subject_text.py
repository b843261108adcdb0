"""What is held about one child as plain text, to be read through before it is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspector_app.publish.printable import printable
from inspector_app.publish.subject import Subject, SubjectWrite

__all__ = ["subject_text"]


def subject_text(subject: Subject, names: Mapping[str, str]) -> str:
    """The text; whoever wrote is told by name.

    Args:
        subject: what is held.
        names: of members, by id.
    """
    return "\n".join(printable(line) for line in _lines(subject, names)) + "\n"


def _lines(subject: Subject, names: Mapping[str, str]) -> Iterator[str]:
    yield f"Held about {subject.identifier or subject.case}"
    yield "Other children are left out where they are named by identifier or number. Names in words"
    yield "are not found by a program: read everything before it leaves."
    for record in subject.records:
        yield ""
        yield f"{record.type.replace('-', ' ').capitalize()} {record.record}"
        if record.mentioned:
            yield "(only its words name the child)"
        if record.about_others:
            yield "(also about other children: read it with care)"
        for write in record.writes:
            yield from _written(write, names)
    for row in subject.rows:
        yield ""
        yield f"The authority's list: {row.list}"
        yield from (f"  {column}: {value}" for column, value in row.values)
    if subject.elsewhere:
        yield ""
        yield f"Imported lists on other laptops only, not looked into: {subject.elsewhere}"


def _written(write: SubjectWrite, names: Mapping[str, str]) -> Iterator[str]:
    who = names.get(write.by or "", write.by or "somebody")
    yield f"  {write.at} {who}{'' if write.current else ' (since replaced)'}: {write.field}"
    if write.value is None:
        yield "    (emptied)"
    else:
        yield from (f"    {line}" for line in str(write.value).split("\n"))
