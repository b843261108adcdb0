"""`inspector file …`: an inspection's file on this laptop, its copies, mending it, its key."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from inspector_app.cli.arguments import (
    AsJson,
    InspectionId,
    chosen_inspection,
    opened_base,
    opened_vault,
)
from inspector_app.cli.output import print_json, say, show_table

__all__ = ["register"]

file = typer.Typer(
    help="An inspection's file on this laptop: its copies, mending it, a new key.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(file, name="file")


@file.command("list")
def list_files(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The copies that are kept, and damaged files that were set aside. Works with a damaged one."""
    vault = opened_vault()
    chosen = chosen_inspection(vault, inspection)
    bases = vault.bases
    rows = [
        *(_row("copy", at, bases.copy(chosen, at)[0]) for at in bases.copies(chosen)),
        *(_row("set-aside", at, bases.aside(chosen, at)[0]) for at in bases.asides(chosen)),
    ]
    if as_json:
        print_json({"id": chosen, "items": rows})
    elif rows:
        show_table(("what", "made", "bytes"), [tuple(row.values()) for row in rows])
    else:
        say("No copies yet. One is made each working day, or now with `inspector file copy`.")


@file.command("copy")
def copy(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Makes a copy now, encrypted with a key of its own; the newest two are kept."""
    from inspector_app.evidence_base.copying import keep_copy

    with opened_base(inspection) as base:
        made = _spelt(keep_copy(base))
        chosen = base.inspection
    if as_json:
        print_json({"id": chosen, "made": made})
    else:
        say(f"Copied at {made}.")


@file.command("mend")
def mend_file(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Makes a new file of all that can be read of a damaged one and of its copies.

    The damaged file is kept. Sync afterwards: what is missing comes back from the team, and what
    had never left this laptop goes out.
    """
    from inspector_app.evidence_base.mending import mend

    vault = opened_vault()
    chosen = chosen_inspection(vault, inspection)
    found = mend(vault, chosen)
    if as_json:
        print_json(
            {
                "id": chosen,
                "set_aside": _spelt(found.aside),
                "unreadable_pages": found.unreadable,
                "copies": found.copies,
                "entries": found.entries,
                "changes": found.changes,
                "unsent": found.own,
                "incomplete": found.missing,
            }
        )
        return
    unread = f"Pages of the file that could not be read: {found.unreadable:,}."
    say(f"{unread} Copies read: {found.copies:,}.")
    say(f"{found.changes:,} saves came back. Not sealed yet: {found.own:,}.")
    if found.missing:
        say(f"{found.missing:,} sealed entries lack a part; the team may have it.")
    say("The damaged file was kept. Now run `inspector sync`, or import a bundle of the team's.")


@file.command("renew-key")
def renew(
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Writes the file anew under a new key, checks it with both keys, destroys the old one."""
    from inspector_app.evidence_base.renewing import renew_key

    vault = opened_vault()
    chosen = chosen_inspection(vault, inspection)
    renew_key(vault, chosen)
    if as_json:
        print_json({"id": chosen})
    else:
        say("The file has a new key. The old file and its key are destroyed.")


def _row(kind: str, at: datetime, path: Path) -> dict[str, str | int]:
    return {"kind": kind, "made": _spelt(at), "bytes": path.stat().st_size}


def _spelt(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="seconds")
