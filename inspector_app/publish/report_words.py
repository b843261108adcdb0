"""The small words of a report: counts of children, dates, the state of a finding."""

from __future__ import annotations

from datetime import date

from schemas.records import Evidence, Finding

__all__ = [
    "british_date",
    "extent_words",
    "fieldwork_words",
    "finding_words",
    "withdrawn_words",
]

_LEVELS = {"less-than-good": "less than good", "good-but-at-risk": "good but at risk"}


def extent_words(record: Evidence, *, found: int, looked: int, unclear: int) -> str:
    """'found for 3 of the 5 children looked at', counted from cases; for data, X of N as typed.

    Args:
        record: the evidence, for what was typed.
        found: distinct cases it was found in.
        looked: distinct cases it was looked for in.
        unclear: distinct cases in which nobody could tell.
    """
    if looked:
        children = "1 child" if looked == 1 else f"{looked:,} children"
        if not found:
            said = f"not found for {'the' if looked == 1 else 'any of the'} {children} looked at"
        elif looked == 1:
            said = f"found for the {children} looked at"
        else:
            said = f"found for {found:,} of the {children} looked at"
        return f"{said}, could not tell for {unclear:,}" if unclear else said
    if record.extent_found is None or record.extent_of is None:
        return ""
    source = f", {record.extent_source}" if record.extent_source else ""
    return f"{record.extent_found:,} of {record.extent_of:,}{source}"


def finding_words(record: Finding) -> str:
    """Level and extent of a finding (ILACS implementation review ¶107 and ¶108), and its state."""
    level = _LEVELS.get(record.level or "", "")
    state = "" if record.state == "agreed" else "not yet agreed"
    return "; ".join(filter(None, (level, record.extent, state)))


def withdrawn_words(items: int) -> str:
    """What is said of evidence that was withdrawn after a judgement was rested on it."""
    if not items:
        return ""
    return f"{items:,} {'item' if items == 1 else 'items'} of its evidence withdrawn since"


def fieldwork_words(starts: str | None, ends: str | None) -> str:
    """'from 16 November 2026', or 'to' where only the end is known; empty where neither is."""
    if starts and ends:
        return f"{british_date(starts)} to {british_date(ends)}"
    if starts:
        return f"from {british_date(starts)}"
    return f"to {british_date(ends)}" if ends else ""


def british_date(day: str) -> str:
    """'22 November 2026' from ISO 8601; what is not a day stays as it is."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {found:%B %Y}"
