"""`inspector dispose`: the end of an inspection, laptop by laptop, each with a signed receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, opened_vault, read_file
from inspector_app.cli.output import print_json, say
from inspector_app.files import write_whole

__all__ = ["register"]

_LARGEST = 64 * 1024
"""Bytes of a receipt at most, with room to spare."""


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("dispose")(dispose_of)


def dispose_of(
    confirm: Annotated[
        str, typer.Option(metavar="ID", help="The inspection's whole id, from `inspection list`.")
    ],
    receipt: Annotated[
        Path | None, typer.Option(help="Where to write this laptop's receipt.")
    ] = None,
    collect: Annotated[
        list[Path] | None,
        typer.Option(help="A receipt that another laptop wrote, to count; may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ends an inspection, then destroys it on this laptop: keys first, then files. For good.

    The lead runs it, syncs, and runs it again; each colleague syncs and runs it once.
    """
    from inspector_app.evidence_base.disposal import dispose

    vault = opened_vault()
    others = [read_file(path, _LARGEST).decode("utf-8", "replace") for path in collect or []]
    done = dispose(vault, confirm, others)
    text = None if done.receipt is None else done.receipt.to_text()
    if receipt is not None and text is not None:
        write_whole(receipt, text.encode("ascii"))
    if as_json:
        print_json(
            {
                "id": confirm,
                "inspection": confirm,
                "state": done.state,
                "record": done.record,
                "confirmed": done.confirmed,
                "laptops": done.laptops,
                "receipt": text,
            }
        )
        return
    if text is None:
        say("The inspection is over for the team. Nothing was destroyed yet.")
        say("Sync, so that everybody hears of it; then run the same command again.")
        return
    say("Destroyed on this laptop: the keys, then the files.")
    say(f"{done.confirmed} of {done.laptops} laptops confirmed.")
