"""Arguments that several commands share: text from anywhere, cases, the home and the passphrase."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.copying import copy_if_due
from inspector_app.settings import Settings
from inspector_app.vault.vault import Vault

__all__ = [
    "AsJson",
    "InspectionId",
    "asked_passphrase",
    "new_passphrase",
    "opened_base",
    "opened_vault",
    "passphrase",
    "read_file",
    "text_argument",
]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, nothing else.")]
InspectionId = Annotated[
    str | None,
    typer.Option("--inspection", help="Which inspection, if this home holds several."),
]

_NOTHING = "Nothing was changed."


def text_argument(value: str) -> str:
    """Free text: `-` is standard input, `@FILE` a file's content, `@@…` a literal `@…`.

    Raises:
        InspectorError: `no-such-file`.
    """
    if value == "-":
        return sys.stdin.read().removesuffix("\n")
    if value.startswith("@@"):
        return value[1:]
    if value.startswith("@"):
        return read_text_file(value[1:])
    return value


def read_text_file(name: str) -> str:
    """The text of a file that an option names.

    Raises:
        InspectorError: `no-such-file`.
    """
    try:
        return Path(name).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, ValueError):
        raise InspectorError(
            "no-such-file",
            "The file that an option names cannot be read as text.",
            kept="Nothing was saved.",
            next_step="Check its name; a literal @ is written @@.",
        ) from None


def read_file(path: Path, largest: int = 1024 * 1024 * 1024) -> bytes:
    """The bytes of a file that a person named; of a larger one only so many, which is then no good.

    Args:
        path: of the file.
        largest: bytes to read at most. Who hands us a file must not fill the memory with it.

    Raises:
        InspectorError: `no-such-file`.
    """
    try:
        with path.open("rb") as file:
            return file.read(largest)
    except (OSError, ValueError):
        raise InspectorError(
            "no-such-file",
            "The file cannot be read.",
            kept=_NOTHING,
            next_step="Check its name.",
        ) from None


def passphrase(settings: Settings) -> str:
    """The passphrase, from the named file or asked for; never from an argument or a variable.

    Raises:
        InspectorError: `no-passphrase`.
    """
    if settings.passphrase_file is not None:
        try:
            lines = settings.passphrase_file.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            lines = []
        if lines:
            return lines[0]
    elif sys.stdin.isatty():
        return getpass.getpass("Passphrase: ")
    raise InspectorError(
        "no-passphrase",
        "There is no passphrase to unlock with.",
        kept=_NOTHING,
        next_step="Run it in a terminal, or name a file in INSPECTOR_PASSPHRASE_FILE.",
    )


def new_passphrase(settings: Settings, suggestion: str) -> str:
    """A passphrase for a new keystore, from the named file or asked for."""
    if settings.passphrase_file is not None or not sys.stdin.isatty():
        return passphrase(settings)
    return asked_passphrase(suggestion)


def asked_passphrase(suggestion: str) -> str:
    """A new passphrase asked for twice in a terminal, where six words are offered.

    Raises:
        InspectorError: `not-the-same`.
    """
    typer.echo(f"Six random words that you may use: {suggestion}", err=True)
    first = getpass.getpass("New passphrase (15 characters or more; empty for the six words): ")
    if not first:
        return suggestion
    if getpass.getpass("Again: ") != first:
        raise InspectorError(
            "not-the-same",
            "The two passphrases are not the same.",
            kept=_NOTHING,
            next_step="Try again.",
        )
    return first


def opened_vault() -> Vault:
    """The unlocked vault of this home."""
    settings = Settings()
    return Vault.unlock(settings.home, passphrase(settings))


@contextmanager
def opened_base(inspection: str | None) -> Iterator[EvidenceBase]:
    """The inspection that a command is about.

    Raises:
        InspectorError: `no-inspection`, `which-inspection` or `unknown-inspection`.
    """
    vault = opened_vault()
    base = EvidenceBase(vault, chosen_inspection(vault, inspection))
    try:
        yield base
        _copy_once_a_day(base)
    finally:
        base.close()


def _copy_once_a_day(base: EvidenceBase) -> None:
    """What was done stands in any case; that no copy could be made is told beside it."""
    try:
        copy_if_due(base)
    except InspectorError as error:
        typer.echo(f"Today's copy could not be made. {error.message} {error.next_step}", err=True)


def chosen_inspection(vault: Vault, inspection: str | None) -> str:
    """The named inspection, or the only one."""
    known = vault.inspections()
    if inspection is not None:
        return inspection
    if len(known) == 1:
        return known[0]
    if not known:
        raise InspectorError(
            "no-inspection",
            "This home holds no inspection yet.",
            kept=_NOTHING,
            next_step="Create one, or join by invitation and sync.",
        )
    raise InspectorError(
        "which-inspection",
        f"This home holds {len(known)} inspections.",
        kept=_NOTHING,
        next_step="Name one with --inspection; see `inspector inspection list`.",
    )
