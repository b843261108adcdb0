"""200 drawn from 100,000 in 12 strata, against computing and sorting the tickets."""

from __future__ import annotations

from time import perf_counter

from benchmarks.row import Row
from inspector_app.sampling.draw import DrawPlan, draw_sample
from inspector_app.sampling.strata import Unit
from inspector_app.sampling.tickets import tickets

_UNITS = 100_000


def measure() -> Row:
    """Both from the same units and the same seed."""
    units = [Unit(f"C{n:06}", f"C{n:06}", {"Team": f"T{n % 12}"}) for n in range(_UNITS)]
    plan = DrawPlan("stratified", 200, seed="plan/ours/theirs", by=("Team",))
    names = [unit.id for unit in units]
    started = perf_counter()
    sorted(zip(tickets(plan.seed, names), names, strict=True))
    plain = perf_counter() - started
    started = perf_counter()
    draw_sample(units, plan)
    ours = perf_counter() - started
    return Row(
        "draw 200 of 100,000, stratified",
        "computing and sorting the tickets",
        plain * 1000,
        ours * 1000,
        2.0,
    )
