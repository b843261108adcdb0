"""A CSV file of grades, one row per unit and judge, read into the table that is compared.

Columns `unit`, `judge`, `grade`, and `base` (or `group`) if there is one, in any order; others are
left out. Grades are words of one scale or whole numbers; an empty grade or a row that is not there
is a missing value. What is refused is named by its line, never repeated: people may have typed
anything.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from inspector_app.errors import InspectorError
from inspector_app.judgement.judges import Ratings, UnitGrades
from schemas.frameworks import Grade

__all__ = ["LARGEST_FILE", "read_ratings", "scale_from_text"]

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes; no re-review has a hundredth of it."""

_CELL_MOST = 4096
_LONGEST_SCALE = 100
_DELIMITERS = (",", ";", "\t")
_COLUMNS = ("unit", "judge", "grade")
_BASES = ("base", "group")
_MISSING = frozenset({"", "na", "n/a"})
_LINES_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    base: str
    unit: str
    judge: str
    grade: str


def read_ratings(
    content: bytes, scales: Sequence[Sequence[Grade]], own: Sequence[str] = ()
) -> Ratings:
    """The table in a file.

    Args:
        content: of the file; UTF-8 with or without its mark, UTF-16, or what Windows calls ANSI;
            commas, semicolons or tabs.
        scales: of the frameworks, each from its lowest grade to its highest.
        own: a scale given by hand, the same way round; then only its grades are taken.

    Raises:
        InspectorError: `ratings-unreadable`, `columns-missing`, `ratings-empty`, `cell-empty`,
            `judged-twice`, `grade-unknown`, `scale-unclear`.
    """
    rows = list(_rows(_text(content)))
    if not rows:
        raise _refused("ratings-empty", "The file has no grade.", "Give a row per unit and judge.")
    scale, place = _scale({_plain(row.grade) for row in rows}, scales, own)
    _refuse_lines(
        "grade-unknown",
        "is not a grade of the scale",
        [row.line for row in rows if _plain(row.grade) not in place],
        f"Use words of one scale or whole numbers; the scale here is {', '.join(scale[:12])}.",
    )
    return _table(rows, scale, place)


def scale_from_text(text: str) -> tuple[str, ...]:
    """A scale given by hand: grades from the lowest to the highest with commas between.

    Raises:
        InspectorError: `scale-unclear`.
    """
    grades = tuple(part.strip() for part in text.split(","))
    if len(grades) < 2 or not all(grades) or len({_plain(one) for one in grades}) < len(grades):
        raise _scale_unclear("A scale is two different grades or more, with commas between.")
    if len(grades) > _LONGEST_SCALE:
        raise _scale_unclear(f"A scale has at most {_LONGEST_SCALE} grades.")
    return grades


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise _unreadable("It is larger than 8 MiB.")
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise _unreadable("It holds bytes that no text has.")
    return text


def _rows(text: str) -> Iterator[_Row]:
    """Rows with a grade, each with the line it ends on."""
    lines = io.StringIO(text, newline="")
    skipped, head = 0, lines.readline()
    while head and (not head.strip() or head.lower().startswith("sep=")):
        skipped, head = skipped + 1, lines.readline()
    csv.field_size_limit(_CELL_MOST)
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(chain([head], lines), delimiter=delimiter, strict=True)
    try:
        columns = _columns(next(reader, []))
        for cells in reader:
            row = _row(cells, columns, reader.line_num + skipped)
            if row is not None:
                yield row
    except csv.Error:
        raise _unreadable(f"Line {reader.line_num + skipped} cannot be read.") from None


def _columns(head: Sequence[str]) -> Mapping[str, int]:
    names = [_plain(cell) for cell in head]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        raise _refused(
            "columns-missing",
            f"The first line does not name every column: {', '.join(missing)} cannot be found.",
            "Begin the file with: unit,judge,grade (and base, where there are several).",
        )
    if any(names.count(name) > 1 for name in (*_COLUMNS, *_BASES)):
        raise _refused(
            "columns-missing",
            "The first line names a column twice.",
            "Name each of unit, judge, grade and base once.",
        )
    return {name: names.index(name) for name in (*_COLUMNS, *_BASES) if name in names}


def _row(cells: Sequence[str], columns: Mapping[str, int], line: int) -> _Row | None:
    """One row; None where it is blank or its grade is missing."""
    found = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    if not any(found.values()) or _plain(found["grade"]) in _MISSING:
        return None
    if not found["unit"] or not found["judge"]:
        raise _refused(
            "cell-empty",
            f"Line {line} has a grade without its unit or its judge.",
            "Fill it in, or take the line out.",
        )
    base = next((found[name] for name in _BASES if found.get(name)), "")
    return _Row(line, base, found["unit"], found["judge"], found["grade"])


def _scale(
    given: set[str], scales: Sequence[Sequence[Grade]], own: Sequence[str]
) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """The scale, and the place on it of each word that may stand in the file."""
    if own:
        return tuple(own), {_plain(grade): at for at, grade in enumerate(own)}
    numbers = [_whole(word) for word in given]
    whole = [number for number in numbers if number is not None]
    if len(whole) == len(numbers):
        low, high = min(whole), max(whole)
        if high - low >= _LONGEST_SCALE:
            raise _scale_unclear(f"The numbers span more than {_LONGEST_SCALE} grades.")
        steps = range(low, high + 1)
        return tuple(map(str, steps)), {str(step): at for at, step in enumerate(steps)}
    places = [
        {_plain(word): at for at, one in enumerate(scale) for word in (one.id, one.printed)}
        for scale in scales
    ]
    # Where no scale has all words, the one that has most of them shows which are unknown.
    best = max(range(len(scales)), key=lambda at: len(given & places[at].keys()))
    return tuple(one.id for one in scales[best]), places[best]


def _whole(word: str) -> int | None:
    digits = word.removeprefix("-")
    return int(word) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _table(rows: Sequence[_Row], scale: tuple[str, ...], place: Mapping[str, int]) -> Ratings:
    judges: dict[str, int] = {}
    units: dict[tuple[str, str], dict[int, int]] = {}
    twice = []
    for row in rows:
        judge = judges.setdefault(row.judge, len(judges))
        grades = units.setdefault((row.base, row.unit), {})
        if judge in grades:
            twice.append(row.line)
        grades[judge] = place[_plain(row.grade)]
    _refuse_lines(
        "judged-twice",
        "grades a unit that the same judge has graded already",
        twice,
        "Leave one grade per unit and judge; where a unit was graded again, name it apart.",
    )
    return Ratings(
        scale,
        tuple(judges),
        tuple(
            UnitGrades(name, base, tuple(sorted(grades.items())))
            for (base, name), grades in units.items()
        ),
    )


@lru_cache(maxsize=1024)
def _plain(word: str) -> str:
    """As words are compared: no outer blanks, small letters, hyphens for blanks, 02 as 2."""
    plain = "-".join(word.casefold().split())
    number = _whole(plain)
    return plain if number is None else str(number)


def _refuse_lines(code: str, what: str, lines: Sequence[int], next_step: str) -> None:
    if not lines:
        return
    named = ", ".join(str(line) for line in lines[:_LINES_NAMED])
    more = f" and {len(lines) - _LINES_NAMED:,} more" if len(lines) > _LINES_NAMED else ""
    start = f"Line {named}" if len(lines) == 1 else f"Each of lines {named}{more}"
    raise _refused(code, f"{start} {what}.", next_step)


def _unreadable(why: str) -> InspectorError:
    return _refused(
        "ratings-unreadable",
        f"The file is not a CSV file that can be read. {why}",
        "Save the sheet as CSV (UTF-8) and try again.",
    )


def _scale_unclear(why: str) -> InspectorError:
    return _refused(
        "scale-unclear", why, "Give the grades from the lowest to the highest: --scale 1,2,3,4."
    )


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept="Nothing was kept or changed.", next_step=next_step)
