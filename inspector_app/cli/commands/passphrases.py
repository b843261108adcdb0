"""`inspector passphrase change`: another passphrase for this home."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from inspector_app.cli.arguments import AsJson, asked_passphrase, passphrase
from inspector_app.cli.commands.exports import file_passphrase
from inspector_app.cli.output import print_json, say
from inspector_app.errors import InspectorError
from inspector_app.settings import Settings
from inspector_app.vault.vault import Vault
from schemas.words import random_words

__all__ = ["register"]

passphrases = typer.Typer(help="The passphrase of this home.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(passphrases, name="passphrase")


@passphrases.command("change")
def change(
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(help="A file whose first line is the new passphrase; else it is asked for."),
    ] = None,
    kdf: Annotated[
        Literal["calibrated", "minimum"],
        typer.Option(help="How hard the passphrase is to guess: calibrated to this laptop."),
    ] = "calibrated",
    as_json: AsJson = False,
) -> None:
    """Changes the passphrase of this home: the old one first, then the new one twice.

    Nothing else is touched. A copy of the data folder made before still opens with the old one.
    """
    settings = Settings()
    old = passphrase(settings)
    vault = Vault.unlock(settings.home, old)
    vault.change_passphrase(old, _new(new_passphrase_file), kdf=kdf)
    if as_json:
        print_json({"id": vault.device.id, "changed": True})
        return
    say(
        "The passphrase is changed. A copy of the data folder made before still opens with the old."
    )


def _new(file: Path | None) -> str:
    if file is not None:
        return file_passphrase(file)
    if not sys.stdin.isatty():
        raise InspectorError(
            "no-passphrase",
            "There is no new passphrase.",
            kept="Nothing was changed.",
            next_step="Run it in a terminal, or name a file with --new-passphrase-file.",
        )
    return asked_passphrase(random_words(os.urandom))
