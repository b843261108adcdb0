"""`inspector intake …`: reading and freezing the authority's child-level lists."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.intake_reading import (
    Files,
    MappingFile,
    WorkforceColumns,
    WorkforceFile,
    mapping_of,
    read_lists,
)
from inspector_app.cli.intake_shown import intake_json, refuse_all, show_decisions, show_intake
from inspector_app.cli.output import print_json, say
from inspector_app.errors import InspectorError

__all__ = ["register"]

intake_commands = typer.Typer(help="The authority's child-level lists.", no_args_is_help=True)
mapping_commands = typer.Typer(help="What was decided by hand.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    intake_commands.add_typer(mapping_commands, name="mapping")
    app.add_typer(intake_commands, name="intake")


@intake_commands.command("inspect")
def inspect(
    files: Files,
    mapping: MappingFile = None,
    workforce: WorkforceFile = None,
    workforce_column: WorkforceColumns = None,
    as_json: AsJson = False,
) -> None:
    """Reads files and reports what is in them; keeps nothing and needs no passphrase."""
    intake = read_lists(files, mapping_of(mapping), workforce, workforce_column)
    if as_json:
        print_json(intake_json(intake))
        return
    show_intake(intake)


@intake_commands.command("import")
def import_(
    files: Files,
    mapping: MappingFile = None,
    workforce: WorkforceFile = None,
    workforce_column: WorkforceColumns = None,
    supersedes: Annotated[
        str | None,
        typer.Option(metavar="FRAME", help="An older frame that this one takes the place of."),
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Offer it to the team at once, as `intake share` does.")
    ] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Freezes the lists of files as a frame, encrypted on this laptop, to draw samples from."""
    with opened_base(inspection) as base:
        from inspector_app.intake.importing import import_frame
        from inspector_app.intake.mapping import combined
        from inspector_app.intake.remembered import remembered_mapping
        from inspector_app.intake.travelling import share_frame

        remembered = remembered_mapping(base)
        decided = combined(remembered, mapping_of(mapping))
        intake = read_lists(files, decided, workforce, workforce_column)
        try:
            frame = import_frame(base, intake, supersedes=supersedes)
        except InspectorError as error:
            if intake.lists:
                raise
            refuse_all(intake, error, as_json=as_json)
        chunks = share_frame(base, frame).chunks if share else 0
    if as_json:
        said = {"id": frame, "frame": frame, "sha256": intake.sha256, **intake_json(intake)}
        print_json({**said, "decisions_remembered": len(remembered), "chunks": chunks})
        return
    show_intake(intake)
    if remembered:
        say(f"Decisions remembered for this authority and applied: {len(remembered)}")
    say(f"Frozen as frame {frame}")
    say(f"SHA-256 {intake.sha256}")
    if chunks:
        say(f"Offered (sealed pieces: {chunks}). Sync now, so that others can fetch them.")


@mapping_commands.command("show")
def show_mapping(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """What was decided by hand for this authority: sheets, headings and values."""
    with opened_base(inspection) as base:
        from inspector_app.intake.remembered import remembered_mapping

        remembered = remembered_mapping(base)
    if as_json:
        print_json(json.loads(remembered.to_text()))
        return
    show_decisions(remembered)


@mapping_commands.command("forget")
def forget(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Forgets what was decided by hand for this authority. Imported frames keep their own."""
    with opened_base(inspection) as base:
        from inspector_app.intake.remembered import forget_mapping

        forgotten = forget_mapping(base)
    if as_json:
        print_json({"forgotten": len(forgotten)})
        return
    say(f"{len(forgotten)} decisions were forgotten")
