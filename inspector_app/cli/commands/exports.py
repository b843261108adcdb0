"""`inspector export …` and `inspector open`: what leaves and what comes back."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, read_file
from inspector_app.cli.output import print_json, say
from inspector_app.errors import InspectorError
from inspector_app.files import write_whole

__all__ = ["register"]

exports = typer.Typer(
    help="What leaves is protected by default and recorded.", no_args_is_help=True
)

Out = Annotated[Path, typer.Option(help="The file to write.")]
PassphraseFile = Annotated[
    Path | None, typer.Option(help="A file whose first line is the passphrase for the export.")
]
Unprotected = Annotated[
    bool, typer.Option("--unprotected", help="Without a passphrase; this is recorded.")
]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(exports, name="export")
    app.command("open")(open_)


@exports.command("report")
def report(
    out: Out,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The draft report as a Word document."""
    _export("report", out, passphrase_file, unprotected, inspection, as_json)


@exports.command("json")
def whole_base(
    out: Out,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The whole base as documented JSON; `inspector verify FILE` makes its digest again."""
    _export("json", out, passphrase_file, unprotected, inspection, as_json)


def open_(
    file: Annotated[Path, typer.Argument(help="A file that Inspector protected.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to write what it holds; beside it if not given.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Opens a protected export that is not a Word or Excel file."""
    from inspector_app.publish.protection import open_envelope

    opened = open_envelope(read_file(file), _passphrase(passphrase_file, confirm=False))
    place = out or file.parent / Path(opened.name).name
    if out is None and place.exists():
        raise InspectorError(
            "file-exists",
            "There is a file of that name beside it already.",
            kept="Nothing was written.",
            next_step="Say where to write with --out.",
        )
    write_whole(place, opened.data)
    if as_json:
        print_json({"id": opened.name, "name": opened.name, "bytes": len(opened.data)})
        return
    say(f"{place}: {len(opened.data):,} bytes")


def _export(
    kind: str,
    out: Path,
    passphrase_file: Path | None,
    unprotected: bool,
    inspection: str | None,
    as_json: bool,
) -> None:
    from inspector_app.publish.exports import export

    passphrase = None if unprotected else _passphrase(passphrase_file, confirm=True)
    with opened_base(inspection) as base:
        left = export(base, "report" if kind == "report" else "json", out, passphrase)
    if as_json:
        print_json({"id": left.id, "sha256": left.sha256, "protected": left.protected})
        return
    say(f"Written{'' if left.protected else ', unprotected'}: SHA-256 {left.sha256}")


def _passphrase(file: Path | None, *, confirm: bool) -> str:
    """The passphrase of an export, from a file or asked for.

    Raises:
        InspectorError: `no-passphrase` or `not-the-same`.
    """
    if file is not None:
        lines = read_file(file).decode("utf-8", "replace").splitlines()
        if lines:
            return lines[0]
    elif sys.stdin.isatty():
        first = getpass.getpass("Passphrase for this file: ")
        if not confirm or getpass.getpass("Again: ") == first:
            return first
        raise InspectorError(
            "not-the-same",
            "The two passphrases are not the same.",
            kept="Nothing was written.",
            next_step="Try again.",
        )
    raise InspectorError(
        "no-passphrase",
        "What leaves is protected by a passphrase, and there is none.",
        kept="Nothing was written.",
        next_step="Name a file with --passphrase-file, or say --unprotected.",
    )
