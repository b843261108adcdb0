"""`inspector intake …`: reading and freezing the authority's child-level lists."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from inspector_app.intake.importing import KeptFrame
    from inspector_app.intake.models import Intake, Progress, ProgressReport, ReadList

__all__ = ["register"]

intake_commands = typer.Typer(help="The authority's child-level lists.", no_args_is_help=True)

Files = Annotated[
    list[Path],
    typer.Argument(help="Workbooks (.xlsx, .xls, .ods) or CSV files with one list each."),
]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(intake_commands, name="intake")


@intake_commands.command("inspect")
def inspect(files: Files, as_json: AsJson = False) -> None:
    """Reads files and reports what is in them; keeps nothing and needs no passphrase."""
    intake = _read(files)
    if as_json:
        print_json({**intake.to_json()})
        return
    _show(intake)


@intake_commands.command("import")
def import_(files: Files, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Freezes the lists of files as a frame, encrypted on this laptop, to draw samples from."""
    with opened_base(inspection) as base:
        from inspector_app.intake.importing import import_frame

        intake = _read(files)
        try:
            frame = import_frame(base, intake)
        except InspectorError as error:
            if intake.lists:
                raise
            _refuse_all(intake, error, as_json=as_json)
    if as_json:
        print_json({"id": frame, "frame": frame, "sha256": intake.sha256, **intake.to_json()})
        return
    _show(intake)
    say(f"Frozen as frame {frame}")
    say(f"SHA-256 {intake.sha256}")


@intake_commands.command("frames")
def frames(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The frames that were imported, and whether their rows lie on this laptop."""
    with opened_base(inspection) as base:
        from inspector_app.intake.importing import kept_frames

        found = [_frame_json(kept) for kept in kept_frames(base)]
    if as_json:
        print_json({"frames": found})
        return
    show_table(
        ["Imported", "File", "Rows", "State", "Here", "Frame"],
        [
            [f["imported_at"], f["file_name"], f["rows"], f["state"], _yes(f["here"]), f["frame"]]
            for f in found
        ],
    )


def _read(files: list[Path]) -> Intake:
    from inspector_app.intake.reading import inspect_files
    from inspector_app.vault.vault import local_clock

    with _progress() as report:
        return inspect_files(files, progress=report, today=local_clock().date())


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


def _refuse_all(intake: Intake, error: InspectorError, *, as_json: bool) -> None:
    """Ends with exit code 1, saying why for each file."""
    if not as_json:
        _show_refused(intake)
        raise error
    told = {"code": error.code, "message": error.message, "kept": error.kept}
    print_json({"error": {**told, "next": error.next_step}, **intake.to_json()})
    raise typer.Exit(1)


def _show(intake: Intake) -> None:
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
    if intake.refused:
        _show_refused(intake)


def _odd_columns(read: ReadList) -> str:
    counts = {"unknown": len(read.columns_unknown), "missing": len(read.columns_missing)}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _show_refused(intake: Intake) -> None:
    show_table(
        ["File", "Why it was refused"],
        [[refused.file, refused.message] for refused in intake.refused],
    )


def _frame_json(kept: KeptFrame) -> dict[str, Any]:
    record = kept.record
    return {
        "id": record.id,
        "frame": record.id,
        "file_name": record.file_name,
        "sha256": record.sha256,
        "imported_at": record.imported_at,
        "rows": record.rows,
        "lists": _loaded(record.lists, []),
        "flags": _loaded(record.flags, {}),
        "state": record.state,
        "here": kept.here,
        "by": record.author,
    }


def _loaded(text: str | None, empty: object) -> object:
    """What a text field holds as JSON; `empty` where it was erased or is not here yet."""
    try:
        return json.loads(text or "")
    except ValueError:
        return empty


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
