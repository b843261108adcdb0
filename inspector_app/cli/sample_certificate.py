"""`inspector sample certificate`: the proof of a draw for outsiders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.commands.exports import Out, PassphraseFile, Unprotected, protection
from inspector_app.cli.output import print_json, say

__all__ = ["add_certificate_commands"]


def add_certificate_commands(sample: typer.Typer) -> None:
    """Hangs these commands into the group."""
    sample.command("certificate")(certificate)


def certificate(
    plan: Annotated[str, typer.Argument(help="Id of a plan; see `inspector sample list`.")],
    out: Out,
    extract: Annotated[
        Path | None,
        typer.Option(
            help="Also the units and cells of the list as they count, tab-separated, for whoever "
            "checks the draw."
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Writes the certificate of a complete sample, as .docx or .html.

    Every ticket is worked out again before. From then on nothing more is drawn by this plan.
    """
    from inspector_app.publish.certificates import write_certificate

    passphrase = protection(passphrase_file, unprotected=unprotected)
    with opened_base(inspection) as base:
        written = write_certificate(base, plan, out, passphrase, extract)
    left, check = written.exported, written.check
    if as_json:
        print_json(
            {
                "id": left.id,
                "plan": plan,
                "ok": check.ok,
                "mismatches": [],
                "complete": check.complete,
                "sha256": left.sha256,
                "protected": left.protected,
                "extract_sha256": written.extract_sha256,
            }
        )
        return
    say(check.sentence)
    say(f"Written{'' if left.protected else ', unprotected'}: SHA-256 {left.sha256}")
    if written.extract_sha256 is not None:
        say(f"The extract beside it: SHA-256 {written.extract_sha256}")
    say("It names cases: hand it over as you would the lists.")
