"""The dated line of a case as the rows of a table and the marks of a strip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from inspector_app.enquiries.case_line import LineItem, day_of
from inspector_app.tui.dates import day_words
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.time_scale import Span, Track
from schemas.wording.case_words import CaseWording, case_wording

__all__ = [
    "NOTHING_BEHIND",
    "Marks",
    "line_rows",
    "row_of_month",
    "strip_marks",
    "whole_text",
    "words_of_day",
]

Marks: TypeAlias = tuple[tuple[Track, ...], tuple[Span, ...]]
"""What a strip shows: tracks and gaps."""

NOTHING_BEHIND: Final = "line:"
"""Begins the keys of rows that show no record."""

_YEARS: Final = range(1900, 2101)
"""Years that a strip shows; a slip of the pen elsewhere would squeeze all others together."""

_FIRST_CELLS: Final = 400
"""Characters of a text that a row may show."""

_WHOLE: Final = 5_000
"""Characters of a text shown beside the line; its own screen has it whole."""

_SIGNS: Final = {"note": "n", "request": "r", "concern": "!"}
_TONES: Final = {
    "note": Tone.STRONG,
    "chosen": Tone.MUTED,
    "gap": Tone.WARNING,
    "concern": Tone.ERROR,
}


def line_rows(
    line: Sequence[LineItem],
    names: Mapping[str, str],
    columns: Sequence[str],
    *,
    wanted: str = "",
    order: str = "day",
    descending: bool = True,
) -> list[Row]:
    """Return the rows of a line.

    Args:
        line: The earliest first.
        names: Of members by id.
        columns: Keys of those that are shown.
        wanted: What was typed to narrow it; every word of it must be somewhere in the row.
        order: Key of the column to sort by. Gaps stand in the order of the days only.
        descending: Whether downwards.
    """
    words = case_wording()
    told = []
    for number, item in enumerate(line):
        if item.kind == "gap" and order != "day":
            continue
        cells = _cells(item, names, words)
        if "how" not in columns:
            cells = _in_fewer_columns(item, cells)
        tone = _TONES.get(item.kind, Tone.PLAIN)
        told.append((cells, Row(_key(number, item), tuple(cells[k] for k in columns), tone)))
    if wanted.strip():
        parts = wanted.casefold().split()
        told = [
            pair for pair in told if all(p in " ".join(pair[0].values()).casefold() for p in parts)
        ]
    if order != "day":
        told.sort(key=lambda pair: pair[0][order].casefold())
    rows = [row for _, row in told]
    return rows[::-1] if descending else rows


def strip_marks(line: Sequence[LineItem]) -> Marks:
    """Return a track for each list and each kind of record, and the gaps."""
    words = case_wording()
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    spans = []
    for item in line:
        day = _on_strip(item.day)
        if day is None:
            continue
        if item.kind == "gap":
            until = _on_strip(item.until)
            spans += [Span(day, until, item.months)] if until is not None else []
        elif item.kind == "event":
            days[(_list_sign(item.list), words.list_name(item.list, item.title))].append(day)
        elif item.kind in _SIGNS:
            days[(_SIGNS[item.kind], words.kinds[item.kind])].append(day)
    order = "".join(["!", *(_list_sign(n) for n in range(1, 12)), "nr"])
    tracks = [Track(sign, label, tuple(found)) for (sign, label), found in days.items()]
    tracks.sort(key=lambda track: (order.find(track.sign), track.label))
    return tuple(tracks), tuple(spans)


def row_of_month(line: Sequence[LineItem], rows: Sequence[Row], month: date) -> int | None:
    """Return the place of the row whose day lies nearest to a month; None where none has a day."""
    days = {key: day for number, item in enumerate(line) for key, day in _keyed(number, item)}
    near = [
        (abs((days[row.key] - month).days), place)
        for place, row in enumerate(rows)
        if row.key in days
    ]
    return min(near)[1] if near else None


def whole_text(line: Sequence[LineItem], names: Mapping[str, str], key: str) -> str:
    """Return all that a row of the line says, its text whole; of a row not known nothing."""
    found = [item for number, item in enumerate(line) if _key(number, item) == key]
    if not found:
        return ""
    item, cells = found[0], _cells(found[0], names, case_wording())
    first = [cells["day"], item.time, cells["from"], cells["by"], cells["how"]]
    text = cells["what"] if item.kind in ("gap", "event") or item.hard_to_read else item.text
    return f"{' · '.join(part for part in first if part)}\n{text[:_WHOLE]}"


def words_of_day(text: str) -> str:
    """Return a day of the lists as '22 Nov 2026'; what is none stands as it is."""
    day = day_of(text)
    return day_words(day) if day is not None else text


def _key(number: int, item: LineItem) -> str:
    return item.record or f"{NOTHING_BEHIND}{number}"


def _keyed(number: int, item: LineItem) -> list[tuple[str, date]]:
    day = day_of(item.day)
    return [(_key(number, item), day)] if day is not None and item.kind != "gap" else []


def _on_strip(text: str) -> date | None:
    day = day_of(text)
    return day if day is not None and day.year in _YEARS else None


def _list_sign(number: int) -> str:
    """The number of a list in one cell: 1 to 9, then A and B."""
    return str(number) if 1 <= number <= 9 else {10: "A", 11: "B"}.get(number, "?")


def _cells(item: LineItem, names: Mapping[str, str], words: CaseWording) -> dict[str, str]:
    cells = {
        "day": words_of_day(item.day),
        "from": words.kinds[item.kind],
        "what": " ".join(item.text[:_FIRST_CELLS].split()),
        "how": item.how,
        "by": names.get(item.by, "somebody") if item.by else "",
    }
    if item.kind == "gap":
        cells["from"] = f"┄ {item.months:,} months"
        cells["what"] = f"Nothing dated in the lists until {words_of_day(item.until)}"
    elif item.kind == "event":
        cells["from"] = words.list_name(item.list, item.title)
    if item.hard_to_read:
        cells["what"] = "⚠ Hard to read. Enter opens it."
    return cells


def _in_fewer_columns(item: LineItem, cells: Mapping[str, str]) -> dict[str, str]:
    """Who joins where it is from; where a request or a case stands comes before what it says."""
    by = f" · {cells['by']}" if cells["by"] else ""
    state = f"{item.how}: " if item.how and item.kind not in ("note", "event") else ""
    return {**cells, "from": f"{cells['from']}{by}", "what": f"{state}{cells['what']}"}
