"""What is odd about a row as a whole, or a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspector_app.intake.flags import FlagBook
from inspector_app.intake.models import ReadList
from schemas.annex_a import ListSpec

__all__ = ["check_rows", "whole_years"]

_BIRTH = "Date of Birth"
_AGE = "Age of Child (Years)"


def whole_years(born: str, on: str) -> int:
    """The age in completed years on a day; both YYYY-MM-DD. Negative before birth."""
    birth, day = date.fromisoformat(born), date.fromisoformat(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def check_rows(read: ReadList, spec: ListSpec, flags: FlagBook) -> None:
    """Duplicates, a child twice on a list of children, ends before starts, ages out of place."""
    _check_repeats(read, spec, flags)
    _check_periods(read, spec, flags)
    _check_ages(read, spec, flags)


def _positions(read: ReadList) -> Mapping[str, int]:
    return {name: at for at, name in enumerate(read.columns)}


def _check_repeats(read: ReadList, spec: ListSpec, flags: FlagBook) -> None:
    identifier = _positions(read).get(spec.identifier)
    rows: dict[tuple[str, ...], int] = {}
    owners: dict[str, int] = {}
    at = identifier or 0
    for number, values in read.records:
        who = values[at]
        first = rows.setdefault(values, number)
        if first != number:
            flags.add("row-duplicate", number, read.letters[at], who, f"as row {first}")
        if identifier is None or not who or spec.grain == "event":
            continue
        owner = owners.setdefault(who, number)
        if owner != number and first == number:
            flags.add("child-twice", number, read.letters[at], who, f"also row {owner}")


def _check_periods(read: ReadList, spec: ListSpec, flags: FlagBook) -> None:
    """A start before birth is right: a plan can be made for an unborn child."""
    at = _positions(read)
    if spec.event is None or spec.ends is None or not {spec.event, spec.ends} <= at.keys():
        return
    start, end = at[spec.event], at[spec.ends]
    for number, values in read.records:
        if values[end] and values[end] < values[start]:
            flags.add("ends-before-start", number, read.letters[end], values[end], values[end])


def _check_ages(read: ReadList, spec: ListSpec, flags: FlagBook) -> None:
    at = _positions(read)
    if spec.youngest is None or spec.oldest is None:
        return
    right = {str(age) for age in range(spec.youngest, spec.oldest + 1)}
    age, born = at.get(_AGE), at.get(_BIRTH)
    dated = [at[c.name] for c in spec.columns if c.kind == "date" and c.name in at]
    for number, values in read.records:
        told = values[age] if age is not None else ""
        if told:
            if told not in right and age is not None:
                flags.add("age-outside-list", number, read.letters[age], told, told)
        elif born is not None and values[born]:
            # Without an age, the latest date of the row says how old the child at least is.
            least = whole_years(values[born], max([values[each] for each in dated]))
            if least > spec.oldest:
                flags.add(
                    "age-outside-list", number, read.letters[born], values[born], values[born]
                )
