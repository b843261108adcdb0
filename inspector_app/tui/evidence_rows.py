"""Evidence as the rows of a list: narrowed, sorted, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from inspector_app.enquiries.evidence_lists import kinds_of_source
from inspector_app.enquiries.shown import Shown
from inspector_app.tui.dates import moment_words
from inspector_app.tui.widgets.record_rows import Row, Tone
from schemas.frameworks import Framework
from schemas.records import Evidence

__all__ = ["evidence_rows"]

_SIGNS: Final = {"strength": "+ strength", "concern": "− concern", "mixed": "± mixed"}

_TEXT_CELLS: Final = 300
"""Characters of a text that a row may show."""

_ORDERS: Final[Mapping[str, Callable[[Shown[Evidence]], object]]] = {
    "polarity": lambda item: item.record.polarity or "~",
    "text": lambda item: (item.record.text or "").casefold(),
    "areas": lambda item: item.keys("areas"),
    "by": lambda item: item.record.author or "",
    "when": lambda item: item.record.created_order,
    "sources": lambda item: len(kinds_of_source(item)),
}


def evidence_rows(
    items: Sequence[Shown[Evidence]],
    framework: Framework | None,
    names: Mapping[str, str],
    *,
    wanted: str = "",
    order: str = "when",
    descending: bool = True,
) -> list[Row]:
    """Return the rows of a list.

    Args:
        items: The evidence.
        framework: For the short names of areas.
        names: Of members by id.
        wanted: What was typed to narrow the list; every word of it must be somewhere in the row.
        order: Key of the column to sort by.
        descending: Whether downwards.
    """
    short = {a.id: a.short for a in framework.areas} if framework is not None else {}
    key = _ORDERS.get(order, _ORDERS["when"])
    # Every order of one column holds values of one type; mypy cannot know that.
    ordered = sorted(items, key=key, reverse=descending)  # type: ignore[arg-type]
    words = wanted.casefold().split()
    rows = []
    for item in ordered:
        row = _row(item, short, names)
        whole = f"{' '.join(row.cells)} {item.record.text or ''}".casefold()
        if all(word in whole for word in words):
            rows.append(row)
    return rows


def _row(item: Shown[Evidence], short: Mapping[str, str], names: Mapping[str, str]) -> Row:
    record = item.record
    polarity = _SIGNS.get(record.polarity or "", record.polarity or "· none yet")
    text = " ".join((record.text or "")[:_TEXT_CELLS].split())
    if record.in_conflict:
        text = f"⚠ two values · {text}"
    areas = ", ".join(short.get(area, area) for area in item.keys("areas"))
    cells = (
        polarity,
        text,
        areas or "none",
        names.get(record.author or "", ""),
        str(len(kinds_of_source(item)) or ""),
        moment_words(record.created_at),
    )
    return Row(item.id, cells, Tone.WARNING if record.in_conflict else Tone.PLAIN)
