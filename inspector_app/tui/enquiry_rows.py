"""Lines of enquiry as the rows of a list: narrowed, sorted, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector_app.enquiries.line_list import ListedLine
from inspector_app.tui.widgets.record_rows import Row, Tone
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["line_rows"]


def line_rows(
    lines: Sequence[ListedLine],
    names: Mapping[str, str],
    areas: Mapping[str, str],
    columns: Sequence[str],
    *,
    wanted: str = "",
    order: str = "state",
    descending: bool = False,
) -> list[Row]:
    """Return the rows of the list.

    Args:
        lines: To be shown.
        names: Of members by id.
        areas: Short words for judgement areas by id.
        columns: Keys of those that are shown; what is typed is looked for in all there are.
        wanted: What was typed to narrow the list; every word of it must be somewhere in the row.
        order: Key of the column to sort by; `state` is the order in which they are needed.
        descending: Whether downwards.
    """
    words = wanted.casefold().split()
    told = [(line, _cells(line, names, areas)) for line in lines]
    if words:
        told = [pair for pair in told if _has(words, pair[1])]
    told.sort(key=lambda pair: _place(pair[0], pair[1], order), reverse=descending)
    return [
        Row(line.id, tuple(cells[column] for column in columns), _tone(line))
        for line, cells in told
    ]


def _cells(line: ListedLine, names: Mapping[str, str], areas: Mapping[str, str]) -> dict[str, str]:
    words = enquiry_wording()
    sign = "⚠ two values · " if line.in_conflict else ""
    return {
        "state": words.lines.get(line.state, line.state),
        "title": sign + line.title,
        "priority": words.priorities.get(line.priority, ""),
        "owners": ", ".join(names.get(owner, "somebody") for owner in line.owners) or "nobody yet",
        "areas": ", ".join(areas.get(area, area) for area in line.areas),
        "strengths": str(line.strengths or ""),
        "concerns": str(line.concerns or ""),
        "others": str(line.others or ""),
        "notes": str(line.notes or ""),
        "cases": str(line.cases or ""),
        "waiting": str(line.waiting or ""),
    }


def _place(line: ListedLine, cells: Mapping[str, str], order: str) -> tuple[int, str, int]:
    """Where a line stands: by a count or a text, then in the order in which they are needed."""
    counts = {
        "strengths": line.strengths,
        "concerns": line.concerns,
        "others": line.others,
        "notes": line.notes,
        "cases": line.cases,
        "waiting": line.waiting,
    }
    if order in ("state", "priority"):
        return 0, "", line.order
    text = "" if order in counts else cells[order].casefold()
    return counts.get(order, 0), text, line.order


def _has(words: Sequence[str], cells: Mapping[str, str]) -> bool:
    whole = " ".join(cells.values()).casefold()
    return all(word in whole for word in words)


def _tone(line: ListedLine) -> Tone:
    if line.in_conflict:
        return Tone.WARNING
    if not line.is_open:
        return Tone.MUTED
    return Tone.STRONG if line.ours else Tone.PLAIN
