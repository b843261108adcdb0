"""What is written and what there is, said line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.search import search
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.queries import completions, written_by_us
from inspector_app.tui.sheet import Sheet
from inspector_app.tui.today_sections import overview, sections

__all__ = ["Listed", "last_written", "read_aloud", "searched", "today_said"]

_MOST: Final = 9
"""Things that are said at a time: more cannot be kept in mind."""


@dataclass(frozen=True, repr=False)
class Listed:
    """One of the things that were said, to be picked by its number.

    Args:
        id: of the record.
        type: such as `note`.
        text: what it says, in a line.
    """

    id: str
    type: str
    text: str

    @property
    def what(self) -> str:
        """Its type in words."""
        return self.type.replace("-", " ")


def last_written(base: EvidenceBase) -> tuple[Listed, ...]:
    """The notes and evidence that this member wrote last, the newest first."""
    return tuple(
        Listed(each.record, each.type, _line(each.title)) for each in written_by_us(base, _MOST)
    )


def searched(base: EvidenceBase, words: str) -> tuple[Listed, ...]:
    """What holds these words, best first."""
    return tuple(
        Listed(hit.record, hit.type, _line(hit.snippet)) for hit in search(base, words, limit=_MOST)
    )


def read_aloud(base: EvidenceBase, sheet: Sheet) -> Iterator[str]:
    """A note or statement with everything that was chosen for it."""
    yield "A note:" if sheet.kind == "note" else "Evidence:"
    yield from sheet.text.split("\n") if sheet.text else ("Nothing yet.",)
    framework = framework_of(base)
    names = {each.id: each.label for each in completions(base, framework)}
    for what, ids in (
        ("About", sheet.cases),
        ("Gone into", sheet.depth_words),
        ("Area", sheet.areas),
        ("Criterion", sheet.criteria),
        ("Line of enquiry", sheet.enquiries),
        ("Occasion", (sheet.occasion,) if sheet.occasion else ()),
        ("Minutes", (str(sheet.minutes),) if sheet.minutes else ()),
        ("Polarity", (sheet.polarity,) if sheet.polarity else ()),
        ("Source", sheet.sources),
    ):
        if ids:
            yield f"{what}: {'; '.join(names.get(each, each.replace('-', ' ')) for each in ids)}."


def today_said(base: EvidenceBase) -> Iterator[str]:
    """What Today shows, from top to bottom."""
    for section in (part for side in sections(overview(base)) for part in side):
        count = f", {len(section.entries):,}" if section.count and section.entries else ""
        yield f"{section.title}{count}."
        for entry in section.entries:
            yield " ".join(part for part in (entry.text, entry.detail) if part)
        if not section.entries:
            yield section.hint


def _line(text: str) -> str:
    return " ".join(text.split())
