"""Prints every budget with its ratio; ends 1 if one is not met."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.row import Row

__all__ = ["main"]


def main() -> int:
    """Measures every budget, one after the other."""
    rows: list[Row] = []
    print(f"{'what':<44}{'baseline':>12}{'ours':>12}{'ratio':>8}{'target':>8}")
    for found in pkgutil.iter_modules(benchmarks.__path__):
        module = importlib.import_module(f"benchmarks.{found.name}")
        if hasattr(module, "measure"):
            measured: Row | tuple[Row, ...] = module.measure()
            for row in measured if isinstance(measured, tuple) else (measured,):
                rows.append(row)
                _show(row)
    return 0 if all(row.met for row in rows) else 1


def _show(row: Row) -> None:
    print(
        f"{row.what:<44}{row.base_value:>9.2f} {row.unit:<2}{row.ours:>9.2f} {row.unit:<2}"
        f"{row.ratio:>8.2f}{row.target:>8.2f}  {'met' if row.met else 'NOT MET'}"
    )
    print(f"    against {row.baseline}{'; ' + row.beside if row.beside else ''}")


if __name__ == "__main__":
    sys.exit(main())
