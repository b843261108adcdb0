"""Units and the strata they fall into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.sampling.refusals import SamplingError

__all__ = ["ALL", "BLANK", "Unit", "check_units", "group_by", "shown_value"]

ALL = "all"
"""The one stratum of a simple draw."""

BLANK = "(blank)"
"""How an empty cell is shown; it is a stratum of its own."""

_JOIN = " / "


@dataclass(frozen=True, slots=True)
class Unit:
    """One row that can be drawn: a child, a referral, an assessment and so on.

    Args:
        id: child id, or `child|list|date|k` for events; unique within the list.
        case: the case it belongs to; several units can share one.
        values: the list's columns and what they hold, as text.
    """

    id: str
    case: str
    values: Mapping[str, str]


def check_units(units: Sequence[Unit]) -> None:
    """Refuses a list that cannot be drawn from.

    Raises:
        SamplingError: `empty-list`, `identifier-missing`, `duplicate-unit`.
    """
    if not units:
        raise SamplingError(
            "empty-list",
            "The list has no rows to draw from.",
            next_step="Choose another list, or loosen the filters.",
        )
    identifiers = {unit.id for unit in units}
    if "" in identifiers:
        raise SamplingError(
            "identifier-missing",
            "A row of the list has no identifier, so it cannot be drawn.",
            next_step="Mend the list and import it again.",
        )
    if len(identifiers) != len(units):
        raise SamplingError(
            "duplicate-unit",
            f"{len(units) - len(identifiers)} rows of the list repeat an identifier; such a row "
            "would have two chances.",
            next_step="Draw by event instead of by child, or mend the list.",
        )


def group_by(units: Sequence[Unit], by: Sequence[str]) -> dict[str, list[Unit]]:
    """Units by the value of one column, or of several joined; strata sorted by value.

    Raises:
        SamplingError: `unknown-column`.
    """
    for column in by:
        if not any(column in unit.values for unit in units):
            raise unknown_column(column)
    groups: defaultdict[str, list[Unit]] = defaultdict(list)
    shown: dict[tuple[str, ...], str] = {}
    for unit in units:
        key = tuple([unit.values.get(column, "") for column in by])
        value = shown.get(key)
        if value is None:
            value = shown[key] = shown_value(key)
        groups[value].append(unit)
    return dict(sorted(groups.items()))


def shown_value(values: Sequence[str]) -> str:
    r"""One text for the values of one or several columns; different values never look the same.

    Several are joined by ` / `, a slash or backslash within one is written `\/` or `\\`. Outer
    blanks do not count; an empty value reads `(blank)`, and a cell that says so itself `\(blank)`.
    """
    tidy = [value.strip() for value in values]
    if len(tidy) > 1:
        tidy = [value.replace("\\", "\\\\").replace("/", "\\/") for value in tidy]
    return _JOIN.join(_blank_or(value) for value in tidy)


def unknown_column(column: str) -> SamplingError:
    """The refusal of a column that the list does not have."""
    return SamplingError(
        "unknown-column",
        f"The list has no column '{column}'.",
        next_step="Use a column of the list, spelt as it is there.",
    )


def _blank_or(value: str) -> str:
    if not value:
        return BLANK
    return "\\" + value if value.lstrip("\\") == BLANK else value
