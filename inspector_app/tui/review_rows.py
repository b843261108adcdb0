"""What was read from the authority's files as sections and rows that one can walk through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from inspector_app.intake.flags import FLAG_CODES
from inspector_app.intake.mapping import (
    Decision,
    HeadingDecision,
    ListMapping,
    SheetDecision,
    ValueDecision,
)
from inspector_app.intake.mapping_choices import open_headings, open_values
from inspector_app.intake.models import Flag, Intake, ReadList, WorkforceJoin
from inspector_app.tui.sample_words import count_words
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.row_list import Listed
from inspector_app.tui.widgets.section_list import Entry, Section

__all__ = [
    "ALL",
    "DECIDED",
    "HEADING",
    "KIND",
    "LIST",
    "VALUE",
    "about_flag",
    "decisions",
    "flag_rows",
    "found_sections",
    "refused_text",
    "summary",
]

ALL: Final = "all"
"""Key of the entry that shows every flag."""

KIND: Final = "kind:"
"""Before the code of a kind of flag in the key of an entry."""

LIST: Final = "list:"
"""Before the number of a list in the key of an entry."""

HEADING: Final = "heading:"
"""Before the place of a heading that could be decided by hand in the key of an entry."""

VALUE: Final = "value:"
"""Likewise of a value."""

DECIDED: Final = "decided:"
"""Likewise of a decision, which can be taken back."""

MOST_VALUES: Final = 200
"""Values that are offered at a time; the most frequent come first."""

_LONGEST: Final = 1_000
"""Characters of a cell that are shown in full."""

_NOTHING: Final = "(nothing)"


def summary(intake: Intake) -> str:
    """Return in a line what was read."""
    lists = count_words(len(intake.lists), "list", "lists")
    rows = count_words(intake.rows, "row", "rows")
    odd = count_words(len(intake.flags), "oddity", "oddities") if intake.flags else "nothing odd"
    refused = f" · {count_words(len(intake.refused), 'file', 'files')} refused"
    return f"{lists} · {rows} · {odd}{refused if intake.refused else ''}"


def refused_text(intake: Intake) -> str:
    """Return each file that was refused, with its reason; empty if none was."""
    return "\n".join(f"✗ {each.file} was refused. {each.message}" for each in intake.refused)


def found_sections(intake: Intake) -> tuple[Section, ...]:
    """Return the lists found, the columns that do not fit, and the kinds of flags with counts."""
    lists = tuple(_list_entry(read) for read in intake.lists)
    sections = [
        Section("Lists found", lists, "None. Go back with Esc and choose another file."),
        Section("What is odd", _kinds(intake), "Nothing is odd.", count=False),
    ]
    sections += _to_decide(intake)
    if intake.workforce is not None:
        sections.append(Section("List of workers", (_workers(intake.workforce),), count=False))
    missing = tuple(
        Entry("", f"{read.list} · {column}", tone=Tone.MUTED)
        for read in intake.lists
        for column in read.columns_missing
    )
    if missing:
        sections.append(Section("Columns of the form that are not there", missing))
    others = tuple(
        Entry("", f"{file.name} · {sheet}", tone=Tone.MUTED)
        for file in intake.files
        for sheet in file.other_sheets
    )
    if others:
        sections.append(Section("Sheets that are none of the lists", others))
    return tuple(sections)


def _to_decide(intake: Intake) -> list[Section]:
    """What could be decided by hand, and what was."""
    headings = tuple(
        Entry(f"{HEADING}{at}", f"{each.list} · {each.heading}", f"column {each.letter}")
        for at, each in enumerate(open_headings(intake))
    )
    values = tuple(
        Entry(f"{VALUE}{at}", f"{each.list} · {each.value}", f"{each.times:,} × {each.column}")
        for at, each in enumerate(open_values(intake)[:MOST_VALUES])
    )
    decided = tuple(
        Entry(f"{DECIDED}{at}", _decision_words(each))
        for at, each in enumerate(decisions(intake.mapping))
    )
    named = (
        ("Unknown headings: Enter decides", headings),
        ("Unknown codes: Enter decides", values),
        ("Decided by hand: Enter takes back", decided),
    )
    return [Section(title, entries) for title, entries in named if entries]


def decisions(mapping: ListMapping) -> tuple[Decision, ...]:
    """Return everything that was decided by hand, in the order shown."""
    return (*mapping.sheets, *mapping.headings, *mapping.values)


def _decision_words(decision: Decision) -> str:
    match decision:
        case SheetDecision():
            return f"sheet {decision.sheet} → list {decision.list}"
        case HeadingDecision():
            return f"{decision.list} · {decision.heading} → {decision.column}"
        case ValueDecision():
            return f"{decision.list} · {decision.column}: {decision.value} → {decision.code}"


def _workers(join: WorkforceJoin) -> Entry:
    words = f"{join.file}: {count_words(join.rows_joined, 'row', 'rows')} joined"
    detail = f"{join.rows_unmatched:,} not found, {join.rows_ambiguous:,} unclear"
    return Entry("", words, detail)


def _list_entry(read: ReadList) -> Entry:
    words = f"{read.list} {read.title} · {count_words(read.rows, 'row', 'rows')}"
    return Entry(f"{LIST}{read.list}", words, f"{read.sheet} · row {read.header_row}")


def _kinds(intake: Intake) -> tuple[Entry, ...]:
    counts = Counter(flag.code for flag in intake.flags)
    if not counts:
        return ()
    entries = [Entry(ALL, f"{len(intake.flags):>6,}  everything that is odd", tone=Tone.STRONG)]
    entries += [
        Entry(f"{KIND}{code}", f"{count:>6,}  {FLAG_CODES.get(code, code)}")
        for code, count in counts.most_common()
    ]
    return tuple(entries)


def flag_rows(intake: Intake, which: str = ALL) -> list[Listed]:
    """Return the flags as rows; the key of a row is the place of its flag in the intake.

    Args:
        intake: What was read.
        which: `ALL`, or the key of an entry of `found_sections`.
    """
    chosen = [(at, flag) for at, flag in enumerate(intake.flags) if _belongs(flag, which)]
    return [_flag_row(at, flag) for at, flag in chosen]


def _belongs(flag: Flag, which: str) -> bool:
    if which.startswith(KIND):
        return flag.code == which.removeprefix(KIND)
    if which.startswith(LIST):
        return str(flag.list) == which.removeprefix(LIST)
    return True


def _flag_row(at: int, flag: Flag) -> Listed:
    what = FLAG_CODES.get(flag.code, flag.code)
    was, used = flag.was or _NOTHING, flag.used or _NOTHING
    cells = (str(flag.list), f"{flag.row:,}", flag.column, what, was, used)
    order = (flag.list, flag.row, _letters(flag.column), what, was.casefold(), used.casefold())
    return Listed(Row(str(at), cells), order, flag.code)


def _letters(column: str) -> str:
    """Sorts Z before AA."""
    return f"{len(column)}{column}"


def about_flag(intake: Intake, flag: Flag, place: int, count: int) -> str:
    """Return everything about one flag in words.

    Args:
        intake: It is of.
        flag: The flag.
        place: Its place among those that are walked through, from 1.
        count: How many these are.
    """
    name = _column_name(intake.lists, flag)
    column = f"column {flag.column}{f' ({name})' if name else ''}"
    file = f"{flag.file}, " if len(intake.files) > 1 else ""
    return "\n".join(
        [
            f"{place:,} of {count:,} · list {flag.list}, row {flag.row:,}, {column}"
            f" · {file}sheet {flag.sheet}",
            f"There stood: {_whole(flag.was)} → made of it: {_whole(flag.used)}",
            f"It means: {FLAG_CODES.get(flag.code, flag.code)}",
        ]
    )


def _column_name(lists: Sequence[ReadList], flag: Flag) -> str:
    for read in lists:
        if (read.list, read.file, read.sheet) == (flag.list, flag.file, flag.sheet):
            names = dict(zip(read.letters, read.columns, strict=False))
            return names.get(flag.column, "")
    return ""


def _whole(text: str) -> str:
    if not text:
        return _NOTHING
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"
