"""Opening a base of 100,000 changes with its key at hand, against one of 1,000."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from benchmarks.big_base import take_in_notes
from benchmarks.homes import a_base
from benchmarks.row import Row
from inspector_app.evidence_base.base import EvidenceBase

_MANY, _FEW = 100_000, 1_000
_TIMES = 21


def measure() -> Row:
    """Turn and turn about; the operating system has both files at hand."""
    with a_base() as (_, small), a_base() as (_, large):
        take_in_notes(small, _FEW, size=200)
        take_in_notes(large, _MANY, size=200)
        few: list[float] = []
        many: list[float] = []
        for base, took in [(small, few), (large, many)] * _TIMES:
            base.close()
            started = perf_counter()
            again = EvidenceBase(base.vault, base.inspection)
            seen = again.team.chain.head.depth
            took.append(perf_counter() - started)
            assert seen > 0
            again.close()
        each = large.vault.base_path(large.inspection).stat().st_size / _MANY
    return Row(
        f"open a base of {_MANY:,} changes",
        f"the same with {_FEW:,} changes",
        median(few) * 1000,
        median(many) * 1000,
        1.5,
        f"slowest {max(many) * 1000:.0f} ms (under 500 wanted);"
        f" {each:,.0f} bytes of the file for a change of 200 signs",
    )
