"""`inspector conflicts …`: fields that hold several values, and which one is kept."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.output import print_json, show_table
from inspector_app.cli.record_arguments import value_argument
from inspector_app.cli.shown_records import conflict_json, print_saved
from inspector_app.enquiries.saving import Saved
from inspector_app.errors import InspectorError

__all__ = ["register"]

conflicts = typer.Typer(help="Fields that hold several values.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(conflicts, name="conflicts")


@conflicts.command("list")
def list_conflicts(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Every field that holds several values, with each of them."""
    with opened_base(inspection) as base:
        items = [conflict_json(each) for each in base.conflicts()]
    if as_json:
        print_json({"items": items})
        return
    show_table(
        ["Type", "Field", "Value", "By", "When", "Write", "Record"],
        [
            [
                item["type"],
                item["field"],
                value["value"],
                value["by"],
                value["at"],
                value["write"],
                item["record"],
            ]
            for item in items
            for value in item["values"]
        ],
    )


@conflicts.command("resolve")
def resolve_conflict(
    record: Annotated[str, typer.Argument(metavar="RECORD")],
    field: Annotated[str, typer.Argument(metavar="FIELD")],
    take: Annotated[str | None, typer.Option(metavar="WRITE", help="Keep its value.")] = None,
    value: Annotated[
        str | None, typer.Option(help="A third value; '' empties the field; `-` or @FILE too.")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Settles a field by one of its values or a third one, replacing all of them."""
    from inspector_app.evidence_base.editing import resolve

    if (take is None) == (value is None):
        raise InspectorError(
            "which-value",
            "A conflict is settled by one of its values or by a new one.",
            kept="Nothing was changed.",
            next_step="Give --take WRITE or --value V, not both.",
        )
    with opened_base(inspection) as base:
        chosen = None if value is None else value_argument(base, record, field, value)
        write = resolve(base, record, field, take=take, value=chosen)
        saved = Saved(record, base.record(write))
        print_saved(base, saved, as_json=as_json, done="The conflict is settled.")
