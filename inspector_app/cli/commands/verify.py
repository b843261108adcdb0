"""`inspector verify`: an inspection's file against itself, or an export against its digest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import (
    AsJson,
    InspectionId,
    chosen_inspection,
    opened_vault,
    read_file,
)
from inspector_app.cli.commands.exports import PassphraseFile, file_passphrase
from inspector_app.cli.output import print_json, say
from inspector_app.errors import InspectorError

__all__ = ["register"]

_SHUT = {
    "damaged-file": "the file is damaged: part of it cannot be read at all",
    "missing-file": "the file is not there",
}


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("verify")(verify)


def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An export of a whole base; none for this home's own.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Checks signatures, chains, pages, registers, tables and search index; or an export.

    Exits with 0 where nothing is wrong and with 1 where something is, with the problems listed;
    nothing is changed or mended. An export needs no home, and a passphrase only if it has one.
    """
    if file is None:
        about, found, problems = _own_base(inspection)
    else:
        about, found, problems = "the export", file.name, _export(file, passphrase_file)
    if as_json:
        print_json({"id": found, "ok": not problems, "problems": list(problems)})
    else:
        for problem in problems:
            say(problem)
        say(f"{len(problems):,} problems in {about}." if problems else f"Nothing wrong in {about}.")
    if problems:
        raise typer.Exit(1)


def _own_base(inspection: str | None) -> tuple[str, str, tuple[str, ...]]:
    """What was looked at in words, the inspection's id, and what is wrong with it."""
    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.evidence_base.verification import verify as verify_base

    vault = opened_vault()
    chosen = chosen_inspection(vault, inspection)
    try:
        base = EvidenceBase(vault, chosen)
    except InspectorError as error:
        if error.code not in _SHUT:
            raise
        return "the inspection", chosen, (_SHUT[error.code],)
    try:
        checked = verify_base(base)
    finally:
        base.close()
    about = f"{checked.entries:,} entries and {checked.changes:,} changes"
    return about, chosen, checked.problems


def _export(file: Path, passphrase_file: Path | None) -> tuple[str, ...]:
    """What is wrong with an export, protected or not."""
    from inspector_app.publish.protection import is_envelope, read_envelope
    from inspector_app.publish.whole_base import check_export

    data = read_file(file)
    if is_envelope(data):
        data = read_envelope(data).opened(file_passphrase(passphrase_file))
    return check_export(data)
