"""Shows what was read from the authority's files: tables for people, one document for scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from inspector_app.cli.output import print_json, refusal_json, show_table
from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from inspector_app.intake.mapping import ListMapping
    from inspector_app.intake.models import Intake, ReadList, WorkforceJoin

__all__ = ["intake_json", "refuse_all", "show_decisions", "show_intake"]


def intake_json(intake: Intake) -> dict[str, Any]:
    """What was read, for scripts; `workforce` only where a list of workers was joined."""
    document: dict[str, Any] = {**intake.to_json()}
    if intake.workforce is not None:
        told = asdict(intake.workforce)
        keys = ("column", "heading", "purpose")
        told["columns"] = [dict(zip(keys, each, strict=True)) for each in told["columns"]]
        document["workforce"] = told
    return document


def refuse_all(intake: Intake, error: InspectorError, *, as_json: bool) -> NoReturn:
    """Ends with exit code 1, saying why for each file."""
    if not as_json:
        _show_refused(intake)
        raise error
    print_json({**refusal_json(error), **intake_json(intake)})
    raise typer.Exit(1)


def show_intake(intake: Intake) -> None:
    """The lists, counts of what is odd, the workers joined, and what was refused."""
    several = len(intake.files) > 1
    show_table(
        ["List", "Title", "Rows", "Header", *(["File"] if several else []), "Sheet", "Odd columns"],
        [
            [
                read.list,
                read.title,
                read.rows,
                read.header_row,
                *([read.file] if several else []),
                read.sheet,
                _odd_columns(read),
            ]
            for read in intake.lists
        ],
    )
    if intake.flags:
        from inspector_app.intake.flags import FLAG_CODES

        counts = Counter((flag.list, flag.code) for flag in intake.flags)
        show_table(
            ["List", "Times", "Oddity", "What it says"],
            [
                [number, count, code, FLAG_CODES.get(code, "")]
                for (number, code), count in sorted(counts.items())
            ],
            title="What is odd (--json tells each with its row and column)",
        )
    if intake.workforce is not None:
        _show_workforce(intake.workforce)
    if intake.refused:
        _show_refused(intake)


def show_decisions(mapping: ListMapping) -> None:
    """What was decided by hand, as a table."""
    sheets = [["", "sheet", each.sheet, f"list {each.list}"] for each in mapping.sheets]
    headings = [[each.list, "heading", each.heading, each.column] for each in mapping.headings]
    values = [[each.list, each.column, each.value, each.code] for each in mapping.values]
    show_table(["List", "What", "As it stands there", "Taken for"], [*sheets, *headings, *values])


def _show_workforce(join: WorkforceJoin) -> None:
    show_table(
        ["Workers", "Rows joined", "Not in the list", "Could be several", "Nobody allocated"],
        [
            [
                f"{join.workers_met} of {join.workers} met",
                join.rows_joined,
                join.rows_unmatched,
                join.rows_ambiguous,
                join.rows_without_worker,
            ]
        ],
        title="Workers joined to the lists",
    )
    show_table(
        ["Column", "From the heading", "Purpose"],
        [
            *join.columns,
            *(["not taken", heading, ""] for heading in join.headings_off),
        ],
    )


def _odd_columns(read: ReadList) -> str:
    counts = {"unknown": len(read.columns_unknown), "missing": len(read.columns_missing)}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _show_refused(intake: Intake) -> None:
    show_table(
        ["File", "Why it was refused"],
        [[refused.file, refused.message] for refused in intake.refused],
    )
