"""`inspector search`: every text of the evidence base."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, show_table
from inspector_app.enquiries.search import search

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("search")(find)


def find(
    text: Annotated[str, typer.Argument(help="Words; the last may be unfinished. `-`, @FILE.")],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The records that hold all of these words, best first."""
    with opened_base(inspection) as base:
        hits = search(base, text_argument(text), limit=limit)
    if as_json:
        print_json(
            {
                "hits": [
                    {"record": hit.record, "type": hit.type, "snippet": hit.snippet} for hit in hits
                ]
            }
        )
        return
    show_table(["What", "Where", "Id"], [[hit.snippet, hit.type, hit.record] for hit in hits])
