"""`inspector export …` and `inspector open`: what leaves and what comes back."""

from __future__ import annotations

import getpass
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, read_file
from inspector_app.cli.output import print_json, say
from inspector_app.errors import InspectorError
from inspector_app.files import write_whole

if TYPE_CHECKING:
    from inspector_app.publish.exports import ExportKind

__all__ = ["Out", "PassphraseFile", "Unprotected", "file_passphrase", "protection", "register"]

exports = typer.Typer(
    help="What leaves is protected by default and recorded.", no_args_is_help=True
)

Out = Annotated[Path, typer.Option(help="The file to write.")]
PassphraseFile = Annotated[
    Path | None, typer.Option(help="A file whose first line is the passphrase of the file.")
]
Unprotected = Annotated[
    bool, typer.Option("--unprotected", help="Without a passphrase; this is recorded.")
]
Plans = Annotated[
    list[str] | None,
    typer.Option("--plan", help="Prints the statement of this sampling plan; may be repeated."),
]

_NOTHING = "Nothing was written."


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(exports, name="export")
    app.command("open")(open_)


@exports.command("report")
def report(
    out: Out,
    plan: Plans = None,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The draft report as a Word document."""
    passphrase = protection(passphrase_file, unprotected=unprotected)
    _export("report", out, passphrase, inspection, plan or [], as_json=as_json)


@exports.command("json")
def whole_base(
    out: Out,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The whole base as documented JSON; `inspector verify FILE` makes its digest again."""
    passphrase = protection(passphrase_file, unprotected=unprotected)
    _export("json", out, passphrase, inspection, [], as_json=as_json)


def open_(
    file: Annotated[Path, typer.Argument(help="A file that Inspector protected.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to write what it holds; beside it if not given.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Opens a protected export that is not a Word or Excel file; no home is needed."""
    from inspector_app.publish.protection import read_envelope

    envelope = read_envelope(read_file(file))
    data = envelope.opened(file_passphrase(passphrase_file))
    place = out or file.parent / envelope.name
    if out is None and place.exists():
        raise InspectorError(
            "file-exists",
            "There is a file of that name already.",
            kept=_NOTHING,
            next_step="Say where to write with --out.",
        )
    write_whole(place, data)
    if as_json:
        sha256 = hashlib.sha256(data).hexdigest()
        print_json(
            {
                "id": envelope.name,
                "name": envelope.name,
                "bytes": len(data),
                "sha256": sha256,
                "protected": False,
            }
        )
        return
    say(f"{place}: {len(data):,} bytes, unprotected now")


def file_passphrase(file: Path | None, *, twice: bool = False) -> str:
    """The passphrase of a file that leaves or comes back, from a file or asked for.

    Args:
        file: whose first line it is; None to ask.
        twice: asks again, because nobody could open what was protected with a slip.

    Raises:
        InspectorError: `no-passphrase`, `no-such-file` or `not-the-same`.
    """
    if file is not None:
        try:
            # Notepad begins a file with a mark that nobody could type into Word.
            lines = read_file(file).decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            lines = []
        if lines and lines[0]:
            return lines[0]
        raise _no_passphrase("The first line of that file is no passphrase.", "Write it as UTF-8.")
    if not sys.stdin.isatty():
        raise _no_passphrase(
            "The file is protected by a passphrase, and there is none.",
            "Name a file with --passphrase-file, or run it in a terminal.",
        )
    first = getpass.getpass("Passphrase of the file: ")
    if twice and getpass.getpass("Again: ") != first:
        raise InspectorError(
            "not-the-same",
            "The two passphrases are not the same.",
            kept=_NOTHING,
            next_step="Try again.",
        )
    return first


def _export(
    kind: ExportKind,
    out: Path,
    passphrase: str | None,
    inspection: str | None,
    plans: list[str],
    *,
    as_json: bool,
) -> None:
    from inspector_app.publish.exports import export

    with opened_base(inspection) as base:
        left = export(base, kind, out, passphrase, plans=plans)
    if as_json:
        print_json({"id": left.id, "sha256": left.sha256, "protected": left.protected})
        return
    say(f"Written{'' if left.protected else ', unprotected'}: SHA-256 {left.sha256}")


def protection(file: Path | None, *, unprotected: bool) -> str | None:
    """The passphrase that an export is protected with; None only where that was said.

    Raises:
        InspectorError: `which-protection`, or as `file_passphrase`.
    """
    if not unprotected:
        if file is None and not sys.stdin.isatty():
            raise _no_passphrase(
                "What leaves is protected by a passphrase, and there is none.",
                "Name a file with --passphrase-file, or say --unprotected.",
            )
        return file_passphrase(file, twice=True)
    if file is None:
        return None
    raise InspectorError(
        "which-protection",
        "A passphrase was named, and the file is to be left unprotected.",
        kept=_NOTHING,
        next_step="Give either --passphrase-file or --unprotected.",
    )


def _no_passphrase(message: str, next_step: str) -> InspectorError:
    return InspectorError("no-passphrase", message, kept=_NOTHING, next_step=next_step)
