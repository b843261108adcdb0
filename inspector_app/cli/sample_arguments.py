"""What people type about strata, turned into values by stratum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inspector_app.errors import InspectorError

__all__ = ["sizes_argument", "spreads_argument"]

_SIZE = re.compile(r"[0-9]{1,9}", re.ASCII)


def sizes_argument(typed: Iterable[str]) -> dict[str, int]:
    """Sizes by stratum from VALUE=N; the value may hold equals signs itself.

    Raises:
        InspectorError: `stratum-unclear`.
    """
    sizes: dict[str, int] = {}
    for value, size in _pairs(typed, "VALUE=N", "--stratum 'North team=4'"):
        if not _SIZE.fullmatch(size) or value in sizes:
            raise _unclear("VALUE=N", "--stratum 'North team=4'")
        sizes[value] = int(size)
    return sizes


def spreads_argument(typed: Iterable[str]) -> dict[str, str]:
    """Spreads by stratum from VALUE=S, as they were typed.

    Raises:
        InspectorError: `stratum-unclear`.
    """
    spreads: dict[str, str] = {}
    for value, spread in _pairs(typed, "VALUE=S", "--spread 'North team=2.5'"):
        if value in spreads:
            raise _unclear("VALUE=S", "--spread 'North team=2.5'")
        spreads[value] = spread
    return spreads


def _pairs(typed: Iterable[str], form: str, example: str) -> Iterator[tuple[str, str]]:
    for item in typed:
        value, equals, after = item.rpartition("=")
        if not equals:
            raise _unclear(form, example)
        yield value, after.strip()


def _unclear(form: str, example: str) -> InspectorError:
    return InspectorError(
        "stratum-unclear",
        f"A stratum must read {form}, each value once.",
        kept="Nothing was changed.",
        next_step=f"Write for example {example}.",
    )
