"""A workbook of 100,000 × 25 read, checked and frozen, against openpyxl reading it only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

from benchmarks.homes import a_base
from benchmarks.lists import COLUMNS, ROWS, write_list
from benchmarks.row import Row

_T = TypeVar("_T")
_RUNS = 3
_TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class _Run:
    """One run in a process of its own: seconds, and its peak memory in MiB (0 if not known)."""

    seconds: float
    peak: float


def measure() -> Row:
    """Turn and turn about, each in a process of its own; the best of three runs each."""
    with TemporaryDirectory(prefix="inspector-bench-") as folder:
        path = Path(folder) / "list.xlsx"
        _alone(write_list, path)
        ours: list[_Run] = []
        plain: list[_Run] = []
        for _ in range(_RUNS):
            ours.append(_alone(_imported, path))
            plain.append(_alone(_read_by_openpyxl, path))
    peak = max(run.peak for run in ours)
    return Row(
        f"import {ROWS:,} × {COLUMNS}, checked and frozen",
        "openpyxl read-only, reading only",
        min(run.seconds for run in plain) * 1000,
        min(run.seconds for run in ours) * 1000,
        0.35,
        f"peak memory {peak:,.0f} MB (under 400 wanted)",
    )


def _alone(work: Callable[[Path], _T], path: Path) -> _T:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (path,))


def _imported(path: Path) -> _Run:
    import python_calamine  # noqa: F401  # on both sides the library is there before the clock runs

    from inspector_app.intake.importing import import_frame
    from inspector_app.intake.reading import inspect_files

    with a_base() as (_, base):
        started = perf_counter()
        intake = inspect_files([path], today=_TODAY)
        import_frame(base, intake)
        seconds = perf_counter() - started
        assert intake.rows == ROWS
    return _Run(seconds, _peak())


def _read_by_openpyxl(path: Path) -> _Run:
    from openpyxl import load_workbook

    started = perf_counter()
    book = load_workbook(path, read_only=True)
    rows = sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True))
    seconds = perf_counter() - started
    assert rows == ROWS + 2
    return _Run(seconds, _peak())


def _peak() -> float:
    """What the kernel says of this process alone; `getrusage` counts its parent in."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024
