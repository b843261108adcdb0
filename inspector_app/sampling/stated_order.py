"""The stated order of a list, and draws that go through it from a start that the seed gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from heapq import nsmallest

from inspector_app.sampling.conditions import comparable
from inspector_app.sampling.draws import RESERVES_AT_LEAST, Draw, Selected, StratumCount
from inspector_app.sampling.strata import ALL, Unit, unknown_column
from inspector_app.sampling.tickets import ticket, tickets

__all__ = ["START_SPAN", "drawn_in_order", "in_stated_order", "order_words", "start_of"]

START_SPAN = 2**64
"""The start is a whole number below this, over this."""

_START = "start"

_Key = tuple[int, Fraction | int, str]


def start_of(seed: str) -> int:
    """The start u · 2⁶⁴: the first 8 bytes of SHA-256(seed ‖ U+001F ‖ `start`), big-endian.

    Raises:
        SamplingError: `seed-unclear`.
    """
    return int(ticket(seed, _START)[:16], 16)


def in_stated_order(units: Sequence[Unit], columns: Sequence[str]) -> list[Unit]:
    """Units by the values of some columns, ties by unit id (by code point).

    In each column numbers come first, by size; then ISO dates, by day; then other texts, by code
    point without outer blanks; then empty cells.

    Raises:
        SamplingError: `unknown-column`.
    """
    for column in columns:
        if not any(column in unit.values for unit in units):
            raise unknown_column(column)
    places = {column: _places(unit.values.get(column, "") for unit in units) for column in columns}

    def key(unit: Unit) -> tuple[tuple[int, ...], str]:
        return tuple([of[unit.values.get(column, "")] for column, of in places.items()]), unit.id

    return sorted(units, key=key)


def order_words(columns: Sequence[str]) -> str:
    """'by Age, then by Team, ties by identifier'."""
    if not columns:
        return "by identifier"
    return f"by {', then by '.join(columns)}, ties by identifier"


def drawn_in_order(
    seed: str,
    ordered: Sequence[Unit],
    positions: Iterable[int],
    chance: Callable[[int], str],
    *,
    keep: int | None = None,
) -> Draw:
    """The draw of some places in a stated order; its reserves are all others, by ticket.

    Args:
        seed: for the tickets.
        ordered: the units.
        positions: drawn, from 0, ascending.
        chance: the probability of the unit at a position.
        keep: reserves wanted, as many as drawn if None.
    """
    ticketed = tickets(seed, [unit.id for unit in ordered])

    def at(position: int) -> Selected:
        unit = ordered[position]
        return Selected(unit.id, unit.case, ticketed[position], ALL, position + 1, chance(position))

    selected = tuple(at(position) for position in positions)
    drawn = {one.rank - 1 for one in selected}
    others = [
        (ticketed[position], unit.id, position)
        for position, unit in enumerate(ordered)
        if position not in drawn
    ]
    wanted = max(len(selected), RESERVES_AT_LEAST) if keep is None else keep
    reserves = tuple(at(position) for _, _, position in nsmallest(wanted, others))
    count = StratumCount(ALL, len(ordered), len(selected))
    return Draw(selected, reserves, (count,), len(ordered))


def _places(cells: Iterable[str]) -> dict[str, int]:
    """The place of each distinct text; texts that mean the same value share one."""
    keys = {cell: _key(cell) for cell in set(cells)}
    place = {key: at for at, key in enumerate(sorted(set(keys.values())))}
    return {cell: place[key] for cell, key in keys.items()}


def _key(cell: str) -> _Key:
    value = comparable(cell)
    if isinstance(value, Fraction):
        return 0, value, ""
    if isinstance(value, date):
        return 1, value.toordinal(), ""
    tidy = cell.strip()
    return (2, 0, tidy) if tidy else (3, 0, "")
