"""Columns of another list of the same child, written '8: Legal Status'.

Lists join by the child's identifier, lists 10 and 11 by 'Family identifier'. Of several rows the
one with the latest day counts, and of these the one with the greatest row text; without a row the
value is blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from schemas.annex_a import ColumnSpec, ListSpec, load_annex_a

__all__ = ["FAMILY", "code_words", "column_spec", "joins", "latest_by_key", "split_joined"]

FAMILY = "Family identifier"

_JOINED = re.compile(r"\s*(\d{1,2})\s*:\s*(.*\S)\s*")


def split_joined(name: str) -> tuple[int, str] | None:
    """The list and the heading that a joined column names; None of a plain one."""
    found = _JOINED.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


def joins(number: int, other: int) -> bool:
    """Whether rows of a list can be joined to those of another."""
    grains = {spec.number: spec.grain for spec in load_annex_a().lists}
    if number == other or not {number, other} <= grains.keys():
        return False
    if "adopter" in (grains[number], grains[other]):
        return all(load_annex_a().list(each).column(FAMILY) for each in (number, other))
    return True


def column_spec(number: int, name: str) -> ColumnSpec | None:
    """What the form says of a column of a list, or of one that is joined to it; None if nothing."""
    specs: Mapping[int, ListSpec] = {spec.number: spec for spec in load_annex_a().lists}
    own = specs[number].column(name)
    joined = split_joined(name)
    if own is not None or joined is None:
        return own
    other, heading = joined
    return specs[other].column(heading) if other in specs else None


def code_words(number: int, name: str, value: str) -> str:
    """The words for a code of the form, 'White British' for 'a) WBRI'; any other value as it is."""
    spec = column_spec(number, name)
    codes = None if spec is None else load_annex_a().codes(spec)
    code = None if codes is None else codes.find(value)
    return code.label if code is not None and code.code == value else value


def latest_by_key(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    """The value of the latest row for each key, from (key, day, row text, value)."""
    found: dict[str, tuple[str, str, str]] = {}
    for key, day, text, value in rows:
        if key and (key not in found or (day, text) > found[key][:2]):
            found[key] = (day, text, value)
    return {key: value for key, (_, _, value) in found.items()}
