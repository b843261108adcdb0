"""What `intake inspect` and `intake import` share: reading the files that were named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from inspector_app.intake.mapping import ListMapping
    from inspector_app.intake.models import Intake, Progress, ProgressReport

__all__ = [
    "Files",
    "MappingFile",
    "WorkforceColumns",
    "WorkforceFile",
    "mapping_of",
    "read_lists",
]

Files = Annotated[
    list[Path],
    typer.Argument(help="Workbooks (.xlsx, .xls, .ods) or CSV files with one list each."),
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", help="TOML file: which heading is which column, and so on."),
]
WorkforceFile = Annotated[
    Path | None,
    typer.Option("--workforce", help="The authority's list of workers, to be joined."),
]
WorkforceColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--workforce-column",
        metavar="HEADING=PURPOSE",
        help="A further column of the list of workers, and what it is needed for; again for more.",
    ),
]


def mapping_of(path: Path | None) -> ListMapping:
    """The decisions of a file; none without one.

    Raises:
        InspectorError: `mapping-not-readable`, `bad-mapping`.
    """
    from inspector_app.intake.mapping import ListMapping
    from inspector_app.intake.mapping_file import read_mapping

    return ListMapping() if path is None else read_mapping(path)


def read_lists(
    files: list[Path],
    mapping: ListMapping,
    workforce: Path | None,
    columns: list[str] | None,
) -> Intake:
    """Reads the lists, and joins the list of workers where one is named.

    Raises:
        InspectorError: `workforce-missing`, and what `read_workforce` refuses.
    """
    from inspector_app.intake.reading import inspect_files
    from inspector_app.intake.worker_joining import with_workforce
    from inspector_app.intake.workforce import read_workforce
    from inspector_app.vault.vault import local_clock

    if columns and workforce is None:
        raise InspectorError(
            "workforce-missing",
            "A column of the list of workers was asked for, but no such list was named.",
            kept="Nothing was imported.",
            next_step="Name it with --workforce FILE.",
        )
    today = local_clock().date()
    purposes = dict(_purpose(each) for each in columns or ())
    # First, because it is short: what is wrong with it is said before the long work begins.
    workers = read_workforce(workforce, on=today, purposes=purposes) if workforce else None
    with _progress() as report:
        intake = inspect_files(files, progress=report, today=today, mapping=mapping)
    return intake if workers is None else with_workforce(intake, workers)


def _purpose(typed: str) -> tuple[str, str]:
    heading, _, purpose = typed.partition("=")
    return heading.strip(), purpose.strip()


@contextmanager
def _progress() -> Iterator[ProgressReport | None]:
    """A line on standard error that says how far reading is; none outside a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True, highlight=False).status("Reading") as status:

        def report(progress: Progress) -> None:
            place = f"{progress.file} {progress.sheet}".strip()
            rows = f": {progress.done:,} of {progress.total:,} rows" if progress.total else ""
            status.update(Text(_printable(f"Reading {place}{rows}")))

        yield report


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
