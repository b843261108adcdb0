"""`inspector grid`: the evidence base from any two sides."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.output import print_json, show_table
from inspector_app.enquiries.grid import COUNTS, SIDES, Count, Side, grid
from inspector_app.enquiries.grid_labels import grid_labels

__all__ = ["register"]

_SIDES = ", ".join(SIDES) + "."


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("grid")(show_grid)


def show_grid(
    rows: Annotated[Side, typer.Option(help=_SIDES)],
    columns: Annotated[Side, typer.Option(help=_SIDES)],
    count: Annotated[Count, typer.Option(help=f"Distinct {' or '.join(COUNTS)}.")] = "evidence",
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Counts of the evidence by two sides; leadership stands beside every row."""
    with opened_base(inspection) as base:
        found = grid(base, rows, columns, count)
        down = grid_labels(base, rows, found.rows)
        across = grid_labels(base, columns, found.columns)
    if as_json:
        print_json(
            {
                "rows": list(found.rows),
                "columns": list(found.columns),
                "cells": [list(row) for row in found.cells],
                "leaders": None if found.leaders is None else list(found.leaders),
            }
        )
        return
    leaders = found.leaders if columns != "area" else None
    show_table(
        ["", *across, *(["(about leaders)"] if leaders is not None else [])],
        [
            [label, *counts, *([leaders[place]] if leaders is not None else [])]
            for place, (label, counts) in enumerate(zip(down, found.cells, strict=True))
        ],
    )
