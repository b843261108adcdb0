"""`inspector agreement`: how far judges agree who graded the same things; needs no passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from inspector_app.cli.agreement_documents import agreement_document, show_agreement
from inspector_app.cli.arguments import AsJson, read_file
from inspector_app.cli.output import print_json
from inspector_app.settings import Settings

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("agreement")(agreement)


def agreement(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV with the columns unit, judge, grade, and base."),
    ],
    metric: Annotated[
        Literal["ordinal", "nominal", "interval"],
        typer.Option(help="How the coefficients weigh differences between grades."),
    ] = "ordinal",
    reference: Annotated[
        str | None,
        typer.Option(help="Judge that every other is set against, such as the published grades."),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(help="Grades from the lowest to the highest with commas between: 4,3,2,1."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How far judges agree: the grid, how near, which way they differ, then one coefficient."""
    from inspector_app.enquiries.frameworks import every_framework
    from inspector_app.judgement.judges_agreement import agreement_of
    from inspector_app.judgement.judges_file import LARGEST_FILE, read_ratings, scale_from_text

    content = read_file(file, LARGEST_FILE + 1)
    # A framework lists its grades from best to worst.
    known = [
        framework.grades[::-1]
        for framework in every_framework(Settings().home)
        if not framework.narrative
    ]
    ratings = read_ratings(content, known, scale_from_text(scale) if scale is not None else ())
    found = agreement_of(ratings, metric, reference)
    if as_json:
        print_json(agreement_document(found))
        return
    show_agreement(found)
