"""How cells of the authority's file were respelt at import, in the columns that a draw uses.

Tickets and draws go by the cells as the form spells them: `M` counts as `a) Male`. Whoever works a
draw out from the file itself needs to know which spelling was taken for which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector_app.intake.frame import Frame
from inspector_app.intake.joins import column_spec, split_joined
from inspector_app.intake.models import Flag
from inspector_app.intake.workforce import WORKER_PREFIX

__all__ = ["Respelling", "respellings"]

_BY_SPELLING = frozenset(
    {
        *("age-decimal", "age-in-words", "code-letter-differs", "code-mapped", "code-respelt"),
        *("date-month-first", "date-serial", "date-short-year", "date-unreadable"),
        *("formula-error", "formula-unsaved", "not-a-value", "number-decimal"),
        "number-unreadable",
    }
)
"""Flags of a cell that stands otherwise in its file, and always for the same."""

_OF_A_KIND = ("age-", "code-", "date-", "number-")
"""How the flags begin that only columns of one kind can have."""

_MORE = "more-of-these"

_BY_ROW = frozenset({"cell-merged", _MORE})
"""Flags that no table of spellings can hold: a value from another cell, or too many to tell."""

_MOST = 12
"""Spellings of one column that are told one by one."""

_CUT = "…"


@dataclass(frozen=True)
class Respelling:
    """One column in which cells were respelt.

    Args:
        column: as the frame names it.
        pairs: as the file has it, and as it counts; empty is an empty cell.
        listed: whether these are all; otherwise only an extract of the list can tell.
    """

    column: str
    pairs: tuple[tuple[str, str], ...]
    listed: bool


def respellings(frame: Frame, number: int, columns: Sequence[str]) -> tuple[Respelling, ...]:
    """The columns of a list in which cells were respelt, in the order given.

    Args:
        frame: imported.
        number: of the list.
        columns: as the frame names them; of another list '8: Gender'.
    """
    found = []
    for column in columns:
        if column.startswith(WORKER_PREFIX):
            # From the list of workers: nothing of it stands in the authority's list.
            found.append(Respelling(column, (), listed=False))
            continue
        joined = split_joined(column)
        own = column in frame.list(number).columns
        place = (number, column) if own or joined is None else joined
        one = _of_column(frame, column, *place)
        if one is not None:
            found.append(one)
    return tuple(found)


def _of_column(frame: Frame, shown: str, number: int, name: str) -> Respelling | None:
    pairs: dict[str, str] = {}
    listed = True
    for flag in _flags_of_column(frame, number, name):
        by_row = flag.code in _BY_ROW or flag.was.endswith(_CUT)
        if by_row or pairs.setdefault(flag.was, flag.used) != flag.used:
            listed = False
    if len(pairs) > _MOST:
        return Respelling(shown, (), listed=False)
    if not pairs and listed:
        return None
    return Respelling(shown, tuple(sorted(pairs.items())), listed)


def _flags_of_column(frame: Frame, number: int, name: str) -> Iterator[Flag]:
    """Flags about respelt cells of one column.

    A frame keeps the letters of its columns in the flags only, so kind and cells say whose they
    are: those of the column that have what the flags say was used.
    """
    possible = _flags_of_kind(number, name)
    groups: defaultdict[tuple[str, str, str], list[Flag]] = defaultdict(list)
    for flag in frame.flags():
        if flag.list == number and flag.code in _BY_SPELLING | _BY_ROW:
            groups[flag.file, flag.sheet, flag.column].append(flag)
    rows = {flag.row for flags in groups.values() for flag in flags}
    at = frame.list(number).columns.index(name)
    there: defaultdict[int, set[str]] = defaultdict(set)
    for row in frame.read_rows(number) if rows else ():
        if row.row in rows:
            there[row.row].add(row.values[at])
    for flags in groups.values():
        told = [flag for flag in flags if flag.code != _MORE]
        codes = {flag.code for flag in told if flag.code.startswith(_OF_A_KIND)}
        if (
            told
            and all(code.startswith(possible) for code in codes)
            and all(flag.used in there[flag.row] for flag in told)
        ):
            yield from flags


def _flags_of_kind(number: int, name: str) -> tuple[str, ...]:
    """How flags about the values of a column can begin."""
    spec = column_spec(number, name)
    kind = spec.kind if spec is not None else "text"
    if kind == "whole-number":
        # Years with a decimal are told as an age.
        return ("age-", "number-unreadable") if name.startswith("Age ") else ("number-",)
    return ("date-",) if kind == "date" else ("code-",)
