"""What is odd about one child on several lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from inspector_app.intake.flags import FlagBook, Place
from inspector_app.intake.models import Flag, ReadList
from schemas.annex_a import ListSpec

__all__ = ["check_across"]

_NEED, _PROTECTION, _CARE = 6, 7, 8
_UNKNOWN_GENDER = frozenset({"c) Not stated/recorded"})


def check_across(lists: Sequence[ReadList], specs: Mapping[int, ListSpec]) -> tuple[Flag, ...]:
    """Two dates of birth or genders of one child, and children whom list 6 lacks."""
    return (
        *_differing(lists, specs, "Date of Birth", "birth-dates-differ"),
        *_differing(lists, specs, "Gender", "genders-differ", _UNKNOWN_GENDER),
        *_not_in_need(lists, specs),
    )


def _differing(
    lists: Sequence[ReadList],
    specs: Mapping[int, ListSpec],
    name: str,
    code: str,
    unknown: Collection[str] = (),
) -> Iterator[Flag]:
    """Every row of a child who has two values in a column that never changes."""
    first: dict[str, str] = {}
    differing: set[str] = set()
    placed = [(read, _child_at(read, specs[read.list]), _at(read, name)) for read in lists]
    for read, child, column in placed:
        if child is not None and column is not None:
            for _, values in read.records:
                who, value = values[child], values[column]
                known = who and value and value not in unknown
                if known and first.setdefault(who, value) != value:
                    differing.add(who)
    for read, child, column in placed if differing else ():
        if child is None or column is None:
            continue
        flags = FlagBook(Place(read.list, read.file, read.sheet))
        for number, values in read.records:
            value = values[column]
            if values[child] in differing and value and value not in unknown:
                flags.add(code, number, read.letters[column], value, value)
        yield from flags.all()


def _not_in_need(lists: Sequence[ReadList], specs: Mapping[int, ListSpec]) -> Iterator[Flag]:
    """Children with an open plan or in care now, whom list 6 should have and has not.

    The form counts them as in need too. Told once, as a number, where the lists have hardly a
    child in common: then their identifiers are of two kinds, or list 6 is of something else.
    """
    in_need = {
        values[child]
        for read in lists
        if read.list == _NEED and (child := _child_at(read, specs[_NEED])) is not None
        for _, values in read.records
    }
    for read in lists if in_need else ():
        child = _child_at(read, specs[read.list])
        if read.list not in (_PROTECTION, _CARE) or child is None:
            continue
        ended = _at(read, specs[read.list].ends or "")
        open_ = [
            (number, values[child])
            for number, values in read.records
            if values[child] and (ended is None or not values[ended])
        ]
        missing = [(number, who) for number, who in open_ if who not in in_need]
        flags = FlagBook(Place(read.list, read.file, read.sheet))
        letter = read.letters[child]
        if len(missing) * 2 > len(open_) > 1:
            told = f"{len(missing)} of {len(open_)}"
            flags.add("not-in-need", read.header_row, letter, told, told)
        else:
            for number, who in missing:
                flags.add("not-in-need", number, letter, who, who)
        yield from flags.all()


def _at(read: ReadList, name: str) -> int | None:
    return read.columns.index(name) if name in read.columns else None


def _child_at(read: ReadList, spec: ListSpec) -> int | None:
    """Where a child's identifier stands; adopters' identifiers are no children's."""
    return _at(read, spec.identifier) if spec.grain != "adopter" else None
